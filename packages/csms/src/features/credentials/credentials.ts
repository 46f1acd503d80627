import { randomBytes, randomUUID } from 'node:crypto'
import { isConnectionError, isOcppError, type OwnRequest } from '@ocpp-kit/rpc'
import type { RawCallOutcome } from '../../commands/api.js'
import type { Reach } from '../../connection/commandable.js'
import { identityOf } from '../../connection/identity-of.js'
import { type Core, nowIso } from '../../core.js'
import { CsmsError, isCsmsError } from '../../errors.js'
import { fold } from '../../identifier.js'
import type { ProvisioningAdapter } from '../provisioning/provisioning.js'
import { type Credential, type CredentialChange, isOpen, type PasswordChange, type PasswordDigest } from './credential.js'
import type { PasswordChangeResult } from './password.js'
import {
  checkPassword,
  digestPassword,
  explainPassword,
  findPassword,
  keyBytesOf,
  keyIdOf,
  type Password,
  type PasswordRules,
} from './password.js'
import { passwordRefusal, passwordVariable } from './password-variable.js'
import type { ProfilePassword, WithProfilePassword } from './profile-password.js'

export interface CredentialsAdapter {
  /** Whether passwords are the bytes of a key, which may be written as hexadecimal digits (1.6); else each character counts. */
  readonly isKey: boolean
  /** @throws InvalidMember where a station of this version cannot have that password (A00.FR.205) */
  check(password: Password, rules: PasswordRules): void
  /**
   * The password as the station is sent it.
   * @throws TypeError where this version has no such passwords
   */
  wireOf(password: Password, rules: PasswordRules): string
  /** A random one of as much entropy as the version has room for (A01.FR.07). */
  generate(): Password
  /** The passwords that a message gives the station, however it is written and whatever else is wrong with it; none in any other message. */
  passwordsIn(action: string, payload: object): readonly SentPassword[]
  /** What the station answers of each of them, in their order, as far as the answer can be read. */
  statusesIn(action: string, response: object): readonly unknown[]
}

/** A password as a message has it. */
export interface SentPassword {
  readonly password: Password
  /** The station uses it once it connects by another network profile, and the old one until then (B09.FR.28). */
  readonly isForProfile?: boolean | undefined
  /** Under which identity, where the message says so (2.1). */
  readonly identity?: string | undefined
}

export interface CredentialsOptions extends PasswordRules {
  /** Of the operator; by default one is made and kept in the store. */
  readonly passwordKey: string | undefined
}

export interface CredentialsFeature {
  /** Says what the password of a station is; the station is not told. */
  set(identity: string, password: Password): Promise<void>
  /** Forgets it: the station can no longer prove itself with one. */
  remove(identity: string): Promise<void>
  /** Gives a station a new one, over its connection (A01). */
  change(identity: string, password?: Password): Promise<PasswordChangeResult>
  /**
   * Sends a message of somebody else's making. A password in it counts as one of a change: good beside the old one from before it is sent
   * until the answer is known, and then as that says.
   */
  witness(message: SentMessage, send: () => Promise<RawCallOutcome>): Promise<RawCallOutcome>
  readonly withProfile: WithProfilePassword
  /** Lets a request of ours pass if none of its passwords would be news here. @throws CsmsError `PASSWORD_CHANGE` */
  permit(request: OwnRequest): void
  /** Checks what a station gave. A login settles which of several passwords is good. @returns what is wrong, for the operator */
  login(arriving: ArrivingStation, credential: Credential | undefined): Promise<string | undefined>
}

export interface ArrivingStation {
  readonly identity: string
  readonly version: string
  readonly password: Uint8Array | undefined
}

export interface SentMessage {
  readonly identity: string
  readonly action: string
  readonly payload: object
}

interface Answered {
  readonly status: string
}

interface Reaches {
  readonly provisioning: Reach<ProvisioningAdapter>
  readonly credentials: Reach<CredentialsAdapter>
  /** The part of a version. */
  readonly adapterOf: (version: string | undefined) => CredentialsAdapter | undefined
}

