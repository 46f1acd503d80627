import type { Migration } from '../migration.js'

/** Quarantine: each content once, so much and no more, found by its id. */
export const quarantine: Migration = {
  name: '0009-quarantine',
  up: ({ column, index, text, integer }) => [
    column('quarantine', 'content_hash', text.orNull),
    column('quarantine', 'bounded_bytes', integer.orNull),
    index('quarantine', ['tenant_id', 'station_id', 'content_hash'], { isUnique: true }),
    index('quarantine', ['tenant_id', 'id'], { isUnique: true }),
    // How much there is, without the rows.
    index('quarantine', ['tenant_id', 'station_id', 'bounded_bytes']),
  ],
}
