import type { Announcement } from '../../../webhooks/store.js'
import type { Dialect } from '../dialect.js'
import type { createInternalIds } from '../internal-id.js'
import type { OutboxRow, WebhookDeliveryRow } from '../schema.js'
import { prepareByKeys, prepareInsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { put, rowsFor, type Work } from '../work.js'
import { byKey, keyOf } from './keys.js'

const outbox: Table<'outbox'> = {
  name: 'outbox',
  key: ['tenant_id', 'seq'],
  columns: { tenant_id: 'text', seq: 'text', event_id: 'text', received_at: 'text', document: 'json' },
}

const delivery: Table<'webhook_delivery'> = {
  name: 'webhook_delivery',
  key: ['tenant_id', 'endpoint_id', 'seq'],
  columns: {
    tenant_id: 'text',
    endpoint_id: 'text',
    seq: 'text',
    state: 'text',
    attempts: 'integer',
    last_status: 'integer',
    last_error: 'text',
    updated_at: 'text',
    received_at: 'text',
  },
}

/** An event that is to be kept for webhooks in the same database transaction as its fact. */
export interface Announced {
  readonly tenantId: string
  readonly announcement: Announcement
}

/** Keeps events for webhooks: for whoever has a fact to store that others want to hear of. */
export function outboxTables(dialect: Dialect, createId: ReturnType<typeof createInternalIds>) {
  const known = prepareByKeys(dialect, outbox, { by: ['tenant_id', 'event_id'], select: ['tenant_id', 'event_id'] })
  const insertEvent = prepareInsert(dialect, outbox)
  const insertDelivery = prepareInsert(dialect, delivery)
  let newestMs = 0

  /** Places go up even where the clock goes back: what comes later is sent later. */
  const nextPlace = (at: string): string => {
    newestMs = Math.max(newestMs, Date.parse(at) || 0)
    return createId(newestMs)
  }

  return {
    *announce(all: readonly Announced[]): Work<readonly undefined[]> {
      const keys = all.map(({ tenantId, announcement: { event } }) => [storable(tenantId), storable(event.id)])
      const kept = new Set((yield* rowsFor(known, keys)).map(({ tenant_id, event_id }) => keyOf(tenant_id, event_id)))
      const events = new Map<string, OutboxRow>()
      const deliveries = new Map<string, WebhookDeliveryRow>()
      for (const [at, { announcement }] of all.entries()) {
        const [tenant_id = '', event_id = ''] = keys[at] ?? []
        if (kept.has(keyOf(tenant_id, event_id))) continue
        kept.add(keyOf(tenant_id, event_id))
        const { event, endpoints } = announcement
        const seq = nextPlace(event.at)
        const received_at = storable(event.at)
        events.set(keyOf(tenant_id, seq), { tenant_id, seq, event_id, received_at, document: JSON.stringify(event) })
        for (const endpoint_id of endpoints) {
          const row = { tenant_id, endpoint_id, seq, state: 'pending', attempts: 0, last_status: null, last_error: null }
          deliveries.set(keyOf(tenant_id, endpoint_id, seq), { ...row, updated_at: received_at, received_at })
        }
      }
      yield* put(
        insertEvent,
        [...events].toSorted(byKey).map(([, row]) => valuesOf(outbox, row)),
      )
      yield* put(
        insertDelivery,
        [...deliveries].toSorted(byKey).map(([, row]) => valuesOf(delivery, row)),
      )
      return all.map(() => undefined)
    },
  }
}
