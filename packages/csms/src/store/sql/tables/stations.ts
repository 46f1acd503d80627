import type { StationRecord } from '../../../features/provisioning/station-record.js'
import type { StationKey } from '../../../identifier.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { StoreError } from '../../store-error.js'
import { type Dialect, prepare } from '../dialect.js'
import type { StationRow } from '../schema.js'
import { isNextRevision, prepareByKeys, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable, storableOrNull } from '../text.js'
import { put, rows, rowsFor, type Work } from '../work.js'
import { byKey, distinctKeys, keyOf, stationKeyOf } from './keys.js'

const station: Table<'station'> = {
  name: 'station',
  key: ['tenant_id', 'station_id'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    identity: 'text',
    registration: 'text',
    decision: 'text',
    version: 'text',
    booted_at: 'text',
    deleted_at: 'text',
    revision: 'integer',
    document: 'json',
  },
}

/** What becomes of the record of a station, as one step. */
export interface StationChange {
  readonly station: StationKey
  /** Fields to change; those that are undefined stay. */
  readonly set: Partial<StationRecord>
  /** Fields to take away before. */
  readonly clear?: readonly (keyof StationRecord)[] | undefined
  /** Nothing is done where there is no record, or one that was deleted. */
  readonly onlyIfThere?: true | undefined
}

export function stationTables(dialect: Dialect) {
  const { db } = dialect
  const ofTenant = db
    .selectFrom('station')
    .select(['station_id', 'document'])
    .where('tenant_id', '=', '')
    .where('deleted_at', 'is', null)
    .orderBy('station_id')
  const find = prepareByKeys(dialect, station, { by: station.key, select: [...station.key, 'document'] })
  const list = prepare(ofTenant)
  const page = prepare(ofTenant.where('station_id', '>', '').limit(1))
  const locked = prepareByKeys(dialect, station, {
    by: station.key,
    select: ['tenant_id', 'station_id', 'revision', 'document'],
    end: dialect.forUpdate(station.key),
  })
  const save = prepareUpsert(dialect, station, { condition: isNextRevision('station') })

  return {
    *find(stations: readonly StationKey[]): Work<readonly (StationRecord | undefined)[]> {
      const keys = stations.map(stationKeyOf)
      const found = new Map((yield* rowsFor(find, distinctKeys(keys))).map((row) => [keyOf(row.tenant_id, row.station_id), row]))
      return keys.map((key) => readRecord(found.get(keyOf(...key))))
    },

    *list(tenantId: string): Work<readonly StationRecord[]> {
      return (yield* rows(list, [storable(tenantId)])).map(recordOf)
    },

    *page(tenantId: string, query: PageQuery): Work<Page<StationRecord>> {
      const [after = ''] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const found = yield* rows(page, [storable(tenantId), after, limit + 1])
      return pageOf(found, limit, recordOf, ({ station_id }) => [station_id])
    },

    /** Does changes one after the other, each onto what stands then; each gives the record as it is then. */
    *change(changes: readonly StationChange[]): Work<readonly (StationRecord | undefined)[]> {
      const known = new Map<string, Pick<StationRow, 'revision' | 'document'>>()
      for (const row of yield* rowsFor(locked, distinctKeys(changes.map((change) => stationKeyOf(change.station))))) {
        known.set(keyOf(row.tenant_id, row.station_id), row)
      }
      const current = new Map<string, StationRecord>()
      const saved = changes.map((change) => {
        const key = keyOf(...stationKeyOf(change.station))
        const after = recordAfter(current.get(key) ?? readRecord(known.get(key)), change)
        if (after !== undefined) current.set(key, after)
        return after
      })
      const changed = [...current].toSorted(byKey).map(([key, record]) => rowOf(record, (known.get(key)?.revision ?? 0) + 1))
      const written = yield* put(
        save,
        changed.map((row) => valuesOf(station, row)),
      )
      if (written < changed.length) throw new StoreError('CONFLICT', 'another node saved one of the stations meanwhile')
      return saved
    },
  }
}

const recordOf = ({ document }: Pick<StationRow, 'document'>): StationRecord => JSON.parse(document) as StationRecord

const readRecord = (row: Pick<StationRow, 'document'> | undefined): StationRecord | undefined =>
  row === undefined ? undefined : recordOf(row)

/** @returns `undefined` where nothing is done */
function recordAfter(
  before: StationRecord | undefined,
  { station, set, clear = [], onlyIfThere }: StationChange,
): StationRecord | undefined {
  if (onlyIfThere === true && (before === undefined || before.deletedAt !== undefined)) return undefined
  const kept = Object.entries(before ?? {}).filter(([name]) => !clear.includes(name as keyof StationRecord))
  const given = Object.entries(set).filter(([, value]) => value !== undefined)
  return { identity: station.stationId, ...Object.fromEntries(kept), ...Object.fromEntries(given), station }
}

function rowOf(record: StationRecord, revision: number): StationRow {
  const [tenant_id, station_id] = stationKeyOf(record.station)
  return {
    tenant_id,
    station_id,
    identity: storable(record.identity),
    registration: storableOrNull(record.registration),
    decision: storableOrNull(record.decision),
    version: storableOrNull(record.version),
    booted_at: storableOrNull(record.bootedAt),
    deleted_at: storableOrNull(record.deletedAt),
    revision,
    document: JSON.stringify(record),
  }
}
