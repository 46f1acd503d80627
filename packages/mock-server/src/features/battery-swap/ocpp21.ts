import { ocpp21 } from '@ocpp-kit/ocpp21'
import { chargingIdToken } from '../authorization/ocpp201.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp21, {
  BatterySwap: () => ({}),
})

export const commands = defineCommands(ocpp21, {
  RequestBatterySwap: { payload: ({ world, station }) => ({ requestId: station.nextNumber(), idToken: chargingIdToken(world) }) },
})
