import { isConnectionError } from '@ocpp-kit/rpc'
import { ChargePointError } from './errors.js'
import type { Link } from './link.js'
import type { Outgoing } from './outgoing.js'
import type { SettingsStore } from './settings.js'
import type { StateStore } from './state/store.js'
import type { StationTime } from './time.js'

/** A message of a transaction that the csms has not confirmed. Plain data, so that it can be written down. */
export interface OutboxEntry extends Outgoing {
  readonly id: number
  /** The transaction it belongs to. */
  readonly transactionKey: number
  /** How often it was sent and failed. */
  readonly attempts: number
  /** It came about offline, or was still waiting when the connection went (E04.FR.03, E11.FR.07). */
  readonly wasOffline: boolean
}

export interface OutboxHooks {
  /** The payload at the time of sending. */
  readonly prepare: (entry: OutboxEntry) => object
  readonly onAnswer: (entry: OutboxEntry, response: object) => void
  /** Given up after the last attempt. */
  readonly onDropped: (entry: OutboxEntry, error: unknown) => void
}

const timer = 'outbox'
const section = 'outbox'

/**
 * Messages about transactions, delivered in order, one at a time (1.6 §3.7, E13).
 * A CALLERROR and silence are failed attempts; a lost connection is not.
 */
export class Outbox {
  private entries: OutboxEntry[]
  private nextId: number
  private isBusy = false
  /** Between two attempts. */
  private isResting = false
  private readonly drained: (() => void)[] = []

  constructor(
    private readonly state: StateStore,
    private readonly link: Link,
    private readonly time: StationTime,
    private readonly settings: SettingsStore,
    private readonly hooks: OutboxHooks,
  ) {
    this.entries = [...state.load(section).values()] as OutboxEntry[]
    this.nextId = this.entries.reduce((highest, { id }) => Math.max(highest, id), 0) + 1
  }

  get size(): number {
    return this.entries.length
  }

  /** Whether messages of this transaction wait (E14.FR.02). */
  hasMessagesOf(transactionKey: number): boolean {
    return this.entries.some((entry) => entry.transactionKey === transactionKey)
  }

  add(transactionKey: number, { action, request }: Outgoing): void {
    const entry = { id: this.nextId, transactionKey, action, request, attempts: 0, wasOffline: !this.link.isOnline }
    this.nextId += 1
    this.keep(entry)
    this.entries.push(entry)
    if (!this.isResting) this.wake()
  }

  /** Sends what may be sent; called whenever the station comes online or is accepted. */
  wake(): void {
    const [entry] = this.entries
    if (entry === undefined || this.isBusy || !this.link.maySpeak) return
    this.time.cancel(timer)
    this.isResting = false
    this.isBusy = true
    this.link.call({ action: entry.action, request: this.hooks.prepare(entry) }).then(
      (response) => this.answered(entry, response),
      (error: unknown) => this.failed(entry, error),
    )
  }

  /** Everything that still waits now counts as sent offline. */
  disconnected(): void {
    this.time.cancel(timer)
    this.isResting = false
    this.entries = this.entries.map((entry) => {
      if (entry.wasOffline) return entry
      const marked = { ...entry, wasOffline: true }
      this.keep(marked)
      return marked
    })
  }

  /** Resolves when nothing waits any more. */
  empty(): Promise<void> {
    if (this.entries.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.drained.push(resolve)
    })
  }

  private answered(entry: OutboxEntry, response: object): void {
    this.isBusy = false
    this.remove(entry)
    this.hooks.onAnswer(entry, response)
    this.wake()
  }

  private failed(entry: OutboxEntry, error: unknown): void {
    this.isBusy = false
    if (!countsAsAttempt(error)) {
      // The next connection wakes the outbox; a full socket gets a moment's rest.
      if (this.link.maySpeak) this.restFor(1_000)
      return
    }
    const { messageAttempts, messageAttemptIntervalS } = this.settings.values
    const attempts = entry.attempts + 1
    if (attempts >= messageAttempts) {
      this.remove(entry)
      this.hooks.onDropped(entry, error)
      return this.wake()
    }
    this.entries = this.entries.map((one) => (one.id === entry.id ? { ...one, attempts } : one))
    const waiting = this.entries.find(({ id }) => id === entry.id)
    if (waiting !== undefined) this.keep(waiting)
    this.restFor(messageAttemptIntervalS * 1000 * attempts)
  }

  private restFor(ms: number): void {
    this.isResting = true
    this.time.after(timer, ms, () => this.wake())
  }

  private keep(entry: OutboxEntry): void {
    this.state.put(section, String(entry.id), entry)
  }

  private remove({ id }: OutboxEntry): void {
    this.entries = this.entries.filter((entry) => entry.id !== id)
    this.state.remove(section, String(id))
    if (this.entries.length === 0) for (const resolve of this.drained.splice(0)) resolve()
  }
}

/** A CALLERROR, or no answer in time (1.6 §3.7.1, E13.FR.01–03). */
function countsAsAttempt(error: unknown): boolean {
  if (error instanceof ChargePointError) return false
  return !isConnectionError(error) || error.code === 'CALL_TIMEOUT'
}
