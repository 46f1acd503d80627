import type { TransactionEvent } from '../../../features/transactions/event.js'
import type { Announce, Appended } from '../../../features/transactions/store.js'
import { StoreError } from '../../store-error.js'
import type { Dialect } from '../dialect.js'
import type { createInternalIds } from '../internal-id.js'
import type { TransactionRow } from '../schema.js'
import { prepareByKeys, prepareInsert, prepareNextRevision, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { afterCommit, put, rowsFor, type Value, type Work } from '../work.js'
import { Book, type Decision } from './book.js'
import { gapTables } from './gaps.js'
import { distinctKeys, stationKeyOf } from './keys.js'
import { KnownBookmarks } from './known-bookmarks.js'
import { KnownTransactions } from './known-transactions.js'
import type { Announced, outboxTables } from './outbox.js'
import { isLimited, tokenKeyOf } from './running-transactions.js'
import { token } from './tokens.js'
import { transaction, transactionEvent, transactionKeyOf } from './transaction-rows.js'

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
  const insertTransaction = prepareInsert(dialect, transaction)
  const changeTransaction = prepareNextRevision(dialect, transaction, { kept: ['id'] })
  // Most events of a transaction change nothing that it is looked for by, and SQLite writes an index for whatever is set.
  const progressTransaction = prepareNextRevision(dialect, transaction, { kept: ['id', 'token_key', 'ended_at'] })
  const insertEvent = prepareInsert(dialect, transactionEvent)
  const gaps = gapTables(dialect)
  const knownTransactions = new KnownTransactions()
  const knownBookmarks = new KnownBookmarks()

  /** Enters an event that takes all events of its transaction. */
  function* enterAnew(book: Book, decision: Decision): Work<Appended> {
    const keys = [book.keyOf(decision)]
    book.takeHistory(keys, yield* rowsFor(history, keys))
    const entered = book.enter(decision)
    if (entered === undefined) throw new Error(`event ${decision.entry.event.key} comes to nothing`)
    return entered
  }

  return {
    /**
     * Stores events one after the other, as if each came alone: what is known of their keys and transactions is read at once, decided
     * upon here, and written at once. What another node wrote meanwhile breaks a unique key or a revision, and everything begins anew.
     * Of a transaction that this node wrote last, and whose next event this is, nothing has to be read. The first late event of a backlog
     * costs a reading and a fold of all events of its transaction, on SQLite in one turn: some 0.5 s for 5,000. Those that follow it to
     * the same place cost what any event costs; the cases that do not are told at `takeLate`.
     */
    *append(submissions: readonly Submission[]): Work<readonly Appended[]> {
      const book = new Book(createId)
      const events = submissions.map(({ event }) => event)
      book.takeKnown(knownTransactions, events)
      const limited = distinctKeys(events.filter(isLimited).map(({ station, idToken }) => tokenKeyOf(station, idToken)))
      yield* rowsFor(lockedTokens, limited)
      book.takeRunning(yield* rowsFor(runningOnTokens, limited))
      const unknown = events.filter((event) => !book.knows(event))
      const named = distinctKeys(unknown.map(({ station, transactionId }) => transactionKeyOf(station, transactionId)))
      book.takeTransactions(named, yield* rowsFor(lockedTransactions, named))
      const perhapsRepeated = events.filter((event) => !book.isBeyond(event))
      const eventKeys = distinctKeys(perhapsRepeated.map(({ station, key }) => [...stationKeyOf(station), storable(key)]))
      book.takeContents(yield* rowsFor(contents, eventKeys))
      const others = book.transactionsOfContents()
      book.takeTransactions(others, yield* rowsFor(lockedTransactions, others))
      book.takeBookmarks(knownBookmarks)
      const decisions = events.map((event) => book.decide(event))
      const reordered = book.reordered()
      book.takeHistory(reordered, yield* rowsFor(history, reordered))
      const appended: Appended[] = []
      for (const decision of decisions) {
        appended.push(book.enter(decision) ?? (yield* enterAnew(book, decision)))
      }

      const { begun, changed, progressed } = book.changedTransactions()
      yield* put(insertTransaction, valuesOfAll(begun))
      const written = (yield* put(progressTransaction, valuesOfAll(progressed))) + (yield* put(changeTransaction, valuesOfAll(changed)))
      if (written < progressed.length + changed.length)
        throw new StoreError('CONFLICT', 'another node wrote to one of the transactions meanwhile')
      yield* put(
        insertEvent,
        book.newEvents().map((row) => valuesOf(transactionEvent, row)),
      )
      yield* outbox.announce(announcedBy(submissions, appended))
      const gapped = book.gappedTransactions()
      if (gapped.length > 0) yield* gaps.refresh(gapped)
      yield* afterCommit(() => {
        knownTransactions.keep(book.runningTransactions())
        knownBookmarks.keep(book.bookmarks())
      })
      return appended
    },
  }
}

const valuesOfAll = (rows: readonly TransactionRow[]): readonly (readonly Value[])[] => rows.map((row) => valuesOf(transaction, row))

const announcedBy = (submissions: readonly Submission[], appended: readonly Appended[]): readonly Announced[] =>
  appended.flatMap((one, at) => {
    const announcement = one.outcome === 'repeated' ? undefined : submissions[at]?.announce?.(one)
    return announcement === undefined ? [] : [{ tenantId: one.event.station.tenantId, announcement }]
  })
