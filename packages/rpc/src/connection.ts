import type { ErrorCode } from './error-codes.js'
import type { OcppError } from './errors.js'
import type { Frame, FrameFault } from './frame.js'
import type { CallAction, Opposite, RequestOf, ResponseOf, SendAction, SentAction } from './messages.js'
import type { Protocol, Role, Violation } from './protocol.js'
import type { SocketPort } from './socket.js'
import type { ValidationMode, ValidationPolicy } from './validation.js'

export interface CallOptions {
  /** Time to wait for the answer, in ms from the moment the frame is written. Default: the connection's `callTimeoutMs`. */
  readonly timeoutMs?: number | undefined
  /** Aborting while the call is queued sends nothing; in flight it rejects at once and the turn stays taken until the answer or the timeout. */
  readonly signal?: AbortSignal | undefined
  /** Overrules the policy for this request and its answer. */
  readonly validation?: ValidationMode | undefined
  /** The message id to use; at most 36 characters. Default: a random one. */
  readonly messageId?: string | undefined
}

export interface UntypedCallOptions extends CallOptions {
  /**
   * The request as JSON text, which goes out as it stands: order, repeated members, numbers and white space.
   * `request` is what it is read as; validation looks at that. Default: `request`, written as JSON.
   */
  readonly requestText?: string | undefined
}

export interface CloseOptions {
  /** WebSocket close code that may be sent: 1000–1003, 1007–1014 or 3000–4999. Default 1000. */
  readonly code?: number | undefined
  /** At most 123 bytes of UTF-8. Default: none. */
  readonly reason?: string | undefined
  /** How long calls under way, in both directions, may still be answered, in ms. Default 0: close at once. */
  readonly drainMs?: number | undefined
}

/** One frame, and what was made of it. */
export interface FrameRecord {
  /** Wall clock, ms since the epoch. */
  readonly at: number
  /** `in` from the peer, `out` to it. */
  readonly direction: 'in' | 'out'
  readonly identity: string
  readonly version: string
  /** The message exactly as it was on the wire. */
  readonly text: string
  readonly verdict: Verdict
  /**
   * The message as it was read or written, where it is at hand, so that nobody has to parse the text again: a CALL or SEND of the peer, and
   * the CALLRESULT to it. Handlers have the same payload, so it is not to be changed.
   */
  readonly frame?: Frame | undefined
}

/** `ok`, a fault of framing, broken schema rules, or an answer that no call was waiting for. */
export type Verdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'fault'; readonly fault: FrameFault['fault']; readonly reason: string }
  | { readonly kind: 'violation'; readonly violations: readonly Violation[] }
  | { readonly kind: 'unmatched' }

/** A request, either way, and what came of it; without its payloads, so that looking at each costs little. */
export interface ExchangeRecord {
  /** Wall clock at its end, ms since the epoch. */
  readonly at: number
  /** `in` from the peer, `out` to it. */
  readonly direction: 'in' | 'out'
  readonly identity: string
  readonly version: string
  /** As the request names it, whether the version knows it or not. */
  readonly action: string
  readonly messageId: string
  /** `ok`: answered, or a SEND that was taken · `error`: ended in a CALLERROR or an answer that is none · `none`: there was no answer. */
  readonly outcome: 'ok' | 'error' | 'none'
  /** Of the OcppError or ConnectionError, where it did not end well. */
  readonly code?: string | undefined
  /** ms from the moment the request came, or was written, to its end. */
  readonly durationMs: number
}

/** What happens on a connection beside its messages. Every event names the connection. */
export interface ConnectionEvents<C = AnyConnection> {
  /** Every frame, after it was looked at; costs nothing while nobody listens. */
  frame: FrameRecord
  /** Every request that has ended; costs nothing while nobody listens. One of ours that was never written is not told of. */
  exchange: ExchangeRecord
  /** A message that is no frame of this version; `answer` is the code it was answered with, if any. */
  fault: { readonly connection: C; readonly fault: FrameFault; readonly answer: ErrorCode | undefined }
  /** A payload broke its schema, whether it was refused (`enforce`) or let pass (`report`). */
  violation: {
    readonly connection: C
    readonly direction: 'in' | 'out'
    readonly action: string
    readonly kind: 'request' | 'response'
    readonly mode: ValidationMode
    readonly violations: readonly Violation[]
  }
  /** An answer that no call was waiting for; `late` when its call had timed out or was aborted. */
  unmatchedAnswer: { readonly connection: C; readonly messageId: string; readonly late: boolean }
  /** The peer could not use our answer and said so (CALLRESULTERROR, 2.1). */
  answerRefused: { readonly connection: C; readonly error: OcppError }
  /** A request was handled, but the connection closed before the answer could be sent. */
  unanswered: { readonly connection: C; readonly action: string; readonly messageId: string }
  /** A request was answered with an error or dropped before it reached a handler. */
  refused: { readonly connection: C; readonly action: string; readonly messageId: string; readonly error: OcppError }
  /** A handler threw, an own answer was invalid, or a hook failed: something of ours to mend. */
  error: { readonly connection: C; readonly action: string; readonly messageId: string; readonly error: unknown }
  close: { readonly connection: C; readonly code: number; readonly reason: string }
}

