import type { Clock } from '@ocpp-kit/rpc'

/** A smaller difference than this is the wire's own imprecision. */
const toleranceMs = 1_000

/** The station's own clock, which a csms sets, and its timers by name: starting one again replaces it. */
export class StationTime {
  private offsetMs = 0
  /** Whoever waits for a time of the day has to wait anew. */
  onSet: (() => void) | undefined
  private readonly timers = new Map<string, unknown>()

  constructor(private readonly clock: Clock) {}

  /** For the body and for durations; never goes back. */
  monotonicMs(): number {
    return this.clock.monotonic()
  }

  nowMs(): number {
    return this.clock.now() + this.offsetMs
  }

  /** The time as messages carry it. */
  iso(): string {
    return new Date(this.nowMs()).toISOString()
  }

  /** Takes over the time of the csms, from an answer that holds it. */
  setTo(currentTime: string): void {
    const offsetMs = Date.parse(currentTime) - this.clock.now()
    if (!Number.isFinite(offsetMs) || Math.abs(offsetMs - this.offsetMs) <= toleranceMs) return
    this.offsetMs = offsetMs
    this.onSet?.()
  }

  after(name: string, delayMs: number, run: () => void): void {
    this.cancel(name)
    const due = (): void => {
      this.timers.delete(name)
      run()
    }
    this.timers.set(name, this.clock.setTimeout(due, Math.min(Math.max(0, delayMs), 2_147_483_647)))
  }

  cancel(name: string): void {
    const timer = this.timers.get(name)
    if (timer === undefined) return
    this.clock.clearTimeout(timer)
    this.timers.delete(name)
  }

  isRunning(name: string): boolean {
    return this.timers.has(name)
  }

  cancelAll(): void {
    for (const name of [...this.timers.keys()]) this.cancel(name)
  }
}
