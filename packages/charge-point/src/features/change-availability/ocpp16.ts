import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { placeOf } from '../topology/ocpp16.js'

export const changeAvailability = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  ChangeAvailability: ({ connectorId, type }, message) => {
    const place = placeOf(station.body.state, connectorId)
    if (place === undefined && connectorId !== 0) return { status: 'Rejected' }
    const { status, run } = station.changeAvailability.request({ ...place, isOperative: type === 'Operative', isForAll: connectorId === 0 })
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
})
