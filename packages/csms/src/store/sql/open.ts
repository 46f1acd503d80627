import type { Store } from '../store.js'
import { kindOf, openEngine } from './database.js'
import type { Durability, Engine } from './engine.js'
import { type CommitFigures, GroupCommit } from './group-commit.js'
import { type ResolvedSqlStoreOptions, resolveSqlStoreOptions, type SqlStoreOptions } from './options.js'
import { createParts } from './parts.js'
import { startRetention } from './retention.js'
import { createStoreId } from './tables/store-id.js'
import { run } from './work.js'

/** A store in a database. */
export interface SqlStore extends Store {
  /** Whether what was committed survives a power cut. */
  readonly durability: Durability
  readonly figures: CommitFigures
  /** Resolves if the database answers. @throws StoreError */
  check(): Promise<void>
  /** Deletes now what retention would delete next, about `rowsPerTick` rows; resolves with their number. */
  deleteOld(): Promise<number>
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
  const store = createSqlStore(await openEngine(location, resolved), resolved)
  try {
    await store.id()
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A store over a database that is open, which it closes. */
export function createSqlStore(engine: Engine, options: ResolvedSqlStoreOptions): SqlStore {
  const commits = new GroupCommit({ engine, ...options })
  const retention = startRetention({ engine, ...options })
  return {
    ...createParts({ engine, commits, random: options.random }),
    id: createStoreId(engine),
    isPrivate: engine.isPrivate,
    get durability() {
      return engine.durability
    },
    get figures() {
      return commits.figures
    },
    check: () => engine.read(() => run({ sql: 'select 1' }, [])).then(() => {}),
    deleteOld: () => retention.tick(),
    close: async () => {
      await retention.stop()
      await commits.close()
      await engine.close()
    },
  }
}
