import { sql } from 'kysely'
import type { ConnectionAttempt } from '../../../connection/attempt.js'
import type { AttemptQuery } from '../../../connection/store.js'
import { stationKey } from '../../../identifier.js'
import { limitOf, type Page, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import { type createInternalIds, lastId } from '../internal-id.js'
import { prepareInsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { put, rows, run, type Work } from '../work.js'
import { keyOf, stationKeyOf } from './keys.js'

const attempt: Table<'connection_attempt'> = {
  name: 'connection_attempt',
  key: ['tenant_id', 'id'],
  columns: { tenant_id: 'text', station_id: 'text', id: 'text', reason: 'text', received_at: 'text', document: 'json' },
}

/** Attempts that are kept under one identity, and of those that named none. */
const attemptsPerStation = 100
/** More than one time can bring. */
const maxDeleted = 1000

/** Upgrades and handshakes that came to nothing. */
export function attemptTables(dialect: Dialect, createId: ReturnType<typeof createInternalIds>) {
  const { db, rowAddress } = dialect
  const insert = prepareInsert(dialect, attempt)
  const ofTenant = db
    .selectFrom('connection_attempt')
    .select(['id', 'document'])
    .where('tenant_id', '=', '')
    .where('id', '<', '')
    .orderBy('id', 'desc')
    .limit(1)
  const page = prepare(ofTenant)
  const pageOfStation = prepare(
    db
      .selectFrom('connection_attempt')
      .select(['id', 'document'])
      .where('tenant_id', '=', '')
      .where('station_id', '=', '')
      .where('id', '<', '')
      .orderBy('id', 'desc')
      .limit(1),
  )
  const surplus = db
    .selectFrom('connection_attempt')
    .select(sql.raw<string>(rowAddress).as('address'))
    .where('tenant_id', '=', '')
    .where('station_id', '=', '')
    .orderBy('id', 'desc')
    .limit(1)
    .offset(1)
  const deleteSurplus = prepare(db.deleteFrom('connection_attempt').where(sql.raw(rowAddress), 'in', surplus))

  return {
    *append(lists: readonly (readonly ConnectionAttempt[])[]): Work<readonly undefined[]> {
      const added = lists.flat().map((one) => {
        const [tenant_id, station_id] = stationKeyOf(stationKey(one.tenantId, one.identity ?? ''))
        const id = createId(Date.parse(one.at))
        return { tenant_id, station_id, id, reason: one.reason, received_at: storable(one.at), document: JSON.stringify(one) }
      })
      yield* put(
        insert,
        added.map((row) => valuesOf(attempt, row)),
      )
      const stations = new Map(added.map(({ tenant_id, station_id }) => [keyOf(tenant_id, station_id), [tenant_id, station_id] as const]))
      for (const station of stations.values()) yield* run(deleteSurplus, [...station, maxDeleted, attemptsPerStation])
      return lists.map(() => undefined)
    },

    *page(query: AttemptQuery): Work<Page<ConnectionAttempt>> {
      const [before = lastId] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const found =
        query.station === undefined
          ? yield* rows(page, [storable(query.tenantId), before, limit + 1])
          : yield* rows(pageOfStation, [...stationKeyOf({ ...query.station, tenantId: query.tenantId }), before, limit + 1])
      return pageOf(
        found,
        limit,
        ({ document }) => JSON.parse(document) as ConnectionAttempt,
        ({ id }) => [id],
      )
    },
  }
}
