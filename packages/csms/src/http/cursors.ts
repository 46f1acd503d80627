import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from './problem.js'
import { routeOf } from './request.js'

/*
 * A cursor of the API is that of the store after a mark of its list: the route, the names in its path and the filters of its query. The place
 * of one list means nothing in another, and would leave out items without a word.
 */

const markLength = 8
const lists = new WeakMap<FastifyRequest, string>()

/** Takes cursors of the list itself alone, and marks those that it gives. */
export function addCursors(app: Pick<FastifyInstance, 'addHook'>): void {
  app.addHook('preHandler', async (request) => {
    if (!isList(request)) return
    const query = request.query as { cursor?: string | undefined }
    const mark = markOf(request)
    lists.set(request, mark)
    if (query.cursor !== undefined) query.cursor = placeIn(query.cursor, mark)
  })
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const mark = lists.get(request)
    const next = (payload as { readonly nextCursor?: unknown } | null)?.nextCursor
    return mark === undefined || typeof next !== 'string' ? payload : { ...(payload as object), nextCursor: mark + next }
  })
}

function isList({ routeOptions }: FastifyRequest): boolean {
  const { properties = {} } = (routeOptions.schema?.querystring ?? {}) as { readonly properties?: object }
  return 'cursor' in properties
}

function markOf(request: FastifyRequest): string {
  const { limit, cursor, ...filters } = request.query as Readonly<Record<string, unknown>>
  const list = [routeOf(request), sorted(request.params), sorted(filters)]
  return createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, markLength)
}

const sorted = (members: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries(members as object).toSorted(([one], [other]) => (one < other ? -1 : 1))

/** @throws Refusal for the cursor of another list */
function placeIn(cursor: string, mark: string): string {
  if (cursor.length > markLength && cursor.startsWith(mark)) return cursor.slice(markLength)
  throw refuse('invalid-request', 'the cursor was not given by a page of this list', { code: 'BAD_QUERY' })
}
