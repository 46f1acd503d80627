import { contentHash } from '../../content-hash.js'
import type { Core, Incoming } from '../../core.js'
import type { StationKey } from '../../identifier.js'
import type { StoredEvent } from './event.js'
import type { Recorder } from './recorder.js'
import type { Transaction } from './transaction.js'

/*
 * A start that the store has already, and that came again while it could not say so, may have been answered with another id: nobody here
 * remembered the first one. The station uses the id that it was told last, so both of them lead to the one transaction.
 */

const aliasKeyOf = (transactionId: number): string => `alias/${transactionId}`

/** Keeps the id that the station was told for a start that stands under another. */
export async function keepAlias(recorder: Recorder, message: Incoming, start: StoredEvent): Promise<void> {
  const { receipt } = message
  const told = receipt?.isReplayed ? receipt.told.transactionId : undefined
  if (told === undefined || String(told) === start.transactionId) return
  const key = aliasKeyOf(told)
  const { transactionId, timestamp, position } = start
  await recorder.append(message, {
    transactionId,
    key,
    contentHash: contentHash(key),
    eventType: 'Updated',
    timestamp,
    position,
    samples: [],
    flags: ['renumbered'],
  })
}

/** The transaction for which a station was told another id, too. */
export async function foundByAlias({ store }: Core, station: StationKey, id: number): Promise<Transaction | undefined> {
  const alias = await store.transactions.findEvent(station, aliasKeyOf(id))
  return alias === undefined ? undefined : store.transactions.find(station, alias.transactionId)
}
