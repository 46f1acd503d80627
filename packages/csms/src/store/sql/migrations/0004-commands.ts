import type { Migration } from '../migration.js'

/** Messages to stations, which outlive connections and restarts. */
export const commands: Migration = {
  name: '0004-commands',
  up: ({ table, index, text, json }) => [
    table(
      'command',
      ['tenant_id', 'id'],
      {
        tenant_id: text,
        id: text,
        station_id: text,
        identity: text,
        action: text,
        state: text,
        idempotency_key: text.orNull,
        supersede_key: text.orNull,
        due_at: text.orNull,
        created_at: text,
        closed_at: text.orNull,
        document: json,
      },
      { isRewritten: true },
    ),
    index('command', ['tenant_id', 'idempotency_key'], { isUnique: true }),
    // The lists, newest first.
    index('command', ['tenant_id', 'station_id', 'id']),
    index('command', ['tenant_id', 'station_id', 'state', 'id']),
    index('command', ['tenant_id', 'station_id', 'action', 'id']),
    index('command', ['tenant_id', 'state', 'id']),
    index('command', ['tenant_id', 'action', 'id']),
    // The few that may still change: of a station, and those whose time comes.
    index('command', ['tenant_id', 'station_id', 'id'], { name: 'command_live', where: 'closed_at is null' }),
    index('command', ['tenant_id', 'station_id', 'supersede_key'], { name: 'command_waiting', where: 'closed_at is null' }),
    index('command', ['tenant_id', 'due_at', 'id'], { name: 'command_due', where: 'due_at is not null' }),
    // For retention.
    index('command', ['tenant_id', 'closed_at'], { name: 'command_closed', where: 'closed_at is not null' }),
  ],
}
