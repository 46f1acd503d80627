import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'

export const reset = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  Reset: ({ type, evseId }, message) => {
    const { status, run } = station.reset.request({
      // 0 is the station itself.
      evseId: evseId === 0 ? undefined : evseId,
      when: type === 'OnIdle' ? 'idle' : 'now',
      manner: 'soft',
      isForced: type !== 'OnIdle',
    })
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
})
