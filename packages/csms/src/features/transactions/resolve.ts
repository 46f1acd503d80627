import type { ApiContext } from '../../http/context.js'
import { identitiesOf } from '../../http/identities.js'
import { refuse } from '../../http/problem.js'
import type { Transaction } from './transaction.js'

/**
 * Finds the transaction that a path names: by its id on the wire, or the internal one. Stations may give the same id; then one has to be named.
 * @throws Refusal `not-found` or `ambiguous`
 */
export type Resolve = (id: string, station: string | undefined) => Promise<Transaction>

export const transactionResolver = (context: ApiContext): Resolve => {
  const { tenantId, store, sessions } = context.core
  return async (id, station) => {
    const key = station === undefined ? undefined : sessions.keyOf(station)
    const named = await store.transactions.named(tenantId, id)
    const byId = await store.transactions.findById(tenantId, id.toLowerCase())
    const all = [...named, ...(byId === undefined || named.some((one) => one.id === byId.id) ? [] : [byId])]
    const [found, ...others] = all.filter((one) => key === undefined || one.station.stationId === key.stationId)
    if (found === undefined) throw refuse('not-found', `there is no transaction ${id}${station === undefined ? '' : ` of ${station}`}`)
    if (others.length === 0) return found
    const identities = await identitiesOf(context, [found, ...others])
    const stations = [found, ...others].map((one) => identities(one.station))
    throw refuse('ambiguous', `transaction ${id} is of ${stations.join(' and ')}: name the station with ?station=`, { stations })
  }
}
