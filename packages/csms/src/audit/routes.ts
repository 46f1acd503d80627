import { Type } from 'typebox'
import type { Routes } from '../http/context.js'
import { described, orNull } from '../http/described.js'
import { pageQuery, pageSchema, pageView } from '../http/paging.js'
import type { AuditEntry } from './store.js'

const AuditView = Type.Object(
  {
    id: Type.String(),
    at: Type.String({ description: 'ISO 8601, UTC: when the call came' }),
    actor: Type.Object({ id: Type.String(), kind: Type.String(), name: Type.String() }),
    action: Type.String({ description: 'The operationId' }),
    resource: Type.String({ description: 'The path' }),
    requestId: Type.String({ description: 'The header x-request-id of the answer' }),
    address: Type.String(),
    outcome: Type.Enum(['begun', 'done', 'refused', 'failed', 'repeated'], {
      description: 'begun: under way, or the csms was stopped meanwhile; refused: nothing was done; failed: it may have been done in part',
    }),
    status: orNull(Type.Integer(), 'Of the answer; null while it is under way'),
    request: Type.Unknown({ description: 'What was asked, without secrets; id tokens are pseudonyms' }),
    before: Type.Unknown({ description: 'Null for what was not there' }),
    after: Type.Unknown({ description: 'Null for what is not there any more' }),
  },
  { title: 'AuditEntry' },
)

/** Who changed what. */
export const auditRoutes: Routes =
  ({ core: { tenantId, store } }) =>
  async (app) => {
    app.get(
      '/audit-log',
      {
        config: { scope: 'audit:read' },
        schema: {
          ...described(
            { operationId: 'listAuditEntries', tag: 'audit', summary: 'Calls that changed something, newest first' },
            { 200: pageSchema(AuditView, 'AuditEntries') },
          ),
          querystring: Type.Object(
            {
              actor: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Only of this one, by its id' })),
              ...pageQuery,
            },
            { additionalProperties: false },
          ),
        },
      },
      async ({ query: { actor, ...query } }) => pageView(await store.audit.page(tenantId, { ...query, actorId: actor }), viewOf),
    )
  }

const viewOf = ({ id, at, actor, action, resource, requestId, address, outcome, status, request, before, after }: AuditEntry) => ({
  id,
  at,
  actor,
  action,
  resource,
  requestId,
  address,
  outcome,
  status: status ?? null,
  request: request ?? null,
  before: before ?? null,
  after: after ?? null,
})
