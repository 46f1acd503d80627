import type { Clock } from '@ocpp-kit/rpc'
import type { StateStore } from './state/store.js'

/** A smaller difference than this is the wire's own imprecision. */
const toleranceMs = 1_000

const section = 'clock'

/** The station's own clock, which a csms sets and which runs on without power, and its timers by name: starting one again replaces it. */
export class StationTime {
  private offsetMs: number
  private isCut = false
  private readonly timers = new Map<string, unknown>()
  private readonly onSetListeners: ((byMs: number) => void)[] = []

  constructor(
    private readonly clock: Clock,
    private readonly state: StateStore,
  ) {
    this.offsetMs = Number(state.load(section).get('offsetMs') ?? 0)
  }

  /** Calls back when the clock has been set, with the difference in ms, after which times of day come earlier or later than expected. */
  onSet(listener: (byMs: number) => void): void {
    this.onSetListeners.push(listener)
  }

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
    const byMs = offsetMs - this.offsetMs
    if (!Number.isFinite(offsetMs) || Math.abs(byMs) <= toleranceMs) return
    this.offsetMs = offsetMs
    this.state.put(section, 'offsetMs', offsetMs)
    for (const listener of this.onSetListeners) listener(byMs)
  }

  after(name: string, delayMs: number, run: () => void): void {
    if (this.isCut) return
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

  /** The mains fail: no timer runs any more, and none is started by whoever comes late. */
  cut(): void {
    this.isCut = true
    this.cancelAll()
  }

  cancelAll(): void {
    for (const name of [...this.timers.keys()]) this.cancel(name)
  }
}
