import {
  type ConnectionChange,
  type ConnectionFacts,
  type ConnectionRecord,
  connectionAfter,
  stationOf,
} from '../../../connection/connection-record.js'
import type { ConnectionQuery } from '../../../connection/store.js'
import type { StationKey } from '../../../identifier.js'
import { limitOf, type Page, pageOf, placeOf } from '../../page.js'
import { StoreError } from '../../store-error.js'
import { type Dialect, prepare } from '../dialect.js'
import type { StationConnectionRow } from '../schema.js'
import { isNextRevision, prepareByKeys, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable, storableInteger, storableIntegerOrNull, storableOrNull } from '../text.js'
import { put, rows, rowsFor, run, type Work } from '../work.js'
import { byKey, distinctKeys, keyOf, stationKeyOf } from './keys.js'

export const connection: Table<'station_connection'> = {
  name: 'station_connection',
  key: ['tenant_id', 'station_id'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    epoch: 'integer',
    node: 'text',
    last_seen_at: 'text',
    disconnected_at: 'text',
    close_code: 'integer',
    close_reason: 'text',
    revision: 'integer',
    document: 'json',
  },
}

/** The newest connection of each station. */
export function connectionTables(dialect: Dialect) {
  const { db } = dialect
  const find = prepareByKeys(dialect, connection, { by: connection.key })
  const locked = prepareByKeys(dialect, connection, { by: connection.key, end: dialect.forUpdate(connection.key) })
  const ofTenant = db.selectFrom('station_connection').selectAll().where('tenant_id', '=', '').where('station_id', '>', '')
  const page = prepare(ofTenant.orderBy('station_id').limit(1))
  const openPage = prepare(ofTenant.where('disconnected_at', 'is', null).orderBy('station_id').limit(1))
  const save = prepareUpsert(dialect, connection, { condition: isNextRevision('station_connection') })
  const closeAll = prepare(
    db
      .updateTable('station_connection')
      .set({ disconnected_at: '' })
      .where('tenant_id', '=', '')
      .where('node', '=', '')
      .where('disconnected_at', 'is', null),
  )

  return {
    *find(stations: readonly StationKey[]): Work<readonly (ConnectionRecord | undefined)[]> {
      const keys = stations.map(stationKeyOf)
      const found = new Map((yield* rowsFor(find, distinctKeys(keys))).map((row) => [keyOf(row.tenant_id, row.station_id), row]))
      return keys.map((key) => read(found.get(keyOf(...key))))
    },

    *page(query: ConnectionQuery): Work<Page<ConnectionRecord>> {
      const [after = ''] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const found = yield* rows(query.isConnected === true ? openPage : page, [storable(query.tenantId), after, limit + 1])
      return pageOf(found, limit, recordOf, ({ station_id }) => [station_id])
    },

    /** Applies lists of changes one after the other, each change onto what stands then. */
    *apply(lists: readonly (readonly ConnectionChange[])[]): Work<readonly (readonly (ConnectionRecord | undefined)[])[]> {
      const keys = distinctKeys(lists.flat().map((change) => stationKeyOf(stationOf(change))))
      const known = new Map((yield* rowsFor(locked, keys)).map((row) => [keyOf(row.tenant_id, row.station_id), row]))
      const before = new Map([...known].map(([key, row]) => [key, recordOf(row)]))
      const current = new Map<string, ConnectionRecord | undefined>(before)
      const results = lists.map((changes) =>
        changes.map((change) => {
          const key = keyOf(...stationKeyOf(stationOf(change)))
          const after = connectionAfter(current.get(key), change)
          current.set(key, after)
          return after
        }),
      )
      const changed = [...current].flatMap(([key, record]) =>
        record === undefined || record === before.get(key) ? [] : [[key, rowOf(record, (known.get(key)?.revision ?? 0) + 1)] as const],
      )
      const written = yield* put(
        save,
        changed.toSorted(byKey).map(([, row]) => valuesOf(connection, row)),
      )
      if (written < changed.length) throw new StoreError('CONFLICT', 'one of the stations connected to another node meanwhile')
      return results
    },

    *closeAll(tenantId: string, node: string, at: string): Work<number> {
      return yield* run(closeAll, [storable(at), storable(tenantId), storable(node)])
    },
  }
}

const read = (row: StationConnectionRow | undefined): ConnectionRecord | undefined => (row === undefined ? undefined : recordOf(row))

/** What changes stands in columns, the rest in the document. */
function recordOf(row: StationConnectionRow): ConnectionRecord {
  return {
    ...(JSON.parse(row.document) as ConnectionFacts),
    epoch: row.epoch,
    lastSeenAt: row.last_seen_at,
    ...(row.disconnected_at !== null && { disconnectedAt: row.disconnected_at }),
    ...(row.close_code !== null && { closeCode: row.close_code }),
    ...(row.close_reason !== null && { closeReason: row.close_reason }),
  }
}

function rowOf(record: ConnectionRecord, revision: number): StationConnectionRow {
  const { epoch, lastSeenAt, disconnectedAt, closeCode, closeReason, ...facts } = record
  const [tenant_id, station_id] = stationKeyOf(record.station)
  return {
    tenant_id,
    station_id,
    epoch: storableInteger(epoch),
    node: storable(record.node),
    last_seen_at: storable(lastSeenAt),
    disconnected_at: storableOrNull(disconnectedAt),
    close_code: storableIntegerOrNull(closeCode),
    close_reason: storableOrNull(closeReason),
    revision,
    document: JSON.stringify(facts),
  }
}
