import type { FastifyRequest } from 'fastify'
import { type Actor, admin, setActor } from './actor.js'
import { bearerOf, hashSecret, isSameHash } from './bearer.js'
import { refuse } from './problem.js'
import type { RouteScope } from './scope.js'

/** Finds whose a bearer token is; `undefined` for nobody's. */
export type Authenticate = (token: string) => Promise<Actor | undefined>

/** Knows one token. */
export function presetToken(adminToken: string | undefined): Authenticate {
  const hash = adminToken === undefined ? undefined : hashSecret(adminToken)
  return async (token) => (hash !== undefined && isSameHash(hashSecret(token), hash) ? admin : undefined)
}

/** Lets those in that have the scope of the route. Runs before anything of the request is looked at, so that nobody learns from its errors. */
export const checkAccess =
  (authenticate: Authenticate) =>
  async (request: FastifyRequest): Promise<void> => {
    const { scope } = request.routeOptions.config
    if (scope === undefined) return
    const token = bearerOf(request.headers.authorization)
    const actor = token === undefined ? undefined : await authenticate(token)
    if (actor === undefined)
      throw refuse('unauthenticated', 'the request needs the header Authorization: Bearer, with a token that is known and not expired')
    if (!hasScope(actor, scope)) throw refuse('forbidden', `this needs the scope ${scope}`)
    setActor(request, actor)
  }

const hasScope = (actor: Actor, scope: RouteScope): boolean => scope === 'self' || actor.scopes.has(scope)
