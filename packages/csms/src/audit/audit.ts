import { createRedactor } from '@ocpp-kit/rpc'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Core, nowIso } from '../core.js'
import { knownActorOf } from '../http/actor.js'
import { isMutating, operationOf } from '../http/request.js'
import type { AuditActor, AuditEntry } from './store.js'

interface Change {
  readonly before?: unknown
  readonly after?: unknown
}

const changes = new WeakMap<FastifyRequest, Change>()

/** Tells the audit log what a route changes, as the API shows it. `null` for what was not there, or is not any more. */
export const noteChange = (request: FastifyRequest, change: Change): void => void changes.set(request, change)

/** Longest request that is kept, characters of JSON. */
const maxRequestLength = 8_192

const anonymous: AuditActor = { id: 'anonymous', kind: 'anonymous', name: '' }

export interface AuditHooks {
  begin(request: FastifyRequest): Promise<void>
  complete(request: FastifyRequest, reply: FastifyReply): Promise<void>
}

/**
 * Writes down every call that changes something: before it is done, so that none goes unseen, and again with what came of it. Nothing is
 * done that cannot be written down first.
 */
export function createAudit({ tenantId, store: { audit }, clock, failed }: Core): AuditHooks {
  const begun = new WeakMap<FastifyRequest, AuditEntry>()
  const rules = { secretFields: ['token', 'adminToken', 'secret'] }
  const redactor = createRedactor({ rules })
  const secretsOnly = createRedactor({ rules, tokens: 'keep' })

  const entryOf = (request: FastifyRequest): Omit<AuditEntry, 'id'> => {
    const actor = knownActorOf(request)
    const body = requestOf(request)
    return {
      at: nowIso(clock),
      actor: actor === undefined ? anonymous : { id: actor.id, kind: actor.kind, name: actor.name },
      action: operationOf(request),
      resource: request.url.split('?')[0] ?? '',
      requestId: request.id,
      address: request.ip,
      outcome: 'begun',
      ...(body !== undefined && { request: body }),
    }
  }

  const requestOf = ({ body, routeOptions, params }: FastifyRequest): unknown => {
    if (typeof body !== 'object' || body === null) return undefined
    const { action } = { ...(params as object), ...body } as { readonly action?: unknown }
    const redacted = redactor.payload(body, typeof action === 'string' ? action : operationOf({ routeOptions }))
    const { length } = JSON.stringify(redacted)
    return length > maxRequestLength ? { omitted: `${length} characters` } : redacted
  }

  const shown = ({ before, after }: Change = {}): Change => ({
    ...(before !== undefined && { before: withoutSecrets(before) }),
    ...(after !== undefined && { after: withoutSecrets(after) }),
  })
  const withoutSecrets = (state: unknown): unknown => (typeof state === 'object' && state !== null ? secretsOnly.payload(state) : state)

  return {
    begin: async (request) => {
      if (!isMutating(request)) return
      const entry = entryOf(request)
      begun.set(request, { ...entry, id: await audit.add(tenantId, entry) })
    },

    /** Callers that nobody knows write nothing unless they get as far as the route: the log is not theirs to fill. */
    complete: async (request, reply) => {
      if (!isMutating(request)) return
      const entry = begun.get(request)
      if (entry === undefined && knownActorOf(request) === undefined) return
      const { statusCode: status } = reply
      const result = { outcome: outcomeOf(reply), status, ...(status < 400 && shown(changes.get(request))) }
      try {
        if (entry === undefined) await audit.add(tenantId, { ...entryOf(request), ...result })
        // A login is known by its end.
        else await audit.complete(tenantId, { ...entry, actor: entryOf(request).actor, ...result })
      } catch (error) {
        // What was done is done, and that it was begun is written down.
        failed(error, 'audit log')
      }
    },
  }
}

function outcomeOf(reply: FastifyReply): AuditEntry['outcome'] {
  if (reply.hasHeader('idempotency-replayed')) return 'repeated'
  if (reply.statusCode < 400) return 'done'
  return reply.statusCode < 500 ? 'refused' : 'failed'
}
