import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'

export const dataTransfer = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  DataTransfer: async ({ vendorId, messageId, data }) => {
    const { status, data: answered } = await station.dataTransfers.answer({ vendorId, messageId, data })
    if (answered === undefined) return { status }
    return { status, data: typeof answered === 'string' ? answered : JSON.stringify(answered) }
  },
})
