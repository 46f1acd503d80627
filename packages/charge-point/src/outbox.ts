import type { Emitter } from '@ocpp-kit/rpc'
import { ChargePointError } from './errors.js'
import type { ChargePointEvents } from './events.js'
import type { Limits } from './limits.js'
import type { Link } from './link.js'
import type { OutboxEntry } from './outbox-entry.js'
import { Lane, type LaneHooks } from './outbox-lane.js'
import type { Outgoing } from './outgoing.js'
import type { SettingsStore } from './settings.js'
import type { StateStore } from './state/store.js'
import type { StationTime } from './time.js'

export interface OutboxPlan {
  /** The transaction that the message belongs to. Default: none. */
  readonly transactionKey?: number | undefined
  readonly isDroppable?: boolean | undefined
}

/** Those who know more about transactions than that there are messages of them. */
export interface TransactionHooks {
  /** The payload at the time of sending. */
  readonly prepare: (entry: OutboxEntry) => object
  /** Called while the removal of the entry can still be undone by a power cut: keep what must not be lost. */
  readonly keepAnswer: (entry: OutboxEntry, response: object) => void
  readonly onAnswer: (entry: OutboxEntry, response: object) => void
}

const section = 'outbox'

/**
 * Messages that must reach the csms, kept through power cuts and sent one after the other (1.6 §3.7, E04, E13). Those of transactions
 * keep their order among each other, and so do all others; neither waits for the other.
 * A CALLERROR and silence are failed attempts; a lost connection is not.
 */
export class Outbox {
  private readonly transactions: Lane
  private readonly others: Lane
  private nextId: number
  private hooks: TransactionHooks | undefined
  private readonly listeners: TransactionHooks['onAnswer'][] = []
  private drained: (() => void)[] = []

  constructor(
    private readonly state: StateStore,
    private readonly link: Link,
    time: StationTime,
    settings: SettingsStore,
    private readonly events: Emitter<ChargePointEvents>,
    private readonly limits: Limits,
  ) {
    const entries = [...state.load(section).values()] as OutboxEntry[]
    this.nextId = entries.reduce((highest, { id }) => Math.max(highest, id), 0) + 1
    const hooks: LaneHooks = {
      keep: (entry) => state.put(section, String(entry.id), entry),
      prepare: (entry) => (entry.transactionKey === undefined ? undefined : this.hooks?.prepare(entry)) ?? entry.request,
      answered: (entry, response) => this.answered(entry, response),
      dropped: (entry, error) => this.dropped(entry, error),
    }
    const lane = (timer: string, isOurs: (entry: OutboxEntry) => boolean): Lane =>
      new Lane(entries.filter(isOurs), { timer, link, time, settings, hooks, paceMs: limits.messagePauseMs })
    this.transactions = lane('outbox', ({ transactionKey }) => transactionKey !== undefined)
    this.others = lane('outbox of others', ({ transactionKey }) => transactionKey === undefined)
  }

  /** Messages of transactions are prepared and their answers taken in by those who know them. */
  register(hooks: TransactionHooks): void {
    this.hooks = hooks
  }

  /** Adds one who hears every answer to a message of a transaction, after it was taken in. */
  onAnswer(listener: TransactionHooks['onAnswer']): void {
    this.listeners.push(listener)
  }

  get size(): number {
    return this.transactions.size + this.others.size
  }

  get hasTransactionMessages(): boolean {
    return this.transactions.size > 0
  }

  /** Whether messages of this transaction wait (E14.FR.04). */
  hasMessagesOf(transactionKey: number): boolean {
    return this.transactions.some((entry) => entry.transactionKey === transactionKey)
  }

  /**
   * Queues a message; from here on it survives power cuts and the time offline, and is sent as soon as the station may speak.
   * Without a plan it belongs to no transaction: a security event, say, or all of them under QueueAllMessages.
   */
  add(message: Outgoing, plan: OutboxPlan = {}): void {
    this.addAll([message], plan)
  }

  /** Queues several at once. They are kept together with what `keep` puts into the state: all or, after a power cut, nothing. */
  addAll(messages: readonly Outgoing[], { transactionKey, isDroppable }: OutboxPlan, keep?: () => void): void {
    const lane = transactionKey === undefined ? this.others : this.transactions
    const entries = messages.map(({ action, request }): OutboxEntry => {
      const id = this.nextId
      this.nextId += 1
      return { id, transactionKey, action, request, attempts: 0, wasOffline: !this.link.isOnline, ...(isDroppable ? { isDroppable } : {}) }
    })
    this.batch(() => {
      for (const entry of entries) this.state.put(section, String(entry.id), entry)
      keep?.()
    })
    lane.push(entries)
    if (this.size > this.limits.queuedMessages) this.makeRoom()
    lane.wakeUnlessResting()
  }

  /** Sends what may be sent; called whenever the station comes online or is accepted. */
  wake(): void {
    this.transactions.wake()
    this.others.wake()
  }

  /** Everything that still waits now counts as sent offline. */
  disconnected(): void {
    this.transactions.disconnected()
    this.others.disconnected()
  }

  /** Resolves when nothing waits any more. */
  empty(): Promise<void> {
    if (this.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.drained.push(resolve)
    })
  }

  private answered(entry: OutboxEntry, response: object): void {
    const isOurs = entry.transactionKey !== undefined
    this.batch(() => {
      if (isOurs) this.hooks?.keepAnswer(entry, response)
      this.state.remove(section, String(entry.id))
    })
    if (isOurs) {
      this.hooks?.onAnswer(entry, response)
      for (const listener of this.listeners) listener(entry, response)
    }
    this.tellDrained()
  }

  private dropped(entry: OutboxEntry, error: unknown): void {
    this.state.remove(section, String(entry.id))
    this.events.emit('messageDropped', { action: entry.action, error })
    this.tellDrained()
  }

  /** Samples in between go first: the first, the third and so on, never the latest alone (E04.FR.08, J02.FR.13). */
  private makeRoom(): void {
    const error = new ChargePointError('QUEUE_FULL', `more than ${this.limits.queuedMessages} messages wait`)
    for (const lane of [this.transactions, this.others]) {
      const everyOther = lane.droppable().filter((_, index) => index % 2 === 0)
      for (const entry of lane.remove(everyOther)) this.dropped(entry, error)
    }
  }

  private tellDrained(): void {
    if (this.size > 0) return
    const drained = this.drained
    this.drained = []
    for (const resolve of drained) resolve()
  }

  private batch(run: () => void): void {
    if (this.state.batch === undefined) run()
    else this.state.batch(run)
  }
}
