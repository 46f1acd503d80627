import type { CustomerRecords } from './customer-information.js'

const section = 'customers'

/** What somebody has stored at the station itself about a customer, by customer identifier. */
export const customerData: CustomerRecords = {
  find: ({ state }, { customerIdentifier }) => {
    if (customerIdentifier === undefined) return []
    const data = state.load(section).get(customerIdentifier.toLowerCase())
    return data === undefined ? [] : [String(data)]
  },
  clear: ({ state }, { customerIdentifier }) => {
    if (customerIdentifier !== undefined) state.remove(section, customerIdentifier.toLowerCase())
  },
}

export const customerSection = section

/** Who charged here, as far back as the station remembers its transactions; those that run are not cleared. */
export const transactionRecords: CustomerRecords = {
  find: ({ transactions }, { idToken }) =>
    idToken === undefined
      ? []
      : transactions
          .of(idToken.idToken)
          .map(({ key, transactionId, evseId }) => `transaction ${transactionId ?? key} at EVSE ${evseId} by ${idToken.idToken}`),
  clear: ({ transactions }, { idToken }) => {
    if (idToken !== undefined) transactions.forgetDriver(idToken.idToken)
  },
}
