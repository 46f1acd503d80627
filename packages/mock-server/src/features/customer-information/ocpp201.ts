import { ocpp201 } from '@ocpp-kit/ocpp201'
import { chargingIdToken } from '../authorization/ocpp201.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp201, {
  NotifyCustomerInformation: () => ({}),
})

export const commands = defineCommands(ocpp201, {
  CustomerInformation: {
    payload: ({ world, station }) => ({
      requestId: station.nextNumber(),
      report: true,
      clear: false,
      idToken: chargingIdToken(world),
    }),
  },
})
