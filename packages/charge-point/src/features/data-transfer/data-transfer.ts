/** What a vendor's extension answers. */
export interface DataTransferAnswer {
  readonly status: 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId'
  /** In 1.6 what is no text goes out as JSON. */
  readonly data?: unknown
}

export interface DataTransferRequest {
  readonly vendorId: string
  readonly messageId: string | undefined
  /** A text in 1.6, any JSON in 2.x; undefined if there is none. */
  readonly data: unknown
}

export type DataTransferHandler = (request: DataTransferRequest) => DataTransferAnswer | Promise<DataTransferAnswer>

/** Extensions of vendors, added by the program that runs the station; without one every vendor is unknown (P01.FR.05–06, 1.6 §4.3). */
export class DataTransfers {
  /** Made when the first one comes; by vendor, then by message, which is empty for all of a vendor's. */
  private vendors: Map<string, Map<string, DataTransferHandler>> | undefined

  /** @returns what removes it again */
  add(vendorId: string, messageId: string | undefined, handler: DataTransferHandler): () => void {
    this.vendors ??= new Map()
    const key = vendorId.toLowerCase()
    const handlers = this.vendors.get(key) ?? new Map<string, DataTransferHandler>()
    this.vendors.set(key, handlers)
    handlers.set(messageId ?? '', handler)
    return () => {
      if (handlers.get(messageId ?? '') === handler) handlers.delete(messageId ?? '')
      if (handlers.size === 0 && this.vendors?.get(key) === handlers) this.vendors.delete(key)
    }
  }

  answer(request: DataTransferRequest): DataTransferAnswer | Promise<DataTransferAnswer> {
    const handlers = this.vendors?.get(request.vendorId.toLowerCase())
    if (handlers === undefined) return { status: 'UnknownVendorId' }
    const handler = handlers.get(request.messageId ?? '') ?? handlers.get('')
    return handler === undefined ? { status: 'UnknownMessageId' } : handler(request)
  }
}
