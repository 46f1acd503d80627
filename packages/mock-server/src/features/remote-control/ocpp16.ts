import { ocpp16 } from '@ocpp-kit/ocpp16'
import { chargingToken } from '../authorization/authorization.js'
import { maxIdTagLength } from '../authorization/ocpp16.js'
import { hasStatus } from '../checks.js'
import { defineCommands } from '../define.js'
import { transactionIdFor } from '../transactions/ocpp16.js'

export const commands = defineCommands(ocpp16, {
  RemoteStartTransaction: { payload: ({ world }) => ({ connectorId: 1, idTag: chargingToken(world, maxIdTagLength).idToken }) },
  RemoteStopTransaction: { payload: ({ station }) => ({ transactionId: transactionIdFor(station) }) },
  UnlockConnector: { payload: () => ({ connectorId: 1 }), check: hasStatus('Unlocked') },
  TriggerMessage: { payload: () => ({ requestedMessage: 'Heartbeat' }) },
  ExtendedTriggerMessage: { payload: () => ({ requestedMessage: 'Heartbeat' }) },
})
