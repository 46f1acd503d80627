import type { Migration } from '../migration.js'

/** Groups of tokens, and what stations keep of tokens: their local authorization lists and caches. */
export const authorization: Migration = {
  name: '0003-authorization',
  up: ({ table, text, integer, json }) => [
    table('token_group', ['tenant_id', 'group_key'], {
      tenant_id: text,
      group_key: text,
      status: text.orNull,
      expires_at: text.orNull,
      document: json,
    }),

    table(
      'local_list_state',
      ['tenant_id', 'station_id'],
      {
        tenant_id: text,
        station_id: text,
        status: text.orNull,
        next_attempt_at: text.orNull,
        cache_edits: integer.orNull,
        wish: json.orNull,
        document: json.orNull,
      },
      { isRewritten: true },
    ),
  ],
}
