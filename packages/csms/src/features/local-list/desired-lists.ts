import type { Clock } from '@ocpp-kit/rpc'
import type { StationFacts } from '../authorization/place.js'
import { nextBoundary, type TokenBook, type TokenBooks } from '../authorization/token-book.js'
import { type DesiredList, desiredList, type EntryForm } from './list.js'
import type { ListLimits, ListScope, ListWish } from './list-state.js'
import { frameBytes } from './plan.js'

/** For a station that does not say how many entries it takes: more than that might be too many. */
const unsaidMaxEntries = 1_000

export interface DesiredQuestion {
  readonly scope: Exclude<ListScope, 'off'>
  readonly wish: ListWish | undefined
  /** OCPP version of the station. */
  readonly version: string
  readonly form: EntryForm
}

/** What a station should hold, once it is known what it takes; and how long that holds. */
export interface PreparedList {
  of(limits: ListLimits): DesiredList
  /** Changes of tokens that it knows of. */
  readonly changes: number
  /** When the passing of time next changes what is known of a token, ms. */
  readonly until: number
}

/** Works out what stations should hold; those that should hold the same share it. */
export function createDesiredLists(books: Pick<TokenBooks, 'current'>, clock: Pick<Clock, 'now'>) {
  let shared:
    | { readonly book: TokenBook; readonly until: number; readonly lists: Map<string, DesiredList>; readonly isPlaced: boolean }
    | undefined

  const sharedOf = (book: TokenBook, nowMs: number) => {
    if (shared?.book !== book || nowMs >= shared.until) {
      const isPlaced = book.tokens.some(({ places, connectorTypes }) => places !== undefined || connectorTypes !== undefined)
      shared = { book, until: nextBoundary(book, nowMs), lists: new Map(), isPlaced }
    }
    return shared
  }

  return {
    /** Reads the tokens; what the station takes is said afterwards. */
    prepare: async ({ scope, wish, version, form }: DesiredQuestion, station: StationFacts): Promise<PreparedList> => {
      const book = await books.current()
      const of = (limits: ListLimits): DesiredList => {
        const nowMs = clock.now()
        const { lists, isPlaced } = sharedOf(book, nowMs)
        const { excluded = [] } = wish ?? {}
        const maxEntries = Math.min(wish?.maxEntries ?? Number.POSITIVE_INFINITY, limits.maxEntries ?? wish?.maxEntries ?? unsaidMaxEntries)
        const maxEntryBytes = (limits.bytesPerMessage ?? Number.POSITIVE_INFINITY) - frameBytes - 1
        const work = (): DesiredList => desiredList(book, form, { scope, station, excluded, maxEntries, maxEntryBytes, nowMs })
        if (isPlaced || excluded.length > 0) return work()
        const key = JSON.stringify([version, scope, maxEntries, maxEntryBytes])
        const known = lists.get(key) ?? work()
        lists.set(key, known)
        return known
      }
      return { of, changes: book.changes, until: sharedOf(book, clock.now()).until }
    },
  }
}
