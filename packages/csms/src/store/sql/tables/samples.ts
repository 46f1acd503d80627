import { sampleKey, toMilliWh } from '../../../features/metering/sample.js'
import type { StationSample } from '../../../features/metering/store.js'
import type { StationKey } from '../../../identifier.js'
import { type Dialect, prepare } from '../dialect.js'
import type { MeterSampleRow } from '../schema.js'
import { prepareByKeys, prepareInsert, type Table, valuesOf } from '../table.js'
import { storable, storableInteger } from '../text.js'
import { put, rows, rowsFor, type Work } from '../work.js'
import { byKey, keyOf, stationKeyOf } from './keys.js'

const sample: Table<'meter_sample'> = {
  name: 'meter_sample',
  key: ['tenant_id', 'station_id', 'evse_id', 'sample_key'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    evse_id: 'integer',
    sample_key: 'text',
    measured_at: 'text',
    received_at: 'text',
    measurand: 'text',
    energy_mwh: 'integer',
    document: 'json',
  },
}

export interface SamplesOfStation {
  readonly station: StationKey
  readonly samples: readonly StationSample[]
}

/** Samples of meters outside transactions; those of transactions are in their events. */
export function sampleTables(dialect: Dialect) {
  const existing = prepareByKeys(dialect, sample, { by: sample.key, select: sample.key })
  const insert = prepareInsert(dialect, sample)
  // A sample key begins with the time.
  const ofEvse = prepare(
    dialect.db
      .selectFrom('meter_sample')
      .select('document')
      .where('tenant_id', '=', '')
      .where('station_id', '=', '')
      .where('evse_id', '=', 0)
      .orderBy('sample_key'),
  )
  return {
    /** Stores each once; gives back those that were new. */
    *append(all: readonly SamplesOfStation[]): Work<readonly (readonly StationSample[])[]> {
      const rowsOf = all.map(({ station, samples }) => samples.map((one) => ({ one, row: rowOf(station, one) })))
      const keys = rowsOf.flat().map(({ row }) => [row.tenant_id, row.station_id, row.evse_id, row.sample_key])
      const known = new Set((yield* rowsFor(existing, keys)).map(keyOfRow))
      const added = new Map<string, MeterSampleRow>()
      const fresh = rowsOf.map((samples) =>
        samples.filter(({ row }) => {
          const key = keyOfRow(row)
          if (known.has(key) || added.has(key)) return false
          added.set(key, row)
          return true
        }),
      )
      yield* put(
        insert,
        [...added].toSorted(byKey).map(([, row]) => valuesOf(sample, row)),
      )
      return fresh.map((samples) => samples.map(({ one }) => one))
    },

    *ofEvse({ tenantId, stationId }: StationKey, evseId: number): Work<readonly StationSample[]> {
      const found = yield* rows(ofEvse, [storable(tenantId), storable(stationId), storableInteger(evseId)])
      return found.map(({ document }) => JSON.parse(document) as StationSample)
    },
  }
}

const keyOfRow = (row: Pick<MeterSampleRow, 'tenant_id' | 'station_id' | 'evse_id' | 'sample_key'>): string =>
  keyOf(row.tenant_id, row.station_id, row.evse_id, row.sample_key)

function rowOf(station: StationKey, one: StationSample): MeterSampleRow {
  const [tenant_id, station_id] = stationKeyOf(station)
  return {
    tenant_id,
    station_id,
    evse_id: storableInteger(one.evseId),
    sample_key: storable(sampleKey(one)),
    measured_at: storable(one.at),
    received_at: storable(one.receivedAt),
    measurand: storable(one.measurand),
    energy_mwh: one.measurand.startsWith('Energy.') && one.format === 'Raw' ? (toMilliWh(one) ?? null) : null,
    document: JSON.stringify(one),
  }
}
