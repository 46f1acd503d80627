import { Type } from 'typebox'
import { actorOf, setActor } from '../http/actor.js'
import { bearerOf } from '../http/authentication.js'
import type { Routes } from '../http/context.js'
import { described, Nothing } from '../http/described.js'
import { refuse } from '../http/problem.js'
import { actorOfUser } from './authenticate.js'
import { userOf } from './login.js'
import { givenPassword, newPassword, UserView, userView } from './views.js'

const tag = 'sessions'

const Me = Type.Object(
  {
    id: Type.String({ description: 'As in the audit log' }),
    kind: Type.Enum(['admin', 'first', 'user', 'key']),
    name: Type.String(),
    scopes: Type.Array(Type.String()),
  },
  { title: 'Me' },
)

const Session = Type.Object(
  {
    token: Type.String({ description: 'For Authorization: Bearer; shown once' }),
    expiresAt: Type.String({ description: 'ISO 8601, UTC' }),
    user: UserView,
  },
  { title: 'Session' },
)

/** Logging in and out, and what is the caller’s own. */
export const sessionRoutes: Routes =
  ({ identity: { login, users } }) =>
  async (app) => {
    app.post(
      '/sessions',
      {
        config: { isAnswerSecret: true },
        schema: {
          ...described({ operationId: 'logIn', tag, summary: 'Log in' }, { 201: Session }),
          // A name that no user can have is answered as any other.
          body: Type.Object({ name: Type.String({ maxLength: 255 }), password: givenPassword }, { additionalProperties: false }),
        },
      },
      async (request, reply) => {
        const { token, expiresAt, user } = await login.login({ ...request.body, address: request.ip })
        setActor(request, actorOfUser(user))
        return reply.code(201).send({ token, expiresAt, user: userView(user) })
      },
    )

    app.delete(
      '/sessions/current',
      { config: { scope: 'self' }, schema: described({ operationId: 'logOut', tag, summary: 'Log out' }, { 204: Nothing }) },
      async (request, reply) => {
        userOf(actorOf(request))
        await login.logout(bearerOf(request) ?? '')
        return reply.code(204).send()
      },
    )

    app.get(
      '/me',
      { config: { scope: 'self' }, schema: described({ operationId: 'getMe', tag, summary: 'Who asks' }, { 200: Me }) },
      async (request) => {
        const { id, kind, name, scopes } = actorOf(request)
        return { id, kind, name, scopes: [...scopes] }
      },
    )

    app.put(
      '/me/password',
      {
        config: { scope: 'self' },
        schema: {
          ...described(
            { operationId: 'changeMyPassword', tag, summary: 'Change the own password', description: 'Ends all sessions, also this one.' },
            { 204: Nothing },
          ),
          body: Type.Object({ currentPassword: givenPassword, newPassword }, { additionalProperties: false }),
        },
      },
      async (request, reply) => {
        const name = userOf(actorOf(request))
        const { currentPassword, newPassword } = request.body
        await checkCurrent(() => login.checkPassword({ name, password: currentPassword, address: request.ip }))
        await users.setPassword(name, newPassword)
        return reply.code(204).send()
      },
    )
  }

/** It is known who asks; only the password is wrong. */
async function checkCurrent(check: () => Promise<unknown>): Promise<void> {
  try {
    await check()
  } catch (error) {
    if ((error as { readonly problem?: { readonly status?: unknown } }).problem?.status !== 401) throw error
    throw refuse('forbidden', 'the current password is wrong')
  }
}
