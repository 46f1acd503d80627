import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, ResponseOf } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'

type Data = ResponseOf<Ocpp201, 'DataTransfer'>['data']

export const dataTransfer = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  DataTransfer: async ({ vendorId, messageId, data }) => {
    const { status, data: answered } = await station.dataTransfers.answer({ vendorId, messageId, data })
    return answered === undefined ? { status } : { status, data: answered as Data }
  },
})
