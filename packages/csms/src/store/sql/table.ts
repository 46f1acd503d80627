import type { ColumnType, Dialect } from './dialect.js'
import type { Database } from './schema.js'
import type { Prepared, PutStatement, Value } from './work.js'

/** The columns of a table, in the order in which rows are written. */
export type Columns<R> = { readonly [Name in keyof R]: ColumnType }

type Name<T extends keyof Database> = keyof Database[T] & string

/** A table with its statements for many rows at once. */
export interface Table<T extends keyof Database> {
  readonly name: T
  readonly columns: Columns<Database[T]>
  readonly key: readonly Name<T>[]
}

/** A row as its values, in the order of the columns. */
export const valuesOf = <T extends keyof Database>({ columns }: Table<T>, row: Database[T]): readonly Value[] =>
  (Object.keys(columns) as Name<T>[]).map((name) => row[name] as Value)

/** Reads rows by many keys: `t` is the table, the keys come as one parameter. Both databases search an index for each key. */
export function prepareByKeys<T extends keyof Database>(
  { keys }: Dialect,
  { name, columns }: Table<T>,
  { by, select, end = '' }: { readonly by: readonly Name<T>[]; readonly select?: readonly Name<T>[]; readonly end?: string },
): Prepared<Database[T]> {
  const wanted = (select ?? (Object.keys(columns) as Name<T>[])).map((column) => `t."${column}"`).join(', ')
  // A cross join keeps its order in SQLite, whatever it believes of the sizes.
  return { sql: `select ${wanted} from ${keys} cross join "${name}" as t where ${matches(columns, by)} ${end}`.trimEnd() }
}

/** Deletes rows by many keys. */
export function prepareDelete<T extends keyof Database>(dialect: Dialect, table: Table<T>, by: readonly Name<T>[]): Prepared<unknown> {
  const { keys, rowAddress } = dialect
  const found = `select t.${rowAddress} from ${keys} cross join "${table.name}" as t where ${matches(table.columns, by)}`
  return { sql: `delete from "${table.name}" where ${rowAddress} in (${found})` }
}

/** Inserts rows; one whose key is there already is an error, which makes the batch begin anew. */
export function prepareInsert<T extends keyof Database>({ putRows }: Dialect, { name, columns }: Table<T>): PutStatement {
  const names = Object.keys(columns).map((column) => `"${column}"`)
  const { values, from } = putRows(Object.values(columns))
  // "where true" ends the select before "on conflict".
  const source = from === undefined ? `values (${values.join(', ')})` : `select ${values.join(', ')} from ${from} where true`
  return { sql: `insert into "${name}" (${names.join(', ')}) ${source}` }
}

/**
 * Updates rows that are there, given whole; the columns that are kept stand as they are, and so do the indexes on them. One whose revision is
 * not the next one is left alone.
 */
export function prepareNextRevision<T extends keyof Database>(
  { putRows }: Dialect,
  { name, columns, key }: Table<T>,
  { kept }: { readonly kept: readonly Name<T>[] },
): PutStatement {
  const { values, from } = putRows(Object.values(columns))
  const names = Object.keys(columns) as Name<T>[]
  const given = (column: string): string => values[names.indexOf(column as Name<T>)] ?? ''
  const updates = names
    .filter((column) => !key.includes(column) && !kept.includes(column))
    .map((column) => `"${column}" = ${given(column)}`)
  const matches = key.map((column) => `"${name}"."${column}" = ${given(column)}`)
  const rows = from === undefined ? '' : ` from ${from}`
  const condition = [...matches, `"${name}"."revision" = ${given('revision')} - 1`].join(' and ')
  return { sql: `update "${name}" set ${updates.join(', ')}${rows} where ${condition}` }
}

/** Inserts rows; one whose key is there already takes the new values, except in the columns that are kept, if the condition holds of both. */
export function prepareUpsert<T extends keyof Database>(
  dialect: Dialect,
  table: Table<T>,
  { kept = [], condition }: { readonly kept?: readonly Name<T>[]; readonly condition?: string } = {},
): PutStatement {
  const changed = (Object.keys(table.columns) as Name<T>[]).filter((name) => !table.key.includes(name) && !kept.includes(name))
  const updates = changed.map((name) => `"${name}" = excluded."${name}"`).join(', ')
  const key = table.key.map((name) => `"${name}"`).join(', ')
  const where = condition === undefined ? '' : ` where ${condition}`
  return { sql: `${prepareInsert(dialect, table).sql} on conflict (${key}) do update set ${updates}${where}` }
}

/** For tables that count their writes: no other node has written the row since it was read. */
export const isNextRevision = (table: string): string => `"${table}"."revision" = excluded."revision" - 1`

const matches = <T extends keyof Database>(columns: Columns<Database[T]>, by: readonly Name<T>[]): string =>
  by.map((name, at) => `t."${name}" = ${columns[name] === 'integer' ? `cast(k.value->>${at} as bigint)` : `k.value->>${at}`}`).join(' and ')
