import type { StationKey } from '../../identifier.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../page.js'

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

/** How a list is sorted: by the place of each item, a number of texts. */
export interface Order<T> {
  readonly parts: number
  place(item: T): readonly string[]
  readonly isDescending?: boolean
}

/** The page of a sorted list that follows the place its cursor names. */
export function pageAfter<T>(sorted: readonly T[], query: PageQuery, { parts, place, isDescending = false }: Order<T>): Page<T> {
  const after = placeOf(query, parts)
  const limit = limitOf(query)
  const isAfter = (item: T): boolean => after === undefined || compareTexts(place(item), after) * (isDescending ? -1 : 1) > 0
  return pageOf(sorted.filter(isAfter).slice(0, limit + 1), limit, (item) => item, place)
}

export function compareTexts(left: readonly string[], right: readonly string[]): number {
  const at = left.findIndex((text, index) => text !== right[index])
  return at < 0 ? 0 : (left[at] ?? '') < (right[at] ?? '') ? -1 : 1
}
