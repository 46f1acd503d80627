import { TooLate } from '../deadline.js'
import { isStoreError, type StoreErrorCode } from '../store/store-error.js'

/** The store is out for all messages, not for this one alone. */
const forAll: readonly StoreErrorCode[] = ['UNAVAILABLE', 'FULL', 'READ_ONLY', 'BUSY', 'CLOSED', 'NEWER_SCHEMA', 'NOT_OURS']

/** The store did not take a message, and may take it later: nothing is wrong with the message. */
export const isOutage = (error: unknown): boolean =>
  error instanceof TooLate || (isStoreError(error) && (error.isRetryable || forAll.includes(error.code)))

/** Whether it is of use to ask the store for another message right now. */
export const isOutageForAll = (error: unknown): boolean => error instanceof TooLate || (isStoreError(error) && forAll.includes(error.code))
