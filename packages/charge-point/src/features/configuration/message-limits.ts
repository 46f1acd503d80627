import { OcppError } from '@ocpp-kit/rpc'

/** What one request about the device model may hold, as ItemsPerMessage and BytesPerMessage tell the csms. */
export const messageLimits = { items: 100, bytes: 65_536 } as const

/** How long a value may be that is set, and one that is told (ConfigurationValueSize, ReportingValueSize). */
export const valueSizes = { set: 1_000, told: 2_500 } as const

/** How many keys of 1.6 may be asked for at once (GetConfigurationMaxKeys). */
export const maxKeysPerRequest = 100

/** @throws OcppError `OccurrenceConstraintViolation` more elements than may be */
export function checkCount(items: readonly unknown[], max: number): void {
  if (items.length > max)
    throw new OcppError('OccurrenceConstraintViolation', `at most ${max} elements fit into one request, not ${items.length}`)
}

/**
 * Refuses a request that is too large (B06.FR.16–17, B08.FR.17–18, N06.FR.06–07).
 * @throws OcppError `OccurrenceConstraintViolation` too many elements · `FormatViolation` too many bytes
 */
export function checkSize(request: object, items: readonly unknown[] = []): void {
  checkCount(items, messageLimits.items)
  const bytes = Buffer.byteLength(JSON.stringify(request))
  if (bytes <= messageLimits.bytes) return
  throw new OcppError('FormatViolation', `at most ${messageLimits.bytes} bytes fit into one request, not ${bytes}`)
}
