import type { StationKey } from '../../identifier.js'

/** A text that no other sequence of parts gives. */
export const keyOf = (...parts: readonly (string | number)[]): string => JSON.stringify(parts)

export const keyOfStation = ({ tenantId, stationId }: StationKey, ...more: readonly (string | number)[]): string =>
  keyOf(tenantId, stationId, ...more)

/** The list under a key, made when it is first asked for. */
export function listOf<T>(table: Map<string, T[]>, key: string): T[] {
  const list = table.get(key) ?? []
  table.set(key, list)
  return list
}
