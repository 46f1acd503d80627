import type { Engine } from './engine.js'
import type { Migration } from './migration.js'
import type { ResolvedSqlStoreOptions } from './options.js'
import { openPostgres } from './postgres/engine.js'
import { openSqlite } from './sqlite/engine.js'

export type DatabaseKind = 'sqlite' | 'postgres'

/** @throws TypeError for an address of another kind of database */
export function kindOf(location: string): DatabaseKind {
  if (typeof location !== 'string' || location === '') throw new TypeError('the database must be a file, ":memory:" or postgres://…')
  if (/^postgres(ql)?:\/\//.test(location)) return 'postgres'
  // A single letter before the colon is a drive of Windows.
  const [, scheme] = /^([a-z][a-z0-9+.-]+):/i.exec(location) ?? []
  if (scheme === undefined) return 'sqlite'
  throw new TypeError(`the database must be a file, ":memory:" or postgres://…, not ${scheme}:`)
}

/** Opens a database of either kind; `migrations` are those of this version unless a test has others. */
export async function openEngine(location: string, options: ResolvedSqlStoreOptions, migrations?: readonly Migration[]): Promise<Engine> {
  const { clock, random, timeoutMs, schema, poolSize } = options
  const now = (): string => new Date(clock.now()).toISOString()
  return kindOf(location) === 'postgres'
    ? openPostgres({ url: location, schema, poolSize, timeoutMs, now, random, migrations })
    : openSqlite({ path: location, busyTimeoutMs: timeoutMs, now, migrations })
}
