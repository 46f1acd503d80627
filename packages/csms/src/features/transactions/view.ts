import { energyWhOf, type Transaction } from './transaction.js'

/** A transaction as programs outside see it; `stationId` as the station writes it. */
export const viewOf = (transaction: Transaction, stationId: string) => ({
  id: transaction.transactionId,
  internalId: transaction.id,
  stationId,
  evseId: transaction.evseId ?? null,
  connectorId: transaction.connectorId ?? null,
  idToken: transaction.idToken?.idToken ?? null,
  startedAt: transaction.startedAt,
  endedAt: transaction.endedAt,
  stopReason: transaction.stoppedReason ?? null,
  energyWh: energyWhOf(transaction),
  flags: [...transaction.flags],
})
