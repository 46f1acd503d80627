import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'

export const changeAvailability = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  ChangeAvailability: ({ evse, operationalStatus }, message) => {
    const { status, run } = station.changeAvailability.request({
      // 0 is the station itself.
      evseId: evse?.id === 0 ? undefined : evse?.id,
      connectorId: evse?.connectorId,
      isOperative: operationalStatus === 'Operative',
    })
    if (run !== undefined) message.afterAnswer(run)
    return status === 'Rejected' ? { status, statusInfo: { reasonCode: 'UnknownEvse' } } : { status }
  },
})
