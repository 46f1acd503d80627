import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { Connection } from '@ocpp-kit/rpc'
import type { RemoteStop, Trigger, TriggerResult } from './commands.js'
import type { RemoteControlAdapter } from './remote-control.js'

type Station = Connection<Ocpp16, 'csms'>

export const remoteControl: RemoteControlAdapter = {
  isStatusByConnector: false,

  start: async (station: Station, { idToken, evseId, remoteStartId }) => {
    const { status } = await station.call('RemoteStartTransaction', {
      idTag: idToken,
      ...(evseId !== undefined && { connectorId: evseId }),
    })
    return { status, remoteStartId }
  },

  stop: async (station: Station, { transactionId }: RemoteStop) => {
    const number = Number(transactionId)
    // An orphan has an id that the station never had.
    if (!Number.isInteger(number)) return { status: 'Rejected' }
    return station.call('RemoteStopTransaction', { transactionId: number })
  },

  trigger: async (station: Station, { message, evseId }: Trigger): Promise<TriggerResult> => {
    const at = evseId === undefined ? {} : { connectorId: evseId }
    switch (message) {
      case 'TransactionEvent':
        return { status: 'NotImplemented' }
      case 'LogStatusNotification':
        return station.call('ExtendedTriggerMessage', { requestedMessage: message, ...at })
      case 'SignChargingStationCertificate':
        return station.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate', ...at })
      default:
        return station.call('TriggerMessage', { requestedMessage: message, ...at })
    }
  },
}
