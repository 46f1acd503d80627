import { accessSync, constants, type Stats, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { StoreError } from '../../store-error.js'
import { sqlite } from '../dialect.js'
import type { Durability, Engine } from '../engine.js'
import { migrate, pending, schemaState } from '../migrate.js'
import type { Migration } from '../migration.js'
import { runNow, type Work } from '../work.js'
import { Checkpointer, checkpoint, defaultRowsPerCheckpoint } from './checkpointer.js'
import { applicationId, Connection, type SqliteSettings } from './connection.js'
import { toStoreError } from './errors.js'
import { makePrivateFile } from './private-file.js'
import { tableExists } from './schema-query.js'

export interface SqliteOptions {
  /** A file, or `:memory:`. */
  readonly path: string
  /** How long a lock of another program is waited for; the process stands still meanwhile. */
  readonly busyTimeoutMs: number
  readonly now: () => string
  readonly migrations?: readonly Migration[] | undefined
  /** Rows written between two checkpoints. Default 4,096. */
  readonly rowsPerCheckpoint?: number | undefined
  /** Sees each connection that is opened, for tests. */
  readonly onConnection?: ((connection: Connection) => void) | undefined
}

interface Opened {
  readonly connection: Connection
  /** Missing in memory, and so is the other one. */
  readonly file?: Stats
  readonly checkpointer?: Checkpointer
}

/**
 * SQLite by way of one connection, on which reads and writes are done in one go each. Work never spans a turn of the event loop, so it
 * needs no lock of its own within the process.
 * @throws StoreError
 */
export function openSqlite(options: SqliteOptions): Engine {
  const { path } = options
  const isFile = path !== ':memory:'
  let opened: Opened | undefined
  let settings: SqliteSettings = { journalMode: 'none', synchronous: 0 }
  let isClosed = false

  const open = (): Connection => {
    const connection = connect(options)
    settings = connection.settings
    opened = { connection, ...(isFile && { file: statSync(path), checkpointer: checkpointerOf(connection, options) }) }
    return connection
  }

  /** A file that was moved away or replaced takes writes that nobody will find again, so it is looked at each time; and never made anew. */
  const current = (): Connection => {
    if (isClosed) throw new StoreError('CLOSED', 'the store is closed')
    if (isFile) {
      const file = statSync(path, { throwIfNoEntry: false })
      if (file === undefined) throw new StoreError('UNAVAILABLE', `${path}: the database file is gone`)
      if (file.ino !== opened?.file?.ino || file.dev !== opened.file.dev) void drop()
    }
    return opened?.connection ?? open()
  }

  const drop = (): Promise<void> | undefined => {
    const ended = opened?.checkpointer?.close()
    opened?.connection.close()
    opened = undefined
    return ended
  }

  const attempt = <T>(action: (connection: Connection) => T): Promise<T> => {
    try {
      return Promise.resolve(action(current()))
    } catch (error) {
      const failure = toStoreError(error, path)
      // A connection that could not read or write its files is opened anew; a database in memory is nowhere else.
      if (failure.code === 'UNAVAILABLE' && isFile) void drop()
      return Promise.reject(failure)
    }
  }

  try {
    open()
  } catch (error) {
    throw notOpened(error, path)
  }
  return {
    dialect: sqlite,
    isPrivate: !isFile,
    get durability() {
      return durabilityOf(settings)
    },
    read: (work) => attempt((connection) => runNow(work(), (step) => connection.perform(step))),
    write: (work) =>
      attempt((connection) => {
        const before = connection.rowsWritten
        const result = inTransactionOrAgain(connection, work)
        opened?.checkpointer?.wrote(connection.rowsWritten - before)
        return result
      }),
    close: async () => {
      isClosed = true
      await drop()
    },
  }
}

export const durabilityOf = ({ journalMode, synchronous }: SqliteSettings): Durability => ({
  isDurable: journalMode === 'wal' && synchronous >= 2,
  engine: 'sqlite',
  details: { journal_mode: journalMode, synchronous },
})

const checkpointerOf = (connection: Connection, { path, rowsPerCheckpoint = defaultRowsPerCheckpoint }: SqliteOptions): Checkpointer =>
  new Checkpointer({ path, everyRows: rowsPerCheckpoint, finish: () => void connection.all(checkpoint) })

/** SQLite says no more than that it could not. */
function notOpened(error: unknown, path: string): StoreError {
  const failure = toStoreError(error, path)
  if (failure.code !== 'UNAVAILABLE' && failure.code !== 'READ_ONLY') return failure
  return new StoreError(failure.code, whyNotOpened(path) ?? failure.message, { cause: error })
}

/** Beside the file SQLite writes others, in the same folder. */
function whyNotOpened(path: string): string | undefined {
  const folder = dirname(resolve(path))
  const isFolder = (name: string): boolean => lookAt(name)?.isDirectory() === true
  if (isFolder(path)) return `${path} is a folder`
  if (!isFolder(folder)) return `${path}: there is no folder ${folder}`
  return [folder, ...(lookAt(path) === undefined ? [] : [path])].map(whyNotWritten).find((reason) => reason !== undefined)
}

function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function whyNotWritten(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return undefined
  } catch {
    return `this user may not write ${path}`
  }
}

/** What met the writes of another process is done once more, with what is there now. */
function inTransactionOrAgain<T>(connection: Connection, work: () => Work<T>): T {
  try {
    return inTransaction(connection, work)
  } catch (error) {
    if (toStoreError(error, '').code !== 'CONFLICT') throw error
    return inTransaction(connection, work)
  }
}

function inTransaction<T>(connection: Connection, work: () => Work<T>): T {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const followUps: (() => void)[] = []
    const result = runNow(work(), (step) => connection.perform(step), followUps)
    connection.exec('COMMIT')
    for (const followUp of followUps) followUp()
    return result
  } catch (error) {
    // A full disk, among others, has ended the transaction already.
    if (connection.isInTransaction) connection.exec('ROLLBACK')
    throw error
  }
}

function connect({ path, busyTimeoutMs, now, migrations, onConnection }: SqliteOptions): Connection {
  if (path !== ':memory:') makePrivateFile(path)
  const connection = new Connection(path, busyTimeoutMs)
  try {
    const state = runNow(schemaState(sqlite, tableExists), (step) => connection.perform(step))
    const [others] = connection.all('select count(*) as n from sqlite_schema')
    if (!state.isOurs && Number(others?.['n']) > 0) throw new StoreError('NOT_OURS', `${path} is a database of another program`)
    if (!state.isOurs || pending(state, migrations).length > 0) {
      inTransaction(connection, () => migrate(sqlite, { tableExists, now: now(), known: migrations }))
      connection.exec(`PRAGMA application_id = ${applicationId}`)
    }
    onConnection?.(connection)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}
