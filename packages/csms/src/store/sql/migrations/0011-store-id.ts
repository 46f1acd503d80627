import type { Migration } from '../migration.js'

/** What tells this database from all others; its one row is made by whoever asks for it first. */
export const storeId: Migration = {
  name: '0011-store-id',
  up: ({ table, text, integer }) => [table('store_id', ['slot'], { slot: integer, id: text })],
}
