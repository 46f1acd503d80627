import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from './problem.js'

const texts = new WeakMap<FastifyRequest, string>()

export interface JsonBodyOptions {
  /**
   * Of routes whose body is sent on as the text that it is: the text is kept for them, and may have any member. What is read of it must not
   * be copied member by member.
   */
  readonly keepsText?: boolean
}

/** Reads bodies of JSON. None at all is no body, whatever its type is said to be: many programs name the type of each request. */
export function readJsonBodies(
  app: Pick<FastifyInstance, 'addContentTypeParser' | 'getDefaultJsonParser' | 'removeContentTypeParser'>,
  { keepsText = false }: JsonBodyOptions = {},
): void {
  const poisoning = keepsText ? 'ignore' : 'error'
  const parse = app.getDefaultJsonParser(poisoning, poisoning)
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') return done(null, undefined)
    if (keepsText) texts.set(request, body)
    return parse(request, body, (error, read) => done(error !== null && isJson(body) ? poisoned() : error, read))
  })
}

/** The body as it came, where its route keeps it. */
export const bodyTextOf = (request: FastifyRequest): string | undefined => texts.get(request)

const poisoned = () =>
  refuse('invalid-request', 'the body has a member "__proto__", or a "constructor" with a "prototype", which are not taken here')

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
