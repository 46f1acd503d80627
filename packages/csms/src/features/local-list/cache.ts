import type { Reach } from '../../connection/commandable.js'
import type { Core } from '../../core.js'
import { isCsmsError } from '../../errors.js'
import type { TokenBooks } from '../authorization/token-book.js'
import type { LocalListAdapter } from './adapter.js'
import type { ClearCacheResult } from './list-state.js'
import type { StationTokens } from './store.js'

/** What came of it at one of several stations. */
export interface CacheResult {
  readonly identity: string
  /** Missing where it could not be asked. */
  readonly status?: ClearCacheResult['status'] | undefined
  readonly error?: unknown
}

export interface CacheClearing {
  /** Has a station forget what it remembers of tokens, its local list apart (C11). */
  clearCache(identity: string): Promise<ClearCacheResult>
  /** The same at all stations that are connected, a few at a time. */
  clearCaches(): Promise<readonly CacheResult[]>
  /** Clears a cache that may hold what is no longer true, if that is wanted. */
  look(identity: string, known: StationTokens): Promise<void>
}

const atOnce = 16

export function createCacheClearing(
  { sessions, store }: Core,
  isKept: boolean,
  reach: Reach<LocalListAdapter>,
  books: Pick<TokenBooks, 'news'>,
): CacheClearing {
  const clearCache = async (identity: string): Promise<ClearCacheResult> => {
    const { connection, adapter } = await reach(identity, 'clearCache')
    const { edits } = await books.news()
    const result = await adapter.clearCache(connection)
    // Where there is none, nothing false is in it.
    await store.localList.save(sessions.keyOf(identity), { cacheEdits: edits })
    return result
  }

  return {
    clearCache,
    clearCaches: async () => {
      const identities = sessions.all().map(({ identity }) => identity)
      const results: CacheResult[] = []
      for (let from = 0; from < identities.length; from += atOnce) {
        results.push(...(await Promise.all(identities.slice(from, from + atOnce).map((identity) => clearOne(identity)))))
      }
      return results
    },
    look: async (identity, { cacheEdits = 0 }) => {
      if (!isKept || (await books.news()).edits <= cacheEdits) return
      try {
        await clearCache(identity)
      } catch (error) {
        // It did not answer, or cannot: it is asked again when it is ready.
        if (!isCsmsError(error) && !(error instanceof Error && /^(Ocpp|Connection)Error$/.test(error.name))) throw error
      }
    },
  }

  async function clearOne(identity: string): Promise<CacheResult> {
    try {
      return { identity, ...(await clearCache(identity)) }
    } catch (error) {
      return { identity, error }
    }
  }
}
