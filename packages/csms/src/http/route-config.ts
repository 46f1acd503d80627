import type {} from 'fastify'
import type { RouteScope } from './scope.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller of the route must be allowed to do. */
    readonly scope?: RouteScope
  }
}
