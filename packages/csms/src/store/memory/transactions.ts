import { isSameToken } from '../../features/authorization/token.js'
import { compareEvents, type StoredEvent, type TransactionEvent } from '../../features/transactions/event.js'
import type { Appended, TransactionQuery, TransactionStore } from '../../features/transactions/store.js'
import { advance, foldTransaction, isInOrder, type Transaction } from '../../features/transactions/transaction.js'
import { fold, type StationKey } from '../../identifier.js'
import type { Page, PageQuery } from '../page.js'
import { compareTexts, keyOfStation, listOf, pageAfter } from './table.js'

const maxTransactionId = 2 ** 31 - 1

/** Everything happens in one turn of the event loop, so each method is one step. */
export class MemoryTransactions implements TransactionStore {
  /** All contents that came under a key, the first one first. */
  private readonly byKey = new Map<string, StoredEvent[]>()
  private readonly byTransaction = new Map<string, StoredEvent[]>()
  private readonly transactions = new Map<string, Transaction>()
  /** When the first event of each came, and the how-manieth it was. */
  private readonly arrivals = new Map<string, readonly string[]>()
  /** Begins anywhere, so that stations which remember ids of an earlier run do not meet them again. */
  private lastId = Math.floor(Math.random() * (maxTransactionId / 2))

  async append(event: TransactionEvent): Promise<Appended> {
    const contents = listOf(this.byKey, keyOfStation(event.station, event.key))
    const [first] = contents
    const same = contents.find(({ contentHash }) => contentHash === event.contentHash)
    if (first !== undefined && same !== undefined) return this.unchanged(same)
    const stored: StoredEvent = { ...event, isConflicting: first !== undefined }
    contents.push(stored)
    const key = this.transactionKey(event.station, event.transactionId)
    const before = this.transactions.get(key)
    const events = listOf(this.byTransaction, key)
    events.push(stored)
    const transaction = isInOrder(before, stored) ? advance(before, stored) : (foldTransaction(events) as Transaction)
    this.transactions.set(key, transaction)
    if (before === undefined) this.arrivals.set(key, [event.receivedAt, String(this.arrivals.size).padStart(12, '0')])
    return { outcome: stored.isConflicting ? 'conflicting' : 'new', event: stored, before, transaction }
  }

  async findEvent(station: StationKey, key: string): Promise<StoredEvent | undefined> {
    return this.byKey.get(keyOfStation(station, key))?.[0]
  }

  async find(station: StationKey, transactionId: string): Promise<Transaction | undefined> {
    return this.transactions.get(this.transactionKey(station, transactionId))
  }

  async events(station: StationKey, transactionId: string): Promise<readonly StoredEvent[]> {
    return listOf(this.byTransaction, this.transactionKey(station, transactionId)).toSorted(compareEvents)
  }

  async list({ tenantId, station, idToken, isActive }: TransactionQuery): Promise<readonly Transaction[]> {
    const found = [...this.transactions.values()].filter(
      (transaction) =>
        transaction.station.tenantId === tenantId &&
        (station === undefined || transaction.station.stationId === station.stationId) &&
        (idToken === undefined || (transaction.idToken !== undefined && isSameToken(transaction.idToken, idToken))) &&
        (isActive === undefined || (transaction.endedAt === null) === isActive),
    )
    return found.toSorted((left, right) => compareTexts(this.arrivalOf(right), this.arrivalOf(left)))
  }

  async page(query: TransactionQuery & PageQuery): Promise<Page<Transaction>> {
    return pageAfter(await this.list(query), query, { parts: 2, place: (one) => this.arrivalOf(one), isDescending: true })
  }

  async nextTransactionId(): Promise<number> {
    this.lastId = (this.lastId % maxTransactionId) + 1
    return this.lastId
  }

  private unchanged(event: StoredEvent): Appended {
    const transaction = this.transactions.get(this.transactionKey(event.station, event.transactionId)) as Transaction
    return { outcome: 'repeated', event, before: transaction, transaction }
  }

  private arrivalOf({ station, transactionId }: Transaction): readonly string[] {
    return this.arrivals.get(this.transactionKey(station, transactionId)) ?? []
  }

  private transactionKey(station: StationKey, transactionId: string): string {
    return keyOfStation(station, fold(transactionId))
  }
}
