import type { StationKey } from '../../../identifier.js'
import { storable } from '../text.js'
import type { Value } from '../work.js'

/** A text that no other key of that many parts gives: what is storable has no NUL. */
export const keyOf = (...parts: readonly Value[]): string => parts.join('\u0000')

export const stationKeyOf = ({ tenantId, stationId }: StationKey): readonly [tenantId: string, stationId: string] => [
  storable(tenantId),
  storable(stationId),
]

/** The keys, each once. */
export const distinctKeys = (keys: readonly (readonly Value[])[]): readonly (readonly Value[])[] => [
  ...new Map(keys.map((key) => [keyOf(...key), key])).values(),
]

/** Rows are written in the order of their keys, by every node, so that no two wait for each other. */
export const byKey = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : left > right ? 1 : 0
