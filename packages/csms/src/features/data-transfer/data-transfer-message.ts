export interface DataTransferMessage {
  readonly vendorId: string
  readonly messageId?: string | undefined
  /** Any JSON in 2.x; 1.6 has text alone, so other values travel as their JSON. */
  readonly data?: unknown
}

export interface DataTransferResult {
  readonly status: 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId'
  readonly data?: unknown
}
