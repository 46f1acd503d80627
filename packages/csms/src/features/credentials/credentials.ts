import { randomBytes, randomUUID } from 'node:crypto'
import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import type { Reach } from '../../connection/commandable.js'
import { type Core, nowIso } from '../../core.js'
import { CsmsError } from '../../errors.js'
import type { StationKey } from '../../identifier.js'
import type { ProvisioningAdapter } from '../provisioning/provisioning.js'
import type { Credential } from './credential.js'
import type { PasswordChangeResult } from './password.js'
import { checkPassword, digestPassword, explainPassword, findPassword, keyIdOf, type Password, type PasswordRules } from './password.js'

export interface CredentialsAdapter {
  /**
   * The password as the station is sent it.
   * @throws TypeError where this version has no such passwords
   */
  wireOf(password: Password, rules: PasswordRules): string
  /** A random one of as much entropy as the version has room for (A01.FR.07). */
  generate(): Password
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
  /** Checks what a station gave. A login settles which of several passwords is good. @returns what is wrong, for the operator */
  login(station: StationKey, credential: Credential | undefined, given: Uint8Array | undefined): Promise<string | undefined>
}

/** Where the password stands in a station; 1.6 calls it AuthorizationKey. */
const variable = { component: 'SecurityCtrlr', variable: 'BasicAuthPassword' } as const

interface Reaches {
  readonly provisioning: Reach<ProvisioningAdapter>
  readonly credentials: Reach<CredentialsAdapter>
}

export function createCredentials(core: Core, options: CredentialsOptions, reach: Reaches): CredentialsFeature {
  const { store, sessions, tenantId, clock } = core
  const key = keyKeeper(options.passwordKey, () => store.credentials.secret(tenantId, 'passwords', randomBytes(32).toString('base64url')))
  const changing = new Map<string, Promise<unknown>>()

  const digest = async (password: Password) => {
    const secret = await key()
    const parts = { key: secret, keyId: keyIdOf(secret), id: randomUUID(), salt: randomBytes(16).toString('base64'), since: nowIso(clock) }
    return digestPassword(password, parts)
  }

  const change = async (identity: string, given: Password | undefined): Promise<PasswordChangeResult> => {
    const { adapter } = await reach.credentials(identity, 'changePassword')
    const { connection, adapter: provisioning } = await reach.provisioning(identity, 'changePassword')
    const password = given ?? adapter.generate()
    const value = adapter.wireOf(password, options)
    const station = sessions.keyOf(identity)
    const proposed = await digest(password)
    const { id } = proposed
    // Both are good from before it is sent until the answer is known, whatever happens to this process meanwhile.
    const isOpen = await store.credentials.change(station, { type: 'proposed', password: proposed })
    if (isOpen === undefined) {
      const message = `changePassword: the outcome of earlier changes at ${identity} is not known; let it log in, or set its password`
      throw new CsmsError('WRONG_STATE', message)
    }
    try {
      const [result] = await provisioning.setVariables(connection, [{ ...variable, value }])
      const status = result?.status ?? 'Rejected'
      const type = status === 'Accepted' ? 'accepted' : status === 'RebootRequired' ? 'awaitsRestart' : 'refused'
      await store.credentials.change(station, { type, id })
      return { status }
    } catch (error) {
      if (isKnownNotTaken(error)) await store.credentials.change(station, { type: 'refused', id })
      throw error
    }
  }

  return {
    set: async (identity, password) => {
      checkPassword(password, options)
      await store.credentials.change(sessions.keyOf(identity), { type: 'set', password: await digest(password) })
    },

    remove: async (identity) => {
      await store.credentials.change(sessions.keyOf(identity), { type: 'removed' })
    },

    change: (identity, password) => {
      const { stationId } = sessions.keyOf(identity)
      const before = changing.get(stationId)
      // One at a time: the station tells of each only whether it took it.
      const turn = (before ?? Promise.resolve()).then(
        () => change(identity, password),
        () => change(identity, password),
      )
      changing.set(stationId, turn)
      const ended = (): void => {
        if (changing.get(stationId) === turn) changing.delete(stationId)
      }
      turn.then(ended, ended)
      return turn
    },

    login: async (station, credential = { passwords: [] }, given) => {
      const secret = await key()
      const found = findPassword(credential, given ?? new Uint8Array(), secret)
      if (found === undefined) return explainPassword(credential, given, secret)
      if (credential.passwords.length > 1) await store.credentials.change(station, { type: 'used', id: found.id })
      return undefined
    },
  }
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
