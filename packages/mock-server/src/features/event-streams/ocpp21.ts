import { ocpp21 } from '@ocpp-kit/ocpp21'
import { isAnswered } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp21, {
  OpenPeriodicEventStream: () => ({ status: 'Accepted' }),
  ClosePeriodicEventStream: () => ({}),
  // A SEND, which nobody answers (N15.FR.02).
  NotifyPeriodicEventStream: () => undefined,
})

export const commands = defineCommands(ocpp21, {
  AdjustPeriodicEventStream: { payload: () => ({ id: 1, params: { interval: 60 } }) },
  GetPeriodicEventStream: { payload: () => ({}), check: isAnswered },
})
