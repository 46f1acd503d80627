import { printed } from '../authorization/secret.js'
import type { CustomerRecords } from '../customer-information/customer-information.js'

/** What the list says of a customer's token; only the csms takes it out (D01.FR.09, N10.FR.03). */
export const listRecords: CustomerRecords = {
  find: ({ localList: list }, { idToken }) => {
    const known = idToken && list.find(idToken)
    return idToken === undefined || known === undefined ? [] : [`local list: ${printed(idToken)} ${known.info.status}`]
  },
}
