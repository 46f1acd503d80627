import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { placeOf } from '../topology/ocpp16.js'

export const triggerMessage = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  TriggerMessage: ({ requestedMessage, connectorId }, message) => {
    const place = connectorId === undefined ? undefined : placeOf(station.body.state, connectorId)
    // Connector 0 is the station as a whole: everything it can say.
    if (connectorId !== undefined && connectorId !== 0 && place === undefined) return { status: 'Rejected' }
    const { status, run } = station.triggers.request({
      message: requestedMessage,
      evseId: place?.evseId,
      connectorId: place?.connectorId,
    })
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
})
