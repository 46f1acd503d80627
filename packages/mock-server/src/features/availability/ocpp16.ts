import { ocpp16 } from '@ocpp-kit/ocpp16'
import { hasStatus } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp16, {
  Heartbeat: (_request, { world }) => ({ currentTime: world.now().toISOString() }),
  StatusNotification: () => ({}),
})

export const commands = defineCommands(ocpp16, {
  // Connector 0 is the station as a whole.
  ChangeAvailability: { payload: () => ({ connectorId: 0, type: 'Operative' }), check: hasStatus('Accepted', 'Scheduled') },
})
