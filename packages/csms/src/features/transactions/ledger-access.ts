import { identityOf } from '../../connection/identity-of.js'
import type { Core } from '../../core.js'
import { othersTurn } from '../../others-turn.js'
import type { Page, PageQuery } from '../../store/page.js'
import type { IdToken } from '../authorization/token.js'
import { normaliseSample } from '../metering/normalised.js'
import { closeTransaction } from './close.js'
import type { StoredEvent } from './event.js'
import { readByFold } from './event-energy.js'
import { type Explanation, explaining, shownEvents } from './explain.js'
import {
  type EventSample,
  type ExportOptions,
  eventColumns,
  type ShownTransaction,
  sampleColumns,
  transactionColumns,
  writeExport,
} from './export.js'
import type { Gap } from './gap.js'
import type { TokenDisplay } from './redact.js'
import type { Transaction } from './transaction.js'

/** Names a transaction: by its internal id, or by the id on the wire, which several stations may have given. */
export type TransactionRef = string | { readonly station: string; readonly transactionId: string }

export interface TransactionFilter {
  /** Identity of the station, in whatever case. */
  readonly station?: string | undefined
  readonly idToken?: IdToken | undefined
  /** Only those that run, or only those that have ended. */
  readonly isActive?: boolean | undefined
  /** Only those that became known at this time or later, ISO 8601, UTC. */
  readonly from?: string | undefined
  /** Only those that became known before this time. */
  readonly to?: string | undefined
}

export interface GapFilter {
  readonly station?: string | undefined
  /** Only those that may still be filled, or only those that are over. */
  readonly isOpen?: boolean | undefined
}

/** Leaves out of some transactions those that are not meant. */
export type Choose = (transactions: readonly Transaction[]) => Promise<readonly Transaction[]>

/** The ledger as programs read it. What is asked of a transaction that there is not resolves with `undefined`. */
export interface Transactions {
  find(ref: TransactionRef): Promise<Transaction | undefined>
  /** Newest first. */
  page(query: TransactionFilter & PageQuery): Promise<Page<Transaction>>
  /** In the order in which they count. */
  events(ref: TransactionRef, query?: PageQuery): Promise<Page<StoredEvent> | undefined>
  /** In the order of the events that brought them, in units that need no further reading; `limit` is of events. */
  samples(ref: TransactionRef, query?: PageQuery): Promise<Page<EventSample> | undefined>
  /** What is missing of it; `undefined` where nothing ever was, too. */
  gap(ref: TransactionRef): Promise<Gap | undefined>
  /** By transaction, newest first. */
  gaps(query: GapFilter & PageQuery): Promise<Page<Gap>>
  /**
   * Why it is what it is; `explanationText` makes it a text. Events that are stored while it is read are part of it only where they stand
   * behind all that was read by then.
   */
  explain(ref: TransactionRef, options?: { readonly idTokens?: TokenDisplay | undefined }): Promise<Explanation | undefined>
  /**
   * Ends one that its station does not end, as an event of its own with who and why: when the station last told of it, with the energy that
   * is known. Closed again, it stays as it was; an Ended that the station sends after all takes its place.
   * @throws CsmsError `WRONG_STATE` where the station has ended it
   */
  close(ref: TransactionRef, by: { readonly actor: string; readonly reason: string }): Promise<Transaction | undefined>
  /** Transactions as CSV or JSON, newest first, in pieces of a page each: bounded memory however many there are. */
  export(query: TransactionFilter & ExportOptions & { readonly only?: Choose | undefined }): AsyncIterable<string>
  exportEvents(ref: TransactionRef, options: ExportOptions): Promise<AsyncIterable<string> | undefined>
  exportSamples(ref: TransactionRef, options: Pick<ExportOptions, 'format'>): Promise<AsyncIterable<string> | undefined>
}

/** Small enough that nobody waits long for a turn, whatever the events have in them. */
const pageSize = 50

