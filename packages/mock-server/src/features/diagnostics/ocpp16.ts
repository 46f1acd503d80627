import { ocpp16 } from '@ocpp-kit/ocpp16'
import { logUrl } from '../addresses.js'
import { hasStatus, isAnswered } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp16, {
  DiagnosticsStatusNotification: () => ({}),
  LogStatusNotification: () => ({}),
})

export const commands = defineCommands(ocpp16, {
  // No file name means that there are no diagnostics (1.6 §5.9).
  GetDiagnostics: { payload: () => ({ location: logUrl }), check: isAnswered },
  GetLog: {
    payload: ({ station }) => ({ logType: 'DiagnosticsLog', requestId: station.nextNumber(), log: { remoteLocation: logUrl } }),
    check: hasStatus('Accepted', 'AcceptedCanceled'),
  },
})
