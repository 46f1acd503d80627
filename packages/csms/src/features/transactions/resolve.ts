import type { FastifyRequest } from 'fastify'
import type { ApiContext } from '../../http/context.js'
import { identitiesOf } from '../../http/identities.js'
import { refuse } from '../../http/problem.js'
import type { Transaction } from './transaction.js'

/**
 * Finds the transaction that a path names: by its id on the wire, or the internal one. Stations may give the same id; then one has to be named.
 * One of a station that the caller may not see is not there.
 * @throws Refusal `not-found` or `ambiguous`
 */
export type Resolve = (request: FastifyRequest, id: string, station: string | undefined) => Promise<Transaction>

export const transactionResolver = (context: ApiContext): Resolve => {
  const { tenantId, store, sessions } = context.core

  const candidates = async (id: string, station: string | undefined): Promise<readonly Transaction[]> => {
    const byId = await store.transactions.findById(tenantId, id.toLowerCase())
    if (station === undefined) {
      const named = await store.transactions.named(tenantId, id)
      return byId === undefined || named.some((one) => one.id === byId.id) ? named : [...named, byId]
    }
    const key = sessions.keyOf(station)
    const ofStation = await store.transactions.find(key, id)
    return [ofStation ?? (byId?.station.stationId === key.stationId ? byId : undefined)].filter((one) => one !== undefined)
  }

  return async (request, id, station) => {
    const visible = await context.visibility.filter(request, await candidates(id, station), (one) => one.station.stationId)
    const [found, ...others] = visible
    if (found === undefined) throw refuse('not-found', `there is no transaction ${id}${station === undefined ? '' : ` of ${station}`}`)
    if (others.length === 0) return found
    const identities = await identitiesOf(context, visible)
    const stations = visible.map((one) => identities(one.station))
    throw refuse('ambiguous', `transaction ${id} is of ${stations.join(' and ')}: name the station with ?station=`, { stations })
  }
}
