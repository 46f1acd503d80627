import { hasStatus } from '../checks.js'

/** The server speaks no vendor's language (P01.FR.05). */
export const unknownVendor = () => ({ status: 'UnknownVendorId' }) as const

/** Most stations do not know this vendor, and say so rightly. */
export const greeting = {
  payload: () => ({ vendorId: 'org.example', messageId: 'Greeting', data: 'hello' }),
  check: hasStatus('Accepted', 'UnknownVendorId', 'UnknownMessageId'),
}
