import type { IdTokenType, Ocpp201 } from '@ocpp-kit/ocpp201'
import type { Connection } from '@ocpp-kit/rpc'
import type { IdToken } from '../authorization/token.js'
import type { RemoteStop, Trigger } from './commands.js'
import type { RemoteControlAdapter } from './remote-control.js'

type Station = Connection<Ocpp201, 'csms'>

export const remoteControl: RemoteControlAdapter = {
  isStatusByConnector: true,

  start: async (station: Station, { idToken, type, evseId, remoteStartId, group }) => {
    const { status, transactionId } = await station.call('RequestStartTransaction', {
      remoteStartId,
      idToken: toWire({ idToken, type }),
      ...(evseId !== undefined && { evseId }),
      ...(group !== undefined && { groupIdToken: toWire(group) }),
    })
    return { status, remoteStartId, ...(transactionId !== undefined && { transactionId }) }
  },

  stop: (station: Station, { transactionId }: RemoteStop) => station.call('RequestStopTransaction', { transactionId }),

  trigger: (station: Station, { message, evseId, connectorId }: Trigger) =>
    station.call('TriggerMessage', {
      requestedMessage: message,
      ...(evseId !== undefined && { evse: { id: evseId, ...(connectorId !== undefined && { connectorId }) } }),
    }),
}

/** A token that nobody gave a type is the csms's own; a type that 2.0.1 lacks fails the check of the request. */
const toWire = ({ idToken, type = 'Central' }: IdToken): IdTokenType => ({ idToken, type: type as IdTokenType['type'] })
