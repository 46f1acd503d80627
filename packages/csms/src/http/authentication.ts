import type { FastifyRequest } from 'fastify'
import { isOfStations } from '../identity/station-limit.js'
import { type Actor, setActor } from './actor.js'
import { refuse } from './problem.js'
import type { RouteScope } from './scope.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller of the route must be allowed to do. */
    readonly scope?: RouteScope
    /** It reads what is known of any name, whether there is such a station or not. */
    readonly isOfAnyName?: boolean
  }
}

/** Finds whose a bearer token is; `undefined` for nobody's, or one that has expired. */
export type Authenticate = (token: string) => Promise<Actor | undefined>

/** The token of `Authorization: Bearer …`; `undefined` where there is none. */
export const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +([\x21-\x7e]+)$/i.exec(headers.authorization ?? '')?.[1]

/** Lets those in that have the scope of the route. Runs before anything of the request is looked at, so that nobody learns from its errors. */
export const checkAccess =
  (authenticate: Authenticate) =>
  async (request: FastifyRequest): Promise<void> => {
    const { scope } = request.routeOptions.config
    if (scope === undefined) return
    const token = bearerOf(request)
    const actor = token === undefined ? undefined : await authenticate(token)
    if (actor === undefined) {
      throw refuse('unauthenticated', 'the request needs the header Authorization: Bearer, with a token that is known and not expired')
    }
    setActor(request, actor)
    if (scope === 'self' || actor.scopes.has(scope)) return
    // Their role, or their key, may have it: what keeps them out is the limit.
    const isKeptOutByLimit = actor.limits.length > 0 && !isOfStations(scope)
    throw refuse(
      'forbidden',
      `this needs the scope ${scope}${isKeptOutByLimit ? ', which nobody has who is limited to some stations' : ''}`,
    )
  }
