import type pg from 'pg'
import { StoreError } from '../../store-error.js'
import { postgres } from '../dialect.js'
import type { Durability, Engine } from '../engine.js'
import { migrate, pending, type SchemaState, schemaState } from '../migrate.js'
import type { Migration } from '../migration.js'
import { runSoon, type Work } from '../work.js'
import { toStoreError } from './errors.js'
import { createPool, type PostgresSettings, perform } from './session.js'
import { createStatistics } from './statistics.js'

export interface PostgresOptions {
  readonly url: string
  readonly schema: string
  readonly poolSize: number
  readonly timeoutMs: number
  readonly now: () => string
  readonly random: () => number
  readonly migrations?: readonly Migration[] | undefined
  /** Sees the settings of each connection that is opened, for tests. */
  readonly onConnection?: ((settings: PostgresSettings) => void) | undefined
}

/** How often a transaction is begun anew that met the writes of another node. */
const maxAttempts = 6

/**
 * PostgreSQL by way of one connection that writes and some that read.
 * @throws StoreError
 */
export async function openPostgres(options: PostgresOptions): Promise<Engine> {
  const { url, schema, timeoutMs, random } = options
  let settings: PostgresSettings = { fsync: 'unknown', synchronous_commit: 'unknown', full_page_writes: 'unknown' }
  const onConnection = (found: PostgresSettings): void => {
    settings = found
    options.onConnection?.(found)
  }
  const pool = (size: number): pg.Pool => createPool({ url, schema, size, timeoutMs, onConnection })
  const readers = pool(options.poolSize)
  const writer = pool(1)
  const about = `PostgreSQL ${addressOf(url)}`
  const statistics = createStatistics(readers)
  let isClosed = false

  const close = async (): Promise<void> => {
    isClosed = true
    await Promise.all([readers.end(), writer.end()])
  }

  const engine: Engine = {
    dialect: postgres,
    isPrivate: false,
    get durability() {
      return durabilityOf(settings)
    },
    read: async (work) => {
      try {
        if (isClosed) throw new StoreError('CLOSED', 'the store is closed')
        return await withClient(readers, (client) => runSoon(work(), (step) => perform(client, step)))
      } catch (error) {
        throw toStoreError(error, about)
      }
    },
    write: async (work) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          if (isClosed) throw new StoreError('CLOSED', 'the store is closed')
          const result = await withClient(writer, (client) => inTransaction(client, work))
          statistics.note()
          return result
        } catch (error) {
          if (!(await mayRepeat(error, attempt))) throw toStoreError(causeOf(error), about)
        }
      }
    },
    close,
  }

  /** What met the writes of another node is repeated; what lost its connection before COMMIT was sent is repeated once. */
  const mayRepeat = async (error: unknown, attempt: number): Promise<boolean> => {
    if (error instanceof ConnectionLost) return attempt === 1
    if (toStoreError(error, about).code !== 'CONFLICT' || attempt >= maxAttempts) return false
    await new Promise((resolve) => setTimeout(resolve, random() * 4 ** attempt))
    return true
  }

  try {
    await prepareSchema(writer, options)
    return engine
  } catch (error) {
    await close()
    throw toStoreError(error, about)
  }
}

/** The session needs `synchronous_commit` at least at `local`, and the server needs the two others. */
export function durabilityOf(settings: PostgresSettings): Durability {
  const { fsync, synchronous_commit, full_page_writes } = settings
  const isDurable = fsync === 'on' && full_page_writes === 'on' && !['off', 'unknown'].includes(synchronous_commit)
  return { isDurable, engine: 'postgres', details: { fsync, synchronous_commit, full_page_writes } }
}

/** The connection was cut before anything was committed. */
class ConnectionLost extends Error {}

const causeOf = (error: unknown): unknown => (error instanceof ConnectionLost ? error.cause : error)

async function withClient<T>(pool: pg.Pool, use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    const result = await use(client)
    client.release()
    return result
  } catch (error) {
    const { code } = toStoreError(causeOf(error), '')
    // One that may still be waiting for an answer, or is in an unknown state, is not used again.
    client.release(code === 'UNAVAILABLE' || code === 'FAILED')
    throw error
  }
}

async function inTransaction<T>(client: pg.PoolClient, work: () => Work<T>): Promise<T> {
  const followUps: (() => void)[] = []
  let result: T
  try {
    await client.query('BEGIN')
    result = await runSoon(work(), (step) => perform(client, step), followUps)
  } catch (error) {
    if (isLost(error)) throw new ConnectionLost('the connection was lost', { cause: error })
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
  await client.query('COMMIT')
  for (const followUp of followUps) followUp()
  return result
}

const isLost = (error: unknown): boolean =>
  toStoreError(error, '').code === 'UNAVAILABLE' && !/timeout/i.test(String((error as { readonly message?: unknown }).message))

const tableExists =
  "select table_name as name from information_schema.tables where table_schema = current_schema() and table_name = 'schema_migration'"

/** With the name of the schema, the lock under which one node alone migrates; any number will do that no other program uses. */
const migrationLock = 0x6f637070

async function prepareSchema(writer: pg.Pool, { schema, now, migrations }: PostgresOptions): Promise<void> {
  await withClient(writer, async (client) => {
    const [encoding] = (await client.query('show server_encoding')).rows as { server_encoding: string }[]
    if (encoding?.server_encoding !== 'UTF8') {
      throw new StoreError('NOT_OURS', `the database is encoded as ${encoding?.server_encoding}; make one with ENCODING 'UTF8'`)
    }
    const state: SchemaState = await runSoon(schemaState(postgres, tableExists), (step) => perform(client, step))
    if (state.isOurs && pending(state, migrations).length === 0) return
    await inTransaction(client, function* () {
      yield { sql: `select pg_advisory_xact_lock(${migrationLock}, hashtext($1))`, parameters: [schema], isPrepared: false }
      yield { sql: `create schema if not exists "${schema}"`, parameters: [], isPrepared: false }
      return yield* migrate(postgres, { tableExists, now: now(), known: migrations })
    })
  })
}

/** Without the password. */
function addressOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url)
    return `${hostname}:${port || 5432}${pathname}`
  } catch {
    return ''
  }
}
