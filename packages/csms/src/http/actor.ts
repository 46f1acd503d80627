import type { FastifyRequest } from 'fastify'
import { type Scope, scopes } from './scope.js'

/** Who makes a request. */
export interface Actor {
  readonly kind: 'admin'
  /** Unique among all actors of the tenant; stands in the audit log. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
}

/** Whoever holds the admin token. */
export const admin: Actor = { kind: 'admin', id: 'admin', name: 'admin token', scopes: new Set(scopes) }

const actors = new WeakMap<FastifyRequest, Actor>()

export const setActor = (request: FastifyRequest, actor: Actor): void => void actors.set(request, actor)

/** Who makes this request; every route but the public ones has one. */
export function actorOf(request: FastifyRequest): Actor {
  const actor = actors.get(request)
  if (actor === undefined) throw new Error(`${request.method} ${request.routeOptions.url} is public, and asks for its actor`)
  return actor
}
