import { backupStore, restoreStore } from '../store/sql/backup.js'
import { exitCodes } from './exit-codes.js'
import type { Settings } from './settings.js'

/** Copies the database while it is in use (`VACUUM INTO`); resolves with the exit code. */
export async function backUp({ database, schema }: Settings, file: string): Promise<number> {
  const { path, bytes } = await backupStore(database, file, { schema })
  process.stdout.write(`${database} was copied to ${path} (${sizeOf(bytes)})\n`)
  return exitCodes.ok
}

/** Puts a backup in the place of the database; resolves with the exit code. */
export async function restore({ database, schema }: Settings, file: string, { replace }: { readonly replace: boolean }): Promise<number> {
  const { path, bytes, replaced } = await restoreStore(file, database, { schema, replace })
  const moved = replaced === undefined ? '' : `; what was there is ${replaced} now`
  process.stdout.write(`${path} is what ${file} was (${sizeOf(bytes)})${moved}\n`)
  return exitCodes.ok
}

const sizeOf = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`
