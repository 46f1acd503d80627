import type { Calls } from './calls.js'
import type { AnyConnection, ConnectionEvents, ExchangeRecord, FrameRecord, Verdict } from './connection.js'
import type { Deadlines } from './deadlines.js'
import type { Emitter } from './emitter.js'
import type { OcppError } from './errors.js'
import type { CALLERROR, CALLRESULTERROR, Frame } from './frame.js'
import type { AnyHandler } from './handlers.js'
import type { ResolvedConnectionOptions } from './options.js'
import type { Protocol, Role, Validate, Violation } from './protocol.js'
import type { Gate, Gates, ValidationMode, ValidationPolicy } from './validation.js'

/*
 * What the steps of a message may use of the connection and of the end it belongs to.
 * The steps know these interfaces, `peer.ts` and `endpoint.ts` implement them: so imports point one way.
 */

/** A subscriber list as `node:diagnostics_channel` has it; publishing is skipped while nobody listens. */
export interface TraceChannel<R> {
  readonly hasSubscribers: boolean
  publish(record: R): void
}

export interface TraceChannels {
  readonly frames: TraceChannel<FrameRecord>
  readonly exchanges: TraceChannel<ExchangeRecord>
}

/** What one end shares among its connections of all versions. */
export interface Shared {
  readonly options: ResolvedConnectionOptions
  readonly deadlines: Deadlines
  readonly events: Emitter<ConnectionEvents>
  readonly channels: TraceChannels | undefined
}

/** What connections of one version and role have in common. */
export interface EndpointFacts {
  readonly protocol: Protocol
  readonly role: Role
  readonly options: ResolvedConnectionOptions
  readonly shared: Shared
  /** The handlers in force; live. */
  readonly handlers: ReadonlyMap<string, AnyHandler>
  gatesFor(identity: string): Gates
  /** The same for a policy of its own. @throws TypeError a mode is not one of the three, or an action is not of this version */
  gatesOf(policy: ValidationPolicy): Gates
  /** The all-errors validator; a promise until it is loaded, which the first failed payload begins. */
  describe(): Validate | Promise<Validate>
}

/** One payload that breaks its schema, and what is done about it. */
export interface ViolationReport {
  readonly direction: 'in' | 'out'
  readonly gate: Gate
  readonly kind: 'request' | 'response'
  readonly mode: ValidationMode
  readonly payload: object
}

/** Names a request for events. */
export interface RequestName {
  readonly action: string
  readonly messageId: string
}

/** What came of a request instead of an answer. */
export type ExchangeFailure = Required<Pick<ExchangeRecord, 'outcome' | 'code'>>

/** A connection as the steps see it. */
export interface PeerFacts {
  readonly endpoint: EndpointFacts
  readonly identity: string
  readonly version: string
  readonly protocol: Protocol
  /** Whether what is written still goes out. */
  readonly isOpen: boolean
  readonly gates: Gates
  /** Undefined until the first call. */
  readonly calls: Calls | undefined
  /** The same connection as programs see it. */
  asConnection(): AnyConnection
  /** `frame` is what the text was made of. */
  write(text: string, frame?: Frame): void
  writeError(type: typeof CALLERROR | typeof CALLRESULTERROR, messageId: string, error: OcppError): void
  trace(direction: 'in' | 'out', text: string, verdict?: Verdict, frame?: Frame): void
  emit<Name extends keyof ConnectionEvents>(name: Name, event: ConnectionEvents[Name]): void
  /** Whether anybody wants to hear of requests that have ended. */
  readonly tellsExchanges: boolean
  /** Tells of a request that has ended; `startedAt` is on the monotonic clock, `failure` is why it did not end well. */
  exchanged(direction: 'in' | 'out', request: RequestName, startedAt: number, failure?: ExchangeFailure): void
  /** Finds all violations and tells of them: at once, or, until the validator is loaded, later. */
  describe(report: ViolationReport): readonly Violation[] | Promise<readonly Violation[]>
  /** Something of ours went wrong while a request was handled. */
  failed(request: RequestName, error: unknown): void
  /** Something under way has ended, so that a drain may be over. */
  ended(): void
}
