import type { ConnectionOptions as TlsConnectionOptions } from 'node:tls'
import { type ConnectionOptions, maxTimerMs, wholeNumber } from '../options.js'
import type { Protocol } from '../protocol.js'
import { type BackOff, resolveBackOff } from './backoff.js'
import { hasIdentity } from './identity.js'
import {
  checkVersions,
  oneOf,
  optionalText,
  type ResolvedSocketOptions,
  resolveSocketOptions,
  type SocketOptions,
} from './listen-options.js'
import { isSecurityProfile, type SecurityProfile } from './security-profile.js'
import { stationUrl } from './station-url.js'
import { isOldTls } from './tls-server.js'

/** TLS of a station; what is not given is as Node has it, with TLS 1.2 as the least (A00.FR.312). */
export type DialTls = Pick<
  TlsConnectionOptions,
  | 'allowPartialTrustChain'
  | 'ca'
  | 'cert'
  | 'checkServerIdentity'
  | 'ciphers'
  | 'key'
  | 'maxVersion'
  | 'minVersion'
  | 'passphrase'
  | 'rejectUnauthorized'
  | 'servername'
>

/** How a lost connection is found again. */
export interface ReconnectOptions extends Partial<{ readonly [K in keyof BackOff]: BackOff[K] | undefined }> {
  /** Attempts in a row that may fail before the client gives up. Default: it never does (B10.FR.09). */
  readonly giveUpAfter?: number | undefined
}

/** Options of {@link dial}. */
export interface DialOptions<P extends Protocol = Protocol> extends ConnectionOptions, SocketOptions {
  /** The endpoint, `ws://` or `wss://`; the identity becomes its last path segment, unless it is that already. */
  readonly url: string
  /**
   * 1 to 48 characters, without `/` and control characters, and without `:` where 2.x is among `versions`.
   * Default: the last path segment of `url`, percent-decoded.
   */
  readonly identity?: string | undefined
  /** What is offered, in order of preference. */
  readonly versions: readonly P[]
  /** For Basic authentication: text is sent as UTF-8, bytes as they are. A function is asked before each attempt. Default: none is sent. */
  readonly password?: string | Uint8Array | (() => string | Uint8Array) | undefined
  /** Default: the identity (A00.FR.204). */
  readonly username?: string | undefined
  /** A function is asked before each attempt. */
  readonly tls?: DialTls | (() => DialTls) | undefined
  /** Checks that the other options give what this profile needs. Default: nothing is checked. */
  readonly securityProfile?: SecurityProfile | undefined
  /** Offers permessage-deflate (2.x Part 4 §3.3). Default false. */
  readonly compression?: boolean | undefined
  /** Back-off after a failed attempt or a lost connection; `false` tries once. Default: as {@link ReconnectOptions} says. */
  readonly reconnect?: false | ReconnectOptions | undefined
}

/** What {@link DialOptions} adds to those of connections, with its defaults. */
export interface ResolvedDialOptions<P extends Protocol = Protocol> extends ResolvedSocketOptions {
  readonly url: string
  readonly identity: string
  readonly isSecure: boolean
  readonly versions: readonly P[]
  readonly password: () => string | Uint8Array | undefined
  readonly username: string
  readonly tls: () => DialTls
  readonly compression: boolean
  /** `undefined`: it tries once. */
  readonly backOff: BackOff | undefined
  readonly giveUpAfter: number
}

function checkPassword(password: DialOptions['password']): () => string | Uint8Array | undefined {
  if (typeof password === 'function') return password
  if (password === undefined || typeof password === 'string' || password instanceof Uint8Array) return () => password
  throw new TypeError(`password must be a string, bytes or a function that returns one, not ${typeof password}`)
}

function checkTls(tls: DialOptions['tls']): () => DialTls {
  if (typeof tls === 'function') return tls
  if (tls !== undefined && (typeof tls !== 'object' || tls === null))
    throw new TypeError(`tls must be an object or a function, not ${String(tls)}`)
  return () => tls ?? {}
}

function checkIdentity(identity: string, versions: readonly Protocol[]): void {
  const without = versions.find((version) => !hasIdentity(version, identity))
  if (without !== undefined)
    throw new TypeError(`identity must hold no colon in OCPP ${without.version}, unlike ${JSON.stringify(identity)}`)
}

/** A profile refuses to start without what it needs. */
function checkProfile(options: DialOptions<never>, isSecure: boolean): void {
  const { securityProfile, password, tls } = options
  if (securityProfile === undefined) return
  if (!isSecurityProfile(securityProfile)) throw new TypeError(`securityProfile must be 0, 1, 2 or 3, not ${String(securityProfile)}`)
  if (securityProfile >= 2 && !isSecure) throw new TypeError(`url must start with wss:// for securityProfile ${securityProfile}`)
  if (securityProfile === 1 && isSecure) throw new TypeError('url must start with ws:// for securityProfile 1; over TLS it is 2')
  if ((securityProfile === 1 || securityProfile === 2) && password === undefined)
    throw new TypeError(`password must be given for securityProfile ${securityProfile}`)
  if (securityProfile >= 2 && typeof tls === 'object' && tls.rejectUnauthorized === false)
    throw new TypeError(`tls.rejectUnauthorized must not be false for securityProfile ${securityProfile} (A00.FR.307)`)
  if (securityProfile === 3 && typeof tls !== 'function' && (tls?.cert === undefined || tls.key === undefined))
    throw new TypeError('tls.cert and tls.key must be given for securityProfile 3')
}

function checkTlsVersion(tls: DialOptions['tls'], versions: readonly Protocol[]): void {
  if (typeof tls !== 'object' || !isOldTls(tls.minVersion) || versions.some(({ oldTls }) => oldTls === true)) return
  throw new TypeError(`tls.minVersion ${tls.minVersion} is allowed for OCPP 1.6 alone`)
}

/**
 * Fills the defaults and checks what belongs together, once.
 * @throws TypeError naming the option that is wrong or missing
 */
export function resolveDialOptions<P extends Protocol>(options: DialOptions<P>): ResolvedDialOptions<P> {
  const versions = checkVersions(options.versions)
  const tls = checkTls(options.tls)
  const { identity, url, isSecure } = stationUrl(options.url, options.identity)
  checkIdentity(identity, versions)
  checkProfile(options as unknown as DialOptions<never>, isSecure)
  checkTlsVersion(options.tls, versions)
  const { reconnect = {} } = options
  if (reconnect !== false && (typeof reconnect !== 'object' || reconnect === null))
    throw new TypeError(`reconnect must be false or an object, not ${String(reconnect)}`)
  return {
    ...resolveSocketOptions(options),
    url,
    identity,
    isSecure,
    versions,
    password: checkPassword(options.password),
    username: optionalText('username', options.username) ?? identity,
    tls,
    compression: oneOf('compression', options.compression, false, [true, false]),
    backOff: reconnect === false ? undefined : resolveBackOff(reconnect),
    giveUpAfter:
      reconnect === false
        ? 1
        : reconnect.giveUpAfter === undefined
          ? Number.POSITIVE_INFINITY
          : wholeNumber('reconnect.giveUpAfter', reconnect.giveUpAfter, 1, 1, maxTimerMs),
  }
}
