import { type Clock, systemClock } from './clock.js'
import type { AnyConnection, AnyMessage } from './connection.js'
import type { RateLimit } from './rate-limit.js'
import type { Signer, VerifySignature } from './signed.js'
import type { SocketPort } from './socket.js'
import { checkPolicy, type Normaliser, type ValidationPolicy } from './validation.js'

/** What may be done with a request before it is looked at: let it in, answer nothing, or refuse it by throwing an OcppError. */
export type Admission = 'admit' | 'ignore'

/** A request of ours that is about to be sent. */
export interface OwnRequest {
  readonly connection: AnyConnection
  readonly action: string
  readonly request: object
}

/** Where something of ours went wrong: at a request, or in a listener of an event. */
export interface ErrorPlace {
  readonly connection?: AnyConnection | undefined
  /** The request's action. */
  readonly action?: string | undefined
  readonly messageId?: string | undefined
  /** The event whose listener failed. */
  readonly event?: string | undefined
}

/** Options that every connection takes, over whatever transport. */
export interface ConnectionOptions {
  /** Time to wait for an answer, ms from the moment the request is written. Default 30,000. */
  readonly callTimeoutMs?: number | undefined
  /** Calls that may wait for their turn on one connection. Default 1,000. */
  readonly maxQueuedCalls?: number | undefined
  /** Length of all waiting frames together, in characters. Default 4 Mi. */
  readonly maxQueuedBytes?: number | undefined
  /** Requests of the peer handled at one time; one more is answered with GenericError. Default 64. */
  readonly maxConcurrentRequests?: number | undefined
  /** Bytes the peer may leave untaken before own calls are refused. Default 8 MiB. */
  readonly maxBufferedBytes?: number | undefined
  /** Requests per second of a peer; one above it is answered with GenericError. Default: no limit. */
  readonly rateLimit?: RateLimit | undefined
  /** How strictly payloads are held to their schemas; a function decides per peer. Default: `enforce` all. */
  readonly validation?: ValidationPolicy | ((peer: { readonly identity: string; readonly version: string }) => ValidationPolicy) | undefined
  /** Mends known quirks of the peer's payloads before they are checked. Default: none. */
  readonly normalise?: Normaliser | undefined
  /** Called for each request before its payload is looked at, e.g. to refuse stations that are not accepted yet. */
  readonly admit?: ((message: AnyMessage) => Admission | Promise<Admission>) | undefined
  /**
   * Called for each request of ours, call or SEND, before anything is made of it; what it throws the call rejects with, and nothing is sent.
   * `sendText` is not asked about.
   */
  readonly permit?: ((request: OwnRequest) => void) | undefined
  /** Handles known actions that have no handler of their own. Default: they are answered with NotSupported. */
  readonly fallback?: ((request: object, message: AnyMessage) => object | undefined | Promise<object | undefined>) | undefined
  /** Signs own messages (2.x Part 4 §7). Default: none is signed. */
  readonly signer?: Signer | undefined
  /** Checks signatures of the peer. Default: they are unwrapped and taken as they are. */
  readonly verifySignature?: VerifySignature | undefined
  /** Makes the id of a request: unique over all connections of the identity (2.x errata 4.6), at most 36 characters. Default: a random UUID. */
  readonly createMessageId?: (() => string) | undefined
  /** Told of what a handler or a listener threw, its promise's rejection included, and of own answers that break their schema. Default: `console.error`. */
  readonly onError?: ((error: unknown, where: ErrorPlace) => void) | undefined
  /** Puts something between a connection and its socket, such as `withFaults`. Default: nothing. */
  readonly wrapSocket?: ((socket: SocketPort, identity: string) => SocketPort) | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
}

export interface ResolvedConnectionOptions {
  readonly callTimeoutMs: number
  readonly maxQueuedCalls: number
  readonly maxQueuedBytes: number
  readonly maxConcurrentRequests: number
  readonly maxBufferedBytes: number
  readonly rateLimit: RateLimit | undefined
  readonly validation: NonNullable<ConnectionOptions['validation']>
  readonly normalise: Normaliser | undefined
  readonly admit: ConnectionOptions['admit']
  readonly permit: ConnectionOptions['permit']
  readonly fallback: ConnectionOptions['fallback']
  readonly signer: Signer | undefined
  readonly verifySignature: VerifySignature | undefined
  readonly createMessageId: () => string
  readonly onError: NonNullable<ConnectionOptions['onError']>
  readonly wrapSocket: ConnectionOptions['wrapSocket']
  readonly clock: Clock
}

