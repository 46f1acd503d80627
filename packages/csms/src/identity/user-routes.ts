import { Type } from 'typebox'
import { noteChange } from '../audit/audit.js'
import type { Routes } from '../http/context.js'
import { described, Nothing } from '../http/described.js'
import { pageQuery, pageSchema, pageView } from '../http/paging.js'
import { limitBody, limitOf, newPassword, role, UserView, userName, userView } from './views.js'

const tag = 'users'
const params = Type.Object({ name: userName })

/** Those who may log in. */
export const userRoutes: Routes =
  ({ identity: { users } }) =>
  async (app) => {
    app.get(
      '/users',
      {
        config: { scope: 'users:read' },
        schema: {
          ...described({ operationId: 'listUsers', tag, summary: 'Users, by name' }, { 200: pageSchema(UserView, 'Users') }),
          querystring: Type.Object(pageQuery, { additionalProperties: false }),
        },
      },
      async ({ query }) => pageView(await users.page(query), userView),
    )

    app.post(
      '/users',
      {
        config: { scope: 'users:write' },
        schema: {
          ...described(
            {
              operationId: 'createUser',
              tag,
              summary: 'Add a user',
              description: 'The first one is an admin without limits, and ends the one-time admin token.',
            },
            { 201: UserView },
          ),
          body: Type.Object(
            { name: userName, password: newPassword, role, limitedTo: Type.Optional(limitBody) },
            { additionalProperties: false },
          ),
        },
      },
      async (request, reply) => {
        const { name, password, role, limitedTo } = request.body
        const user = userView(await users.add({ name, password, role, limitedTo: limitOf(limitedTo) }))
        noteChange(request, { before: null, after: user })
        return reply
          .code(201)
          .header('location', `/v1/users/${encodeURIComponent(name)}`)
          .send(user)
      },
    )

    app.get(
      '/users/:name',
      {
        config: { scope: 'users:read' },
        schema: { ...described({ operationId: 'getUser', tag, summary: 'One user' }, { 200: UserView }), params },
      },
      async ({ params: { name } }) => userView(await users.get(name)),
    )

    app.patch(
      '/users/:name',
      {
        config: { scope: 'users:write' },
        schema: {
          ...described(
            {
              operationId: 'changeUser',
              tag,
              summary: 'Change a user',
              description: 'What is left out stays. A user that is disabled cannot log in, and has neither sessions nor keys meanwhile.',
            },
            { 200: UserView },
          ),
          params,
          body: Type.Object(
            { role: Type.Optional(role), limitedTo: Type.Optional(limitBody), isDisabled: Type.Optional(Type.Boolean()) },
            { additionalProperties: false },
          ),
        },
      },
      async (request) => {
        const { role, limitedTo, isDisabled } = request.body
        const before = userView(await users.get(request.params.name))
        const change = { role, isDisabled, ...(limitedTo !== undefined && { limitedTo: limitOf(limitedTo) ?? null }) }
        const after = userView(await users.change(request.params.name, change))
        noteChange(request, { before, after })
        return after
      },
    )

    app.put(
      '/users/:name/password',
      {
        config: { scope: 'users:write' },
        schema: {
          ...described(
            { operationId: 'setUserPassword', tag, summary: 'Give a user another password', description: 'Ends all sessions of the user.' },
            { 204: Nothing },
          ),
          params,
          body: Type.Object({ password: newPassword }, { additionalProperties: false }),
        },
      },
      async ({ params: { name }, body: { password } }, reply) => {
        await users.setPassword(name, password)
        return reply.code(204).send()
      },
    )

    app.delete(
      '/users/:name',
      {
        config: { scope: 'users:write' },
        schema: {
          ...described({ operationId: 'deleteUser', tag, summary: 'Delete a user, with its sessions and keys' }, { 204: Nothing }),
          params,
        },
      },
      async (request, reply) => {
        const before = userView(await users.get(request.params.name))
        await users.remove(request.params.name)
        noteChange(request, { before, after: null })
        return reply.code(204).send()
      },
    )
  }
