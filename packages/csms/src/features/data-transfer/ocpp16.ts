import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { Connection, HandlerMap } from '@ocpp-kit/rpc'
import type { DataTransferAdapter } from './data-transfer.js'
import type { DataTransferMessage } from './data-transfer-message.js'

type Station = Connection<Ocpp16, 'csms'>

export const dataTransfer: DataTransferAdapter = {
  handlers: (domain) =>
    ({
      DataTransfer: async (request, message) => {
        const { status, data } = await domain.receive(message, request)
        return { status, ...textOf(data) }
      },
    }) satisfies HandlerMap<Ocpp16, 'csms'>,

  send: (station: Station, { vendorId, messageId, data }: DataTransferMessage) =>
    station.call('DataTransfer', { vendorId, ...(messageId !== undefined && { messageId }), ...textOf(data) }),
}

/** 1.6 has text alone (§6.17). */
const textOf = (data: unknown): { data?: string } =>
  data === undefined ? {} : { data: typeof data === 'string' ? data : JSON.stringify(data) }
