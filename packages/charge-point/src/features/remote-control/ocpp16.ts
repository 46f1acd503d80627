import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { profileOf16 } from '../smart-charging/ocpp16-profile.js'
import { placeOf } from '../topology/ocpp16.js'

export const remoteControl = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  RemoteStartTransaction: ({ idTag, connectorId, chargingProfile: wire }, message) => {
    const place = connectorId === undefined ? undefined : placeOf(station.body.state, connectorId)
    if (connectorId !== undefined && place === undefined) return { status: 'Rejected' }
    const { status, run } = station.remoteControl.start({
      token: { idToken: idTag, type: 'ISO14443' },
      evseId: place?.evseId,
      connectorId: place?.connectorId,
      profileAt: wire && ((evseId) => ({ profile: profileOf16(wire, { evseId, connectorId: place?.connectorId }), wire })),
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
