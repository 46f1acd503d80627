import Database from 'libsql'
import { Worker } from '../processes.js'
import { type BenchDatabase, query } from './database.js'
import { BenchServer } from './server.js'
import { samplesPerEvent } from './station.js'

/*
 * Fills the tables as if many stations had charged for long: one transaction comes in over the wire, and the database copies its rows
 * under other names. What the rows are made of is left to the csms, so this does not change with its tables.
 */

export interface Fill {
  readonly transactions: number
  readonly samples: number
}

/** Stations that the transactions are spread over. */
const fillStations = 500
const schema = 'ocpp_csms'

/** @returns how long it took, ms; the csms must be down */
export async function fill(database: BenchDatabase, { transactions, samples }: Fill): Promise<number> {
  const events = Math.max(2, Math.round(samples / transactions / samplesPerEvent))
  await writeTemplate(database, events)
  const began = performance.now()
  await (database.kind === 'sqlite' ? fillSqlite(database.location, transactions) : fillPostgres(database.location, transactions))
  return performance.now() - began
}

/** One station sends one transaction. */
async function writeTemplate(database: BenchDatabase, events: number): Promise<void> {
  const server = await BenchServer.start({ database })
  const [load] = await Worker.start('csms-load', [server.url, '1', templateName, templateName, String(events)])
  try {
    await load.ask({ ask: 'connect' })
    await load.ask({ ask: 'transaction' })
  } finally {
    await load.end()
    await server.stop()
  }
}

/** The one station and its transaction; no other text in the rows holds it. */
const templateName = 'templateq'

/** One of those that are made of it. */
export const filledStation = 'fill-1'
export const filledTransaction = 'fill-1-1'

const tables = ['transaction', 'transaction_event'] as const

const ids = {
  sqlite: `'018f0000-0000-7000-8000-' || printf('%012x', s.n)`,
  postgres: `'018f0000-0000-7000-8000-' || lpad(to_hex(s.n), 12, '0')`,
}

/** Copies the rows of one table for each number of a series `s(n)`. */
function copyOf(dialect: keyof typeof ids, table: string, columns: readonly { readonly name: string; readonly type: string }[]): string {
  const values = columns.map(({ name, type }) => {
    if (table === 'transaction' && name === 'id') return ids[dialect]
    // The number of the station begins, so that those of one station stay together.
    const other = `'fill-' || (s.n % ${fillStations}) || '-' || s.n`
    const isText = /text|json/i.test(type)
    if (!isText) return `t."${name}"`
    // A station's name stands alone, and before the dash of its transaction's.
    const station = `'fill-' || (s.n % ${fillStations})`
    const cast = /json/i.test(type) ? '::json' : ''
    const source = cast === '' ? `t."${name}"` : `t."${name}"::text`
    return `(replace(replace(${source}, '${templateName}-0-${templateName}-1', ${other}), '${templateName}-0', ${station}))${cast}`
  })
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  return `insert into "${table}" (${names}) select ${values.join(', ')} from "${table}" as t`
}

const ofTemplate = `t."station_id" = '${templateName}-0'`

/** Rows that go in at one time; a commit for each keeps the log of the database small. */
const step = 5_000

async function fillSqlite(path: string, transactions: number): Promise<void> {
  const database = new Database(path)
  try {
    database.exec('pragma synchronous = off')
    for (let from = 1; from <= transactions; from += step) {
      const to = Math.min(transactions, from + step - 1)
      database.exec('begin')
      for (const table of tables) {
        const columns = database.prepare(`select name, type from pragma_table_info('${table}')`).all() as { name: string; type: string }[]
        database.exec(
          `with recursive s(n) as (select ${from} union all select n + 1 from s where n < ${to}) ` +
            `${copyOf('sqlite', table, columns)} cross join s where ${ofTemplate}`,
        )
      }
      database.exec('commit')
    }
    database.exec('pragma wal_checkpoint(truncate)')
  } finally {
    database.close()
  }
}

async function fillPostgres(location: string, transactions: number): Promise<void> {
  for (let from = 1; from <= transactions; from += step) {
    const to = Math.min(transactions, from + step - 1)
    for (const table of tables) {
      const found = await query(
        location,
        `select column_name as name, data_type as type from information_schema.columns where table_schema = '${schema}' and table_name = '${table}' order by ordinal_position`,
      )
      const columns = found as unknown as { name: string; type: string }[]
      const copy = copyOf('postgres', table, columns)
      await query(
        location,
        `set search_path to "${schema}"; ${copy} cross join generate_series(${from}, ${to}) as s(n) where ${ofTemplate}`,
      )
    }
  }
  await query(location, 'vacuum analyze')
}
