/** Why a store did not do what it was asked. Whether it may be asked again is `isRetryable`. */
export const storeErrorCodes = [
  /** The database is gone, does not answer in time, or was cut off; what was being written may be stored or not. */
  'UNAVAILABLE',
  /** The disk, or the space that the database may have, is full. */
  'FULL',
  /** The database takes no writes now. */
  'READ_ONLY',
  /** Another program holds its lock for longer than `timeoutMs`. */
  'BUSY',
  /** More is waiting to be written than `maxPending` allows. */
  'OVERLOADED',
  /** Other nodes wrote the same rows again and again meanwhile. */
  'CONFLICT',
  /** The store was closed. */
  'CLOSED',
  /** The database cannot keep this value. */
  'INVALID',
  /** A cursor or a limit that no list takes. */
  'BAD_QUERY',
  /** The database contradicts itself: restore a backup. */
  'CORRUPT',
  /** The database was written by a newer version of the program. */
  'NEWER_SCHEMA',
  /** The file or schema is something else than a database of a csms. */
  'NOT_OURS',
  /** A file would be overwritten. */
  'EXISTS',
  /** The database is in use. */
  'IN_USE',
  /** This kind of database has no such thing; the message says what to do instead. */
  'NOT_SUPPORTED',
  /** Anything else; `cause` tells. */
  'FAILED',
] as const

export type StoreErrorCode = (typeof storeErrorCodes)[number]

const retryable: readonly StoreErrorCode[] = ['UNAVAILABLE', 'FULL', 'READ_ONLY', 'BUSY', 'OVERLOADED', 'CONFLICT']

/** An error of a store; `switch` on `code`. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }

  /** Whether the same may succeed later. Every write may be sent again: what was stored already is stored once. */
  get isRetryable(): boolean {
    return retryable.includes(this.code)
  }
}

export const isStoreError = (value: unknown): value is StoreError => value instanceof StoreError