export function createLedgerAccess(core: Core): Transactions {
  const { store, sessions, tenantId } = core
  const { transactions } = store

  const find = (ref: TransactionRef): Promise<Transaction | undefined> =>
    typeof ref === 'string'
      ? transactions.findById(tenantId, ref.toLowerCase())
      : transactions.find(sessions.keyOf(ref.station), ref.transactionId)

  const queryOf = ({ station, ...others }: TransactionFilter) => ({
    ...others,
    tenantId,
    station: station === undefined ? undefined : sessions.keyOf(station),
  })

  /** What is asked of a transaction, where there is one. */
  const of = async <T>(ref: TransactionRef, ask: (transaction: Transaction) => T | Promise<T>): Promise<T | undefined> => {
    const transaction = await find(ref)
    return transaction === undefined ? undefined : ask(transaction)
  }

  const eventsOf = ({ station, transactionId }: Transaction, query: PageQuery = {}) =>
    transactions.pageEvents(station, transactionId, query)
  const eventPages = (transaction: Transaction) => pages((cursor) => eventsOf(transaction, { cursor, limit: pageSize }))

  return {
    find,
    page: (query) => transactions.page({ ...queryOf(query), limit: query.limit, cursor: query.cursor }),
    events: (ref, query) => of(ref, (transaction) => eventsOf(transaction, query)),
    samples: (ref, query) =>
      of(ref, async (transaction) => {
        const { items, ...page } = await eventsOf(transaction, query)
        return { ...page, items: items.flatMap(samplesOf) }
      }),
    gap: (ref) => of(ref, ({ station, transactionId }) => transactions.findGap(station, transactionId)),
    gaps: ({ station, ...query }) =>
      transactions.pageGaps({ ...query, tenantId, station: station === undefined ? undefined : sessions.keyOf(station) }),
    explain: (ref, { idTokens } = {}) =>
      of(ref, async (transaction) => {
        const { station, transactionId } = transaction
        const [events, gap, identity] = await Promise.all([
          readToExplain(eventPages(transaction)),
          transactions.findGap(station, transactionId),
          identityOf(core, station.stationId),
        ])
        return inTurns(explaining(events, { gap, identity, idTokens }))
      }),
    close: (ref, { actor, reason }) => of(ref, (transaction) => closeTransaction(core, transaction, { by: 'operator', actor, reason })),
    export: ({ format, idTokens = 'masked', only, ...filter }) => {
      const query = queryOf(filter)
      const found = pages((cursor) => transactions.page({ ...query, cursor, limit: pageSize }))
      return writeExport(transactionColumns(idTokens), format, shown(core, only === undefined ? found : chosen(found, only)))
    },
    exportEvents: (ref, { format, idTokens = 'masked' }) =>
      of(ref, (transaction) => writeExport(eventColumns(idTokens), format, eventPages(transaction))),
    exportSamples: (ref, { format }) =>
      of(ref, (transaction) =>
        writeExport(
          sampleColumns,
          format,
          mapped(eventPages(transaction), (page) => page.flatMap(samplesOf)),
        ),
      ),
  }
}

const samplesOf = ({ samples, eventType, seqNo, receivedAt }: StoredEvent): readonly EventSample[] =>
  samples.map((sample) => ({ ...normaliseSample(sample), eventType, seqNo, receivedAt }))

/** Page by page; between two of them others have their turn, also where the store answers at once. */
async function* pages<T>(ask: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<readonly T[], void, undefined> {
  let cursor: string | undefined
  do {
    const page = await ask(cursor)
    yield page.items
    cursor = page.nextCursor
    await othersTurn()
  } while (cursor !== undefined)
}

/** Events to be explained; of those that are not told one by one as much as the fold reads. */
async function readToExplain(all: AsyncIterable<readonly StoredEvent[]>): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const page of all) {
    for (const event of page) {
      events.push(event)
      const at = events.length - 1 - shownEvents
      const leftOut = at < shownEvents ? undefined : events[at]
      if (leftOut !== undefined) events[at] = readByFold(leftOut)
    }
  }
  return events
}

async function inTurns<T>(work: Generator<void, T, void>): Promise<T> {
  let next = work.next()
  while (next.done !== true) {
    await othersTurn()
    next = work.next()
  }
  return next.value
}

async function* mapped<T, U>(all: AsyncIterable<T>, map: (one: T) => U): AsyncGenerator<U, void, undefined> {
  for await (const one of all) yield map(one)
}

async function* chosen(
  all: AsyncIterable<readonly Transaction[]>,
  choose: Choose,
): AsyncGenerator<readonly Transaction[], void, undefined> {
  for await (const page of all) yield choose(page)
}

/** Transactions with the identities of their stations as these write them. */
async function* shown(
  core: Core,
  all: AsyncIterable<readonly Transaction[]>,
): AsyncGenerator<readonly ShownTransaction[], void, undefined> {
  for await (const page of all) {
    const ids = [...new Set(page.map(({ station }) => station.stationId))]
    const identities = new Map(await Promise.all(ids.map(async (id) => [id, await identityOf(core, id)] as const)))
    yield page.map((transaction) => ({
      transaction,
      identity: identities.get(transaction.station.stationId) ?? transaction.station.stationId,
    }))
  }
}
