import type { ConnectorStatus } from '../../../features/availability/store.js'
import type { StationKey } from '../../../identifier.js'
import { type Dialect, prepare } from '../dialect.js'
import { prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable, storableInteger } from '../text.js'
import { put, rows, type Work } from '../work.js'
import { byKey, keyOf, stationKeyOf } from './keys.js'

const current: Table<'status_current'> = {
  name: 'status_current',
  key: ['tenant_id', 'station_id', 'evse_id', 'connector_id'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    evse_id: 'integer',
    connector_id: 'integer',
    status: 'text',
    received_at: 'text',
    document: 'json',
  },
}

export interface StatusReport {
  readonly station: StationKey
  readonly status: ConnectorStatus
}

/** The last status of each connector. */
export function statusTables(dialect: Dialect) {
  const save = prepareUpsert(dialect, current)
  const ofStation = prepare(
    dialect.db
      .selectFrom('status_current')
      .select('document')
      .where('tenant_id', '=', '')
      .where('station_id', '=', '')
      .orderBy('evse_id')
      .orderBy('connector_id'),
  )
  return {
    *save(reports: readonly StatusReport[]): Work<readonly undefined[]> {
      const last = new Map<string, ReturnType<typeof rowOf>>()
      for (const report of reports) {
        const row = rowOf(report)
        last.set(keyOf(row.tenant_id, row.station_id, row.evse_id, row.connector_id), row)
      }
      yield* put(
        save,
        [...last].toSorted(byKey).map(([, row]) => valuesOf(current, row)),
      )
      return reports.map(() => undefined)
    },

    *ofStation({ tenantId, stationId }: StationKey): Work<readonly ConnectorStatus[]> {
      const found = yield* rows(ofStation, [storable(tenantId), storable(stationId)])
      return found.map(({ document }) => JSON.parse(document) as ConnectorStatus)
    },
  }
}

function rowOf({ station, status }: StatusReport) {
  const [tenant_id, station_id] = stationKeyOf(station)
  return {
    tenant_id,
    station_id,
    evse_id: storableInteger(status.evseId),
    connector_id: storableInteger(status.connectorId),
    status: storable(status.status),
    received_at: storable(status.receivedAt),
    document: JSON.stringify(status),
  }
}
