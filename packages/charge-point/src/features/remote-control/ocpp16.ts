import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { placeOf } from '../topology/ocpp16.js'

export const remoteControl = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  RemoteStartTransaction: ({ idTag, connectorId }, message) => {
    const place = connectorId === undefined ? undefined : placeOf(station.body.state, connectorId)
    if (connectorId !== undefined && place === undefined) return { status: 'Rejected' }
    const { status, run } = station.remoteControl.start({
      token: { idToken: idTag, type: 'ISO14443' },
      evseId: place?.evseId,
      connectorId: place?.connectorId,
    })
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
  RemoteStopTransaction: ({ transactionId }, message) => {
    const { status, run } = station.remoteControl.stop(String(transactionId))
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
})
