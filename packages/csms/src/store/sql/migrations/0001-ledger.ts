import type { Migration } from '../migration.js'

/** Stations, tokens, transactions with their events, meter samples, connector states, quarantine, counters. */
export const ledger: Migration = {
  name: '0001-ledger',
  up: ({ table, index, text, integer, json }) => [
    table(
      'station',
      ['tenant_id', 'station_id'],
      {
        tenant_id: text,
        station_id: text,
        identity: text,
        registration: text.orNull,
        decision: text.orNull,
        version: text.orNull,
        booted_at: text.orNull,
        revision: integer,
        document: json,
      },
      { isRewritten: true },
    ),

    table('quarantine', ['tenant_id', 'station_id', 'id'], {
      tenant_id: text,
      station_id: text,
      id: text,
      action: text,
      message_id: text,
      reason: text,
      received_at: text,
      document: json,
    }),
    index('quarantine', ['tenant_id', 'received_at']),

    table('token', ['tenant_id', 'token_key', 'type'], {
      tenant_id: text,
      token_key: text,
      type: text,
      status: text.orNull,
      expires_at: text.orNull,
      document: json,
    }),

    table(
      'transaction',
      ['tenant_id', 'station_id', 'transaction_key'],
      {
        tenant_id: text,
        station_id: text,
        transaction_key: text,
        id: text,
        version: text,
        evse_id: integer.orNull,
        connector_id: integer.orNull,
        token_key: text.orNull,
        token_type: text.orNull,
        started_at: text.orNull,
        ended_at: text.orNull,
        energy_mwh: integer.orNull,
        updated_at: text,
        events: integer,
        revision: integer,
        document: json,
      },
      { isRewritten: true },
    ),
    // The lists, newest first: all, of a station, of a token; and the few that run.
    index('transaction', ['tenant_id', 'id'], { isUnique: true }),
    index('transaction', ['tenant_id', 'station_id', 'id']),
    index('transaction', ['tenant_id', 'token_key', 'id']),
    index('transaction', ['tenant_id', 'transaction_key', 'id']),
    index('transaction', ['tenant_id', 'station_id', 'id'], { name: 'transaction_running_of_station', where: 'ended_at is null' }),
    index('transaction', ['tenant_id', 'token_key', 'id'], { name: 'transaction_running_of_token', where: 'ended_at is null' }),
    index('transaction', ['tenant_id', 'id'], { name: 'transaction_running', where: 'ended_at is null' }),

    table(
      'transaction_event',
      ['tenant_id', 'station_id', 'event_key', 'variant'],
      {
        tenant_id: text,
        station_id: text,
        event_key: text,
        variant: integer,
        content_hash: text,
        transaction_key: text,
        event_type: text,
        position: integer,
        seq_no: integer.orNull,
        occurred_at: text,
        received_at: text,
        document: json,
        raw: json,
      },
      { owner: { table: 'transaction', key: ['tenant_id', 'station_id', 'transaction_key'] } },
    ),
    index('transaction_event', ['tenant_id', 'station_id', 'transaction_key', 'position']),

    table('meter_sample', ['tenant_id', 'station_id', 'evse_id', 'sample_key'], {
      tenant_id: text,
      station_id: text,
      evse_id: integer,
      sample_key: text,
      measured_at: text,
      received_at: text,
      measurand: text,
      energy_mwh: integer.orNull,
      document: json,
    }),
    index('meter_sample', ['tenant_id', 'received_at']),

    table(
      'status_current',
      ['tenant_id', 'station_id', 'evse_id', 'connector_id'],
      {
        tenant_id: text,
        station_id: text,
        evse_id: integer,
        connector_id: integer,
        status: text,
        received_at: text,
        document: json,
      },
      { isRewritten: true },
    ),

    table('counter', ['tenant_id', 'name'], { tenant_id: text, name: text, value: integer }),
  ],
}
