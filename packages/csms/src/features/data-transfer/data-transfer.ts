import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Reach } from '../../connection/commandable.js'
import type { AnyHandlers, Core, Incoming } from '../../core.js'
import type { Station } from '../../station.js'
import type { DataTransferMessage, DataTransferResult } from './data-transfer-message.js'

export interface DataTransferAdapter {
  handlers(dataTransfer: DataTransferFeature): AnyHandlers
  send(connection: AnyConnection, message: DataTransferMessage): Promise<DataTransferResult>
}

/** Answers the messages of one vendor. */
export type DataTransferHandler = (
  message: DataTransferMessage,
  from: { readonly station: Station },
) => DataTransferResult | Promise<DataTransferResult>

export type DataTransferHandlers = Readonly<Record<string, DataTransferHandler>>

export interface DataTransferFeature {
  receive(incoming: Incoming, message: DataTransferMessage): Promise<DataTransferResult>
  send(identity: string, message: DataTransferMessage): Promise<DataTransferResult>
}

export function createDataTransfer(core: Core, vendors: DataTransferHandlers, reach: Reach<DataTransferAdapter>): DataTransferFeature {
  return {
    receive: async ({ connection }, message) => {
      const handler = Object.hasOwn(vendors, message.vendorId) ? vendors[message.vendorId] : undefined
      // Nothing is known of a vendor unless the program says so (P01.FR.04, TC_P_02).
      return handler === undefined ? { status: 'UnknownVendorId' } : handler(message, { station: core.station(connection.identity) })
    },
    send: async (identity, message) => {
      const { connection, adapter } = await reach(identity, 'DataTransfer')
      return adapter.send(connection, message)
    },
  }
}
