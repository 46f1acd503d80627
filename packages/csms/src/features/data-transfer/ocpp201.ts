import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { Connection, HandlerMap } from '@ocpp-kit/rpc'
import type { DataTransferAdapter } from './data-transfer.js'
import type { DataTransferMessage } from './data-transfer-message.js'

type Station = Connection<Ocpp201, 'csms'>

export const dataTransfer: DataTransferAdapter = {
  handlers: (domain) =>
    ({
      DataTransfer: async (request, message) => {
        const { status, data } = await domain.receive(message, request)
        return { status, ...(data !== undefined && { data }) }
      },
    }) satisfies HandlerMap<Ocpp201, 'csms'>,

  send: (station: Station, { vendorId, messageId, data }: DataTransferMessage) =>
    station.call('DataTransfer', { vendorId, ...(messageId !== undefined && { messageId }), ...(data !== undefined && { data }) }),
}
