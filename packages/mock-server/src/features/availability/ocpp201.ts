import { ocpp201 } from '@ocpp-kit/ocpp201'
import { hasStatus } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp201, {
  Heartbeat: (_request, { world }) => ({ currentTime: world.now().toISOString() }),
  StatusNotification: () => ({}),
})

export const commands = defineCommands(ocpp201, {
  // Without an EVSE, the station as a whole.
  ChangeAvailability: { payload: () => ({ operationalStatus: 'Operative' }), check: hasStatus('Accepted', 'Scheduled') },
})
