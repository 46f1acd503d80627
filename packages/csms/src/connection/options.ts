import type { Protocol } from '@ocpp-kit/rpc'
import type { ListenOptions } from '@ocpp-kit/rpc/ws'
import { checkNames, type NamesOf } from '../option-names.js'
import type { Transport } from './security.js'

/** Options of `createCsms` about who connects, and what is kept of it. */
export interface ConnectionOptions {
  /**
   * What becomes of a station that no operator has put in or decided about, and that was not let in before: `pending` lets it connect and
   * holds it, `accept` lets it in, `refuse` answers 404. Default `pending`. Not beside `acceptance`, which decides the same by a rule.
   */
  readonly unknownStations?: 'pending' | 'accept' | 'refuse' | undefined
  /**
   * The organizations (O) that certificates of stations may name: the operator, and those that it trusts (A00.FR.404). Needed where
   * `tls.clientCa` is given, unless `verifyCertificate` is.
   */
  readonly operatorName?: string | readonly string[] | undefined
  /**
   * Key under which passwords of stations are kept (HMAC), at least 16 characters; another one makes all passwords void. Default: one is
   * made at the first start and kept in the store.
   */
  readonly passwordKey?: string | undefined
  /** Whether passwords of fewer than 16 characters may be set, against the specification (A00.FR.205). Default `false`. */
  readonly shortPasswords?: boolean | undefined
  /**
   * Names this csms among those that share a store; the same after a restart. Commands that another one was given for a station that is
   * connected here are looked for every second, unless the store is in memory and this is missing. Default: host name and port.
   */
  readonly nodeId?: string | undefined
  /** Whether messages are kept in the store, without secrets, for as long as its retention says. Default `false`. */
  readonly messageLog?: boolean | MessageLogOptions | undefined
}

export interface MessageLogOptions {
  /** How id tokens are kept: as pseudonyms that stay the same, or as they are. Default `pseudonym`. */
  readonly idTokens?: 'pseudonym' | 'keep' | undefined
  /** Messages that may wait for the store; more are left out, and counted. Default 5,000. */
  readonly maxQueued?: number | undefined
}

export interface ResolvedConnectionOptions extends Transport {
  /** Undefined where `acceptance` decides. */
  readonly unknownStations: 'pending' | 'accept' | 'refuse' | undefined
  /** For stations without one of their own. */
  readonly securityProfile: NonNullable<ListenOptions['securityProfile']>
  readonly operatorNames: readonly string[] | undefined
  readonly passwordKey: string | undefined
  readonly allowShort: boolean
  readonly nodeId: string | undefined
  readonly messageLog: { readonly idTokens: 'pseudonym' | 'keep'; readonly maxQueued: number } | undefined
  readonly path: string | undefined
}

/**
 * Upgrades per second unless told otherwise: 50,000 stations are back in some four minutes, and a core that does TLS for them has time
 * left for their messages. Beyond that a station gets 503 with Retry-After.
 */
export const defaultAcceptRate = { requestsPerSecond: 200, burst: 400 } as const

type DoorOptions = Pick<
  ListenOptions<Protocol>,
  'tls' | 'server' | 'tlsTerminated' | 'securityProfile' | 'authenticate' | 'verifyCertificate' | 'path'
>

