import { ocpp201 } from '@ocpp-kit/ocpp201'
import { logUrl } from '../addresses.js'
import { hasStatus } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp201, {
  LogStatusNotification: () => ({}),
})

export const commands = defineCommands(ocpp201, {
  GetLog: {
    payload: ({ station }) => ({ logType: 'DiagnosticsLog', requestId: station.nextNumber(), log: { remoteLocation: logUrl } }),
    check: hasStatus('Accepted', 'AcceptedCanceled'),
  },
})
