import { checkNames, type NamesOf } from '../../option-names.js'
import { StoreError } from '../store-error.js'
import { kindOf } from './database.js'
import { defaultSchema } from './options.js'
import { type BackupResult, backupFile, numbersLost, type RestoreResult, restoreFile } from './sqlite/backup.js'

export type { BackupResult, RestoreResult }

export interface BackupOptions {
  /** PostgreSQL: the schema that holds the tables, as in SqlStoreOptions. */
  readonly schema?: string | undefined
}

export interface RestoreOptions extends BackupOptions {
  /** Whether a database that is there may be replaced; it is moved aside, never deleted. Default `false`. */
  readonly replace?: boolean | undefined
}

const backupNames: NamesOf<BackupOptions> = { schema: true }
const restoreNames: NamesOf<RestoreOptions> = { ...backupNames, replace: true }

/**
 * Copies a database file while it is used, to a file that does not exist yet: it appears when it is complete and on the disk.
 * @throws StoreError `EXISTS`, `UNAVAILABLE`, `NOT_OURS`; `NOT_SUPPORTED` for PostgreSQL, naming the command that does it
 * @throws TypeError naming the option that is wrong
 */
export async function backupStore(location: string, to: string, options: BackupOptions = {}): Promise<BackupResult> {
  checkNames(options, backupNames)
  const { schema = defaultSchema } = options
  checkFile(location, (url) => `make a backup of PostgreSQL with: pg_dump --format=custom --schema=${schema} --file='${to}' '${url}'`)
  return backupFile(location, to)
}

/**
 * Puts a backup where a database is to be that nobody uses now. The backup is checked first: that it is the database of a csms, of a
 * version that this program knows, and whole. 1.6 transactionIds go on well above those of the backup, as some were given out after it.
 * @throws StoreError `NOT_OURS`, `NEWER_SCHEMA`, `CORRUPT` for the backup; `IN_USE`, `EXISTS` for the place; `NOT_SUPPORTED` for PostgreSQL
 * @throws TypeError naming the option that is wrong
 */
export async function restoreStore(from: string, location: string, options: RestoreOptions = {}): Promise<RestoreResult> {
  checkNames(options, restoreNames)
  const { replace = false, schema = defaultSchema } = options
  checkFile(location, (url) => {
    const restore = `pg_restore --clean --if-exists --single-transaction --dbname='${url}' '${from}'`
    const moveOn = `psql --command='update ${schema}.counter set value = value + ${numbersLost}' '${url}'`
    return `restore PostgreSQL with: ${restore} && ${moveOn}`
  })
  return restoreFile(from, location, replace)
}

function checkFile(location: string, instead: (url: string) => string): void {
  if (kindOf(location) === 'postgres') throw new StoreError('NOT_SUPPORTED', instead(withoutPassword(location)))
  if (location === ':memory:') throw new StoreError('NOT_SUPPORTED', 'a database in memory has no file')
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'postgres://…'
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}