/** @throws TypeError naming the option, when it is not a whole number within its range */
export function wholeNumber(option: string, value: unknown, fallback: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (value === undefined) return fallback
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw new TypeError(`${option} must be a whole number from ${min} to ${max}, not ${String(value)}`)
}

/** @throws TypeError naming the option, when it is neither missing nor a function */
export function optionalFunction<T>(option: string, value: T | undefined): T | undefined {
  if (value === undefined || typeof value === 'function') return value
  throw new TypeError(`${option} must be a function, not ${typeof value}`)
}

function checkRateLimit(limit: RateLimit | undefined): RateLimit | undefined {
  if (limit === undefined) return undefined
  if (typeof limit !== 'object' || limit === null) throw new TypeError('rateLimit must be { requestsPerSecond, burst }')
  if (!(limit.requestsPerSecond > 0))
    throw new TypeError(`rateLimit.requestsPerSecond must be above 0, not ${String(limit.requestsPerSecond)}`)
  if (!(limit.burst >= 1)) throw new TypeError(`rateLimit.burst must be at least 1, not ${String(limit.burst)}`)
  return limit
}

function checkValidation(validation: ConnectionOptions['validation']): NonNullable<ConnectionOptions['validation']> {
  if (validation === undefined) return {}
  return typeof validation === 'function' ? validation : checkPolicy('validation', validation)
}

function checkSigner(signer: Signer | undefined): Signer | undefined {
  if (signer === undefined || typeof (signer as Partial<Signer> | null)?.sign === 'function') return signer
  throw new TypeError('signer must be an object with a function sign()')
}

const clockFunctions = ['now', 'monotonic', 'setTimeout', 'clearTimeout'] as const

function checkClock(clock: Clock = systemClock): Clock {
  for (const name of clockFunctions) {
    if (typeof (clock as Partial<Clock> | null)?.[name] !== 'function')
      throw new TypeError(`clock must be an object with a function ${name}()`)
  }
  return clock
}

const logError = (error: unknown, { action, event }: ErrorPlace): void =>
  console.error(`ocpp-kit: ${action ?? `listener of ${event}`}:`, error)

/** Whatever goes wrong while an error is told must not stop the message that it befell. */
const guarded =
  (onError: ResolvedConnectionOptions['onError']): ResolvedConnectionOptions['onError'] =>
  (error, where) => {
    try {
      onError(error, where)
    } catch (thrown) {
      logError(thrown, { event: 'onError' })
      logError(error, where)
    }
  }

/** setTimeout's own limit: a longer delay would fire at once. */
export const maxTimerMs = 2_147_483_647

/**
 * Fills the defaults and checks the ranges, once.
 * @throws TypeError naming the option that is wrong
 */
export function resolveConnectionOptions(options: ConnectionOptions): ResolvedConnectionOptions {
  return {
    callTimeoutMs: wholeNumber('callTimeoutMs', options.callTimeoutMs, 30_000, 1, maxTimerMs),
    maxQueuedCalls: wholeNumber('maxQueuedCalls', options.maxQueuedCalls, 1_000, 0),
    maxQueuedBytes: wholeNumber('maxQueuedBytes', options.maxQueuedBytes, 4 * 1024 * 1024, 0),
    maxConcurrentRequests: wholeNumber('maxConcurrentRequests', options.maxConcurrentRequests, 64, 1),
    maxBufferedBytes: wholeNumber('maxBufferedBytes', options.maxBufferedBytes, 8 * 1024 * 1024, 1),
    rateLimit: checkRateLimit(options.rateLimit),
    validation: checkValidation(options.validation),
    normalise: optionalFunction('normalise', options.normalise),
    admit: optionalFunction('admit', options.admit),
    permit: optionalFunction('permit', options.permit),
    fallback: optionalFunction('fallback', options.fallback),
    signer: checkSigner(options.signer),
    verifySignature: optionalFunction('verifySignature', options.verifySignature),
    createMessageId: optionalFunction('createMessageId', options.createMessageId) ?? (() => crypto.randomUUID()),
    onError: guarded(optionalFunction('onError', options.onError) ?? logError),
    wrapSocket: optionalFunction('wrapSocket', options.wrapSocket),
    clock: checkClock(options.clock),
  }
}
