import type { Store } from '../store.js'
import { kindOf, openEngine } from './database.js'
import type { Durability } from './engine.js'
import { type CommitFigures, GroupCommit } from './group-commit.js'
import { resolveSqlStoreOptions, type SqlStoreOptions } from './options.js'
import { createParts } from './parts.js'

/** A store in a database. */
export interface SqlStore extends Store {
  /** Whether what was committed survives a power cut. */
  readonly durability: Durability
  readonly figures: CommitFigures
  close(): Promise<void>
}

/**
 * Opens the database of a csms, makes or migrates its tables, and keeps them in order.
 * @param location a file (`./ocpp-kit.db`), `:memory:`, or `postgres://user@host:5432/database`
 * @throws StoreError `UNAVAILABLE`, `NEWER_SCHEMA`, `NOT_OURS` … where it cannot be opened
 * @throws TypeError naming the option that is wrong
 */
export async function openStore(location: string, options: SqlStoreOptions = {}): Promise<SqlStore> {
  const resolved = resolveSqlStoreOptions(options, kindOf(location))
  const engine = await openEngine(location, resolved)
  const commits = new GroupCommit({ engine, ...resolved })
  return {
    ...createParts({ engine, commits, random: resolved.random }),
    get durability() {
      return engine.durability
    },
    get figures() {
      return commits.figures
    },
    close: async () => {
      await commits.close()
      await engine.close()
    },
  }
}
