import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { ResponseOf } from '@ocpp-kit/rpc'
import type { CostAdapter } from './driver-notices.js'
import { cost as cost201 } from './ocpp201.js'

/** As in 2.0.1, and the message in other languages (2.1 I06.FR.02). */
export const cost: CostAdapter = {
  ...cost201,
  readTransactionAnswer: (entry, response) => {
    const answer = cost201.readTransactionAnswer(entry, response)
    const { updatedPersonalMessageExtra = [] } = response as ResponseOf<Ocpp21, 'TransactionEvent'>
    return { ...answer, personalMessage: [...answer.personalMessage, ...updatedPersonalMessageExtra] }
  },
}
