import { Type } from 'typebox'
import { noteChange } from '../../audit/audit.js'
import { checked } from '../../http/checked.js'
import type { Routes } from '../../http/context.js'
import { described, Nothing } from '../../http/described.js'
import { pageQuery, pageSchema, pageView } from '../../http/paging.js'
import { refuse } from '../../http/problem.js'
import { readInstant } from '../../instant.js'
import type { IdToken, Token } from './token.js'
import { anyType, given, readType, TokenView, tokenBody, typeInPath, valueInPath } from './token-schema.js'

const tag = 'tokens'
const params = Type.Object({ type: typeInPath, value: valueInPath })

/** What stations may be told of tokens. An idTag of 1.6 has no type, and is found by its value whatever the type here. */
export const tokenRoutes: Routes =
  ({ features: { tokens } }) =>
  async (app) => {
    app.get(
      '/tokens',
      {
        config: { scope: 'tokens:read' },
        schema: {
          ...described({ operationId: 'listTokens', tag, summary: 'Tokens, by value' }, { 200: pageSchema(TokenView, 'Tokens') }),
          querystring: Type.Object(pageQuery, { additionalProperties: false }),
        },
      },
      async ({ query }) => pageView(await tokens.page(query), viewOf),
    )

    app.get(
      '/tokens/:type/:value',
      {
        config: { scope: 'tokens:read' },
        schema: { ...described({ operationId: 'getToken', tag, summary: 'One token' }, { 200: TokenView }), params },
      },
      async ({ params: { type, value } }) => {
        const found = await checked(() => tokens.get(named(type, value)))
        if (found === undefined) throw refuse('not-found', `there is no token ${value} of type ${type}`)
        return viewOf(found)
      },
    )

    app.put(
      '/tokens/:type/:value',
      {
        config: { scope: 'tokens:write' },
        schema: {
          ...described({ operationId: 'putToken', tag, summary: 'Add a token, or replace it' }, { 200: TokenView, 201: TokenView }),
          params,
          body: tokenBody,
        },
      },
      async (request, reply) => {
        const { type, value } = request.params
        const { status = 'Accepted', group, ...members } = given(request.body)
        const token = await checked(() => ({
          ...named(type, value),
          status,
          ...(group !== undefined && { group: named(group.type ?? anyType, group.idToken, 'token.group') }),
          ...members,
        }))
        const { before, after } = await checked(() => tokens.put(token))
        noteChange(request, { before: before === undefined ? null : viewOf(before), after: viewOf(after ?? token) })
        return reply.code(before === undefined ? 201 : 200).send(viewOf(after ?? token))
      },
    )

    app.delete(
      '/tokens/:type/:value',
      {
        config: { scope: 'tokens:write' },
        schema: { ...described({ operationId: 'deleteToken', tag, summary: 'Forget a token' }, { 204: Nothing }), params },
      },
      async (request, reply) => {
        const { type, value } = request.params
        const { before } = await checked(() => tokens.delete(named(type, value)))
        if (before === undefined) throw refuse('not-found', `there is no token ${value} of type ${type}`)
        noteChange(request, { before: viewOf(before), after: null })
        return reply.code(204).send()
      },
    )
  }

function named(text: string, idToken: string, where = 'token'): IdToken {
  const type = readType(text, `${where}.type`)
  return type === undefined ? { idToken } : { idToken, type }
}

const viewOf = ({ type = anyType, idToken, status = 'Accepted', ...one }: Token) => ({
  type,
  idToken,
  status,
  validFrom: readInstant(one.validFrom) ?? null,
  expiresAt: readInstant(one.expiresAt) ?? null,
  group: one.group ?? null,
  maxConcurrent: one.maxConcurrent ?? null,
  places: one.places ?? null,
  connectorTypes: one.connectorTypes ?? null,
  times: one.times ?? null,
  cacheSeconds: one.cacheSeconds ?? null,
  chargingPriority: one.chargingPriority ?? null,
  language1: one.language1 ?? null,
  language2: one.language2 ?? null,
  personalMessage: one.personalMessage ?? null,
  labels: one.labels ?? null,
})
