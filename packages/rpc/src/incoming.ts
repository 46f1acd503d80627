import type { AnyConnection, AnyMessage, SignedPayload, Verdict } from './connection.js'
import type { CallFrame, SendFrame } from './frame.js'
import type { PeerFacts } from './internals.js'
import type { Violation } from './protocol.js'
import type { Gate } from './validation.js'

/** A CALL or SEND of the peer on its way through the steps; handlers get it as their second argument. */
export class IncomingRequest implements AnyMessage {
  /** Set when it came as `<Action>-Signed`. */
  signature: SignedPayload | undefined
  /** When it came, on the monotonic clock; only where somebody wants to hear how long it took. */
  startedAt: number | undefined
  private afterwards: (() => void)[] | undefined
  private isTraced = false

  constructor(
    /** @internal */
    readonly peer: PeerFacts,
    /** @internal */
    readonly gate: Gate,
    readonly messageId: string,
    /** The payload; checked once it reaches a handler. */
    public request: object,
    /** @internal The frame as it came, for the record. */
    readonly text: string,
    /** @internal The same, read. */
    private readonly frame: CallFrame | SendFrame,
    /** @internal Whether an answer is due: a CALL. */
    readonly isCall: boolean,
  ) {}

  get action(): string {
    return this.gate.action
  }

  get identity(): string {
    return this.peer.identity
  }

  get version(): string {
    return this.peer.version
  }

  get connection(): AnyConnection {
    return this.peer.asConnection()
  }

  /** The same connection under the name a csms knows it by. */
  get station(): AnyConnection {
    return this.peer.asConnection()
  }

  /** The same connection under the name a station knows it by. */
  get csms(): AnyConnection {
    return this.peer.asConnection()
  }

  afterAnswer(run: () => void): void {
    this.afterwards ??= []
    this.afterwards.push(run)
  }

  /** @internal Records the frame, once: with what the first step that knew better said of it. */
  trace(verdict?: Verdict): void {
    if (this.isTraced) return
    this.isTraced = true
    this.peer.trace('in', this.text, verdict, this.frame)
  }

  /** @internal The same for a verdict that takes until the validator is loaded. */
  traceOnceKnown(found: Promise<readonly Violation[]>): void {
    this.isTraced = true
    found.then(
      (violations) => this.peer.trace('in', this.text, { kind: 'violation', violations }, this.frame),
      (thrown: unknown) => {
        this.peer.trace('in', this.text, undefined, this.frame)
        this.peer.failed(this, thrown)
      },
    )
  }

  /** @internal Called once the answer is on the wire, or will never be. */
  runAfterwards(): void {
    const { afterwards } = this
    if (afterwards === undefined) return
    this.afterwards = undefined
    for (const run of afterwards) {
      try {
        run()
      } catch (error) {
        this.peer.failed(this, error)
      }
    }
  }
}
