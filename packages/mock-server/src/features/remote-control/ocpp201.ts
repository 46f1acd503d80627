import { ocpp201 } from '@ocpp-kit/ocpp201'
import { chargingIdToken } from '../authorization/ocpp201.js'
import { hasStatus } from '../checks.js'
import { defineCommands } from '../define.js'
import { transactionIdFor } from '../transactions/ocpp201.js'

export const commands = defineCommands(ocpp201, {
  RequestStartTransaction: {
    payload: ({ world, station }) => ({ evseId: 1, remoteStartId: station.nextNumber(), idToken: chargingIdToken(world) }),
  },
  RequestStopTransaction: { payload: ({ station }) => ({ transactionId: transactionIdFor(station) }) },
  UnlockConnector: { payload: () => ({ evseId: 1, connectorId: 1 }), check: hasStatus('Unlocked') },
  TriggerMessage: { payload: () => ({ requestedMessage: 'Heartbeat' }) },
})
