import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'

export const triggerMessage = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  TriggerMessage: ({ requestedMessage, evse }, message) => {
    // The status is asked for by connector (F06.FR.12); EVSE 0 is the main meter.
    const isOfConnector = evse?.connectorId !== undefined && evse.id !== 0
    if (requestedMessage === 'StatusNotification' && !isOfConnector) return { status: 'Rejected' }
    const { status, run } = station.triggers.request({ message: requestedMessage, evseId: evse?.id, connectorId: evse?.connectorId })
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
})
