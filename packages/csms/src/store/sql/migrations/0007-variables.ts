import type { Migration } from '../migration.js'

/** Variables and configuration keys with desired and actual values, reports with their parts, and the boots of stations. */
export const variables: Migration = {
  name: '0007-variables',
  up: ({ table, index, text, integer, json }) => [
    table(
      'variable',
      ['tenant_id', 'station_id', 'variable_key'],
      {
        tenant_id: text,
        station_id: text,
        variable_key: text,
        component: text,
        variable: text,
        source: text.orNull,
        observed_at: text.orNull,
        desired_since: text.orNull,
        drift_since: text.orNull,
        revision: integer,
        document: json,
      },
      { isRewritten: true },
    ),
    index('variable', ['tenant_id', 'station_id', 'component', 'variable_key']),
    index('variable', ['tenant_id', 'station_id', 'variable', 'variable_key']),
    index('variable', ['tenant_id', 'station_id', 'variable_key'], { name: 'variable_desired', where: 'desired_since is not null' }),
    index('variable', ['tenant_id', 'station_id', 'variable_key'], { name: 'variable_drift', where: 'drift_since is not null' }),

    table(
      'report_session',
      ['tenant_id', 'station_id', 'request_id'],
      {
        tenant_id: text,
        station_id: text,
        request_id: integer,
        id: text,
        state: text,
        received_at: text,
        ended_at: text.orNull,
        revision: integer,
        document: json,
      },
      { isRewritten: true },
    ),
    index('report_session', ['tenant_id', 'station_id', 'id'], { isUnique: true }),
    index('report_session', ['tenant_id', 'station_id', 'id'], { name: 'report_session_waiting', where: 'ended_at is null' }),
    index('report_session', ['tenant_id', 'received_at']),

    // Not owned by its session: retention lets both go by their own age, a few rows at a time.
    table('report_part', ['tenant_id', 'station_id', 'request_id', 'seq_no'], {
      tenant_id: text,
      station_id: text,
      request_id: integer,
      seq_no: integer,
      received_at: text,
      document: json,
    }),
    index('report_part', ['tenant_id', 'received_at']),

    table('boot', ['tenant_id', 'station_id', 'id'], {
      tenant_id: text,
      station_id: text,
      id: text,
      received_at: text,
      registration: text,
      firmware_version: text.orNull,
      document: json,
    }),
    index('boot', ['tenant_id', 'received_at']),
  ],
}
