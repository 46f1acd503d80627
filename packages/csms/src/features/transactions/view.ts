import { displayToken, type TokenDisplay } from './redact.js'
import { energyWhOf, type Transaction, timesOf } from './transaction.js'

/** A transaction as programs outside see it; `stationId` as the station writes it. */
export const viewOf = (transaction: Transaction, stationId: string, tokens: TokenDisplay = 'shown') => ({
  id: transaction.transactionId,
  internalId: transaction.id,
  stationId,
  evseId: transaction.evseId ?? null,
  connectorId: transaction.connectorId ?? null,
  idToken: displayToken(transaction.idToken, tokens),
  startedAt: transaction.startedAt,
  endedAt: transaction.endedAt,
  stopReason: transaction.stoppedReason ?? null,
  energyWh: energyWhOf(transaction),
  uncountedWh: transaction.uncountedMilliWh / 1000,
  exportedWh: transaction.exportedMilliWh === null ? null : transaction.exportedMilliWh / 1000,
  times: { ...timesOf(transaction), clockOffsetMs: transaction.clock?.driftMs ?? null },
  closed: closedOf(transaction),
  flags: [...transaction.flags],
})

/** How the csms ended it, where it did. */
function closedOf({ closed }: Transaction) {
  if (closed === undefined) return null
  const { by, actor, reason, at, isSuperseded } = closed
  return { by, actor, reason, at, isSuperseded }
}
