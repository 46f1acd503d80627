import type { Clock } from '../clock.js'
import { type BackOff, type BackOffState, nextBackOff, resolveBackOff } from './backoff.js'

/** How a client goes about it. */
export interface AttemptPlan {
  /** The waits between attempts; `undefined`: there is one attempt, and no other after a lost connection. */
  readonly backOff: BackOff | undefined
  /** How many attempts in a row may fail. */
  readonly giveUpAfter: number
  /** From 0 up to, not including, 1. */
  readonly random: () => number
  readonly clock: Clock
}

/** When a client tries to connect: attempt after attempt with the waits of the back-off between, until it is stopped. It knows no socket. */
export class Attempts {
  /** Whether the client is to be connected. */
  isWanted = false
  /** Which attempt in a row this is, the first one being 1; 0 while connected. */
  count = 0
  private backOff: BackOff | undefined
  private backOffState: BackOffState | undefined
  private timer: unknown
  private cancel: (() => void) | undefined

  /** @param tryOnce starts one attempt and returns what cancels it; `succeeded`, `failed` or `stop` follows */
  constructor(
    private readonly plan: AttemptPlan,
    private readonly tryOnce: (count: number) => () => void,
  ) {
    this.backOff = plan.backOff
  }

  /** Starts the first attempt. A client that is looking for a lost connection goes on doing so. */
  begin(): void {
    if (this.isWanted) return
    this.isWanted = true
    this.succeeded()
    this.try()
  }

  succeeded(): void {
    this.cancel = undefined
    this.count = 0
    this.backOffState = undefined
  }

  /** Sets the time of the next attempt, and returns the wait for it, ms; `undefined` where this was the last. */
  failed(): number | undefined {
    this.cancel = undefined
    return this.count >= this.plan.giveUpAfter ? undefined : this.lost()
  }

  /** The same for a connection that was lost. */
  lost(): number | undefined {
    if (this.backOff === undefined || !this.isWanted) return undefined
    this.backOffState = nextBackOff(this.backOffState, this.backOff, this.plan.random)
    this.timer = this.plan.clock.setTimeout(() => this.try(), this.backOffState.waitMs)
    return this.backOffState.waitMs
  }

  stop(): void {
    this.isWanted = false
    this.plan.clock.clearTimeout(this.timer)
    this.cancel?.()
    this.cancel = undefined
  }

  setBackOff(backOff: Partial<BackOff>): void {
    if (this.backOff === undefined) throw new TypeError('setBackOff: the client was made with reconnect: false')
    if (typeof backOff !== 'object' || backOff === null)
      throw new TypeError(`setBackOff: backOff must be an object such as { waitMinimumMs: 10_000 }, not ${String(backOff)}`)
    this.backOff = resolveBackOff(backOff, this.backOff)
  }

  private try(): void {
    this.count += 1
    this.cancel = this.tryOnce(this.count)
  }
}
