import { type Bookmark, foldMarked, type Marked, takeLate, takeNext } from '../../../features/transactions/bookmark.js'
import { compareEvents, type Placed, type StoredEvent, storedAs, type TransactionEvent } from '../../../features/transactions/event.js'
import { isGapped } from '../../../features/transactions/gap.js'
import { goesOnFrom } from '../../../features/transactions/stop-time.js'
import type { Appended } from '../../../features/transactions/store.js'
import { isInOrder, type Transaction } from '../../../features/transactions/transaction.js'
import { StoreError } from '../../store-error.js'
import type { TransactionEventRow, TransactionRow } from '../schema.js'
import { storable } from '../text.js'
import type { GappedTransaction } from './gaps.js'
import { byKey, distinctKeys, keyOf, stationKeyOf } from './keys.js'
import type { KnownBookmark, KnownBookmarks } from './known-bookmarks.js'
import type { KnownTransaction, KnownTransactions } from './known-transactions.js'
import { RunningTransactions } from './running-transactions.js'
import { eventOf, eventRowOf, type RowFacts, transactionKeyOf, transactionOf, transactionRowOf } from './transaction-rows.js'

/** A transaction as it stands while a batch is entered. */
interface Account {
  readonly key: Key
  readonly facts: RowFacts | undefined
  readonly before: Transaction | undefined
  /** Beyond this position nothing of it is stored; missing where that is not sure. */
  readonly frontier: number | undefined
  current: Transaction | undefined
  /** Where its next late event may come in. */
  bookmark: Bookmark | undefined
  /** Place of the last event decided upon. */
  lastPlace: Placed | undefined
  /** An event comes before others that are there. */
  isReordered: boolean
  /** All events, where they are needed. */
  history: StoredEvent[] | undefined
  readonly added: StoredEvent[]
}

/** An event under its key, as it is stored in the end. */
interface Entry {
  event: StoredEvent
  readonly variant: number
}

export interface Decision {
  readonly entry: Entry
  readonly isNew: boolean
}

interface ChangedTransactions {
  readonly begun: TransactionRow[]
  readonly changed: TransactionRow[]
  readonly progressed: TransactionRow[]
}

type Key = readonly (string | number | null)[]

/** Enters a batch of events in memory: no query, no clock. */
export class Book {
  private readonly accounts = new Map<string, Account>()
  /** All contents under a key of an event, the first one first. */
  private readonly contents = new Map<string, Entry[]>()
  private readonly added = new Map<string, Entry>()
  private readonly running = new RunningTransactions()

  constructor(private readonly createId: (atMs: number) => string) {}

  /** Takes what is known of the transactions of the events. */
  takeKnown(known: KnownTransactions, events: readonly TransactionEvent[]): void {
    for (const { station, transactionId } of events) {
      const key = transactionKeyOf(station, transactionId)
      const name = keyOf(...key)
      const one = this.accounts.has(name) ? undefined : known.take(name)
      if (one !== undefined) this.accounts.set(name, accountOf(key, one.transaction, one.facts, one.transaction.last.position))
    }
  }

  knows({ station, transactionId }: Pick<TransactionEvent, 'station' | 'transactionId'>): boolean {
    return this.accounts.has(keyOf(...transactionKeyOf(station, transactionId)))
  }

  /** Whether it stands behind all that is stored of its transaction, so that it cannot be there yet. */
  isBeyond(event: TransactionEvent): boolean {
    const { frontier } = this.accountOf(event)
    return frontier !== undefined && event.position > frontier
  }

  takeTransactions(keys: readonly Key[], rows: readonly TransactionRow[]): void {
    const found = new Map(rows.map((row) => [keyOf(row.tenant_id, row.station_id, row.transaction_key), row]))
    for (const key of keys) {
      const row = found.get(keyOf(...key))
      this.accounts.set(keyOf(...key), accountOf(key, row && transactionOf(row), row, undefined))
    }
  }

  /** Takes what is known of where late events come in. */
  takeBookmarks(known: KnownBookmarks): void {
    for (const [name, account] of this.accounts) {
      const { before, facts } = account
      if (before !== undefined && facts !== undefined) account.bookmark = known.find(name, { id: before.id, revision: facts.revision })
    }
  }

  /** Transactions that run on the tokens of the batch that have a limit. */
  takeRunning(rows: readonly TransactionRow[]): void {
    for (const row of rows) this.running.note(transactionOf(row))
  }

  takeContents(rows: readonly TransactionEventRow[]): void {
    for (const row of rows.toSorted((left, right) => left.variant - right.variant)) {
      this.contentsUnder(keyOf(row.tenant_id, row.station_id, row.event_key)).push({ event: eventOf(row), variant: row.variant })
    }
  }

  /** Keys of transactions that an event came to under a key of the batch, and that the batch does not name. */
  transactionsOfContents(): readonly Key[] {
    const keys = [...this.contents.values()].flat().map(({ event }) => transactionKeyOf(event.station, event.transactionId))
    return distinctKeys(keys.filter((key) => !this.accounts.has(keyOf(...key))))
  }

  decide(event: TransactionEvent): Decision {
    const key = keyOf(...stationKeyOf(event.station), storable(event.key))
    const contents = this.contentsUnder(key)
    const same = contents.find((one) => one.event.contentHash === event.contentHash)
    if (same !== undefined) return { entry: same, isNew: false }
    const stored = storedAs(event, contents.length > 0)
    const entry: Entry = { event: stored, variant: contents.length }
    this.added.set(keyOf(key, contents.length), entry)
    contents.push(entry)
    const account = this.accountOf(stored)
    const { lastPlace } = account
    if (lastPlace !== undefined && !goesOnFrom(lastPlace, stored)) account.isReordered = true
    if (lastPlace === undefined || compareEvents(lastPlace, stored) < 0) account.lastPlace = stored
    return { entry, isNew: true }
  }

