import { printed } from '../authorization/secret.js'
import type { CustomerRecords } from '../customer-information/customer-information.js'

/** What the csms has once said of a customer's token (N09, N10). */
export const cacheRecords: CustomerRecords = {
  find: ({ authorizationCache: cache }, { idToken }) => {
    const known = idToken && cache.find(idToken)
    return idToken === undefined || known === undefined ? [] : [`cache: ${printed(idToken)} ${known.info.status}`]
  },
  clear: ({ authorizationCache: cache }, { idToken }) => {
    if (idToken !== undefined) cache.remove(idToken)
  },
}
