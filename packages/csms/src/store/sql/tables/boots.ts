import type { BootRecord } from '../../../features/provisioning/station-record.js'
import type { StationKey } from '../../../identifier.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import type { createInternalIds } from '../internal-id.js'
import { prepareInsert, type Table, valuesOf } from '../table.js'
import { storable, storableOrNull } from '../text.js'
import { put, rows, type Work } from '../work.js'
import { stationKeyOf } from './keys.js'

const boot: Table<'boot'> = {
  name: 'boot',
  key: ['tenant_id', 'station_id', 'id'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    id: 'text',
    received_at: 'text',
    registration: 'text',
    firmware_version: 'text',
    document: 'json',
  },
}

/** How stations booted, with what firmware and why. */
export function bootTables(dialect: Dialect, createId: ReturnType<typeof createInternalIds>) {
  const insert = prepareInsert(dialect, boot)
  const ofStation = dialect.db.selectFrom('boot').select(['id', 'document']).where('tenant_id', '=', '').where('station_id', '=', '')
  const newest = prepare(ofStation.orderBy('id', 'desc').limit(1))
  const older = prepare(ofStation.where('id', '<', '').orderBy('id', 'desc').limit(1))
  return {
    *add(boots: readonly BootRecord[]): Work<readonly undefined[]> {
      const all = boots.map((one) => {
        const [tenant_id, station_id] = stationKeyOf(one.station)
        return valuesOf(boot, {
          tenant_id,
          station_id,
          id: createId(Date.parse(one.at)),
          received_at: storable(one.at),
          registration: one.registration,
          firmware_version: storableOrNull(one.boot.firmwareVersion),
          document: JSON.stringify(one),
        })
      })
      yield* put(insert, all)
      return boots.map(() => undefined)
    },

    *page(station: StationKey, query: PageQuery): Work<Page<BootRecord>> {
      const [before] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const key = stationKeyOf(station)
      const found = before === undefined ? rows(newest, [...key, limit + 1]) : rows(older, [...key, before, limit + 1])
      return pageOf(
        yield* found,
        limit,
        ({ document }) => JSON.parse(document) as BootRecord,
        ({ id }) => [id],
      )
    },
  }
}
