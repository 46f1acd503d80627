import type { ListRecord, ListWish } from '../../../features/local-list/list-state.js'
import type { StationTokens } from '../../../features/local-list/store.js'
import type { StationKey } from '../../../identifier.js'
import type { Dialect } from '../dialect.js'
import type { LocalListStateRow } from '../schema.js'
import { prepareByKeys, prepareUpsert, type Table, valuesOf } from '../table.js'
import { put, rowsFor, type Work } from '../work.js'
import { byKey, distinctKeys, keyOf, stationKeyOf } from './keys.js'

const state: Table<'local_list_state'> = {
  name: 'local_list_state',
  key: ['tenant_id', 'station_id'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    status: 'text',
    next_attempt_at: 'text',
    cache_edits: 'integer',
    wish: 'json',
    document: 'json',
  },
}

export interface StationTokensChange {
  readonly station: StationKey
  readonly part: StationTokens
}

/** Local authorization lists and caches of stations: what is wanted, and what is known of them. */
export function localListTables(dialect: Dialect) {
  const find = prepareByKeys(dialect, state, { by: state.key })
  const parts = [
    {
      has: ({ wish }: StationTokens) => wish !== undefined,
      save: prepareUpsert(dialect, state, { kept: ['status', 'next_attempt_at', 'cache_edits', 'document'] }),
    },
    { has: ({ list }: StationTokens) => list !== undefined, save: prepareUpsert(dialect, state, { kept: ['wish', 'cache_edits'] }) },
    {
      has: ({ cacheEdits }: StationTokens) => cacheEdits !== undefined,
      save: prepareUpsert(dialect, state, { kept: ['status', 'next_attempt_at', 'wish', 'document'] }),
    },
  ]
  return {
    *find(stations: readonly StationKey[]): Work<readonly StationTokens[]> {
      const keys = stations.map(stationKeyOf)
      const found = new Map((yield* rowsFor(find, distinctKeys(keys))).map((row) => [keyOf(row.tenant_id, row.station_id), row]))
      return keys.map((key) => tokensOf(found.get(keyOf(...key))))
    },

    *save(changes: readonly StationTokensChange[]): Work<readonly undefined[]> {
      for (const { has, save } of parts) {
        const last = new Map<string, LocalListStateRow>()
        for (const change of changes) if (has(change.part)) last.set(keyOf(...stationKeyOf(change.station)), rowOf(change))
        yield* put(
          save,
          [...last].toSorted(byKey).map(([, row]) => valuesOf(state, row)),
        )
      }
      return changes.map(() => undefined)
    },
  }
}

function tokensOf(row: LocalListStateRow | undefined): StationTokens {
  if (row === undefined) return {}
  const { wish, document, cache_edits } = row
  return {
    ...(wish !== null && { wish: JSON.parse(wish) as ListWish }),
    ...(document !== null && { list: JSON.parse(document) as ListRecord }),
    ...(cache_edits !== null && { cacheEdits: cache_edits }),
  }
}

function rowOf({ station, part: { wish, list, cacheEdits } }: StationTokensChange): LocalListStateRow {
  const [tenant_id, station_id] = stationKeyOf(station)
  return {
    tenant_id,
    station_id,
    status: list?.status ?? null,
    next_attempt_at: list?.nextAttemptAt ?? null,
    cache_edits: cacheEdits ?? null,
    wish: wish === undefined ? null : JSON.stringify(wish),
    document: list === undefined ? null : JSON.stringify(list),
  }
}
