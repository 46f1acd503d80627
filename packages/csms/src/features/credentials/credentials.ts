import { randomBytes, randomUUID } from 'node:crypto'
import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import type { RawCallOutcome } from '../../commands/api.js'
import type { Reach } from '../../connection/commandable.js'
import { identityOf } from '../../connection/identity-of.js'
import { type Core, nowIso } from '../../core.js'
import { CsmsError, isCsmsError } from '../../errors.js'
import type { ProvisioningAdapter } from '../provisioning/provisioning.js'
import { type Credential, type CredentialChange, isOpen, type PasswordChange } from './credential.js'
import type { PasswordChangeResult } from './password.js'
import { checkPassword, digestPassword, explainPassword, findPassword, keyIdOf, type Password, type PasswordRules } from './password.js'
import { passwordVariable } from './password-variable.js'

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
  passwordsIn(action: string, payload: object): readonly Password[]
  /** What the station answers of each of them, in their order, as far as the answer can be read. */
  statusesIn(response: object): readonly unknown[]
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
    const { id } = proposed
    // Both are good from before it is sent until the answer is known, whatever happens to this process meanwhile.
    const isKept = (await keep(identity, { type: 'proposed', password: proposed })) !== undefined
    if (!isKept) {
      const message = `changePassword: the outcome of earlier changes at ${identity} is not known; let it log in, or set its password`
      throw new CsmsError('WRONG_STATE', message)
    }
    try {
      const [result] = await provisioning.setVariables(connection, [{ ...passwordVariable, value }])
      const status = result?.status ?? 'Rejected'
      await keep(identity, { type: changeAfter(status), id })
      return { status }
    } catch (error) {
      if (isKnownNotTaken(error)) await keep(identity, { type: 'refused', id })
      throw error
    }
  }

  const witness = async ({ identity }: SentMessage, found: Witnessed, send: () => Promise<RawCallOutcome>) => {
    const { adapter, passwords } = found
    const digests = await Promise.all(passwords.map(digest))
    const isKept: boolean[] = []
    for (const password of digests) isKept.push((await keep(identity, { type: 'proposed', password })) !== undefined)
    const settle = async (statuses: readonly unknown[]): Promise<void> => {
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
    const none = passwords.map(() => 'Rejected')
    try {
      const outcome = await send()
      if ('result' in outcome) await settle(adapter.statusesIn(outcome.result))
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
      // None is no password: a station that takes it has no password any more that anybody could know.
      const passwords = adapter?.passwordsIn(message.action, message.payload).filter(({ length }) => length > 0) ?? []
      if (adapter === undefined || passwords.length === 0) return send()
      return inTurn(message.identity, () => witness(message, { adapter, passwords }, send))
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
  readonly passwords: readonly Password[]
}

const told: Partial<Record<CredentialChange['type'], PasswordChange>> = {
  set: 'set',
  removed: 'removed',
  accepted: 'taken',
  awaitsRestart: 'awaitsRestart',
  used: 'settled',
}

/** What a status says of a password that was sent (A01.FR.03, A01.FR.04). */
const changeAfter = (status: string): 'accepted' | 'awaitsRestart' | 'refused' =>
  status === 'Accepted' ? 'accepted' : status === 'RebootRequired' ? 'awaitsRestart' : 'refused'

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
