import { OcppError } from '@ocpp-kit/rpc'

/** What one request about the device model may hold, as ItemsPerMessage and BytesPerMessage tell the csms. */
export const messageLimits = { items: 100, bytes: 65_536 } as const

/**
 * Refuses a request that is too large (B06.FR.16–17, B08.FR.17–18, N06.FR.06–07).
 * @throws OcppError `OccurrenceConstraintViolation` too many elements · `FormatViolation` too many bytes
 */
export function checkSize(request: object, items: readonly unknown[] = []): void {
  if (items.length > messageLimits.items) {
    throw new OcppError(
      'OccurrenceConstraintViolation',
      `at most ${messageLimits.items} elements fit into one request, not ${items.length}`,
    )
  }
  const bytes = Buffer.byteLength(JSON.stringify(request))
  if (bytes <= messageLimits.bytes) return
  throw new OcppError('FormatViolation', `at most ${messageLimits.bytes} bytes fit into one request, not ${bytes}`)
}
