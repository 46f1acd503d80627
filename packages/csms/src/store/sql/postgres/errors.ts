import { StoreError, type StoreErrorCode } from '../../store-error.js'

/** SQLSTATE (PostgreSQL manual, appendix A), the whole code before its class. */
const codes: Readonly<Record<string, StoreErrorCode>> = {
  '08': 'UNAVAILABLE', // connection exception
  '22': 'INVALID', // data exception
  '23': 'INVALID', // integrity constraint
  '23503': 'CONFLICT', // foreign key: retention took the transaction since it was read
  '23505': 'CONFLICT', // unique: somebody else wrote the row since it was read
  '25006': 'READ_ONLY',
  '25P03': 'UNAVAILABLE', // idle in transaction for too long
  '40': 'CONFLICT', // serialization failure, deadlock
  '53': 'UNAVAILABLE', // out of connections or memory
  '53100': 'FULL',
  '54': 'INVALID', // program limit exceeded
  '55P03': 'BUSY', // lock not available
  '57': 'UNAVAILABLE', // shut down, cancelled
  '58': 'UNAVAILABLE', // I/O error
  XX001: 'CORRUPT',
  XX002: 'CORRUPT',
}

const sqlState = /^[0-9A-Z]{5}$/
/** What the driver says without a code when a connection ends, or an answer does not come. */
const lost = /^(Connection terminated|Connection ended|Query read timeout|timeout exceeded|Cannot use a pool)|is not queryable$/

export function toStoreError(error: unknown, about: string): StoreError {
  if (error instanceof StoreError) return error
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  const text = `${about}: ${String(message || code || error)}`
  return new StoreError(codeOf(String(code ?? ''), String(message ?? '')), text, { cause: error })
}

function codeOf(code: string, message: string): StoreErrorCode {
  // ECONNREFUSED, ENOTFOUND, EPIPE …: of the operating system.
  if (/^E[A-Z_]+$/.test(code)) return 'UNAVAILABLE'
  if (sqlState.test(code)) return codes[code] ?? codes[code.slice(0, 2)] ?? 'FAILED'
  return lost.test(message) ? 'UNAVAILABLE' : 'FAILED'
}