/** @throws TypeError naming the option that is wrong */
export function resolveConnectionOptions(options: ConnectionOptions, door: DoorOptions, hasAcceptance: boolean): ResolvedConnectionOptions {
  const { unknownStations, operatorName, passwordKey, shortPasswords = false, nodeId, messageLog = false } = options
  if (unknownStations !== undefined && hasAcceptance) {
    throw new TypeError('unknownStations and acceptance decide the same: give one of them')
  }
  if (unknownStations !== undefined && !['pending', 'accept', 'refuse'].includes(unknownStations)) {
    throw new TypeError(`unknownStations must be one of pending, accept, refuse, not ${String(unknownStations)}`)
  }
  if (typeof shortPasswords !== 'boolean') throw new TypeError(`shortPasswords must be true or false, not ${String(shortPasswords)}`)
  if (passwordKey !== undefined && !(typeof passwordKey === 'string' && passwordKey.length >= 16)) {
    throw new TypeError('passwordKey must be a text of at least 16 characters')
  }
  if (nodeId !== undefined && !(typeof nodeId === 'string' && nodeId !== '')) {
    throw new TypeError(`nodeId must be a text that is not empty, not ${JSON.stringify(nodeId)}`)
  }
  const hasOwnTls = door.tls !== undefined || (door.server !== undefined && 'setSecureContext' in door.server)
  const transport = {
    isSecure: hasOwnTls || door.tlsTerminated === true,
    hasClientCa: door.tls?.clientCa !== undefined || (door.server !== undefined && hasOwnTls),
  }
  const operatorNames = namesOf(operatorName)
  if (operatorNames === undefined && door.tls?.clientCa !== undefined && door.verifyCertificate === undefined) {
    throw new TypeError('operatorName must be given where tls.clientCa is: the organization that certificates of stations name')
  }
  return {
    ...transport,
    unknownStations: hasAcceptance ? undefined : (unknownStations ?? 'pending'),
    securityProfile: profileOf(door, transport),
    operatorNames,
    passwordKey,
    allowShort: shortPasswords,
    nodeId,
    messageLog: messageLogOf(messageLog),
    path: door.path,
  }
}

function namesOf(operatorName: ConnectionOptions['operatorName']): readonly string[] | undefined {
  if (operatorName === undefined) return undefined
  const names = typeof operatorName === 'string' ? [operatorName] : operatorName
  if (Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string' && name !== '')) return names
  throw new TypeError('operatorName must be a text that is not empty, or a list of such')
}

const messageLogNames: NamesOf<MessageLogOptions> = { idTokens: true, maxQueued: true }

function messageLogOf(messageLog: NonNullable<ConnectionOptions['messageLog']>): ResolvedConnectionOptions['messageLog'] {
  if (messageLog === false) return undefined
  const { idTokens = 'pseudonym', maxQueued = 5_000 } = messageLog === true ? {} : messageLog
  if (typeof messageLog !== 'object' && messageLog !== true) {
    throw new TypeError(`messageLog must be true, false or an object, not ${String(messageLog)}`)
  }
  if (messageLog !== true) checkNames(messageLog, messageLogNames, 'messageLog')
  if (idTokens !== 'pseudonym' && idTokens !== 'keep') {
    throw new TypeError(`messageLog.idTokens must be pseudonym or keep, not ${String(idTokens)}`)
  }
  if (!Number.isInteger(maxQueued) || maxQueued < 1) {
    throw new TypeError(`messageLog.maxQueued must be a whole number of at least 1, not ${String(maxQueued)}`)
  }
  return { idTokens, maxQueued }
}

/**
 * What stations must prove by default: what the hooks that are given are for; else a password over TLS, and nothing without TLS.
 * A constant is checked as `listen()` would, which only sees a function.
 */
function profileOf(door: DoorOptions, { isSecure, hasClientCa }: Transport): ResolvedConnectionOptions['securityProfile'] {
  const profile = door.securityProfile ?? defaultProfile(door, isSecure)
  if (typeof profile === 'function') return profile
  if (profile !== 0 && profile !== 1 && profile !== 2 && profile !== 3) {
    throw new TypeError(`securityProfile must be 0, 1, 2, 3 or a function, not ${String(profile)}`)
  }
  if (profile === 1 && isSecure) throw new TypeError('securityProfile 1 is without TLS; over TLS it is 2')
  if (profile >= 2 && !isSecure) throw new TypeError(`tls must be given for securityProfile ${profile}`)
  if (profile === 3 && !hasClientCa) throw new TypeError('tls.clientCa must be given for securityProfile 3')
  return profile
}

function defaultProfile({ authenticate, verifyCertificate }: DoorOptions, isSecure: boolean): 0 | 1 | 2 | 3 {
  if (authenticate !== undefined && verifyCertificate !== undefined) {
    throw new TypeError('securityProfile must be given where both authenticate and verifyCertificate are')
  }
  if (verifyCertificate !== undefined) return 3
  if (isSecure) return 2
  return authenticate === undefined ? 0 : 1
}
