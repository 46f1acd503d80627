import type { Migration } from '../migration.js'

/** What is missing of transactions whose events are numbered. */
export const gaps: Migration = {
  name: '0006-gaps',
  up: ({ table, index, text, json }) => [
    table(
      'transaction_gap',
      ['tenant_id', 'station_id', 'transaction_key'],
      {
        tenant_id: text,
        station_id: text,
        transaction_key: text,
        id: text,
        state: text,
        seen_at: text,
        closed_at: text.orNull,
        document: json,
      },
      { owner: { table: 'transaction', key: ['tenant_id', 'station_id', 'transaction_key'] }, isRewritten: true },
    ),
    index('transaction_gap', ['tenant_id', 'id']),
    index('transaction_gap', ['tenant_id', 'station_id', 'id']),
    index('transaction_gap', ['tenant_id', 'id'], { name: 'transaction_gap_open', where: 'closed_at is null' }),
    index('transaction_gap', ['tenant_id', 'station_id', 'id'], { name: 'transaction_gap_open_of_station', where: 'closed_at is null' }),
  ],
}
