import { StoreError } from './store-error.js'

/** Which part of a long list is wanted. */
export interface PageQuery {
  /** Items at most, 1–1000. Default 50. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before; missing for the first. It fits the same query alone. */
  readonly cursor?: string | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Missing on the last page. */
  readonly nextCursor?: string | undefined
}

const defaultPageLimit = 50
const maxPageLimit = 1000

/** @throws StoreError `BAD_QUERY` */
export function limitOf({ limit = defaultPageLimit }: PageQuery): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxPageLimit) return limit
  throw new StoreError('BAD_QUERY', `limit must be a whole number from 1 to ${maxPageLimit}, not ${String(limit)}`)
}

/** A cursor is the place of the last item, so that a page stands where it stood when items come or go before it. */
const cursorOf = (place: readonly string[]): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/**
 * The place that a cursor names, a text for each part of it; `undefined` where there is no cursor.
 * @throws StoreError `BAD_QUERY` for a text that no page has given
 */
export function placeOf({ cursor }: PageQuery, parts: number): readonly string[] | undefined {
  if (cursor === undefined) return undefined
  const place = readJson(Buffer.from(cursor, 'base64url').toString())
  if (Array.isArray(place) && place.length === parts && place.every((part) => typeof part === 'string')) return place
  throw new StoreError('BAD_QUERY', 'the cursor was not given by a page of this list')
}

/** The page that begins a list of one item more than fits it, if there are that many. */
export function pageOf<T, R>(found: readonly R[], limit: number, item: (row: R) => T, place: (row: R) => readonly string[]): Page<T> {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const items = rows.map(item)
  return last === undefined || found.length <= limit ? { items } : { items, nextCursor: cursorOf(place(last)) }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