export function createCredentials(core: Core, options: CredentialsOptions, reach: Reaches): CredentialsFeature {
  const { store, sessions, tenantId, clock, events } = core
  const key = keyKeeper(options.passwordKey, () => store.credentials.secret(tenantId, 'passwords', randomBytes(32).toString('base64url')))
  const changing = new Map<string, Promise<unknown>>()
  /** By station: the passwords that are on their way, each as its bytes. */
  const sending = new Map<string, ReadonlySet<string>>()

  const digest = async (password: Password) => {
    const secret = await key()
    const parts = { key: secret, keyId: keyIdOf(secret), id: randomUUID(), salt: randomBytes(16).toString('base64'), since: nowIso(clock) }
    return digestPassword(password, parts)
  }

  /** Keeps a change, and tells of one that is certain. */
  const keep = async (identity: string, change: CredentialChange): Promise<Credential | undefined> => {
    const kept = await store.credentials.change(sessions.keyOf(identity), change)
    const how = told[change.type]
    if (how !== undefined) events.emit('station.passwordChanged', { station: core.station(await identityOf(core, identity)), how })
    return kept
  }

  const change = async (identity: string, given: Password | undefined): Promise<PasswordChangeResult> => {
    const { adapter } = await reach.credentials(identity, 'changePassword')
    const { connection, adapter: provisioning } = await reach.provisioning(identity, 'changePassword')
    const password = given ?? adapter.generate()
    const value = adapter.wireOf(password, options)
    // Where it is no key, it is the text that is sent.
    const proposed = await digest(adapter.isKey ? password : value)
    return give('changePassword', identity, proposed, () =>
      whileSending(identity, [adapter.isKey ? keyBytesOf(password) : value], async () => {
        const [result] = await provisioning.setVariables(connection, [{ ...passwordVariable, value }])
        return { status: result?.status ?? 'Rejected' }
      }),
    )
  }

  /** Both passwords are good from before it is sent until the answer is known, whatever happens to this process meanwhile. */
  const give = async <T extends Answered>(what: string, identity: string, proposed: PasswordDigest, send: () => Promise<T>): Promise<T> => {
    const { id, awaitsRestart = false } = proposed
    const isKept = (await keep(identity, { type: 'proposed', password: proposed })) !== undefined
    if (!isKept) {
      const message = `${what}: the outcome of earlier changes at ${identity} is not known; let it log in, or set its password`
      throw new CsmsError('WRONG_STATE', message)
    }
    try {
      const result = await send()
      await keep(identity, { type: changeAfter(result.status, awaitsRestart), id })
      return result
    } catch (error) {
      if (isKnownNotTaken(error)) await keep(identity, { type: 'refused', id })
      throw error
    }
  }

  const whileSending = async <T>(identity: string, passwords: readonly Password[], send: () => Promise<T>): Promise<T> => {
    const { stationId } = sessions.keyOf(identity)
    sending.set(stationId, new Set(passwords.map(bytesOf)))
    try {
      return await send()
    } finally {
      sending.delete(stationId)
    }
  }

  const withProfile = async <T extends Answered>(identity: string, profile: ProfilePassword, send: () => Promise<T>): Promise<T> => {
    const { slot, identity: there = identity, basicAuthPassword: password } = profile
    const sendIt = (): Promise<T> => whileSending(identity, [password], send)
    // Under another identity it is the password of that, here or at another csms, and for an operator to say.
    if (fold(there) !== fold(identity)) return sendIt()
    checkPassword(password, options)
    return give('setNetworkProfile', identity, { ...(await digest(password)), slot, awaitsRestart: true }, sendIt)
  }

  const witness = async ({ identity, action }: SentMessage, found: Witnessed, send: () => Promise<RawCallOutcome>) => {
    const { adapter, passwords } = found
    const digests = await Promise.all(
      passwords.map(async ({ password, isForProfile }) => ({
        ...(await digest(password)),
        ...(isForProfile && { awaitsRestart: true as const }),
      })),
    )
    const isKept: boolean[] = []
    for (const password of digests) isKept.push((await keep(identity, { type: 'proposed', password })) !== undefined)
    const settle = async (all: readonly unknown[]): Promise<void> => {
      const statuses = passwords.map(({ at, isForProfile }) => (isForProfile && all[at] === 'Accepted' ? 'RebootRequired' : all[at]))
      // Of several that were taken the last one stands.
      const standing = statuses.lastIndexOf('Accepted')
      for (const [at, password] of digests.entries()) {
        const status = at < standing && statuses[at] === 'Accepted' ? 'Overwritten' : statuses[at]
        if (typeof status !== 'string') continue
        const type = changeAfter(status)
        // One more than may be open at one time is certain all the same once it is taken.
        if (isKept[at] === true) await keep(identity, { type, id: password.id })
        else if (type === 'accepted') await keep(identity, { type: 'set', password })
      }
    }
    const none = Array<unknown>(1 + Math.max(...passwords.map(({ at }) => at))).fill('Rejected')
    try {
      const outcome = await send()
      if ('result' in outcome) await settle(adapter.statusesIn(action, outcome.result))
      else if ('error' in outcome) await settle(none)
      return outcome
    } catch (error) {
      if (isCsmsError(error) || isKnownNotTaken(error)) await settle(none)
      throw error
    }
  }

  /** One at a time for each station: it tells of each only whether it took it. */
  const inTurn = <T>(identity: string, run: () => Promise<T>): Promise<T> => {
    const { stationId } = sessions.keyOf(identity)
    const turn = (changing.get(stationId) ?? Promise.resolve()).then(run, run)
    changing.set(stationId, turn)
    const ended = (): void => {
      if (changing.get(stationId) === turn) changing.delete(stationId)
    }
    turn.then(ended, ended)
    return turn
  }

  return {
    set: async (identity, password) => {
      const version = sessions.find(identity)?.connection?.version ?? (await store.provisioning.find(sessions.keyOf(identity)))?.version
      const check = reach.adapterOf(version)?.check ?? checkPassword
      check(password, options)
      await keep(identity, { type: 'set', password: await digest(password) })
    },

    remove: async (identity) => {
      await keep(identity, { type: 'removed' })
    },

    change: (identity, password) => inTurn(identity, () => change(identity, password)),

    witness: (message, send) => {
      const adapter = reach.adapterOf(sessions.find(message.identity)?.connection?.version)
      const sent = adapter?.passwordsIn(message.action, message.payload) ?? []
      if (adapter === undefined || sent.length === 0) return send()
      const { identity } = message
      const sendIt = (): Promise<RawCallOutcome> =>
        whileSending(
          identity,
          sent.map(({ password }) => password),
          send,
        )
      // None is no password: a station that takes it has no password any more that anybody could know. One for another identity is not its.
      const passwords = sent
        .map((one, at) => ({ ...one, at }))
        .filter(({ password, identity: there = identity }) => password.length > 0 && fold(there) === fold(identity))
      return inTurn(identity, () => (passwords.length === 0 ? sendIt() : witness(message, { adapter, passwords }, sendIt)))
    },

    withProfile: (identity, profile, send) => {
      const { slot, identity: there, basicAuthPassword } = profile
      const adapter = reach.adapterOf(sessions.find(identity)?.connection?.version)
      const connectionData = { identity: there, basicAuthPassword }
      // Versions without it do not send it.
      const isSent = (adapter?.passwordsIn('SetNetworkProfile', { configurationSlot: slot, connectionData }) ?? []).length > 0
      return isSent ? inTurn(identity, () => withProfile(identity, profile, send)) : send()
    },

    permit: ({ connection: { identity, version }, action, request }) => {
      const sent = reach.adapterOf(version)?.passwordsIn(action, request) ?? []
      if (sent.length === 0) return
      const known = sending.get(sessions.keyOf(identity).stationId)
      if (!sent.every(({ password }) => known?.has(bytesOf(password)))) throw passwordRefusal(action, identity)
    },

    login: async ({ identity, version, password }, credential = { passwords: [] }) => {
      const secret = await key()
      const given = { password: password ?? new Uint8Array(), isKey: reach.adapterOf(version)?.isKey === true }
      const found = findPassword(credential, given, secret)
      if (found === undefined) return explainPassword(credential, given, secret)
      if (isOpen(credential)) await keep(identity, { type: 'used', id: found.id })
      return undefined
    },
  }
}

