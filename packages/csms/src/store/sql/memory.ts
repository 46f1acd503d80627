import { createSqlStore, type SqlStore } from './open.js'
import { resolveSqlStoreOptions, type SqlStoreOptions } from './options.js'
import { openSqlite } from './sqlite/engine.js'

/**
 * A store that lives and dies with the process, for tests, demonstrations and tools: SQLite in memory, the same as `openStore(':memory:')`
 * without a promise.
 * @throws TypeError naming the option that is wrong
 */
export function createMemoryStore(options: SqlStoreOptions = {}): SqlStore {
  const resolved = resolveSqlStoreOptions(options, 'sqlite')
  const now = (): string => new Date(resolved.clock.now()).toISOString()
  return createSqlStore(openSqlite({ path: ':memory:', busyTimeoutMs: resolved.timeoutMs, now }), resolved)
}
