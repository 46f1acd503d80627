import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Answer, Step } from '../work.js'

/** What decides whether a commit is on the disk when it is answered. */
export interface PostgresSettings {
  readonly fsync: string
  readonly synchronous_commit: string
  readonly full_page_writes: string
}

export interface PoolOptions {
  readonly url: string
  readonly schema: string
  /** Connections at most. */
  readonly size: number
  /** The longest that the database may take to answer, ms. */
  readonly timeoutMs: number
  /** Sees the settings of each connection that is opened. */
  readonly onConnection: (settings: PostgresSettings) => void
}

const integerTypes: readonly number[] = [pg.types.builtins.INT8, pg.types.builtins.INT4, pg.types.builtins.INT2]

/** Integers as numbers, and everything else, documents too, as the text that came. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) => (integerTypes.includes(oid) ? Number : String)) as pg.CustomTypesConfig['getTypeParser'],
}

/** Connections that open when they are needed, and again when they were lost. */
export function createPool({ url, schema, size, timeoutMs, onConnection }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    types,
    application_name: 'ocpp-csms',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    // A little earlier than here, so that the server says why.
    lock_timeout: Math.ceil(timeoutMs * 0.8),
    statement_timeout: timeoutMs,
    // A node that died in the middle of a transaction must not hold its rows for long.
    idle_in_transaction_session_timeout: 2 * timeoutMs,
    keepAlive: true,
    idleTimeoutMillis: 60_000,
    onConnect: async (client) => {
      const { rows } = await client.query({ text: greeting, values: [`"${schema}"`] })
      onConnection(rows[0] as PostgresSettings)
    },
  } as pg.PoolConfig)
  // A connection that is lost says so here while it is idle, and itself while it is used; without an ear that would end the process.
  // What was under way is rejected by itself, and the next use opens another.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Every query here has an index made for it. The planner must not read a table through because it was small when the plan was made, and
 * plans are kept for as long as the connection; compiling them to machine code takes longer than they do.
 */
const greeting =
  "select set_config('search_path', $1, false), set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false), " +
  "set_config('enable_mergejoin', 'off', false), set_config('jit', 'off', false), current_setting('fsync') as fsync, " +
  "current_setting('synchronous_commit') as synchronous_commit, current_setting('full_page_writes') as full_page_writes"

/** Does one step of work on a connection. */
export async function perform(client: pg.PoolClient, step: Step): Promise<Answer> {
  if ('put' in step) {
    const records = JSON.stringify(step.rows.map((row) => ({ ...row })))
    return answerOf(await client.query({ name: nameOf(step.put.sql), text: step.put.sql, values: [records] }))
  }
  const { sql, parameters, isPrepared } = step
  const query = { text: sql, values: [...parameters] }
  return answerOf(await client.query(isPrepared ? { ...query, name: nameOf(sql) } : query))
}

const answerOf = ({ rows, rowCount }: pg.QueryResult): Answer => ({ rows: rows as Answer['rows'], changes: rowCount ?? 0 })

const names = new Map<string, string>()

/** A name that says the same on each connection; the server takes 63 characters. */
function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = createHash('sha256').update(sql).digest('base64url')
  names.set(sql, name)
  return name
}
