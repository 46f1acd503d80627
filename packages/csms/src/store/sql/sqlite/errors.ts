import { StoreError, type StoreErrorCode } from '../../store-error.js'

/** By the primary result code (sqlite.org/rescode.html). */
const codes: Readonly<Record<number, StoreErrorCode>> = {
  3: 'UNAVAILABLE', // PERM
  5: 'BUSY',
  6: 'BUSY', // LOCKED
  7: 'UNAVAILABLE', // NOMEM
  8: 'READ_ONLY',
  9: 'UNAVAILABLE', // INTERRUPT
  10: 'UNAVAILABLE', // IOERR
  11: 'CORRUPT',
  13: 'FULL',
  14: 'UNAVAILABLE', // CANTOPEN
  15: 'BUSY', // PROTOCOL: too many at once for the write-ahead log
  18: 'INVALID', // TOOBIG
  19: 'INVALID', // CONSTRAINT
  20: 'INVALID', // MISMATCH
  26: 'NOT_OURS', // NOTADB
}

/** UNIQUE and PRIMARY KEY: somebody else wrote the row since it was read. */
const isTaken = (rawCode: number): boolean => rawCode === 2067 || rawCode === 1555

export function toStoreError(error: unknown, about: string): StoreError {
  if (error instanceof StoreError) return error
  const { rawCode, message } = error as { readonly rawCode?: unknown; readonly message?: unknown }
  const raw = typeof rawCode === 'number' ? rawCode : (cannotOpen.exec(String(message)) ?? [])[1]
  const code = raw === undefined ? 'FAILED' : isTaken(Number(raw)) ? 'CONFLICT' : (codes[Number(raw) & 0xff] ?? 'FAILED')
  return new StoreError(code, `${about}: ${String(message ?? error)}`, { cause: error })
}

/** What cannot be opened comes without a code of its own. */
const cannotOpen = /^ConnectionFailed\(.*: (\d+)"\)$/s
