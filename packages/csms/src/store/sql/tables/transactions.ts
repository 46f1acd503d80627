import type { StoredEvent } from '../../../features/transactions/event.js'
import { compareEvents } from '../../../features/transactions/event.js'
import type { TransactionQuery } from '../../../features/transactions/store.js'
import type { Transaction } from '../../../features/transactions/transaction.js'
import { fold, type StationKey } from '../../../identifier.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import { firstIdAt } from '../internal-id.js'
import type { TransactionEventRow } from '../schema.js'
import { prepareByKeys } from '../table.js'
import { storable } from '../text.js'
import { ask, type Prepared, rows, rowsFor, type Work } from '../work.js'
import { distinctKeys, keyOf, stationKeyOf } from './keys.js'
import { eventOf, transaction, transactionEvent, transactionKeyOf, transactionOf } from './transaction-rows.js'

/** An event of a station, by its key. */
export interface EventQuestion {
  readonly station: StationKey
  readonly key: string
}

/** Events of a station, by how their keys begin. */
export interface EventsQuestion {
  readonly station: StationKey
  readonly keyPrefix: string
}

export interface TransactionQuestion {
  readonly station: StationKey
  readonly transactionId: string
}

/** Stations that may share an id on the wire, as far as they are told of. */
const maxNamed = 100

