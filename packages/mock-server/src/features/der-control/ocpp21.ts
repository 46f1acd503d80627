import { ocpp21 } from '@ocpp-kit/ocpp21'
import { hasStatus } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp21, {
  NotifyDERAlarm: () => ({}),
  NotifyDERStartStop: () => ({}),
  ReportDERControl: () => ({}),
})

const controlType = 'LimitMaxDischarge'
const minuteMs = 60_000

export const commands = defineCommands(ocpp21, {
  // Scheduled, and over after a minute: a default would stay (R04.FR.10).
  SetDERControl: {
    payload: ({ world, station }) => ({
      isDefault: false,
      controlId: `MOCK-DER-${station.nextNumber()}`,
      controlType,
      limitMaxDischarge: {
        priority: 1,
        pctMaxDischargePower: 80,
        startTime: new Date(world.now().getTime() + minuteMs).toISOString(),
        duration: 60,
      },
    }),
  },
  GetDERControl: { payload: ({ station }) => ({ requestId: station.nextNumber() }), check: hasStatus('Accepted', 'NotFound') },
  ClearDERControl: { payload: () => ({ isDefault: false, controlType }), check: hasStatus('Accepted', 'NotFound') },
})
