import type { Migration } from '../migration.js'

/** Webhooks: endpoints, the events that they want, and how far each has got. */
export const webhooks: Migration = {
  name: '0008-webhooks',
  up: ({ table, index, text, integer, json }) => [
    table('webhook_endpoint', ['tenant_id', 'id'], { tenant_id: text, id: text, document: json }),

    table('outbox', ['tenant_id', 'seq'], {
      tenant_id: text,
      seq: text,
      event_id: text,
      received_at: text,
      document: json,
    }),
    index('outbox', ['tenant_id', 'event_id'], { isUnique: true }),
    index('outbox', ['tenant_id', 'received_at']),

    table(
      'webhook_delivery',
      ['tenant_id', 'endpoint_id', 'seq'],
      {
        tenant_id: text,
        endpoint_id: text,
        seq: text,
        state: text,
        attempts: integer,
        last_status: integer.orNull,
        last_error: text.orNull,
        updated_at: text,
        received_at: text,
      },
      { isRewritten: true },
    ),
    index('webhook_delivery', ['tenant_id', 'endpoint_id', 'state', 'seq']),
    index('webhook_delivery', ['tenant_id', 'received_at']),
  ],
}