/** What is asked of transactions and their events; ledger.ts writes them. */
export function transactionTables(dialect: Dialect) {
  const { db } = dialect
  const find = prepareByKeys(dialect, transaction, { by: transaction.key, select: [...transaction.key, 'id', 'document'] })
  const events = prepare(
    db
      .selectFrom('transaction_event')
      .select(['document', 'raw'])
      .where('tenant_id', '=', '')
      .where('station_id', '=', '')
      .where('transaction_key', '=', ''),
  )
  const firstContents = prepareByKeys(dialect, transactionEvent, {
    by: transactionEvent.key,
    select: ['tenant_id', 'station_id', 'event_key', 'document', 'raw'],
  })

  const begun: Prepared<Pick<TransactionEventRow, 'tenant_id' | 'station_id' | 'event_key'>> = {
    sql:
      `select k.value->>0 as tenant_id, k.value->>1 as station_id, k.value->>2 as event_key from ${dialect.keys} where exists ` +
      '(select 1 from "transaction_event" as t where t."tenant_id" = k.value->>0 and t."station_id" = k.value->>1 ' +
      'and t."event_key" >= k.value->>2 and t."event_key" < k.value->>3)',
  }

  const pageOfEvents = db.selectFrom('transaction_event').select(['event_key', 'variant', 'position', 'content_hash', 'document', 'raw'])

  const newest = db.selectFrom('transaction').select(['id', 'document']).where('tenant_id', '=', '')
  const byId = prepare(newest.where('id', '=', ''))
  const named = prepare(newest.where('transaction_key', '=', '').orderBy('id', 'desc').limit(1))

  /** Each combination of filters has an index of its own that ends with the id. */
  const found = ({ tenantId, station, idToken, isActive, from }: TransactionQuery) =>
    db
      .selectFrom('transaction')
      .select(['id', 'document'])
      .where('tenant_id', '=', storable(tenantId))
      .$if(station !== undefined, (query) => query.where('station_id', '=', storable(station?.stationId ?? '')))
      .$if(idToken !== undefined, (query) => query.where('token_key', '=', storable(fold(idToken?.idToken ?? ''))))
      .$if(idToken?.type !== undefined, (query) =>
        query.where(({ or, eb }) => or([eb('token_type', '=', storable(idToken?.type ?? '')), eb('token_type', 'is', null)])),
      )
      .$if(isActive !== undefined, (query) => query.where('ended_at', isActive ? 'is' : 'is not', null))
      // An id begins with the time of its making.
      .$if(from !== undefined, (query) => query.where('id', '>=', firstIdAt(Date.parse(from ?? ''))))
      .orderBy('id', 'desc')

  /** One bound alone: SQLite takes several for a reason to read another index. */
  const before = (query: ReturnType<typeof found>, ids: readonly (string | undefined)[]) => {
    const [first] = ids.filter((id) => id !== undefined).toSorted()
    return first === undefined ? query : query.where('id', '<', first)
  }

  return {
    *find(questions: readonly TransactionQuestion[]): Work<readonly (Transaction | undefined)[]> {
      const keys = questions.map(({ station, transactionId }) => transactionKeyOf(station, transactionId))
      const byKey = new Map(
        (yield* rowsFor(find, distinctKeys(keys))).map((row) => [keyOf(row.tenant_id, row.station_id, row.transaction_key), row]),
      )
      return keys.map((key) => {
        const row = byKey.get(keyOf(...key))
        return row === undefined ? undefined : transactionOf(row)
      })
    },

    *findById(tenantId: string, id: string): Work<Transaction | undefined> {
      const [row] = yield* rows(byId, [storable(tenantId), storable(id)])
      return row === undefined ? undefined : transactionOf(row)
    },

    *named(tenantId: string, transactionId: string): Work<readonly Transaction[]> {
      const found = yield* rows(named, [storable(tenantId), storable(fold(transactionId)), maxNamed])
      return found.map(transactionOf)
    },

    *events(station: StationKey, transactionId: string): Work<readonly StoredEvent[]> {
      return (yield* rows(events, transactionKeyOf(station, transactionId))).map(eventOf).toSorted(compareEvents)
    },

    /** In the order of the fold, as `compareEvents` has it. */
    *pageEvents(station: StationKey, transactionId: string, query: PageQuery): Work<Page<StoredEvent>> {
      const place = placeOf(query, 4)
      const limit = limitOf(query)
      const [tenant, stationId, key] = transactionKeyOf(station, transactionId)
      const found = pageOfEvents
        .where('tenant_id', '=', tenant)
        .where('station_id', '=', stationId)
        .where('transaction_key', '=', key)
        .$if(place !== undefined, (all) =>
          all.where(({ eb, refTuple, tuple }) =>
            eb(
              refTuple('position', 'content_hash', 'event_key', 'variant'),
              '>',
              tuple(Number(place?.[0]), place?.[1] ?? '', place?.[2] ?? '', Number(place?.[3])),
            ),
          ),
        )
        .orderBy('position')
        .orderBy('content_hash')
        .orderBy('event_key')
        .orderBy('variant')
        .limit(limit + 1)
      return pageOf(yield* ask(found), limit, eventOf, (row) => [
        String(row.position),
        row.content_hash,
        row.event_key,
        String(row.variant),
      ])
    },

    /** For each key the first content that came under it. */
    *findEvents(questions: readonly EventQuestion[]): Work<readonly (StoredEvent | undefined)[]> {
      const keys = questions.map(({ station, key }) => [...stationKeyOf(station), storable(key), 0])
      const byKey = new Map(
        (yield* rowsFor(firstContents, distinctKeys(keys))).map((row) => [keyOf(row.tenant_id, row.station_id, row.event_key, 0), row]),
      )
      return keys.map((key) => {
        const row = byKey.get(keyOf(...key))
        return row === undefined ? undefined : eventOf(row)
      })
    },

    *haveEvents(questions: readonly EventsQuestion[]): Work<readonly boolean[]> {
      const ranges = questions.map(
        ({ station, keyPrefix }) => [...stationKeyOf(station), storable(keyPrefix), endOf(storable(keyPrefix))] as const,
      )
      const found = new Set((yield* rowsFor(begun, distinctKeys(ranges))).map((row) => keyOf(row.tenant_id, row.station_id, row.event_key)))
      return ranges.map(([tenant, station, prefix]) => found.has(keyOf(tenant, station, prefix)))
    },

    *list(query: TransactionQuery): Work<readonly Transaction[]> {
      return (yield* ask(before(found(query), [firstIdOf(query.to)]))).map(transactionOf)
    },

    *page(query: TransactionQuery & PageQuery): Work<Page<Transaction>> {
      const [last] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const page = before(found(query), [last, firstIdOf(query.to)]).limit(limit + 1)
      return pageOf(yield* ask(page), limit, transactionOf, ({ id }) => [id])
    },
  }
}

/** What is beyond all that begins so, byte by byte: the highest character there is, which no key goes on with. */
const endOf = (prefix: string): string => `${prefix}\u{10ffff}`

const firstIdOf = (time: string | undefined): string | undefined => (time === undefined ? undefined : firstIdAt(Date.parse(time)))
