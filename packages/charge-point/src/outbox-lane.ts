import { isConnectionError } from '@ocpp-kit/rpc'
import { ChargePointError } from './errors.js'
import type { Link } from './link.js'
import type { OutboxEntry } from './outbox-entry.js'
import type { SettingsStore } from './settings.js'
import type { StationTime } from './time.js'
import { isUnsendable } from './unsendable.js'

export interface LaneHooks {
  /** An entry has changed. */
  readonly keep: (entry: OutboxEntry) => void
  readonly prepare: (entry: OutboxEntry) => object
  /** It is off the lane already. */
  readonly answered: (entry: OutboxEntry, response: object) => void
  /** Given up after the last attempt; off the lane already. */
  readonly dropped: (entry: OutboxEntry, error: unknown) => void
}

export interface LanePlan {
  readonly timer: string
  readonly link: Link
  readonly time: StationTime
  readonly settings: SettingsStore
  readonly hooks: LaneHooks
  /** Pause between two messages. */
  readonly paceMs: number
}

/** Messages that keep their order: one is on its way, the others wait for it. */
export class Lane {
  /** The entry that is on its way. */
  private busyWith: number | undefined
  /** Between two attempts. */
  private isResting = false

  constructor(
    private entries: OutboxEntry[],
    private readonly plan: LanePlan,
  ) {}

  get size(): number {
    return this.entries.length
  }

  some(test: (entry: OutboxEntry) => boolean): boolean {
    return this.entries.some(test)
  }

  push(entries: readonly OutboxEntry[]): void {
    this.entries.push(...entries)
  }

  /** Those that may be left out; not the one on its way. */
  droppable(): readonly OutboxEntry[] {
    return this.entries.filter(({ id, isDroppable }) => isDroppable === true && id !== this.busyWith)
  }

  remove(entries: readonly OutboxEntry[]): readonly OutboxEntry[] {
    this.entries = this.entries.filter((entry) => !entries.includes(entry))
    return entries
  }

  wakeUnlessResting(): void {
    if (!this.isResting) this.wake()
  }

  wake(): void {
    const { link, time, timer, hooks } = this.plan
    const [entry] = this.entries
    if (entry === undefined || this.busyWith !== undefined || !link.maySpeak) return
    time.cancel(timer)
    this.isResting = false
    this.busyWith = entry.id
    link.call({ action: entry.action, request: hooks.prepare(entry) }).then(
      (response) => this.answered(entry, response),
      (error: unknown) => this.failed(entry, error),
    )
  }

  disconnected(): void {
    this.plan.time.cancel(this.plan.timer)
    this.isResting = false
    this.entries = this.entries.map((entry) => {
      if (entry.wasOffline) return entry
      const marked = { ...entry, wasOffline: true }
      this.plan.hooks.keep(marked)
      return marked
    })
  }

  private answered(entry: OutboxEntry, response: object): void {
    this.busyWith = undefined
    this.take(entry)
    this.plan.hooks.answered(entry, response)
    this.next()
  }

  private failed(entry: OutboxEntry, error: unknown): void {
    const { link, settings, hooks } = this.plan
    this.busyWith = undefined
    if (isUnsendable(error)) {
      this.take(entry)
      hooks.dropped(entry, error)
      return this.next()
    }
    if (!countsAsAttempt(error)) {
      // The next connection wakes the lane; a full socket gets a moment's rest.
      if (link.maySpeak) this.restFor(1_000)
      return
    }
    const { messageAttempts, messageAttemptIntervalS } = settings.values
    const attempts = entry.attempts + 1
    if (attempts >= messageAttempts) {
      this.take(entry)
      hooks.dropped(entry, error)
      return this.next()
    }
    this.entries = this.entries.map((one) => (one.id === entry.id ? { ...one, attempts } : one))
    const waiting = this.entries.find(({ id }) => id === entry.id)
    if (waiting !== undefined) hooks.keep(waiting)
    this.restFor(messageAttemptIntervalS * 1000 * attempts)
  }

  private next(): void {
    if (this.entries.length === 0) return
    if (this.plan.paceMs > 0) this.restFor(this.plan.paceMs)
    else this.wake()
  }

  private restFor(ms: number): void {
    this.isResting = true
    this.plan.time.after(this.plan.timer, ms, () => this.wake())
  }

  private take({ id }: OutboxEntry): void {
    this.entries = this.entries.filter((entry) => entry.id !== id)
  }
}

/** A CALLERROR, or no answer in time (1.6 §3.7.1, E13.FR.01–03). */
function countsAsAttempt(error: unknown): boolean {
  if (error instanceof ChargePointError) return false
  return !isConnectionError(error) || error.code === 'CALL_TIMEOUT'
}
