import { closeSync, openSync } from 'node:fs'

/**
 * Makes a file that its owner alone may read and write, where there is none: SQLite would make it readable for everybody. What it writes
 * beside it (`-wal`, `-shm`) it makes with the rights of the file. Whatever goes wrong is told by SQLite, which says it for the whole place.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch {}
}
