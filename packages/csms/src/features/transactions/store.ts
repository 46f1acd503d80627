import type { StationKey } from '../../identifier.js'
import type { Page, PageQuery } from '../../store/page.js'
import type { Announcement } from '../../webhooks/store.js'
import type { IdToken } from '../authorization/token.js'
import type { StoredEvent, TransactionEvent } from './event.js'
import type { Gap, QueueReport } from './gap.js'
import type { Transaction } from './transaction.js'

export interface Appended {
  /** `new`: stored for the first time · `repeated`: nothing changed · `conflicting`: other content under a used key, stored and flagged. */
  readonly outcome: 'new' | 'repeated' | 'conflicting'
  /** As it was stored: now, or when it came first. */
  readonly event: StoredEvent
  /** The transaction of that event before and after. */
  readonly before: Transaction | undefined
  readonly transaction: Transaction
}

/** Says who is to hear of an event that is new; what it returns is stored together with the event. */
export type Announce = (appended: Appended) => Announcement | undefined

export interface TransactionQuery {
  readonly tenantId: string
  readonly station?: StationKey | undefined
  readonly idToken?: IdToken | undefined
  /** Only those that run, or only those that have ended. */
  readonly isActive?: boolean | undefined
  /** Only those whose first event was received at this time or later, ISO 8601, UTC. */
  readonly from?: string | undefined
  /** Only those whose first event was received before this time. */
  readonly to?: string | undefined
}

export interface GapQuery {
  readonly tenantId: string
  readonly station?: StationKey | undefined
  /** Only those that may still be filled, or only those that are over. */
  readonly isOpen?: boolean | undefined
}

/** Events are the truth, transactions their fold. Every promise resolves when the facts are durable. */
export interface TransactionStore {
  /**
   * Stores an event once and folds it, and what is to be told of it, as one step: the key is unique per station, and the same key with the same content changes nothing.
   */
  append(event: TransactionEvent, announce?: Announce): Promise<Appended>
  /** The first event stored under a key. */
  findEvent(station: StationKey, key: string): Promise<StoredEvent | undefined>
  /** Whether there is an event whose key begins so; costs the same however many there are. */
  hasEvents(station: StationKey, keyPrefix: string): Promise<boolean>
  /** Compared folded. */
  find(station: StationKey, transactionId: string): Promise<Transaction | undefined>
  /** By its internal id. */
  findById(tenantId: string, id: string): Promise<Transaction | undefined>
  /** All of that id on the wire, which several stations may have given: newest first, 100 at most. */
  named(tenantId: string, transactionId: string): Promise<readonly Transaction[]>
  /** In the order of their places. */
  events(station: StationKey, transactionId: string): Promise<readonly StoredEvent[]>
  /** The same, page by page, in the order of the fold. */
  pageEvents(station: StationKey, transactionId: string, query: PageQuery): Promise<Page<StoredEvent>>
  /** What is missing of a transaction; `undefined` where nothing ever was. Written together with its events. */
  findGap(station: StationKey, transactionId: string): Promise<Gap | undefined>
  /** By transaction, newest first. */
  pageGaps(query: GapQuery & PageQuery): Promise<Page<Gap>>
  /** Keeps what a station said about its queue; `undefined` where there is no gap. */
  reportGap(station: StationKey, transactionId: string, report: QueueReport): Promise<Gap | undefined>
  /** Newest first, by the time of the first event received; all there are, so ask for what is bounded. */
  list(query: TransactionQuery): Promise<readonly Transaction[]>
  /** The same, page by page: a transaction that begins meanwhile moves none of the others. */
  page(query: TransactionQuery & PageQuery): Promise<Page<Transaction>>
  /** A number that was never given out before, over all restarts: positive, at most 2³¹ − 1 (1.6 transactionId). */
  nextTransactionId(tenantId: string): Promise<number>
}
