import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'

export const remoteControl = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  RequestStartTransaction: ({ idToken, evseId, remoteStartId }, message) => {
    const { status, run, transactionId } = station.remoteControl.start({
      token: { idToken: idToken.idToken, type: idToken.type },
      evseId,
      remoteStartId,
    })
    if (run !== undefined) message.afterAnswer(run)
    return { status, ...(transactionId === undefined ? {} : { transactionId }) }
  },
  RequestStopTransaction: ({ transactionId }, message) => {
    const { status, run } = station.remoteControl.stop(transactionId)
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
})
