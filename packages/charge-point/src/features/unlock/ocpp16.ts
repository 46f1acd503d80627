import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import type { Keys } from '../configuration/ocpp16.js'
import { placeOf } from '../topology/ocpp16.js'
import { unlockOnEvSideDisconnect } from './settings.js'

export const unlock = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  UnlockConnector: ({ connectorId }, message) => {
    const place = placeOf(station.body.state, connectorId)
    // 1.6 has no other word for a connector that does not exist (errata 3.85).
    if (place === undefined) return { status: 'NotSupported' }
    const { status, run } = station.unlock.request({ ...place, endsTransaction: true })
    if (run !== undefined) message.afterAnswer(run)
    return { status: status === 'Unlocked' || status === 'UnlockFailed' ? status : 'NotSupported' }
  },
})

export const unlockKeys: Keys = { UnlockConnectorOnEVSideDisconnect: unlockOnEvSideDisconnect }
