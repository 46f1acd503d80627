import type { FastifyRequest } from 'fastify'
import type { StationLimit } from '../identity/station-limit.js'
import { type Scope, scopes } from './scope.js'

/** Who makes a request. */
export interface Actor {
  /** `admin`: the preset token · `first`: the token that stands in until there is a user · `user`: a session · `key`: a program. */
  readonly kind: 'admin' | 'first' | 'user' | 'key'
  /** Unique among all actors of the tenant; stands in the audit log. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
  /** The stations that the actor may see and command have to be within each of them; none for all stations. */
  readonly limits: readonly StationLimit[]
  /** Whose session or key it is. */
  readonly user?: { readonly userName: string; readonly userId: string } | undefined
}

const all: ReadonlySet<Scope> = new Set(scopes)

export const admin: Actor = { kind: 'admin', id: 'admin', name: 'admin token', scopes: all, limits: [] }
export const first: Actor = { kind: 'first', id: 'first', name: 'one-time admin token', scopes: all, limits: [] }

const actors = new WeakMap<FastifyRequest, Actor>()

export const setActor = (request: FastifyRequest, actor: Actor): void => void actors.set(request, actor)

/** Who makes a request, also of a public route; `undefined` while nobody knows. */
export const knownActorOf = (request: FastifyRequest): Actor | undefined => actors.get(request)

/** Who makes this request; every route but the public ones has one. */
export function actorOf(request: FastifyRequest): Actor {
  const actor = actors.get(request)
  if (actor === undefined) throw new Error(`${request.method} ${request.routeOptions.url} is public, and asks for its actor`)
  return actor
}
