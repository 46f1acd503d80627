import { type Gap, type QueueReport, refreshGap, reportGap } from '../../../features/transactions/gap.js'
import type { GapQuery } from '../../../features/transactions/store.js'
import type { Transaction } from '../../../features/transactions/transaction.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import type { Dialect } from '../dialect.js'
import type { TransactionGapRow } from '../schema.js'
import { prepareByKeys, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { ask, put, rowsFor, type Work } from '../work.js'
import { byKey, distinctKeys, keyOf } from './keys.js'
import { transactionKeyOf } from './transaction-rows.js'
import type { TransactionQuestion } from './transactions.js'

export const transactionGap: Table<'transaction_gap'> = {
  name: 'transaction_gap',
  key: ['tenant_id', 'station_id', 'transaction_key'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    transaction_key: 'text',
    id: 'text',
    state: 'text',
    seen_at: 'text',
    closed_at: 'text',
    document: 'json',
  },
}

/** A transaction after a batch of events, some of which are missing, or were before. */
export interface GappedTransaction {
  readonly transaction: Transaction
  readonly at: string
}

export interface GapReport extends TransactionQuestion {
  readonly report: QueueReport
}

/** What is missing of transactions; the ledger writes it together with their events. */
export function gapTables(dialect: Dialect) {
  const { db } = dialect
  const find = prepareByKeys(dialect, transactionGap, { by: transactionGap.key, select: [...transactionGap.key, 'document'] })
  const locked = prepareByKeys(dialect, transactionGap, {
    by: transactionGap.key,
    select: [...transactionGap.key, 'document'],
    end: dialect.forUpdate(transactionGap.key),
  })
  const save = prepareUpsert(dialect, transactionGap)

  const found = ({ tenantId, station, isOpen }: GapQuery) =>
    db
      .selectFrom('transaction_gap')
      .select(['id', 'document'])
      .where('tenant_id', '=', storable(tenantId))
      .$if(station !== undefined, (query) => query.where('station_id', '=', storable(station?.stationId ?? '')))
      .$if(isOpen !== undefined, (query) => query.where('closed_at', isOpen ? 'is' : 'is not', null))
      .orderBy('id', 'desc')

  function* known(statement: typeof find, keys: readonly ReturnType<typeof transactionKeyOf>[]): Work<Map<string, Gap>> {
    const rows = yield* rowsFor(statement, distinctKeys(keys))
    return new Map(rows.map((row) => [keyOf(row.tenant_id, row.station_id, row.transaction_key), gapOf(row)]))
  }

  function* write(changed: readonly (readonly [string, Gap])[]): Work<void> {
    yield* put(
      save,
      changed.toSorted(byKey).map(([, gap]) => valuesOf(transactionGap, rowOf(gap))),
    )
  }

  return {
    /** Brings gaps up to what their transactions have come to; the rows of those are locked. */
    *refresh(all: readonly GappedTransaction[]): Work<void> {
      const keys = all.map(({ transaction }) => transactionKeyOf(transaction.station, transaction.transactionId))
      const gaps = yield* known(locked, keys)
      const changed = all.flatMap(({ transaction, at }, index): (readonly [string, Gap])[] => {
        const key = keyOf(...(keys[index] as ReturnType<typeof transactionKeyOf>))
        const before = gaps.get(key)
        const after = refreshGap(before, transaction, at)
        return after === undefined || after === before ? [] : [[key, after]]
      })
      yield* write(changed)
    },

    /** Keeps what stations said, one after the other. */
    *report(all: readonly GapReport[]): Work<readonly (Gap | undefined)[]> {
      const keys = all.map(({ station, transactionId }) => transactionKeyOf(station, transactionId))
      const gaps = yield* known(locked, keys)
      const changed = new Map<string, Gap>()
      const reported = all.map(({ report }, index) => {
        const key = keyOf(...(keys[index] as ReturnType<typeof transactionKeyOf>))
        const before = changed.get(key) ?? gaps.get(key)
        if (before === undefined) return undefined
        const after = reportGap(before, report)
        changed.set(key, after)
        return after
      })
      yield* write([...changed])
      return reported
    },

    *find(questions: readonly TransactionQuestion[]): Work<readonly (Gap | undefined)[]> {
      const keys = questions.map(({ station, transactionId }) => transactionKeyOf(station, transactionId))
      const gaps = yield* known(find, keys)
      return keys.map((key) => gaps.get(keyOf(...key)))
    },

    *page(query: GapQuery & PageQuery): Work<Page<Gap>> {
      const [before] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const after = before === undefined ? found(query) : found(query).where('id', '<', before)
      return pageOf(yield* ask(after.limit(limit + 1)), limit, gapOf, ({ id }) => [id])
    },
  }
}

const gapOf = ({ document }: Pick<TransactionGapRow, 'document'>): Gap => JSON.parse(document) as Gap

function rowOf(gap: Gap): TransactionGapRow {
  const [tenant_id, station_id, transaction_key] = transactionKeyOf(gap.station, gap.transactionId)
  return {
    tenant_id,
    station_id,
    transaction_key,
    id: storable(gap.id),
    state: storable(gap.state),
    seen_at: storable(gap.seenAt),
    closed_at: gap.closedAt,
    document: JSON.stringify(gap),
  }
}
