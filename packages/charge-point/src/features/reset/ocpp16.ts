import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'

export const reset = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  Reset: ({ type }, message) => {
    const isHard = type === 'Hard'
    const { status, run } = station.reset.request({
      evseId: undefined,
      when: 'now',
      manner: isHard ? 'hard' : 'soft',
      isForced: isHard,
    })
    if (run !== undefined) message.afterAnswer(run)
    return { status: status === 'Rejected' ? 'Rejected' : 'Accepted' }
  },
})
