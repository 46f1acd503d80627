import { identityOf } from '../../connection/identity-of.js'
import { contentHash } from '../../content-hash.js'
import { type Core, nowIso } from '../../core.js'
import { CsmsError } from '../../errors.js'
import { fold } from '../../identifier.js'
import { type Closing, closePosition, type TransactionEvent } from './event.js'
import { appendEvent, tellChange } from './recorder.js'
import { hasEndedByStation, type Transaction } from './transaction.js'

/**
 * Ends a transaction that its station has not ended, as an event of the csms itself. It ends when the station last told of it, with the
 * energy that is known. Closing it again changes nothing; an Ended that comes after all takes its place (G3).
 * @throws CsmsError `WRONG_STATE` where the station has ended it
 */
export async function closeTransaction(
  core: Core,
  transaction: Transaction,
  { by, actor, reason }: Omit<Closing, 'energyMilliWh'>,
): Promise<Transaction> {
  if (hasEndedByStation(transaction)) {
    const identity = await identityOf(core, transaction.station.stationId)
    throw new CsmsError('WRONG_STATE', `transaction ${transaction.transactionId} of ${identity} has ended already`)
  }
  const { station, transactionId, version, energyMilliWh, clock } = transaction
  const receivedAt = nowIso(core.clock)
  const key = `close/${fold(transactionId)}`
  const closing: Closing = { by, actor, reason, energyMilliWh }
  const event: TransactionEvent = {
    station,
    transactionId,
    version,
    key,
    // The key alone decides: it is closed once.
    contentHash: contentHash(key),
    eventType: 'Closed',
    position: closePosition,
    timestamp: clock === undefined ? receivedAt : new Date(clock.lastMs).toISOString(),
    receivedAt,
    samples: [],
    flags: [],
    closing,
    raw: closing,
  }
  const identity = await identityOf(core, station.stationId)
  const appended = await appendEvent(core, event, identity)
  if (appended.outcome !== 'repeated') tellChange(core, appended, identity)
  return appended.transaction
}
