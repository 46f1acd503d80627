import { Type } from 'typebox'
import { noteChange } from '../audit/audit.js'
import { bodyOf } from '../events/public-event.js'
import type { Routes } from '../http/context.js'
import { described, Nothing, orNull } from '../http/described.js'
import { pageQuery, pageSchema, pageView } from '../http/paging.js'
import { refuse } from '../http/problem.js'
import { readInstant } from '../instant.js'
import { limitOf, pageOf, placeOf } from '../store/page.js'
import type { WebhookDraft } from './api.js'
import type { WebhookEndpoint } from './endpoint.js'
import { type Delivery, deliveryStates } from './store.js'

const types = Type.Array(Type.String({ maxLength: 64 }), {
  maxItems: 50,
  description: 'What it wants to hear of, such as transaction.ended or transaction.*; empty for everything',
})

const Webhook = Type.Object(
  {
    id: Type.String(),
    url: Type.String(),
    types,
    description: Type.String(),
    isEnabled: Type.Boolean(),
    disabledBecause: orNull(Type.String(), 'Null unless it was switched off by itself'),
    createdAt: Type.String({ description: 'ISO 8601, UTC' }),
  },
  { title: 'Webhook' },
)

const WebhookWithSecret = Type.Object(
  {
    ...Webhook.properties,
    secret: Type.String({ description: 'Signs what is sent, as the Standard Webhooks specification has it. Shown this once' }),
  },
  { title: 'WebhookWithSecret' },
)

const members = {
  url: Type.String({ minLength: 1, maxLength: 2000, description: 'https://…; http:// to this machine alone' }),
  types: Type.Optional(types),
  description: Type.Optional(Type.String({ maxLength: 500 })),
  isEnabled: Type.Optional(Type.Boolean({ description: 'Default true. What it wants to hear of is not kept while it is off' })),
}

const DeliveryView = Type.Object(
  {
    seq: Type.String({ description: 'Deliveries are sent in this order' }),
    state: Type.Enum([...deliveryStates]),
    attempts: Type.Integer(),
    lastStatus: orNull(Type.Integer(), 'HTTP status of the last answer'),
    lastError: orNull(Type.String(), 'Why the last attempt failed'),
    updatedAt: Type.String(),
    event: Type.Object({}, { additionalProperties: true, description: 'As it is sent' }),
  },
  { title: 'WebhookDelivery' },
)

const tag = 'webhooks'
const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64, description: 'Of the webhook' }) })

