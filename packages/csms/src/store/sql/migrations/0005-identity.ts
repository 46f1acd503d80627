import type { Migration } from '../migration.js'

/** Users of the API with their sessions and keys, what they did, and what they were answered. */
export const identity: Migration = {
  name: '0005-identity',
  up: ({ table, index, text, integer, json }) => [
    table(
      'api_user',
      ['tenant_id', 'user_key'],
      { tenant_id: text, user_key: text, revision: integer, document: json },
      { isRewritten: true },
    ),

    table('api_session', ['tenant_id', 'token_hash'], {
      tenant_id: text,
      token_hash: text,
      user_key: text,
      received_at: text,
      document: json,
    }),
    index('api_session', ['tenant_id', 'user_key']),
    index('api_session', ['tenant_id', 'received_at']),

    table(
      'api_key',
      ['tenant_id', 'id'],
      { tenant_id: text, id: text, secret_hash: text, user_key: text, document: json },
      { isRewritten: true },
    ),
    index('api_key', ['tenant_id', 'secret_hash'], { isUnique: true }),
    index('api_key', ['tenant_id', 'user_key', 'id']),

    table('api_first_token', ['tenant_id'], { tenant_id: text, token_hash: text }),

    table(
      'audit_log',
      ['tenant_id', 'id'],
      { tenant_id: text, id: text, actor_id: text, action: text, outcome: text, received_at: text, document: json },
      { isRewritten: true },
    ),
    index('audit_log', ['tenant_id', 'actor_id', 'id']),
    index('audit_log', ['tenant_id', 'received_at']),

    table(
      'idempotency_key',
      ['tenant_id', 'actor_id', 'route', 'request_key'],
      { tenant_id: text, actor_id: text, route: text, request_key: text, received_at: text, document: json },
      { isRewritten: true },
    ),
    index('idempotency_key', ['tenant_id', 'received_at']),
  ],
}
