import type { FastifyRequest } from 'fastify'
import type { Core } from '../core.js'
import { isWithin } from '../identity/station-limit.js'
import type { Page, PageQuery } from '../store/page.js'
import { actorOf } from './actor.js'
import { refuse } from './problem.js'

/** Which stations a caller may see and command. Every route of stations asks here, and what a caller may not see is not there (404). */
export interface Visibility {
  /** By its identity, in whatever case. */
  sees(request: FastifyRequest, stationId: string): Promise<boolean>
  /** @throws Refusal `not-found`, as for a station that is not there */
  check(request: FastifyRequest, stationId: string): Promise<void>
  /** @throws Refusal `not-found` where nothing is known of the station */
  checkKnown(stationId: string): Promise<void>
  filter<T>(request: FastifyRequest, items: readonly T[], stationIdOf: (item: T) => string): Promise<readonly T[]>
  /**
   * A page of a list that goes over stations. For a caller who is limited to some, what is of others is left out: a page may have fewer
   * items than it could, and still not be the last.
   */
  page<T>(request: FastifyRequest, query: PageQuery, list: List<T>, stationIdOf: (item: T) => string): Promise<Page<T>>
}

export type List<T> = (query: PageQuery) => Promise<Page<T>>

/** Pages of a list that are read for one page of a caller who is limited. */
const maxPages = 20
const defaultLimit = 50

export function createVisibility({ station }: Pick<Core, 'station'>): Visibility {
  const sees: Visibility['sees'] = async (request, stationId) => {
    const { limits } = actorOf(request)
    if (limits.length === 0) return true
    const labels = (await station(stationId).record())?.labels ?? []
    return isWithin(limits, { stationId, labels })
  }

  const filter: Visibility['filter'] = async (request, items, stationIdOf) => {
    const stationIds = [...new Set(items.map(stationIdOf))]
    const seen = await Promise.all(stationIds.map((stationId) => sees(request, stationId)))
    const visible = new Set(stationIds.filter((_, at) => seen[at]))
    return items.filter((item) => visible.has(stationIdOf(item)))
  }

  return {
    sees,
    filter,
    check: async (request, stationId) => {
      if (!(await sees(request, stationId))) throw refuse('not-found', `there is no station ${stationId}`)
    },
    checkKnown: async (stationId) => {
      const named = station(stationId)
      if (!named.isConnected && (await named.record()) === undefined) throw refuse('not-found', `there is no station ${stationId}`)
    },
    page: async (request, query, list, stationIdOf) => {
      if (actorOf(request).limits.length === 0) return list(query)
      const limit = query.limit ?? defaultLimit
      let page = await list({ ...query, limit })
      let items = await filter(request, page.items, stationIdOf)
      for (let read = 1; read < maxPages && items.length < limit && page.nextCursor !== undefined; read += 1) {
        page = await list({ ...query, limit: limit - items.length, cursor: page.nextCursor })
        items = [...items, ...(await filter(request, page.items, stationIdOf))]
      }
      return { items, nextCursor: page.nextCursor }
    },
  }
}

/** A route of one station has it in its path as `:stationId`. */
export const checkStationOfPath =
  (visibility: Visibility) =>
  async (request: FastifyRequest): Promise<void> => {
    const { stationId } = request.params as { readonly stationId?: unknown }
    if (typeof stationId !== 'string') return
    await visibility.check(request, stationId)
    const { isOfAnyName } = request.routeOptions.config
    if (request.method === 'GET' && isOfAnyName !== true) await visibility.checkKnown(stationId)
  }
