import type { Migration } from '../migration.js'

/** Stations known beforehand, their passwords and connections, refused attempts, the message log, the secrets of the csms. */
export const connections: Migration = {
  name: '0002-connections',
  up: ({ table, column, index, text, integer, json }) => [
    column('station', 'deleted_at', text.orNull),

    table(
      'station_credential',
      ['tenant_id', 'station_id'],
      { tenant_id: text, station_id: text, revision: integer, document: json },
      { isRewritten: true },
    ),

    table(
      'station_connection',
      ['tenant_id', 'station_id'],
      {
        tenant_id: text,
        station_id: text,
        epoch: integer,
        node: text,
        last_seen_at: text,
        disconnected_at: text.orNull,
        close_code: integer.orNull,
        close_reason: text.orNull,
        revision: integer,
        document: json,
      },
      { isRewritten: true },
    ),
    index('station_connection', ['tenant_id', 'station_id'], { name: 'station_connection_open', where: 'disconnected_at is null' }),
    index('station_connection', ['tenant_id', 'node'], { name: 'station_connection_open_of_node', where: 'disconnected_at is null' }),

    table('connection_attempt', ['tenant_id', 'id'], {
      tenant_id: text,
      station_id: text,
      id: text,
      reason: text,
      received_at: text,
      document: json,
    }),
    index('connection_attempt', ['tenant_id', 'station_id', 'id']),
    index('connection_attempt', ['tenant_id', 'received_at']),

    table('ocpp_message', ['tenant_id', 'station_id', 'id'], {
      tenant_id: text,
      station_id: text,
      id: text,
      action: text,
      direction: text,
      message_id: text,
      status: text,
      received_at: text,
      document: json,
    }),
    index('ocpp_message', ['tenant_id', 'station_id', 'action', 'id']),
    index('ocpp_message', ['tenant_id', 'received_at']),

    table('secret', ['tenant_id', 'name'], { tenant_id: text, name: text, value: text }),
  ],
}
