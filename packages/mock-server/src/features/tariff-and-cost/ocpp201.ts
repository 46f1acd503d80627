import { ocpp201 } from '@ocpp-kit/ocpp201'
import { isAnswered } from '../checks.js'
import { defineCommands } from '../define.js'
import { transactionIdFor } from '../transactions/ocpp201.js'

export const commands = defineCommands(ocpp201, {
  CostUpdated: { payload: ({ station }) => ({ transactionId: transactionIdFor(station), totalCost: 1.5 }), check: isAnswered },
})
