import { ocpp21 } from '@ocpp-kit/ocpp21'
import { defineAnswers, defineCommands } from '../define.js'
import { transactionIdFor } from '../transactions/ocpp201.js'
import { answers as answers201, commands as commands201 } from './ocpp201.js'
import { limitA, profileId } from './smart-charging.js'

export const answers = defineAnswers(ocpp21, {
  ...answers201,
  // No profile follows of its own accord. Only ISO 15118-20 has a control mode, and there Rejected would end the transaction
  // (K15.FR.04, K18.FR.04, K18.FR.23).
  NotifyEVChargingNeeds: ({ chargingNeeds }) => ({ status: chargingNeeds.controlMode === undefined ? 'Rejected' : 'NoChargingProfile' }),
  NotifyPriorityCharging: () => ({}),
  PullDynamicScheduleUpdate: () => ({ status: 'Accepted', scheduleUpdate: { limit: limitA } }),
})

export const commands = defineCommands(ocpp21, {
  ...commands201,
  UpdateDynamicSchedule: { payload: () => ({ chargingProfileId: profileId, scheduleUpdate: { limit: limitA } }) },
  UsePriorityCharging: { payload: ({ station }) => ({ transactionId: transactionIdFor(station), activate: true }) },
})
