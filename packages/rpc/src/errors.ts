import { type ErrorCode, fromWireCode } from './error-codes.js'
import type { Violation } from './protocol.js'

/** Where in the traffic an error arose; whatever is known of it. */
export interface ErrorContext {
  readonly identity?: string | undefined
  readonly action?: string | undefined
  readonly messageId?: string | undefined
}

export interface OcppErrorOptions extends ErrorContext {
  /** Goes into errorDetails; `{}` by default. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
  /** `peer` when a CALLERROR or CALLRESULTERROR brought it; `local` by default. */
  readonly origin?: 'local' | 'peer' | undefined
  /** All schema violations, when a payload was at fault. */
  readonly violations?: readonly Violation[] | undefined
  readonly cause?: unknown
}

const place = ({ identity, action, messageId }: ErrorContext): string => {
  const parts = [action, identity, messageId && `message ${messageId}`].filter(Boolean)
  return parts.length === 0 ? '' : ` [${parts.join(', ')}]`
}

/**
 * An error that has a code on the wire (OCPP-J 1.6 §4.2.3, 2.x Part 4 §4.2.3).
 * A handler throws it to choose the CALLERROR; `call()` rejects with it when the peer answers one.
 */
export class OcppError extends Error {
  override readonly name = 'OcppError'
  readonly code: ErrorCode
  /** What errorDescription says or said; cut to 255 characters when it is sent. */
  readonly description: string
  readonly details: Readonly<Record<string, unknown>>
  readonly origin: 'local' | 'peer'
  readonly violations: readonly Violation[]
  readonly identity: string | undefined
  readonly action: string | undefined
  readonly messageId: string | undefined

  /** @throws TypeError the description is no text, or the details are no object */
  constructor(code: ErrorCode, description = '', options: OcppErrorOptions = {}) {
    if (typeof description !== 'string') throw new TypeError(`OcppError: the description must be text, not ${String(description)}`)
    if (options.details !== undefined && (typeof options.details !== 'object' || options.details === null))
      throw new TypeError(`OcppError: details must be an object, not ${String(options.details)}`)
    super(
      `${code}${description && `: ${description}`}${place(options)}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.code = code
    this.description = description
    this.details = options.details ?? {}
    this.origin = options.origin ?? 'local'
    this.violations = options.violations ?? []
    this.identity = options.identity
    this.action = options.action
    this.messageId = options.messageId
  }
}

export const isOcppError = (value: unknown): value is OcppError => value instanceof OcppError

/**
 * Turns the violations of a payload into the error that answers it: the code of the first, the pointers of all.
 * Nothing of the payload itself is quoted.
 */
export function violationError(violations: readonly Violation[], context: ErrorContext): OcppError {
  const [first, ...others] = violations
  if (first === undefined) return new OcppError('FormatViolation', 'the payload does not satisfy its schema', context)
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return new OcppError(fromWireCode(first.code), `${first.pointer || 'payload'}: ${first.message}${more}`, {
    ...context,
    violations,
    details: { violations: violations.slice(0, 20).map(({ pointer, keyword }) => ({ pointer, keyword })) },
  })
}

/** The one funnel for whatever was thrown: an OcppError stays what it is, all else is `InternalError` without its text. */
export const toOcppError = (thrown: unknown, context: ErrorContext = {}): OcppError =>
  isOcppError(thrown) ? thrown : new OcppError('InternalError', 'the request could not be processed', { ...context, cause: thrown })

/** Why a connection, or a call on it, ended without an answer of the peer. */
export const connectionErrorCodes = [
  /** No answer within `callTimeoutMs`; the frame was sent, so whether it took effect is unknown. */
  'CALL_TIMEOUT',
  /** The connection closed, or was closed already; `sent` tells whether the frame went out. */
  'CLOSED',
  /** The caller's AbortSignal fired; `sent` tells whether the frame went out. */
  'ABORTED',
  /** `maxQueuedCalls` or `maxQueuedBytes` is reached; nothing was sent. */
  'QUEUE_FULL',
  /** The socket holds more than `maxBufferedBytes` that the peer has not taken; nothing was sent. */
  'BACKPRESSURE',
  /** The server answered the upgrade with an HTTP status other than 101 (see `status`), or with what is no WebSocket handshake. */
  'HANDSHAKE_REFUSED',
  /** The opening handshake, from TCP to the server's answer, took longer than `handshakeTimeoutMs`. */
  'HANDSHAKE_TIMEOUT',
  /** Client and server have no version in common (OCPP-J §3.1.2). */
  'NO_SUBPROTOCOL',
  /** No TCP connection: refused, reset, no route, name not found. */
  'UNREACHABLE',
  /** TLS failed: certificate not trusted, not valid, or refused. */
  'TLS',
  /** An option of the program's own failed for this connection: `validation`, `wrapSocket`, `password` or `tls`; `cause` has what it threw. */
  'HOOK_FAILED',
] as const

export type ConnectionErrorCode = (typeof connectionErrorCodes)[number]

export interface ConnectionErrorOptions extends ErrorContext {
  /** Whether the frame had been handed to the socket; `false` by default. */
  readonly sent?: boolean | undefined
  /** HTTP status of a refused upgrade. */
  readonly status?: number | undefined
  readonly cause?: unknown
}

/** An error around the wire rather than on it; `switch` on `code`. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  readonly code: ConnectionErrorCode
  readonly sent: boolean
  readonly status: number | undefined
  readonly identity: string | undefined
  readonly action: string | undefined
  readonly messageId: string | undefined

  constructor(code: ConnectionErrorCode, description: string, options: ConnectionErrorOptions = {}) {
    super(`${description}${place(options)}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.sent = options.sent ?? false
    this.status = options.status
    this.identity = options.identity
    this.action = options.action
    this.messageId = options.messageId
  }
}

export const isConnectionError = (value: unknown): value is ConnectionError => value instanceof ConnectionError
