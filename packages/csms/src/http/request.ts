import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/** Whether it asks for more than to be shown something. */
export const isMutating = ({ method }: Pick<FastifyRequest, 'method'>): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method)

/** Method and pattern of the route, such as `POST /v1/users`. */
export const routeOf = ({ method, routeOptions }: Pick<FastifyRequest, 'method' | 'routeOptions'>): string =>
  `${method} ${routeOptions?.url ?? 'unknown'}`

/** The operation as the OpenAPI document names it. */
export const operationOf = ({ routeOptions }: Pick<FastifyRequest, 'routeOptions'>): string =>
  (routeOptions?.schema as { readonly operationId?: string } | undefined)?.operationId ?? 'unknown'

const isRequestId = /^[\w.:-]{1,64}$/

/** The caller's own x-request-id, so that a call is found in the logs of both; otherwise one made here. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && isRequestId.test(given) ? given : randomUUID()
}
