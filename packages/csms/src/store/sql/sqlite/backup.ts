import { existsSync } from 'node:fs'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import AsyncDatabase from 'libsql/promise'
import { StoreError } from '../../store-error.js'
import { sqlite } from '../dialect.js'
import { pending, schemaState } from '../migrate.js'
import { type Answer, runSoon, type Step } from '../work.js'
import { toStoreError } from './errors.js'
import { makePrivateFile } from './private-file.js'
import { tableExists } from './schema-query.js'

export interface BackupResult {
  readonly path: string
  readonly bytes: number
}

export interface RestoreResult extends BackupResult {
  /** What was there before, under its new name. */
  readonly replaced?: string | undefined
}

/** The part of libsql's asynchronous interface that is used here; its own types are `any`. */
interface Opened {
  exec(sql: string): Promise<void>
  prepare(sql: string): Promise<{ all(...parameters: unknown[]): Promise<Answer['rows']> }>
  close(): void
}

/** Numbers that may have been given out since the backup was made, for each tenant. */
export const numbersLost = 1_000_000

/**
 * Copies a database while it is used: readers and writers go on, and so does this process.
 * @throws StoreError `EXISTS`, `NOT_OURS`, `UNAVAILABLE`
 */
export async function backupFile(from: string, to: string): Promise<BackupResult> {
  if (existsSync(to)) throw new StoreError('EXISTS', `${to} exists already`)
  const folder = dirname(resolve(to))
  if (!existsSync(folder)) throw new StoreError('UNAVAILABLE', `${to}: there is no folder ${folder}`)
  await checkFile(from)
  const part = `${to}.part`
  await copy(from, part)
  // A link, unlike a rename, never takes the place of a file that came meanwhile.
  await settle(part, to, async () => {
    await link(part, to)
    await rm(part)
  })
  return { path: to, bytes: (await stat(to)).size }
}

/**
 * Puts a backup in the place of a database that nobody uses.
 * @throws StoreError `NOT_OURS`, `NEWER_SCHEMA`, `CORRUPT` for the backup; `IN_USE`, `EXISTS` for the place
 */
export async function restoreFile(from: string, to: string, mayReplace: boolean): Promise<RestoreResult> {
  await checkFile(from)
  if (existsSync(to)) {
    await checkUnused(to)
    if (!mayReplace) throw new StoreError('EXISTS', `${to} exists already; "replace" would move it aside`)
  }
  const part = `${to}.part`
  await copy(from, part)
  await withDatabase(part, (database) => database.exec(`update "counter" set "value" = "value" + ${numbersLost}`))
  let replaced: string | undefined
  await settle(part, to, async () => {
    replaced = await moveAway(to)
    await rename(part, to)
  })
  return { path: to, bytes: (await stat(to)).size, replaced }
}

/** Whether a file is the database of a csms, of a version that is known, and whole. */
async function checkFile(path: string): Promise<void> {
  if (!existsSync(path)) throw new StoreError('UNAVAILABLE', `${path} does not exist`)
  await withDatabase(path, async (database) => {
    const perform = async (step: Step): Promise<Answer> => {
      if ('put' in step) throw new Error('a check writes nothing')
      return { rows: await (await database.prepare(step.sql)).all(...step.parameters), changes: 0 }
    }
    const state = await runSoon(schemaState(sqlite, tableExists), perform)
    if (!state.isOurs) throw new StoreError('NOT_OURS', `${path} is not the database of a csms`)
    pending(state)
    const [result] = await (await database.prepare('PRAGMA integrity_check(1)')).all()
    if (result?.['integrity_check'] !== 'ok') throw new StoreError('CORRUPT', `${path}: ${String(result?.['integrity_check'])}`)
  })
}

/** Whoever has a database open in WAL mode holds a lock that this asks for alone. */
async function checkUnused(path: string): Promise<void> {
  try {
    const lock = async (database: Opened): Promise<void> => {
      await database.exec('PRAGMA locking_mode = exclusive')
      await database.exec('BEGIN IMMEDIATE')
      await database.exec('ROLLBACK')
    }
    await withDatabase(path, lock, 100)
  } catch (error) {
    const { code, message } = toStoreError(error, path)
    if (code === 'BUSY') throw new StoreError('IN_USE', `${path} is in use; stop the program that uses it`, { cause: error })
    if (code !== 'NOT_OURS') throw new StoreError(code, message, { cause: error })
  }
}

async function copy(from: string, to: string): Promise<void> {
  await rm(to, { force: true })
  // Into an empty file SQLite copies as into one that it makes.
  makePrivateFile(to)
  await withDatabase(from, (database) => database.exec(`VACUUM INTO '${to.replaceAll("'", "''")}'`))
}

/** Makes a file appear under its name when all of it is on the disk, or not at all. */
async function settle(part: string, to: string, appear: () => Promise<void>): Promise<void> {
  try {
    await sync(part)
    await appear()
    await sync(dirname(resolve(to)))
  } catch (error) {
    await rm(part, { force: true })
    const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw isTaken ? new StoreError('EXISTS', `${to} exists already`, { cause: error }) : toStoreError(error, to)
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const suffixes = ['', '-wal', '-shm'] as const

/** Gives a database a name that is free, with its log: a log that stays behind would be applied to what takes its place. */
async function moveAway(path: string): Promise<string | undefined> {
  const there = suffixes.filter((suffix) => existsSync(path + suffix))
  if (there.length === 0) return undefined
  let away = `${path}.replaced`
  for (let nth = 2; suffixes.some((suffix) => existsSync(away + suffix)); nth += 1) away = `${path}.replaced-${nth}`
  for (const suffix of there) await rename(path + suffix, away + suffix)
  return away
}

async function withDatabase<T>(path: string, use: (database: Opened) => Promise<T>, busyTimeoutMs = 5000): Promise<T> {
  let database: Opened | undefined
  try {
    database = new AsyncDatabase(path, { timeout: busyTimeoutMs }) as Opened
    return await use(database)
  } catch (error) {
    throw toStoreError(error, path)
  } finally {
    database?.close()
  }
}
