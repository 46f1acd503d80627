import { type CreateTableBuilder, type RawBuilder, sql } from 'kysely'
import { type Dialect, prepare } from './dialect.js'
import type { Prepared } from './work.js'

/** One step from a schema to the next, for both databases. */
export interface Migration {
  /** `0001-what`; the order of names is the order in which they are applied. */
  readonly name: string
  /** The statements to run, one after the other. */
  up(tools: Tools): readonly Prepared<unknown>[]
}

/** What a migration writes its statements with. */
export interface Tools {
  readonly text: Kind
  readonly integer: Kind
  readonly json: Kind
  table(name: string, key: readonly string[], columns: Readonly<Record<string, ColumnKind>>, options?: TableOptions): Prepared<unknown>
  /** A column more in a table that is there, empty in its rows. */
  column(table: string, name: string, kind: ColumnKind): Prepared<unknown>
  index(table: string, columns: readonly string[], options?: IndexOptions): Prepared<unknown>
  /** Does away with an index of that name. */
  withoutIndex(name: string): Prepared<unknown>
}

export interface ColumnKind {
  readonly type: RawBuilder<unknown>
  readonly isNullable: boolean
}

/** The type of a column that always has a value; `orNull` is the same for one that may be empty. */
export interface Kind extends ColumnKind {
  readonly orNull: ColumnKind
}

export interface TableOptions {
  readonly owner?: Owner
  /** Its rows are written again and again. */
  readonly isRewritten?: boolean
}

/** The row of another table that each row belongs to, and which cannot be deleted before it. */
export interface Owner {
  readonly table: string
  /** The key of that table; the columns of this one that hold it are called the same. */
  readonly key: readonly string[]
}

export interface IndexOptions {
  /** Default: made of the table and the columns. */
  readonly name?: string
  readonly isUnique?: boolean
  /** Only rows of which this holds are in it. */
  readonly where?: string
}

export function toolsOf({ db: { schema }, types, tableEnd }: Dialect): Tools {
  return {
    text: kindOf(types.text),
    integer: kindOf(types.integer),
    json: kindOf(types.json),

    table: (name, key, columns, { owner, isRewritten = false } = {}) => {
      let table: CreateTableBuilder<string, string> = schema.createTable(name)
      for (const [column, { type, isNullable }] of Object.entries(columns)) {
        table = table.addColumn(column, type, (definition) => (isNullable ? definition : definition.notNull()))
      }
      table = table.addPrimaryKeyConstraint(`${name}_pkey`, [...key])
      if (owner !== undefined)
        table = table.addForeignKeyConstraint(`${name}_of_${owner.table}`, [...owner.key], owner.table, [...owner.key])
      return prepare(table.modifyEnd(tableEnd(isRewritten)))
    },

    column: (table, name, { type }) => prepare(schema.alterTable(table).addColumn(name, type)),

    index: (table, columns, { name, isUnique = false, where } = {}) => {
      const index = schema
        .createIndex(name ?? [table, ...columns].join('_'))
        .on(table)
        .columns([...columns])
      const unique = isUnique ? index.unique() : index
      return prepare(where === undefined ? unique : unique.where(sql.raw<boolean>(where)))
    },

    withoutIndex: (name) => prepare(schema.dropIndex(name)),
  }
}

const kindOf = (type: RawBuilder<unknown>): Kind => ({ type, isNullable: false, orNull: { type, isNullable: true } })
