import { StoreError } from '../store-error.js'
import { type Dialect, prepare } from './dialect.js'
import { type Migration, toolsOf } from './migration.js'
import { migrations as released } from './migrations/index.js'
import { rows, run, type Work } from './work.js'

/** What a database is, as far as migrations are concerned. */
export interface SchemaState {
  /** Whether the table of migrations is there at all. */
  readonly isOurs: boolean
  readonly applied: readonly string[]
}

/** Reads which migrations a database has seen; `tables` is how it lists the tables of that name. */
export function* schemaState({ db }: Dialect, tableExists: string): Work<SchemaState> {
  const found = yield* rows({ sql: tableExists }, [])
  if (found.length === 0) return { isOurs: false, applied: [] }
  const applied = yield* rows(prepare(db.selectFrom('schema_migration').select('name').orderBy('name')), [])
  return { isOurs: true, applied: applied.map(({ name }) => name) }
}

/**
 * What is still to be applied.
 * @throws StoreError `NEWER_SCHEMA` where the database has seen a migration that this program does not know
 */
export function pending({ applied }: Pick<SchemaState, 'applied'>, known: readonly Migration[] = released): readonly Migration[] {
  const unknown = applied.filter((name) => !known.some((migration) => migration.name === name))
  if (unknown.length > 0) {
    const newest = known.at(-1)?.name ?? 'none'
    throw new StoreError(
      'NEWER_SCHEMA',
      `the database was written by a newer version of this program: it has ${unknown.join(', ')}, and this version knows none after ${newest}; start that version, or restore a backup made before`,
    )
  }
  return known.filter(({ name }) => !applied.includes(name))
}

/** Applies what is missing. The caller holds a lock, and everything is one database transaction. */
export function* migrate(dialect: Dialect, { tableExists, now, known = released }: MigrateOptions): Work<readonly string[]> {
  const state = yield* schemaState(dialect, tableExists)
  const missing = pending(state, known)
  const tools = toolsOf(dialect)
  if (!state.isOurs) yield* run(tools.table('schema_migration', ['name'], { name: tools.text, applied_at: tools.text }), [])
  const done = prepare(dialect.db.insertInto('schema_migration').values({ name: '', applied_at: '' }))
  for (const migration of missing) {
    for (const statement of migration.up(tools)) yield* run(statement, [])
    yield* run(done, [migration.name, now])
  }
  return missing.map(({ name }) => name)
}

export interface MigrateOptions {
  /** A query that gives a row if the table of migrations is there. */
  readonly tableExists: string
  /** ISO 8601, UTC. */
  readonly now: string
  /** Default: those of this version. */
  readonly known?: readonly Migration[] | undefined
}
