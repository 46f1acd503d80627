import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Reads bodies of JSON. None at all is no body, whatever its type is said to be: many programs name the type of each request.
 * `seen` is told the text of each.
 */
export function readJsonBodies(
  app: Pick<FastifyInstance, 'addContentTypeParser' | 'getDefaultJsonParser' | 'removeContentTypeParser'>,
  seen?: Seen,
): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') return done(null, undefined)
    seen?.(request, body)
    return parse(request, body, done)
  })
}

type Seen = (request: FastifyRequest, text: string) => void
