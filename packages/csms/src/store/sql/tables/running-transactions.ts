import { type IdToken, isSameToken } from '../../../features/authorization/token.js'
import type { StoredEvent, TransactionEvent } from '../../../features/transactions/event.js'
import type { Transaction } from '../../../features/transactions/transaction.js'
import { fold, type StationKey } from '../../../identifier.js'
import { storable } from '../text.js'
import { keyOf } from './keys.js'
import { transactionKeyOf } from './transaction-rows.js'

type Limited<E extends TransactionEvent> = E & { readonly idToken: IdToken; readonly maxConcurrent: number }

/** Whether it would begin a transaction on a token that has a limit. */
export const isLimited = <E extends TransactionEvent>(event: E): event is Limited<E> =>
  event.eventType === 'Started' &&
  event.idToken !== undefined &&
  event.maxConcurrent !== undefined &&
  event.authorization?.status === 'Accepted'

export const tokenKeyOf = (
  { tenantId }: Pick<StationKey, 'tenantId'>,
  { idToken }: IdToken,
): readonly [tenantId: string, tokenKey: string] => [storable(tenantId), storable(fold(idToken))]

/** The transactions that take up a place on their token while a batch is entered: those that run, and were let begin. */
export class RunningTransactions {
  private readonly byToken = new Map<string, Map<string, Transaction>>()

  note(transaction: Transaction): void {
    const { station, transactionId, idToken, endedAt, flags } = transaction
    if (idToken === undefined) return
    const ofToken = this.of(station, idToken)
    const key = keyOf(...transactionKeyOf(station, transactionId))
    // One that was refused is stopped by its station, or gets no energy.
    if (endedAt === null && !flags.includes('unauthorised')) ofToken.set(key, transaction)
    else ofToken.delete(key)
  }

  /** The event as it is stored: with ConcurrentTx where it would be one transaction too many. */
  admit(event: StoredEvent): StoredEvent {
    if (!isLimited(event)) return event
    const { station, idToken, maxConcurrent, authorization } = event
    // A transaction never stands in its own way, or its retry would earn ConcurrentTx.
    const own = keyOf(...transactionKeyOf(station, event.transactionId))
    const others = [...this.of(station, idToken)].filter(
      ([key, one]) => key !== own && one.idToken !== undefined && isSameToken(one.idToken, idToken),
    )
    return others.length < maxConcurrent || authorization === undefined
      ? event
      : { ...event, authorization: { ...authorization, status: 'ConcurrentTx' } }
  }

  private of({ tenantId }: StationKey, idToken: IdToken): Map<string, Transaction> {
    const key = keyOf(...tokenKeyOf({ tenantId }, idToken))
    const found = this.byToken.get(key) ?? new Map<string, Transaction>()
    this.byToken.set(key, found)
    return found
  }
}