interface Witnessed {
  readonly adapter: CredentialsAdapter
  /** With the place of each among those of the message. */
  readonly passwords: readonly (SentPassword & { readonly at: number })[]
}

const bytesOf = (password: Password): string => Buffer.from(password).toString('base64')

const told: Partial<Record<CredentialChange['type'], PasswordChange>> = {
  set: 'set',
  removed: 'removed',
  accepted: 'taken',
  awaitsRestart: 'awaitsRestart',
  used: 'settled',
}

/** What a status says of a password that was sent (A01.FR.03, A01.FR.04). */
const changeAfter = (status: string, isForLater = false): 'accepted' | 'awaitsRestart' | 'refused' => {
  if (status === 'RebootRequired' || (status === 'Accepted' && isForLater)) return 'awaitsRestart'
  return status === 'Accepted' ? 'accepted' : 'refused'
}

/** An error that tells that the station keeps its old password: it answered so (A01.FR.04), or was never asked. */
function isKnownNotTaken(error: unknown): boolean {
  if (isOcppError(error)) return error.origin === 'peer'
  return isConnectionError(error) && !error.sent
}

/** Asks for the key once, and again if that failed. */
function keyKeeper(given: string | undefined, ask: () => Promise<string>): () => Promise<string> {
  let kept: Promise<string> | undefined = given === undefined ? undefined : Promise.resolve(given)
  return () => {
    kept ??= ask().catch((error: unknown) => {
      kept = undefined
      throw error
    })
    return kept
  }
}
