import { Type } from 'typebox'
import { actorOf } from '../http/actor.js'
import type { Routes } from '../http/context.js'
import { described } from '../http/described.js'

const Me = Type.Object(
  { id: Type.String(), kind: Type.String(), name: Type.String(), scopes: Type.Array(Type.String()) },
  { title: 'Me', description: 'Whose token it is' },
)

/** Who may use the API. */
export const identityRoutes: Routes = () => async (app) => {
  app.get(
    '/me',
    { config: { scope: 'self' }, schema: described({ operationId: 'getMe', tag: 'identity', summary: 'Who asks' }, { 200: Me }) },
    async (request) => {
      const { id, kind, name, scopes } = actorOf(request)
      return { id, kind, name, scopes: [...scopes] }
    },
  )
}
