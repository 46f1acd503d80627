import { Type } from 'typebox'
import { noteChange } from '../audit/audit.js'
import { actorOf } from '../http/actor.js'
import type { Routes } from '../http/context.js'
import { described, Nothing, orNull } from '../http/described.js'
import { readTime } from '../http/instant.js'
import { pageQuery, pageSchema, pageView } from '../http/paging.js'
import { ApiKeyView, apiKeyView, limitBody, limitOf, scopeList } from './views.js'

const tag = 'api-keys'

const NewApiKey = Type.Object(
  { key: Type.String({ description: 'For Authorization: Bearer; shown once' }), apiKey: ApiKeyView },
  { title: 'NewApiKey' },
)

/** Keys for programs. */
export const apiKeyRoutes: Routes =
  ({ identity: { apiKeys } }) =>
  async (app) => {
    app.get(
      '/api-keys',
      {
        config: { scope: 'self' },
        schema: {
          ...described(
            { operationId: 'listApiKeys', tag, summary: 'The own keys; all of them for those who may see users' },
            { 200: pageSchema(ApiKeyView, 'ApiKeys') },
          ),
          querystring: Type.Object(pageQuery, { additionalProperties: false }),
        },
      },
      async (request) => pageView(await apiKeys.page(actorOf(request), request.query), apiKeyView),
    )

    app.post(
      '/api-keys',
      {
        config: { scope: 'self', isAnswerSecret: true },
        schema: {
          ...described(
            {
              operationId: 'createApiKey',
              tag,
              summary: 'Make a key',
              description:
                'It has no scope that its maker lacks, and loses those that its maker loses. One that is limited to some stations has ' +
                'scopes of stations, commands and transactions alone. Keys make no keys.',
            },
            { 201: NewApiKey },
          ),
          body: Type.Object(
            {
              name: Type.String({ minLength: 1, maxLength: 100 }),
              scopes: scopeList,
              limitedTo: Type.Optional(limitBody),
              expiresAt: Type.Optional(orNull(Type.String({ maxLength: 64 }), 'ISO 8601. Default: never')),
            },
            { additionalProperties: false },
          ),
        },
      },
      async (request, reply) => {
        const { name, scopes, limitedTo, expiresAt } = request.body
        const { key, secret } = await apiKeys.add(actorOf(request), {
          name,
          scopes,
          limitedTo: limitOf(limitedTo),
          expiresAt: readTime('/expiresAt', expiresAt),
        })
        const apiKey = apiKeyView(key)
        noteChange(request, { before: null, after: apiKey })
        return reply.code(201).header('location', `/v1/api-keys/${key.id}`).send({ key: secret, apiKey })
      },
    )

    app.delete(
      '/api-keys/:id',
      {
        config: { scope: 'self' },
        schema: {
          ...described({ operationId: 'deleteApiKey', tag, summary: 'End a key' }, { 204: Nothing }),
          params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64, description: 'Of the key, and not the key itself' }) }),
        },
      },
      async (request, reply) => {
        const key = await apiKeys.remove(actorOf(request), request.params.id)
        noteChange(request, { before: apiKeyView(key), after: null })
        return reply.code(204).send()
      },
    )
  }
