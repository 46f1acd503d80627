import { Type } from 'typebox'
import { noteChange } from '../../audit/audit.js'
import { checked } from '../../http/checked.js'
import type { Routes } from '../../http/context.js'
import { described, Nothing } from '../../http/described.js'
import { pageQuery, pageSchema, pageView } from '../../http/paging.js'
import { refuse } from '../../http/problem.js'
import { readInstant } from '../../instant.js'
import { spelledType, type TokenGroup } from './token.js'
import { GroupView, given, groupBody, value } from './token-schema.js'

const tag = 'tokens'
const params = Type.Object({ groupId: value })

/** What holds for all tokens of a group; one of which nothing is said needs no entry here. */
export const tokenGroupRoutes: Routes =
  ({ features: { tokenGroups } }) =>
  async (app) => {
    app.get(
      '/token-groups',
      {
        config: { scope: 'tokens:read' },
        schema: {
          ...described(
            { operationId: 'listTokenGroups', tag, summary: 'Groups of tokens, by id' },
            { 200: pageSchema(GroupView, 'TokenGroups') },
          ),
          querystring: Type.Object(pageQuery, { additionalProperties: false }),
        },
      },
      async ({ query }) => pageView(await tokenGroups.page(query), viewOf),
    )

    app.get(
      '/token-groups/:groupId',
      {
        config: { scope: 'tokens:read' },
        schema: { ...described({ operationId: 'getTokenGroup', tag, summary: 'One group' }, { 200: GroupView }), params },
      },
      async ({ params: { groupId } }) => {
        const found = await tokenGroups.get(groupId)
        if (found === undefined) throw refuse('not-found', `nothing is said of group ${groupId}`)
        return viewOf(found)
      },
    )

    app.put(
      '/token-groups/:groupId',
      {
        config: { scope: 'tokens:write' },
        schema: {
          ...described(
            { operationId: 'putTokenGroup', tag, summary: 'Say what holds for a group: its status goes for each of its tokens' },
            { 200: GroupView, 201: GroupView },
          ),
          params,
          body: groupBody,
        },
      },
      async (request, reply) => {
        const { type, ...members } = given(request.body)
        const group: TokenGroup = { groupId: request.params.groupId, ...(type !== undefined && { type: spelledType(type) }), ...members }
        const { before, after } = await checked(() => tokenGroups.put(group))
        noteChange(request, { before: before === undefined ? null : viewOf(before), after: viewOf(after ?? group) })
        return reply.code(before === undefined ? 201 : 200).send(viewOf(after ?? group))
      },
    )

    app.delete(
      '/token-groups/:groupId',
      {
        config: { scope: 'tokens:write' },
        schema: {
          ...described(
            { operationId: 'deleteTokenGroup', tag, summary: 'Say nothing more of a group; its tokens stay in it' },
            { 204: Nothing },
          ),
          params,
        },
      },
      async (request, reply) => {
        const { groupId } = request.params
        const { before } = await tokenGroups.delete(groupId)
        if (before === undefined) throw refuse('not-found', `nothing is said of group ${groupId}`)
        noteChange(request, { before: viewOf(before), after: null })
        return reply.code(204).send()
      },
    )
  }

const viewOf = ({ groupId, type, name, status = 'Accepted', validFrom, expiresAt, isMasterPass = false }: TokenGroup) => ({
  groupId,
  status,
  isMasterPass,
  name: name ?? null,
  type: type ?? null,
  validFrom: readInstant(validFrom) ?? null,
  expiresAt: readInstant(expiresAt) ?? null,
})
