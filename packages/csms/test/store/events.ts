import type { TransactionEvent } from '../../src/features/transactions/event.js'
import type { FoldedTransaction, Transaction } from '../../src/features/transactions/transaction.js'
import { stationKey } from '../../src/identifier.js'
import { eventOf } from './load.js'

export const tenantId = 'default'
export const station = stationKey(tenantId, 'CP1')

/** The nth event of a transaction; one that is given a time was received then. */
export const event = (transactionId: string, seqNo: number, more: Partial<TransactionEvent> = {}): TransactionEvent => ({
  ...eventOf(station, transactionId, seqNo, 9),
  ...more,
})

/** What the events of a kept transaction came to. */
export const foldedOf = (kept: Transaction | undefined): FoldedTransaction | undefined => {
  if (kept === undefined) return undefined
  const { id, ...folded } = kept
  return folded
}