/** What every connection has, whatever its version and role. */
export interface ConnectionBase {
  /** The station's identity, percent-decoded. */
  readonly identity: string
  readonly isOpen: boolean
  /** Calls of ours that wait for their turn, the one in flight included. */
  readonly pendingCalls: number
  /**
   * Any action by name, known to the version or not; for tools that send what they are given.
   * An action the version lacks is sent and answered unvalidated.
   */
  callUntyped(action: string, request: object, options?: UntypedCallOptions): Promise<object>
  /** Any SEND by name; the counterpart of {@link callUntyped}. */
  sendUntyped(action: string, request: object, options?: Pick<CallOptions, 'validation'>): Promise<void>
  /** Puts text on the wire as it is. An answer to it counts as unmatched. */
  sendText(text: string): void
  /**
   * Holds payloads to another policy from the next message on; calls under way keep theirs.
   * @throws TypeError a mode is not one of the three, or an action is not of this version; the old policy then stays
   */
  setValidation(policy: ValidationPolicy): void
  /** Puts something between this connection and its socket from the next frame on, such as `withFaults`. */
  wrapSocket(wrap: (socket: SocketPort) => SocketPort): void
  /**
   * Closes, by default at once; with `drainMs`, takes no new calls and waits for those under way. Resolves when closed.
   * @throws TypeError naming the option that is out of range; nothing is closed then
   */
  close(options?: CloseOptions): Promise<void>
  on<Name extends keyof ConnectionEvents>(name: Name, listener: (event: ConnectionEvents[Name]) => void): () => void
}

/**
 * An open connection seen from one end: `Connection<Ocpp16, 'csms'>` is a 1.6 station as the csms sees it.
 * A union of versions narrows by its literal `version`.
 */
export interface Connection<P extends Protocol, R extends Role> extends ConnectionBase {
  readonly protocol: P
  readonly version: P['version']
  /**
   * Sends a CALL and resolves with the validated response.
   * Calls on one connection take turns (OCPP-J 1.6 §4.1.1, 2.x Part 4 §4.1.1); `timeoutMs` starts when the frame is written.
   * @throws OcppError the peer answered CALLERROR, or a payload breaks its schema
   * @throws ConnectionError `CALL_TIMEOUT`, `CLOSED`, `ABORTED`, `QUEUE_FULL` or `BACKPRESSURE`
   */
  call<A extends CallAction<P, R>>(action: A, request: RequestOf<P, A>, options?: CallOptions): Promise<ResponseOf<P, A>>
  /**
   * Sends a SEND, which waits for no turn and is never answered (2.1 Part 4 §4.2.4).
   * @throws OcppError the payload breaks its schema
   * @throws ConnectionError `CLOSED` or `BACKPRESSURE`
   */
  send<A extends SendAction<P, R>>(action: A, request: RequestOf<P, A>): Promise<void>
}

export type AnyConnection = ConnectionBase & { readonly version: string; readonly protocol: Protocol }

/** The connections of several versions as a union that narrows by `version`. */
export type ConnectionOf<P extends Protocol, R extends Role> = P extends Protocol ? Connection<P, R> : never

/** The name a handler finds the other end under: a csms sees a `station`, a station sees its `csms`. */
type PeerOf<P extends Protocol, R extends Role> = R extends 'csms'
  ? { readonly station: Connection<P, R> }
  : { readonly csms: Connection<P, R> }

/** What a handler is told beside the request. */
export type Message<P extends Protocol, R extends Role, A extends string> = P extends Protocol
  ? {
      readonly version: P['version']
      readonly action: A
      readonly messageId: string
      readonly request: RequestOf<P, A>
      readonly connection: Connection<P, R>
      /** Set when the request came as `<Action>-Signed` (2.x Part 4 §7). */
      readonly signature: SignedPayload | undefined
      /** Runs once the answer has been written, for work that must come after it (F06.FR.04). */
      afterAnswer(this: { readonly messageId: string }, run: () => void): void
    } & PeerOf<P, R>
  : never

/** A request of any version and action, as hooks see it that look at all of them. */
export interface AnyMessage {
  readonly identity: string
  readonly version: string
  readonly action: string
  readonly messageId: string
  readonly request: object
  readonly connection: AnyConnection
  /** The same connection under the name a csms knows it by. */
  readonly station: AnyConnection
  /** The same connection under the name a station knows it by. */
  readonly csms: AnyConnection
  readonly signature: SignedPayload | undefined
  /** Runs once the answer has been written. */
  afterAnswer(this: AnyMessage, run: () => void): void
}

/** A JWS in flattened JSON serialisation (RFC 7515 §7.2.2), as 2.x Part 4 §7.1 uses it. */
export interface SignedPayload {
  readonly protected: string
  readonly payload: string
  readonly signature: string
}

/** A response; nothing at all where every field of it is optional or the action is a SEND. */
export type Answer<P extends Protocol, A extends string> =
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler may return nothing at all
  ResponseOf<P, A> extends infer T ? (T extends object ? (Record<never, never> extends T ? T | void : T) : void) : never

/** Handles one action that the other end sends. */
export type Handler<P extends Protocol, R extends Role, A extends string> = (
  request: RequestOf<P, A>,
  message: Message<P, R, A>,
) => Answer<P, A> | Promise<Answer<P, A>>

/** The actions that a role must be ready to receive. */
export type ReceivedAction<P extends Protocol, R extends Role> = SentAction<P, Opposite<R>>

/** Handlers by action: exactly those that the other end may send. */
export type HandlerMap<P extends Protocol, R extends Role> = {
  readonly [A in ReceivedAction<P, R>]?: Handler<P, R, A> | undefined
}
