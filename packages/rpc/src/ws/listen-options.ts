import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { type ConnectionOptions, maxTimerMs, optionalFunction, wholeNumber } from '../options.js'
import type { Protocol } from '../protocol.js'
import type { RateLimit } from '../rate-limit.js'
import type { Arriving, Attempt, HookAnswer } from './attempt.js'
import type { Compression } from './compression.js'
import { isSecurityProfile, type SecurityProfile } from './security-profile.js'
import { checkTls, type ListenerTls } from './tls-server.js'

/** What becomes of a station that connects while it is connected already; see `ListenOptions.duplicates`. */
export type DuplicatePolicy = 'replace' | 'refuse' | 'probe'

const duplicatePolicies: readonly DuplicatePolicy[] = ['replace', 'refuse', 'probe']

/** Options that the WebSockets of both ends take. */
export interface SocketOptions {
  /**
   * Longest message, in bytes, before and after inflation; a longer one closes the connection with 1009. Default 1 MiB,
   * which holds the longest messages of the schemas (certificate chains, local lists, reports) many times over.
   */
  readonly maxPayloadBytes?: number | undefined
  /** Bytes that a peer may leave untaken before nothing more is read from it. Default 256 KiB. */
  readonly pauseAboveBytes?: number | undefined
  /** Time between two pings, ms; 0 sends none. Default 60,000. */
  readonly pingIntervalMs?: number | undefined
  /** Time in which something must be heard after a ping, ms, else the connection is cut off. Default 30,000. */
  readonly pongTimeoutMs?: number | undefined
  /**
   * Time for the whole opening handshake, from TCP on, hooks included, ms; where `listen()` was given a `server`, from its upgrade on.
   * Default 20,000.
   */
  readonly handshakeTimeoutMs?: number | undefined
  /** Time for the peer to answer a close frame before the connection is cut off, ms. Default 5,000. */
  readonly closeTimeoutMs?: number | undefined
  /** Numbers from 0 to 1, for jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
}

/** Options of {@link listen}. */
export interface ListenOptions<P extends Protocol = Protocol> extends ConnectionOptions, SocketOptions {
  /** What is spoken, in order of preference: the first that the station offers is chosen. */
  readonly versions: readonly P[]
  /** Default 9000; 0 takes any free one. Not with `server`. */
  readonly port?: number | undefined
  /** Default `127.0.0.1`; `0.0.0.0` or `::` for all interfaces. Not with `server`. */
  readonly host?: string | undefined
  /** An HTTP or HTTPS server to take upgrades from, instead of an own one; it stays the program's to close. */
  readonly server?: HttpServer | HttpsServer | undefined
  /**
   * A path prefix that starts with `/`. Upgrades outside it are refused with 404, or left to others untouched where `server`
   * is given and has other listeners for upgrades. Default: any path.
   */
  readonly path?: string | undefined
  /** Certificates; makes the listener speak `wss`. Not with `server`. */
  readonly tls?: ListenerTls | undefined
  /** TLS ends in front of this server, at a proxy: profile 2 is possible without `tls`. Default false. */
  readonly tlsTerminated?: boolean | undefined
  /**
   * What a station must prove: one profile for all, or a function that knows each station's, and sees what it brings.
   * Default: 3 with `verifyCertificate`, 2 or 1 with `authenticate` and with or without TLS, else 0.
   */
  readonly securityProfile?:
    | SecurityProfile
    | ((identity: string, arriving: Arriving<P>) => SecurityProfile | Promise<SecurityProfile>)
    | undefined
  /** Names a station whose URL ends in `/` and so names none, for tools that take anybody; `undefined` refuses it. Default: such are refused with 400. */
  readonly identityFor?: ((request: IncomingMessage) => string | undefined) | undefined
  /** Whether there is such a station; `false` is 404 (OCPP-J 1.6 §3.2). Default: all are known. */
  readonly isKnown?: ((identity: string, arriving: Arriving<P>) => boolean | Promise<boolean>) | undefined
  /** Checks the password, in profiles 1 and 2 and, where credentials were sent, in 0; `false` is 401. */
  readonly authenticate?: ((attempt: Attempt<P>) => HookAnswer | Promise<HookAnswer>) | undefined
  /** Checks that a trusted client certificate is this station's, in profile 3; `false` is 403 (A00.FR.404, A00.FR.405). */
  readonly verifyCertificate?: ((attempt: Attempt<P>) => HookAnswer | Promise<HookAnswer>) | undefined
  /** With no version in common: `close` completes the handshake and closes with 1002 (OCPP-J 1.6 §3.2), `refuse` answers 400 (TC_B_58_CSMS). Default `close`. */
  readonly noSubprotocol?: 'close' | 'refuse' | undefined
  /**
   * A station that connects while it is connected: `replace` closes the older connection with 1008, `refuse` answers 503,
   * `probe` pings the older one, and replaces it if it is silent for `probeTimeoutMs`. A function says it anew for each station that does.
   * Default `replace`.
   */
  readonly duplicates?: DuplicatePolicy | ((identity: string) => DuplicatePolicy) | undefined
  /** Default 5,000 ms. */
  readonly probeTimeoutMs?: number | undefined
  /** Upgrades per second over all stations; one above it is answered 503. Default: no limit. */
  readonly acceptRate?: RateLimit | undefined
  /** Seconds in the `Retry-After` of a 503. Default 10. */
  readonly retryAfterSeconds?: number | undefined
  /** permessage-deflate, where the station offers it. Default `auto`: for versions that have it, so not for 1.6. */
  readonly compression?: Compression | undefined
  /** Stations that never answer a ping: they are pinged, but not cut off for it. Default: all answer. */
  readonly noPong?: ((identity: string) => boolean) | readonly string[] | undefined
}

/** {@link SocketOptions} with their defaults. */
export type ResolvedSocketOptions = { readonly [K in keyof SocketOptions]-?: NonNullable<SocketOptions[K]> }

export function resolveSocketOptions(options: SocketOptions): ResolvedSocketOptions {
  return {
    maxPayloadBytes: wholeNumber('maxPayloadBytes', options.maxPayloadBytes, 1024 * 1024, 1, 2 ** 31 - 1),
    pauseAboveBytes: wholeNumber('pauseAboveBytes', options.pauseAboveBytes, 256 * 1024, 0),
    pingIntervalMs: wholeNumber('pingIntervalMs', options.pingIntervalMs, 60_000, 0, maxTimerMs),
    pongTimeoutMs: wholeNumber('pongTimeoutMs', options.pongTimeoutMs, 30_000, 1, maxTimerMs),
    handshakeTimeoutMs: wholeNumber('handshakeTimeoutMs', options.handshakeTimeoutMs, 20_000, 1, maxTimerMs),
    closeTimeoutMs: wholeNumber('closeTimeoutMs', options.closeTimeoutMs, 5_000, 1, maxTimerMs),
    random: optionalFunction('random', options.random) ?? Math.random,
  }
}

type Kept = 'path' | 'server' | 'tls' | 'identityFor' | 'isKnown' | 'authenticate' | 'verifyCertificate' | 'acceptRate'
type Filled =
  | 'port'
  | 'host'
  | 'tlsTerminated'
  | 'securityProfile'
  | 'noSubprotocol'
  | 'probeTimeoutMs'
  | 'retryAfterSeconds'
  | 'compression'

/** What {@link ListenOptions} adds to those of connections, with its defaults. */
export type ResolvedListenOptions<P extends Protocol = Protocol> = ResolvedSocketOptions &
  Pick<ListenOptions<P>, Kept> & { readonly [K in Filled]-?: NonNullable<ListenOptions<P>[K]> } & {
    readonly versions: readonly P[]
    /** Whether stations reach the listener over TLS. */
    readonly isSecure: boolean
    readonly answersPings: (identity: string) => boolean
    readonly duplicates: (identity: string) => DuplicatePolicy
  }

/** The policy for a station, checked also where a function says it. */
function checkDuplicates(duplicates: ListenOptions['duplicates']): (identity: string) => DuplicatePolicy {
  if (typeof duplicates === 'function') {
    return (identity) => oneOf('the answer of duplicates', duplicates(identity), 'replace', duplicatePolicies)
  }
  const policy = oneOf('duplicates', duplicates, 'replace', duplicatePolicies)
  return () => policy
}

/** @throws TypeError naming the option, when it is not one of the values */
export function oneOf<T>(option: string, value: T | undefined, fallback: T, allowed: readonly T[]): T {
  if (value === undefined) return fallback
  if (allowed.includes(value)) return value
  throw new TypeError(`${option} must be one of ${allowed.map(String).join(', ')}, not ${String(value)}`)
}

/** @throws TypeError naming the option, when it is neither missing nor text with something in it */
export function optionalText(option: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new TypeError(`${option} must be text, not ${JSON.stringify(value)}`)
}

/** What a protocol object cannot do without, and of which kind each is. */
const protocolRows: { readonly [K in keyof Protocol]?: 'string' | 'object' | 'function' } = {
  version: 'string',
  subprotocol: 'string',
  messageTypes: 'object',
  faults: 'object',
  errorCodes: 'object',
  actions: 'object',
  validators: 'function',
  describe: 'function',
}

const isProtocol = (value: Protocol | null | undefined): boolean =>
  Object.entries(protocolRows).every(([row, kind]) => {
    const fact: unknown = value?.[row as keyof Protocol]
    return fact !== null && typeof fact === kind
  })

/** @throws TypeError `versions` is no list of protocols with names of their own */
export function checkVersions<P extends Protocol>(versions: readonly P[]): readonly P[] {
  if (!Array.isArray(versions) || versions.length === 0) throw new TypeError('versions must be a list of at least one protocol')
  for (const [at, version] of versions.entries()) {
    if (!isProtocol(version)) throw new TypeError(`versions[${at}] must be a protocol object such as ocpp16`)
  }
  const names = versions.map(({ subprotocol }) => subprotocol)
  if (new Set(names).size < names.length) throw new TypeError(`versions must not repeat one: ${names.join(', ')}`)
  return versions
}

/** What a security profile rests on. */
type ProfileOptions = Pick<ListenOptions, 'server' | 'tls'> & { readonly authenticate?: unknown; readonly verifyCertificate?: unknown }

function defaultProfile(options: ProfileOptions, isSecure: boolean): SecurityProfile {
  if (options.authenticate !== undefined && options.verifyCertificate !== undefined) {
    throw new TypeError('securityProfile must be given where both authenticate and verifyCertificate are')
  }
  if (options.verifyCertificate !== undefined) return 3
  if (options.authenticate === undefined) return 0
  return isSecure ? 2 : 1
}

/** A profile refuses to start without what it needs. */
function checkProfile(profile: unknown, options: ProfileOptions, isSecure: boolean, hasOwnTls: boolean): void {
  if (typeof profile === 'function') {
    if (options.authenticate === undefined && options.verifyCertificate === undefined)
      throw new TypeError('authenticate or verifyCertificate must be given where securityProfile is a function')
    return
  }
  if (!isSecurityProfile(profile)) throw new TypeError(`securityProfile must be 0, 1, 2, 3 or a function, not ${String(profile)}`)
  if (profile === 1 && isSecure) throw new TypeError('securityProfile 1 is without TLS; over TLS it is 2')
  if (profile >= 2 && !isSecure) throw new TypeError(`tls must be given for securityProfile ${profile}`)
  if ((profile === 1 || profile === 2) && options.authenticate === undefined)
    throw new TypeError(`authenticate must be given for securityProfile ${profile}`)
  if (profile === 3 && !hasOwnTls) throw new TypeError('tls must be given for securityProfile 3: a proxy hides the client certificate')
  if (profile === 3 && options.server === undefined && options.tls?.clientCa === undefined)
    throw new TypeError('tls.clientCa must be given for securityProfile 3')
  if (profile === 3 && options.verifyCertificate === undefined) throw new TypeError('verifyCertificate must be given for securityProfile 3')
}

function checkPath(path: unknown): string | undefined {
  if (path === undefined) return undefined
  if (typeof path === 'string' && path.startsWith('/')) return path
  throw new TypeError(`path must be text that starts with /, such as /ocpp, not ${String(path)}`)
}

function checkRate(rate: RateLimit | undefined): RateLimit | undefined {
  if (rate === undefined) return undefined
  if (rate === null) throw new TypeError('acceptRate must be { requestsPerSecond, burst }, not null')
  if (!(rate.requestsPerSecond > 0)) throw new TypeError(`acceptRate.requestsPerSecond must be above 0, not ${rate.requestsPerSecond}`)
  if (!(rate.burst >= 1)) throw new TypeError(`acceptRate.burst must be at least 1, not ${rate.burst}`)
  return rate
}

function checkNoPong(noPong: ListenOptions['noPong']): (identity: string) => boolean {
  if (noPong === undefined) return () => true
  if (typeof noPong === 'function') return (identity) => !noPong(identity)
  if (!Array.isArray(noPong)) throw new TypeError(`noPong must be a list of identities or a function, not ${typeof noPong}`)
  const folded = new Set(noPong.map((identity) => String(identity).toLowerCase()))
  return (identity) => !folded.has(identity.toLowerCase())
}

/**
 * Fills the defaults and checks what belongs together, once.
 * @throws TypeError naming the option that is wrong or missing
 */
export function resolveListenOptions<P extends Protocol>(options: ListenOptions<P>): ResolvedListenOptions<P> {
  const versions = checkVersions(options.versions)
  const { server } = options
  if (server !== undefined && typeof server.on !== 'function') throw new TypeError('server must be an http.Server or https.Server')
  for (const name of ['port', 'host', 'tls'] as const) {
    if (server !== undefined && options[name] !== undefined) throw new TypeError(`${name} is the server's own where server is given`)
  }
  const hasOwnTls = options.tls !== undefined || (server !== undefined && 'setSecureContext' in server)
  const tlsTerminated = oneOf('tlsTerminated', options.tlsTerminated, false, [true, false])
  const isSecure = hasOwnTls || tlsTerminated
  const securityProfile = options.securityProfile ?? defaultProfile(options, isSecure)
  checkProfile(securityProfile, options, isSecure, hasOwnTls)
  return {
    ...resolveSocketOptions(options),
    versions,
    port: wholeNumber('port', options.port, 9000, 0, 65_535),
    host: optionalText('host', options.host) ?? '127.0.0.1',
    server,
    path: checkPath(options.path),
    tls: checkTls(options.tls, versions),
    tlsTerminated,
    isSecure,
    securityProfile,
    identityFor: optionalFunction('identityFor', options.identityFor),
    isKnown: optionalFunction('isKnown', options.isKnown),
    authenticate: optionalFunction('authenticate', options.authenticate),
    verifyCertificate: optionalFunction('verifyCertificate', options.verifyCertificate),
    noSubprotocol: oneOf('noSubprotocol', options.noSubprotocol, 'close', ['close', 'refuse']),
    duplicates: checkDuplicates(options.duplicates),
    probeTimeoutMs: wholeNumber('probeTimeoutMs', options.probeTimeoutMs, 5_000, 1, maxTimerMs),
    acceptRate: checkRate(options.acceptRate),
    retryAfterSeconds: wholeNumber('retryAfterSeconds', options.retryAfterSeconds, 10, 0),
    compression: oneOf<Compression>('compression', options.compression, 'auto', ['auto', true, false]),
    answersPings: checkNoPong(options.noPong),
  }
}
