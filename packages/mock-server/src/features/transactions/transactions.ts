import type { MockTransaction, StationState } from '../../version.js'

/** Older ones are forgotten, so that a station under load does not fill the memory. */
const maxRemembered = 1000

interface Sighting {
  readonly id: string
  readonly evseId?: number | undefined
  readonly idToken?: string | undefined
}

/** Remembers that a station told of a transaction. What it told before and leaves out now stays (2.x says most things once). */
export function seeTransaction({ transactions }: StationState, { id, evseId, idToken }: Sighting): MockTransaction {
  const known = transactions.get(id)
  const transaction = {
    id,
    evseId: evseId ?? known?.evseId,
    idToken: known?.idToken ?? idToken,
    isEnded: known?.isEnded ?? false,
  }
  transactions.set(id, transaction)
  if (transactions.size > maxRemembered) forgetOldest(transactions)
  return transaction
}

function forgetOldest(transactions: Map<string, MockTransaction>): void {
  for (const id of transactions.keys()) {
    transactions.delete(id)
    return
  }
}

/** Remembers that a transaction is over; one that the server never heard of is none of its own, and not kept. */
export function endTransaction({ transactions }: StationState, id: string): void {
  const transaction = transactions.get(id)
  if (transaction !== undefined) transaction.isEnded = true
}

/** The transaction that began last and still runs, among those whose id the version can carry. */
export const latestRunning = ({ transactions }: StationState, isCarried: (id: string) => boolean = () => true): string | undefined =>
  [...transactions.values()].findLast(({ id, isEnded }) => !isEnded && isCarried(id))?.id
