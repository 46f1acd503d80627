import { compareEvents, type Placed, type StoredEvent, storedAs, type TransactionEvent } from '../../../features/transactions/event.js'
import { isGapped } from '../../../features/transactions/gap.js'
import type { Announce, Appended } from '../../../features/transactions/store.js'
import {
  advance,
  type FoldedTransaction,
  foldTransaction,
  isInOrder,
  type Transaction,
} from '../../../features/transactions/transaction.js'
import { StoreError } from '../../store-error.js'
import type { Dialect } from '../dialect.js'
import type { createInternalIds } from '../internal-id.js'
import type { TransactionEventRow, TransactionRow } from '../schema.js'
import { isNextRevision, prepareByKeys, prepareInsert, prepareNextRevision, prepareUpsert, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { put, rowsFor, type Work } from '../work.js'
import { type GappedTransaction, gapTables } from './gaps.js'
import { byKey, distinctKeys, keyOf, stationKeyOf } from './keys.js'
import type { Announced, outboxTables } from './outbox.js'
import { isLimited, RunningTransactions, tokenKeyOf } from './running-transactions.js'
import { token } from './tokens.js'
import {
  eventOf,
  eventRowOf,
  transaction,
  transactionEvent,
  transactionKeyOf,
  transactionOf,
  transactionRowOf,
} from './transaction-rows.js'

/** An event, and who is to hear of it. */
export interface Submission {
  readonly event: TransactionEvent
  readonly announce?: Announce | undefined
}

/** Writes the ledger: events once each, and the transactions that they come to. */
export function ledgerTables(dialect: Dialect, createId: ReturnType<typeof createInternalIds>, outbox: ReturnType<typeof outboxTables>) {
  const lockedTransactions = prepareByKeys(dialect, transaction, {
    by: transaction.key,
    select: [...transaction.key, 'id', 'updated_at', 'events', 'revision', 'document'],
    end: dialect.forUpdate(transaction.key),
  })
  const contents = prepareByKeys(dialect, transactionEvent, {
    by: ['tenant_id', 'station_id', 'event_key'],
    select: ['tenant_id', 'station_id', 'event_key', 'variant', 'transaction_key', 'document', 'raw'],
  })
  const history = prepareByKeys(dialect, transactionEvent, {
    by: ['tenant_id', 'station_id', 'transaction_key'],
    select: ['tenant_id', 'station_id', 'transaction_key', 'document', 'raw'],
  })
  // A limited token is locked while its transactions are counted, so that two nodes count one after the other.
  const lockedTokens = prepareByKeys(dialect, token, {
    by: ['tenant_id', 'token_key'],
    select: ['tenant_id'],
    end: dialect.forUpdate(token.key),
  })
  const runningOnTokens = prepareByKeys(dialect, transaction, {
    by: ['tenant_id', 'token_key'],
    select: [...transaction.key, 'id', 'document'],
    end: 'and t."ended_at" is null',
  })
  const saveTransaction = prepareUpsert(dialect, transaction, { kept: ['id'], condition: isNextRevision('transaction') })
  // Most events of a transaction change nothing that it is looked for by, and SQLite writes an index for whatever is set.
  const progressTransaction = prepareNextRevision(dialect, transaction, { kept: ['id', 'token_key', 'ended_at'] })
  const insertEvent = prepareInsert(dialect, transactionEvent)
  const gaps = gapTables(dialect)

  return {
    /**
     * Stores events one after the other, as if each came alone: what is known of their keys and transactions is read at once, decided
     * upon here, and written at once. What another node wrote meanwhile breaks a unique key or a revision, and everything begins anew.
     */
    *append(submissions: readonly Submission[]): Work<readonly Appended[]> {
      const book = new Book(createId)
      const events = submissions.map(({ event }) => event)
      const limited = distinctKeys(events.filter(isLimited).map(({ station, idToken }) => tokenKeyOf(station, idToken)))
      yield* rowsFor(lockedTokens, limited)
      book.takeRunning(yield* rowsFor(runningOnTokens, limited))
      const named = distinctKeys(events.map(({ station, transactionId }) => transactionKeyOf(station, transactionId)))
      book.takeTransactions(named, yield* rowsFor(lockedTransactions, named))
      const eventKeys = distinctKeys(events.map(({ station, key }) => [...stationKeyOf(station), storable(key)]))
      book.takeContents(yield* rowsFor(contents, eventKeys))
      const others = book.transactionsOfContents()
      book.takeTransactions(others, yield* rowsFor(lockedTransactions, others))
      const decisions = events.map((event) => book.decide(event))
      const reordered = book.reordered()
      book.takeHistory(reordered, yield* rowsFor(history, reordered))
      const appended = decisions.map((decision) => book.enter(decision))

      const { progressed, others: changed } = book.changedTransactions()
      const written =
        (yield* put(
          progressTransaction,
          progressed.map((row) => valuesOf(transaction, row)),
        )) +
        (yield* put(
          saveTransaction,
          changed.map((row) => valuesOf(transaction, row)),
        ))
      if (written < progressed.length + changed.length)
        throw new StoreError('CONFLICT', 'another node wrote to one of the transactions meanwhile')
      yield* put(
        insertEvent,
        book.newEvents().map((row) => valuesOf(transactionEvent, row)),
      )
      yield* outbox.announce(announcedBy(submissions, appended))
      const gapped = book.gappedTransactions()
      if (gapped.length > 0) yield* gaps.refresh(gapped)
      return appended
    },
  }
}

const announcedBy = (submissions: readonly Submission[], appended: readonly Appended[]): readonly Announced[] =>
  appended.flatMap((one, at) => {
    const announcement = one.outcome === 'repeated' ? undefined : submissions[at]?.announce?.(one)
    return announcement === undefined ? [] : [{ tenantId: one.event.station.tenantId, announcement }]
  })

/** A transaction as it stands while a batch is entered. */
interface Account {
  readonly row: Pick<TransactionRow, 'updated_at' | 'events' | 'revision'> | undefined
  readonly before: Transaction | undefined
  current: Transaction | undefined
  /** Place of the last event decided upon. */
  lastPlace: Placed | undefined
  /** An event comes before others that are there, so all of them are needed. */
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

interface Decision {
  readonly entry: Entry
  readonly isNew: boolean
}

type Key = readonly (string | number | null)[]

/** Enters a batch of events in memory: no query, no clock. */
class Book {
  private readonly accounts = new Map<string, Account>()
  /** All contents under a key of an event, the first one first. */
  private readonly contents = new Map<string, Entry[]>()
  private readonly added = new Map<string, Entry>()
  private readonly running = new RunningTransactions()

  constructor(private readonly createId: (atMs: number) => string) {}

  takeTransactions(keys: readonly Key[], rows: readonly TransactionRow[]): void {
    const found = new Map(rows.map((row) => [keyOf(row.tenant_id, row.station_id, row.transaction_key), row]))
    for (const key of keys) {
      const row = found.get(keyOf(...key))
      const current = row === undefined ? undefined : transactionOf(row)
      const account = { row, before: current, current, lastPlace: current?.last, isReordered: false, history: undefined, added: [] }
      this.accounts.set(keyOf(...key), account)
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
    if (account.lastPlace !== undefined && compareEvents(account.lastPlace, stored) >= 0) account.isReordered = true
    else account.lastPlace = stored
    return { entry, isNew: true }
  }

  /** Keys of the transactions that have to be folded from their beginning. */
  reordered(): readonly Key[] {
    return [...this.accounts].flatMap(([key, { isReordered }]) => (isReordered ? [JSON.parse(key) as Key] : []))
  }

  takeHistory(keys: readonly Key[], rows: readonly TransactionEventRow[]): void {
    for (const key of keys) {
      const account = this.accounts.get(keyOf(...key))
      if (account !== undefined) account.history = []
    }
    for (const row of rows) this.accounts.get(keyOf(row.tenant_id, row.station_id, row.transaction_key))?.history?.push(eventOf(row))
  }

  enter({ entry, isNew }: Decision): Appended {
    const account = this.accountOf(entry.event)
    const before = account.current
    if (isNew) entry.event = this.running.admit(entry.event)
    const { event } = entry
    if (!isNew) {
      if (before === undefined) throw new StoreError('CORRUPT', `event ${event.key} of ${event.station.stationId} has no transaction`)
      return { outcome: 'repeated', event, before, transaction: before }
    }
    account.added.push(event)
    account.history?.push(event)
    const folded = isInOrder(before, event)
      ? advance(before, event)
      : (foldTransaction(account.history ?? account.added) as FoldedTransaction)
    const after = { ...folded, id: before?.id ?? this.createId(Date.parse(event.receivedAt)) }
    account.current = after
    this.running.note(after)
    return { outcome: event.isConflicting ? 'conflicting' : 'new', event, before, transaction: after }
  }

  /** Those that are found as before, and the others: new ones, and such as have another token or have ended. */
  changedTransactions(): { readonly progressed: readonly TransactionRow[]; readonly others: readonly TransactionRow[] } {
    const progressed: TransactionRow[] = []
    const others: TransactionRow[] = []
    for (const [, { before, current, row, added }] of [...this.accounts].toSorted(byKey)) {
      const last = added.at(-1)
      if (current === undefined || last === undefined) continue
      const facts = {
        updated_at: last.receivedAt,
        events: (row?.events ?? 0) + added.length,
        revision: (row?.revision ?? 0) + 1,
      }
      const isFoundAsBefore =
        before !== undefined && before.endedAt === current.endedAt && before.idToken?.idToken === current.idToken?.idToken
      const list = isFoundAsBefore ? progressed : others
      list.push(transactionRowOf(current, facts))
    }
    return { progressed, others }
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

  private accountOf({ station, transactionId }: StoredEvent): Account {
    const account = this.accounts.get(keyOf(...transactionKeyOf(station, transactionId)))
    if (account === undefined) throw new Error(`no account was opened for transaction ${transactionId}`)
    return account
  }
}
