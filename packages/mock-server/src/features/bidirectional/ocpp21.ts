import { ocpp21 } from '@ocpp-kit/ocpp21'
import { defineCommands } from '../define.js'
import { transactionIdFor } from '../transactions/ocpp201.js'

export const commands = defineCommands(ocpp21, {
  NotifyAllowedEnergyTransfer: {
    payload: ({ station }) => ({
      transactionId: transactionIdFor(station),
      allowedEnergyTransfer: ['AC_single_phase', 'AC_three_phase', 'DC'],
    }),
  },
  // 0 asks for no change of power.
  AFRRSignal: { payload: ({ world }) => ({ timestamp: world.now().toISOString(), signal: 0 }) },
})
