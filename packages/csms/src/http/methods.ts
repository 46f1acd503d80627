import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { pathOf, refuse, sendProblem } from './problem.js'

interface KnownPath {
  readonly pattern: RegExp
  readonly methods: readonly string[]
}

/** Tells a path that is not there (404) from one that takes other methods (405). */
export interface Methods {
  /** A hook: sees every route. */
  readonly note: (route: RouteOptions) => void
  readonly notFound: (request: FastifyRequest, reply: FastifyReply) => FastifyReply
}

export function createMethods(): Methods {
  const paths: KnownPath[] = []
  return {
    note: ({ url, method }) => void paths.push({ pattern: patternOf(url), methods: [method].flat() }),
    notFound: (request, reply) => {
      const path = pathOf(request)
      const allowed = new Set(paths.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))
      if (allowed.size === 0 || allowed.has(request.method)) {
        return sendProblem(reply, refuse('not-found', `there is no ${request.method} ${path}`).problem)
      }
      const allow = [...allowed].toSorted().join(', ')
      reply.header('allow', allow)
      return sendProblem(reply, refuse('wrong-method', `${path} takes ${allow}, not ${request.method}`).problem)
    },
  }
}

/** `:name` stands for one part of a path, `*` for any number of them. */
const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+')
      .replace(/\*/g, '.*')}$`,
  )
