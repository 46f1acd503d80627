import { createRedactor, isOcppError } from '@ocpp-kit/rpc'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { noteChange } from '../audit/audit.js'
import { isCsmsError } from '../errors.js'
import type { QuarantinedMessage } from '../features/provisioning/store.js'
import { actorOf } from '../http/actor.js'
import type { Routes } from '../http/context.js'
import { described, Nothing } from '../http/described.js'
import { identitiesOf } from '../http/identities.js'
import { pageQuery, pageSchema, pageView } from '../http/paging.js'
import { refuse } from '../http/problem.js'
import { isStoreError } from '../store/store-error.js'
import { isOutage } from './outage.js'

const QuarantinedView = Type.Object(
  {
    id: Type.String(),
    stationId: Type.String(),
    version: Type.String(),
    action: Type.String(),
    messageId: Type.String(),
    cause: Type.Enum(['failed', 'notAccepted', 'invalid'], {
      description: 'Its handler failed each time; its station was not accepted; it breaks its schema',
    }),
    reason: Type.String({ description: 'For people' }),
    receivedAt: Type.String({ description: 'ISO 8601, UTC' }),
    payload: Type.Object({}, { additionalProperties: true, description: 'As it came; with pseudonyms for who may not read tokens' }),
  },
  { title: 'QuarantinedMessage' },
)

const tag = 'transactions'
const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64, description: 'As the list has it' }) })

/** Messages with facts about transactions that could not be applied. */
export const quarantineRoutes: Routes = (context) => async (app) => {
  const { core, quarantine, visibility } = context
  const { store, tenantId, sessions } = core
  const redactor = createRedactor()

  /** One of a station that the caller may not see is not there. */
  const find = async (request: FastifyRequest, id: string): Promise<QuarantinedMessage> => {
    const message = await store.provisioning.findQuarantined(tenantId, id.toLowerCase())
    const [visible] = await visibility.filter(request, message === undefined ? [] : [message], ({ station }) => station.stationId)
    if (visible === undefined) throw refuse('not-found', `there is no message ${id} in quarantine`)
    return visible
  }

  const viewFor = (request: FastifyRequest, identities: Awaited<ReturnType<typeof identitiesOf>>) => {
    const seesTokens = actorOf(request).scopes.has('tokens:read')
    return ({ id, station, version, action, messageId, cause, reason, receivedAt, payload }: QuarantinedMessage) => ({
      id,
      stationId: identities(station),
      version,
      action,
      messageId,
      cause: cause ?? 'failed',
      reason,
      receivedAt,
      payload: seesTokens ? payload : redactor.payload(payload, action),
    })
  }

  app.get(
    '/quarantine',
    {
      config: { scope: 'transactions:read' },
      schema: {
        ...described(
          { operationId: 'listQuarantine', tag, summary: 'Transaction messages that could not be applied, newest first' },
          { 200: pageSchema(QuarantinedView, 'Quarantine') },
        ),
        querystring: Type.Object(
          { station: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Only of this station' })), ...pageQuery },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { station, ...query } = request.query
      const page = await visibility.page(
        request,
        query,
        (part) =>
          store.provisioning.pageQuarantined({ ...part, tenantId, station: station === undefined ? undefined : sessions.keyOf(station) }),
        (message) => message.station.stationId,
      )
      return pageView(page, viewFor(request, await identitiesOf(context, page.items)))
    },
  )

  app.get(
    '/quarantine/:id',
    {
      config: { scope: 'transactions:read' },
      schema: {
        ...described({ operationId: 'getQuarantined', tag, summary: 'One of them' }, { 200: QuarantinedView }),
        params,
      },
    },
    async (request) => {
      const message = await find(request, request.params.id)
      return viewFor(request, await identitiesOf(context, [message]))(message)
    },
  )

  app.post(
    '/quarantine/:id/replay',
    {
      config: { scope: 'transactions:write' },
      schema: {
        ...described(
          {
            operationId: 'replayQuarantined',
            tag,
            summary: 'Bring it into the ledger, as if it came now',
            description:
              'When its facts are stored it is gone from the quarantine; else it stays, with 422 where it breaks its schema and 409 where its ' +
              'handler fails. What the ledger has already is not stored twice.',
          },
          { 204: Nothing },
        ),
        params,
      },
    },
    async (request, reply) => {
      const message = await find(request, request.params.id)
      await quarantine.replay(message).catch(refuseReplay)
      noteChange(request, { before: summaryOf(message), after: null })
      return reply.code(204).send()
    },
  )

  app.delete(
    '/quarantine/:id',
    {
      config: { scope: 'transactions:write' },
      schema: {
        ...described({ operationId: 'deleteQuarantined', tag, summary: 'Forget it, with the facts that it has' }, { 204: Nothing }),
        params,
      },
    },
    async (request, reply) => {
      const message = await find(request, request.params.id)
      await store.provisioning.deleteQuarantined(tenantId, message.id)
      noteChange(request, { before: summaryOf(message), after: null })
      return reply.code(204).send()
    },
  )
}

/** What the route is answered with that the handler threw; the message stays. */
function refuseReplay(error: unknown): never {
  if (isOutage(error) || isStoreError(error)) throw refuse('unavailable', 'the store cannot take it now; ask again')
  if (isOcppError(error) || isCsmsError(error)) throw error
  throw refuse('wrong-state', `its handler fails: ${error instanceof Error ? error.message : String(error)}`)
}

const summaryOf = ({ id, station, action, messageId, cause }: QuarantinedMessage) => ({
  id,
  stationId: station.stationId,
  action,
  messageId,
  cause,
})
