import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { type Profile2x, profileOf2x } from '../smart-charging/ocpp2x-profile.js'

export const remoteControl = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  RequestStartTransaction: ({ idToken, groupIdToken, evseId, remoteStartId, chargingProfile: wire }, message) => {
    const { status, run, transactionId, reason } = station.remoteControl.start({
      token: { idToken: idToken.idToken, type: idToken.type, groupId: groupIdToken?.idToken },
      evseId,
      remoteStartId,
      profileAt: wire && ((chosen) => ({ profile: profileOf2x(wire as Profile2x, chosen), wire })),
    })
    if (run !== undefined) message.afterAnswer(run)
    return {
      status,
      ...(transactionId === undefined ? {} : { transactionId }),
      ...(reason === undefined ? {} : { statusInfo: { reasonCode: reason } }),
    }
  },
  RequestStopTransaction: ({ transactionId }, message) => {
    const { status, run } = station.remoteControl.stop(transactionId)
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
})
