import type { KeptExchange, MessageQuery } from '../../../observability/store.js'
import { limitOf, type Page, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import { type createInternalIds, lastId } from '../internal-id.js'
import { prepareInsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { put, rows, type Value, type Work } from '../work.js'
import { stationKeyOf } from './keys.js'

const message: Table<'ocpp_message'> = {
  name: 'ocpp_message',
  key: ['tenant_id', 'station_id', 'id'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    id: 'text',
    action: 'text',
    direction: 'text',
    message_id: 'text',
    status: 'text',
    received_at: 'text',
    document: 'json',
  },
}

/** The message log. */
export function messageTables(dialect: Dialect, createId: ReturnType<typeof createInternalIds>) {
  const insert = prepareInsert(dialect, message)
  const pageWith = (hasAction: boolean, hasDirection: boolean) => {
    const ofStation = dialect.db
      .selectFrom('ocpp_message')
      .select(['id', 'document'])
      .where('tenant_id', '=', '')
      .where('station_id', '=', '')
      .where('id', '<', '')
      .$if(hasAction, (query) => query.where('action', '=', ''))
      .$if(hasDirection, (query) => query.where('direction', '=', ''))
    return prepare(ofStation.orderBy('id', 'desc').limit(1))
  }
  const pages = [false, true].map((hasAction) => [false, true].map((hasDirection) => pageWith(hasAction, hasDirection)))

  return {
    *append(lists: readonly (readonly KeptExchange[])[]): Work<readonly undefined[]> {
      const added = lists.flat().map((one) => {
        const [tenant_id, station_id] = stationKeyOf(one.station)
        return valuesOf(message, {
          tenant_id,
          station_id,
          id: createId(Date.parse(one.at)),
          action: storable(one.action),
          direction: one.direction,
          message_id: storable(one.messageId),
          status: storable(one.status),
          received_at: storable(one.at),
          document: JSON.stringify(one),
        })
      })
      yield* put(insert, added)
      return lists.map(() => undefined)
    },

    *page(query: MessageQuery): Work<Page<KeptExchange>> {
      const { station, action, direction } = query
      const [before = lastId] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const statement = pages[action === undefined ? 0 : 1]?.[direction === undefined ? 0 : 1]
      if (statement === undefined) return { items: [] }
      const filters: readonly Value[] = [
        ...(action === undefined ? [] : [storable(action)]),
        ...(direction === undefined ? [] : [direction]),
      ]
      const found = yield* rows(statement, [...stationKeyOf(station), before, ...filters, limit + 1])
      return pageOf(
        found,
        limit,
        ({ document }) => JSON.parse(document) as KeptExchange,
        ({ id }) => [id],
      )
    },
  }
}