/** Programs that are told by HTTP of what happens. */
export const webhookRoutes: Routes =
  ({ core: { tenantId, store, webhooks } }) =>
  async (app) => {
    const find = (id: string): WebhookEndpoint => found(id, webhooks.find(id))

    app.get(
      '/webhooks',
      {
        config: { scope: 'webhooks:read' },
        schema: {
          ...described({ operationId: 'listWebhooks', tag, summary: 'Webhooks, oldest first' }, { 200: pageSchema(Webhook, 'Webhooks') }),
          querystring: Type.Object(pageQuery, { additionalProperties: false }),
        },
      },
      async ({ query }) => {
        const [last = ''] = placeOf(query, 1) ?? []
        const later = webhooks.list().filter(({ id }) => id > last)
        const page = pageOf(
          later,
          limitOf(query),
          (one) => one,
          ({ id }) => [id],
        )
        return pageView(page, viewOf)
      },
    )

    app.post(
      '/webhooks',
      {
        config: { scope: 'webhooks:write', isAnswerSecret: true },
        schema: {
          ...described({ operationId: 'createWebhook', tag, summary: 'Add a webhook' }, { 201: WebhookWithSecret }),
          body: Type.Object(members, { additionalProperties: false }),
        },
      },
      async (request, reply) => {
        const made = await checked(() => webhooks.create(request.body))
        noteChange(request, { before: null, after: viewOf(made) })
        return reply.code(201).send(withSecret(made))
      },
    )

    app.get(
      '/webhooks/:id',
      {
        config: { scope: 'webhooks:read' },
        schema: { ...described({ operationId: 'getWebhook', tag, summary: 'One webhook' }, { 200: Webhook }), params },
      },
      async ({ params: { id } }) => viewOf(find(id)),
    )

    app.patch(
      '/webhooks/:id',
      {
        config: { scope: 'webhooks:write' },
        schema: {
          ...described({ operationId: 'changeWebhook', tag, summary: 'Change what is given of a webhook' }, { 200: Webhook }),
          params,
          body: Type.Partial(Type.Object(members), { additionalProperties: false }),
        },
      },
      async (request) => {
        const { id } = request.params
        const before = viewOf(find(id))
        const after = viewOf(found(id, await checked(() => webhooks.change(id, request.body as Partial<WebhookDraft>))))
        noteChange(request, { before, after })
        return after
      },
    )

    app.delete(
      '/webhooks/:id',
      {
        config: { scope: 'webhooks:write' },
        schema: { ...described({ operationId: 'deleteWebhook', tag, summary: 'Forget a webhook' }, { 204: Nothing }), params },
      },
      async (request, reply) => {
        const { id } = request.params
        const before = viewOf(find(id))
        await webhooks.delete(id)
        noteChange(request, { before, after: null })
        return reply.code(204).send()
      },
    )

    app.post(
      '/webhooks/:id/rotate-secret',
      {
        config: { scope: 'webhooks:write', isAnswerSecret: true },
        schema: {
          ...described(
            { operationId: 'rotateWebhookSecret', tag, summary: 'Give a webhook a new secret, in place of the old one' },
            { 200: WebhookWithSecret },
          ),
          params,
        },
      },
      async ({ params: { id } }) => withSecret(found(id, await webhooks.rotateSecret(id))),
    )

    app.post(
      '/webhooks/:id/test',
      {
        config: { scope: 'webhooks:write' },
        schema: {
          ...described(
            { operationId: 'testWebhook', tag, summary: 'Send an event that says nothing; its delivery tells how it went' },
            { 202: Type.Object({ eventId: Type.String() }) },
          ),
          params,
        },
      },
      async ({ params: { id } }, reply) => reply.code(202).send({ eventId: found(id, await webhooks.test(id)).id }),
    )

    app.post(
      '/webhooks/:id/replay',
      {
        config: { scope: 'webhooks:write' },
        schema: {
          ...described(
            { operationId: 'replayWebhook', tag, summary: 'Send again what happened since a time, in its order' },
            { 202: Type.Object({ deliveries: Type.Integer({ description: 'How many are sent again' }) }) },
          ),
          params,
          body: Type.Object({ since: Type.String({ maxLength: 64, description: 'ISO 8601' }) }, { additionalProperties: false }),
        },
      },
      async ({ params: { id }, body }, reply) => {
        find(id)
        const since = readInstant(body.since)
        if (since === undefined) throw invalid('since', 'must be a time of ISO 8601')
        return reply.code(202).send({ deliveries: await webhooks.replay(id, since) })
      },
    )

    app.get(
      '/webhooks/:id/deliveries',
      {
        config: { scope: 'webhooks:read' },
        schema: {
          ...described(
            { operationId: 'listWebhookDeliveries', tag, summary: 'What was sent to a webhook, and what will be; newest first' },
            { 200: pageSchema(DeliveryView, 'WebhookDeliveries') },
          ),
          params,
          querystring: Type.Object(
            { state: Type.Optional(Type.Enum([...deliveryStates], { description: 'Only those in this state' })), ...pageQuery },
            { additionalProperties: false },
          ),
        },
      },
      async ({ params: { id }, query }) => {
        find(id)
        return pageView(await store.webhooks.pageDeliveries(tenantId, id, query), deliveryView)
      },
    )
  }

function found<T>(id: string, it: T | undefined): T {
  if (it === undefined) throw refuse('not-found', `there is no webhook ${id}`)
  return it
}

const invalid = (member: string, detail: string) =>
  refuse('invalid-request', `${member} ${detail}`, { errors: [{ pointer: `/${member}`, detail }] })

/** What the domain refuses names the member first: `url: it must …`. */
async function checked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const [member = '', ...detail] = error.message.split(': ')
    throw invalid(member, detail.join(': '))
  }
}

const viewOf = ({ id, url, types, description, isEnabled, disabledBecause, createdAt }: WebhookEndpoint) => ({
  id,
  url,
  types: [...types],
  description,
  isEnabled,
  disabledBecause: disabledBecause ?? null,
  createdAt,
})

const withSecret = (endpoint: WebhookEndpoint) => ({ ...viewOf(endpoint), secret: endpoint.secret })

const deliveryView = ({ seq, state, attempts, lastStatus, lastError, updatedAt, event }: Delivery) => ({
  seq,
  state,
  attempts,
  lastStatus: lastStatus ?? null,
  lastError: lastError ?? null,
  updatedAt,
  event: bodyOf(event),
})
