import type { PublicEvent } from '../../../events/public-event.js'
import type { WebhookEndpoint } from '../../../webhooks/endpoint.js'
import type { Delivery, DeliveryOutcome, DeliveryState } from '../../../webhooks/store.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import type { WebhookDeliveryRow } from '../schema.js'
import { prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable, storableIntegerOrNull, storableOrNull } from '../text.js'
import { type Prepared, put, rows, run, type Work } from '../work.js'

const endpoint: Table<'webhook_endpoint'> = {
  name: 'webhook_endpoint',
  key: ['tenant_id', 'id'],
  columns: { tenant_id: 'text', id: 'text', document: 'json' },
}

export interface EndpointChange {
  readonly tenantId: string
  readonly endpoint: WebhookEndpoint
}

export interface EndpointName {
  readonly tenantId: string
  readonly id: string
}

export interface Settlement {
  readonly tenantId: string
  readonly endpointId: string
  readonly outcome: DeliveryOutcome
}

export interface Replay {
  readonly tenantId: string
  readonly endpointId: string
  readonly since: string
}

/** Endpoints of webhooks, and what is on its way to them; outbox.ts brings in the events. */
export function webhookTables(dialect: Dialect) {
  const { db } = dialect
  const save = prepareUpsert(dialect, endpoint)
  const remove = prepare(db.deleteFrom('webhook_endpoint').where('tenant_id', '=', '').where('id', '=', ''))
  const removeDeliveries = prepare(db.deleteFrom('webhook_delivery').where('tenant_id', '=', '').where('endpoint_id', '=', ''))
  const endpoints = prepare(db.selectFrom('webhook_endpoint').select('document').where('tenant_id', '=', '').orderBy('id'))

  const deliveries = db
    .selectFrom('webhook_delivery as d')
    .innerJoin('outbox as o', (join) => join.onRef('o.tenant_id', '=', 'd.tenant_id').onRef('o.seq', '=', 'd.seq'))
    .select(['d.seq', 'd.state', 'd.attempts', 'd.last_status', 'd.last_error', 'd.updated_at', 'o.document'])
    .where('d.tenant_id', '=', '')
    .where('d.endpoint_id', '=', '')
  const ofState = deliveries.where('d.state', '=', '')
  const pending = prepare(ofState.orderBy('d.seq').limit(1))
  const newest = prepare(deliveries.where('d.seq', '<', '').orderBy('d.seq', 'desc').limit(1))
  const newestOfState = prepare(ofState.where('d.seq', '<', '').orderBy('d.seq', 'desc').limit(1))
  const settle = prepare(
    db
      .updateTable('webhook_delivery')
      .set({ state: '', attempts: 0, last_status: 0, last_error: '', updated_at: '' })
      .where('tenant_id', '=', '')
      .where('endpoint_id', '=', '')
      .where('seq', '=', ''),
  )
  const again = prepare(
    db
      .updateTable('webhook_delivery')
      .set({ state: '', attempts: 0 })
      .where('tenant_id', '=', '')
      .where('endpoint_id', '=', '')
      .where('state', '=', '')
      .where('received_at', '>=', ''),
  )

  const pendingCount: Prepared<{ readonly n: number | string }> = prepare(
    db
      .selectFrom('webhook_endpoint')
      .innerJoin('webhook_delivery', (join) =>
        join
          .onRef('webhook_delivery.tenant_id', '=', 'webhook_endpoint.tenant_id')
          .onRef('webhook_delivery.endpoint_id', '=', 'webhook_endpoint.id'),
      )
      .select(({ fn }) => fn.countAll<number | string>().as('n'))
      .where('webhook_endpoint.tenant_id', '=', '')
      .where('webhook_delivery.state', '=', ''),
  )

  return {
    *put(changes: readonly EndpointChange[]): Work<readonly undefined[]> {
      const last = new Map(changes.map(({ tenantId, endpoint: one }) => [JSON.stringify([tenantId, one.id]), { tenantId, one }]))
      yield* put(
        save,
        [...last.values()].map(({ tenantId, one }) =>
          valuesOf(endpoint, { tenant_id: storable(tenantId), id: storable(one.id), document: JSON.stringify(one) }),
        ),
      )
      return changes.map(() => undefined)
    },

    *remove(names: readonly EndpointName[]): Work<readonly boolean[]> {
      const existed: boolean[] = []
      for (const { tenantId, id } of names) {
        const key = [storable(tenantId), storable(id)]
        yield* run(removeDeliveries, key)
        existed.push((yield* run(remove, key)) > 0)
      }
      return existed
    },

    *endpoints(tenantId: string): Work<readonly WebhookEndpoint[]> {
      return (yield* rows(endpoints, [storable(tenantId)])).map(({ document }) => JSON.parse(document) as WebhookEndpoint)
    },

    *countPending(tenantId: string): Work<number> {
      return Number((yield* rows(pendingCount, [storable(tenantId), 'pending']))[0]?.n ?? 0)
    },

    *pending(tenantId: string, endpointId: string, limit: number): Work<readonly Delivery[]> {
      return (yield* rows(pending, [storable(tenantId), storable(endpointId), 'pending', limit])).map(deliveryOf)
    },

    *page(tenantId: string, endpointId: string, query: PageQuery & { readonly state?: DeliveryState | undefined }): Work<Page<Delivery>> {
      const [before = lastPlace] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const key = [storable(tenantId), storable(endpointId)]
      const { state } = query
      const found =
        state === undefined
          ? yield* rows(newest, [...key, before, limit + 1])
          : yield* rows(newestOfState, [...key, state, before, limit + 1])
      return pageOf(found, limit, deliveryOf, ({ seq }) => [seq])
    },

    *settle(settlements: readonly Settlement[]): Work<readonly undefined[]> {
      for (const { tenantId, endpointId, outcome } of settlements) {
        const { state, attempts, lastStatus, lastError, updatedAt, seq } = outcome
        const written = [state, attempts, storableIntegerOrNull(lastStatus), storableOrNull(lastError), storable(updatedAt)]
        yield* run(settle, [...written, storable(tenantId), storable(endpointId), storable(seq)])
      }
      return settlements.map(() => undefined)
    },

    *replay(replays: readonly Replay[]): Work<readonly number[]> {
      const counts: number[] = []
      for (const { tenantId, endpointId, since } of replays) {
        let count = 0
        for (const state of ['delivered', 'failed'])
          count += yield* run(again, ['pending', 0, storable(tenantId), storable(endpointId), state, storable(since)])
        counts.push(count)
      }
      return counts
    },
  }
}

/** After every place: places are hexadecimal. */
const lastPlace = 'g'

const deliveryOf = (
  row: Omit<WebhookDeliveryRow, 'tenant_id' | 'endpoint_id' | 'received_at'> & { readonly document: string },
): Delivery => ({
  seq: row.seq,
  event: JSON.parse(row.document) as PublicEvent,
  state: row.state as DeliveryState,
  attempts: row.attempts,
  lastStatus: row.last_status ?? undefined,
  lastError: row.last_error ?? undefined,
  updatedAt: row.updated_at,
})
