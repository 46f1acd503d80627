import { Type } from 'typebox'
import type { Routes } from '../../http/context.js'
import { described, Nothing, orNull } from '../../http/described.js'
import { pageQuery, pageSchema, pageView } from '../../http/paging.js'
import { refuse } from '../../http/problem.js'
import { readInstant } from '../../instant.js'
import { authorizationStatuses, type IdToken, type Token } from './token.js'

/** In a path, of tokens that have no type and agree with any. */
const anyType = 'any'

const type = Type.String({ minLength: 1, maxLength: 20, description: 'As OCPP has it, e.g. ISO14443; `any` for a token that has none' })
const value = Type.String({ minLength: 1, maxLength: 255, description: 'Compared whatever its case' })
const Group = Type.Object({ idToken: value, type: Type.Optional(type) }, { additionalProperties: false })
const status = Type.Enum([...authorizationStatuses], { description: 'What stations are told of it. Default Accepted' })

const tokenBody = Type.Object(
  {
    status: Type.Optional(status),
    expiresAt: Type.Optional(
      orNull(Type.String({ maxLength: 64 }), 'ISO 8601, also one that has passed; from then on the token is Expired. Default: never'),
    ),
    group: Type.Optional(orNull(Group, 'Tokens of one group may end each other’s transactions. Default: none')),
    maxConcurrent: Type.Optional(
      orNull(Type.Integer({ minimum: 1, maximum: 1_000_000 }), 'Transactions that may run on it at one time. Default: any number'),
    ),
  },
  { additionalProperties: false },
)

const TokenView = Type.Object(
  {
    type,
    idToken: Type.String(),
    status,
    expiresAt: orNull(Type.String(), 'ISO 8601, UTC'),
    group: orNull(Group, 'Null without one'),
    maxConcurrent: orNull(Type.Integer(), 'Null for any number'),
  },
  { title: 'Token' },
)

const tag = 'tokens'
const params = Type.Object({ type, value })

/** What stations may be told of tokens. An idTag of 1.6 has no type, and is found by its value whatever the type here. */
export const tokenRoutes: Routes =
  ({ core: { tenantId, store } }) =>
  async (app) => {
    const find = async (wanted: IdToken): Promise<Token | undefined> => {
      const found = await store.authorization.findToken(tenantId, wanted)
      // A token without a type would stand in for one that has it; here each is meant by itself.
      return found?.type === wanted.type ? found : undefined
    }

    app.get(
      '/tokens',
      {
        config: { scope: 'tokens:read' },
        schema: {
          ...described({ operationId: 'listTokens', tag, summary: 'Tokens, by value' }, { 200: pageSchema(TokenView, 'Tokens') }),
          querystring: Type.Object(pageQuery, { additionalProperties: false }),
        },
      },
      async ({ query }) => pageView(await store.authorization.pageTokens(tenantId, query), viewOf),
    )

    app.get(
      '/tokens/:type/:value',
      {
        config: { scope: 'tokens:read' },
        schema: { ...described({ operationId: 'getToken', tag, summary: 'One token' }, { 200: TokenView }), params },
      },
      async ({ params: { type, value } }) => {
        const found = await find(named(type, value))
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
      async ({ params: { type, value }, body: { status = 'Accepted', expiresAt, group, maxConcurrent } }, reply) => {
        const wanted = named(type, value)
        const token: Token = {
          ...wanted,
          status,
          ...(typeof expiresAt === 'string' && { expiresAt: instantOf(expiresAt) }),
          ...(group && { group: named(group.type ?? anyType, group.idToken) }),
          ...(typeof maxConcurrent === 'number' && { maxConcurrent }),
        }
        const before = await find(wanted)
        await store.authorization.putToken(tenantId, token)
        return reply.code(before === undefined ? 201 : 200).send(viewOf(token))
      },
    )

    app.delete(
      '/tokens/:type/:value',
      {
        config: { scope: 'tokens:write' },
        schema: { ...described({ operationId: 'deleteToken', tag, summary: 'Forget a token' }, { 204: Nothing }), params },
      },
      async ({ params: { type, value } }, reply) => {
        if (await store.authorization.deleteToken(tenantId, named(type, value))) return reply.code(204).send()
        throw refuse('not-found', `there is no token ${value} of type ${type}`)
      },
    )
  }

const named = (type: string, idToken: string): IdToken => (type === anyType ? { idToken } : { idToken, type })

function instantOf(text: string): string {
  const instant = readInstant(text)
  if (instant !== undefined) return instant
  throw refuse('invalid-request', 'expiresAt is no time of ISO 8601', {
    errors: [{ pointer: '/expiresAt', detail: 'must be a time of ISO 8601' }],
  })
}

const viewOf = ({ type = anyType, idToken, status = 'Accepted', expiresAt, group, maxConcurrent }: Token) => ({
  type,
  idToken,
  status,
  expiresAt: readInstant(expiresAt) ?? null,
  group: group ?? null,
  maxConcurrent: maxConcurrent ?? null,
})
