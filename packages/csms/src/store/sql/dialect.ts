import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import type { Database } from './schema.js'
import type { Prepared } from './work.js'

/** How the two databases differ, as data; everything else is said once for both. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** Writes statements; it has no connection. */
  readonly db: Kysely<Database>
  readonly types: ColumnTypes
  /** The address of a row, for a delete that is bounded. */
  readonly rowAddress: string
  /**
   * Makes other writers of the rows read (of `t`) wait for the end of the transaction, always in one order, so that no two wait for each
   * other. SQLite has one writer at a time anyway.
   */
  readonly forUpdate: (key: readonly string[]) => string
  /** The rows of a parameter that is a JSON array of arrays, as `k.value`. */
  readonly keys: string
  /** Ends the statement that makes a table, whose rows are written once or again and again. */
  readonly tableEnd: (isRewritten: boolean) => RawBuilder<unknown>
  /** How a statement names the values of rows that are put. */
  readonly putRows: (types: readonly ColumnType[]) => PutRows
}

export interface PutRows {
  /** The values of a row, in the order of their types. */
  readonly values: readonly string[]
  /** What gives all rows at once; missing where the statement is done for one row after the other. */
  readonly from?: string
}

export type ColumnType = keyof ColumnTypes

export interface ColumnTypes {
  /** Compared and sorted byte by byte. */
  readonly text: RawBuilder<unknown>
  /** 64 bits. */
  readonly integer: RawBuilder<unknown>
  /** A JSON document, kept as it is written. */
  readonly json: RawBuilder<unknown>
}

export const sqlite: Dialect = {
  name: 'sqlite',
  db: new Kysely<Database>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  types: { text: sql`text`, integer: sql`integer`, json: sql`text` },
  rowAddress: 'rowid',
  forUpdate: () => '',
  keys: 'json_each(?) as k',
  tableEnd: () => sql`strict`,
  putRows: (types) => ({ values: types.map((_, at) => `?${at + 1}`) }),
}

export const postgres: Dialect = {
  name: 'postgres',
  db: new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
  // `json` keeps a document as it was written, where `jsonb` would sort its members and refuse \u0000.
  types: { text: sql`text collate "C"`, integer: sql`bigint`, json: sql`json` },
  rowAddress: 'ctid',
  forUpdate: (key) => `order by ${key.map((name) => `t."${name}"`).join(', ')} for update of t`,
  keys: 'json_array_elements(cast($1 as json)) as k(value)',
  // Room for new versions of a row beside the old one, so that its indexes need not be written (heap-only tuples).
  tableEnd: (isRewritten) => (isRewritten ? sql`with (fillfactor = 60)` : sql`with (fillfactor = 100)`),
  // Each row goes over as an object with the numbers of its columns for names.
  putRows: (types) => {
    const record = types.map((type, at) => `"${at}" ${type === 'integer' ? 'bigint' : 'text'}`).join(', ')
    const values = types.map((type, at) => (type === 'json' ? `cast(r."${at}" as json)` : `r."${at}"`))
    return { values, from: `json_to_recordset(cast($1 as json)) as r(${record})` }
  },
}

/** Compiles a query once; its parameters are given anew each time, in the order in which they stand in it. */
export function prepare<R>(query: Compilable<R>): Prepared<R> {
  return { sql: query.compile().sql }
}