  /** Keys of the transactions that have to be folded from their beginning. */
  reordered(): readonly Key[] {
    return [...this.accounts.values()].flatMap(({ key, isReordered, bookmark }) => (isReordered && bookmark === undefined ? [key] : []))
  }

  /** Key of the transaction that it comes to. */
  keyOf({ entry }: Decision): Key {
    return this.accountOf(entry.event).key
  }

  takeHistory(keys: readonly Key[], rows: readonly TransactionEventRow[]): void {
    for (const key of keys) {
      const account = this.accounts.get(keyOf(...key))
      if (account !== undefined) account.history = [...account.added]
    }
    for (const row of rows) this.accounts.get(keyOf(row.tenant_id, row.station_id, row.transaction_key))?.history?.push(eventOf(row))
  }

  /** `undefined` where all events of its transaction are needed first. */
  enter({ entry, isNew }: Decision): Appended | undefined {
    const account = this.accountOf(entry.event)
    const before = account.current
    if (isNew) entry.event = this.running.admit(entry.event)
    const { event } = entry
    if (!isNew) {
      if (before === undefined) throw new StoreError('CORRUPT', `event ${event.key} of ${event.station.stationId} has no transaction`)
      return { outcome: 'repeated', event, before, transaction: before }
    }
    const marked = foldedWith(account, event)
    if (marked === undefined) return undefined
    account.added.push(event)
    account.history?.push(event)
    const after = { ...marked.transaction, id: before?.id ?? this.createId(Date.parse(event.receivedAt)) }
    account.current = after
    account.bookmark = marked.bookmark
    this.running.note(after)
    return { outcome: event.isConflicting ? 'conflicting' : 'new', event, before, transaction: after }
  }

  /** New ones; such as have another token or have ended; and those that are found as before. */
  changedTransactions(): ChangedTransactions {
    const all: ChangedTransactions = { begun: [], changed: [], progressed: [] }
    for (const [, account] of [...this.accounts].toSorted(byKey)) {
      const { before, current } = account
      const facts = factsAfter(account)
      if (current === undefined || facts === undefined) continue
      const isFoundAsBefore = before?.endedAt === current.endedAt && before.idToken?.idToken === current.idToken?.idToken
      const list = before === undefined ? all.begun : isFoundAsBefore ? all.progressed : all.changed
      list.push(transactionRowOf(current, facts))
    }
    return all
  }

  /** Those that run, as they stand when the batch is committed. */
  runningTransactions(): readonly KnownTransaction[] {
    return [...this.accounts].flatMap(([name, account]) => {
      const { current: transaction, facts } = account
      const after = factsAfter(account) ?? facts
      return transaction?.endedAt === null && after !== undefined ? [{ name, transaction, facts: after }] : []
    })
  }

  /** Where late events come in, as it stands when the batch is committed. */
  bookmarks(): readonly KnownBookmark[] {
    return [...this.accounts].flatMap(([name, account]) => {
      const { current, facts, bookmark } = account
      const after = factsAfter(account) ?? facts
      if (current === undefined || bookmark === undefined || after === undefined) return []
      return [{ name, id: current.id, revision: after.revision, bookmark }]
    })
  }

  /** Of which something is missing now, or was before the batch: most batches have none. */
  gappedTransactions(): readonly GappedTransaction[] {
    return [...this.accounts.values()].flatMap(({ before, current, added }) => {
      const last = added.at(-1)
      if (current === undefined || last === undefined) return []
      const isConcerned = isGapped(current) || (before !== undefined && isGapped(before))
      return isConcerned ? [{ transaction: current, at: last.receivedAt }] : []
    })
  }

  newEvents(): readonly TransactionEventRow[] {
    return [...this.added].toSorted(byKey).map(([, { event, variant }]) => eventRowOf(event, variant))
  }

  private contentsUnder(key: string): Entry[] {
    const contents = this.contents.get(key) ?? []
    this.contents.set(key, contents)
    return contents
  }

  private accountOf({ station, transactionId }: TransactionEvent): Account {
    const account = this.accounts.get(keyOf(...transactionKeyOf(station, transactionId)))
    if (account === undefined) throw new Error(`no account was opened for transaction ${transactionId}`)
    return account
  }
}

const accountOf = (key: Key, current: Transaction | undefined, facts: RowFacts | undefined, frontier: number | undefined): Account => ({
  key,
  facts,
  before: current,
  current,
  frontier,
  bookmark: undefined,
  lastPlace: current?.last,
  isReordered: false,
  history: undefined,
  added: [],
})

/** What a transaction comes to with one event more; `undefined` where all of its events are needed for that. */
function foldedWith({ current, bookmark, history }: Account, event: StoredEvent): Marked | undefined {
  if (current === undefined) return takeNext(undefined, bookmark, event)
  const { id, ...transaction } = current
  if (isInOrder(transaction, event)) return takeNext(transaction, bookmark, event)
  return takeLate(transaction, bookmark, event) ?? (history && foldMarked([...history, event], event))
}

/** What the row of a transaction says beside it; `undefined` where nothing was added. */
function factsAfter({ facts, added }: Account): RowFacts | undefined {
  const last = added.at(-1)
  if (last === undefined) return undefined
  return { updated_at: last.receivedAt, events: (facts?.events ?? 0) + added.length, revision: (facts?.revision ?? 0) + 1 }
}
