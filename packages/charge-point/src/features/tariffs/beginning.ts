import { type EvseState, exportW, powerW, type Transaction } from '../../body/index.js'
import type { Reading } from '../metering/reading.js'
import type { Look, Opening, Setting } from './ledger.js'
import type { Tariff, TariffKind } from './tariff.js'

/** A transaction that a tariff begins to count for. */
export interface Beginning {
  readonly evse: EvseState
  readonly transaction: Transaction
  readonly look: Look
  readonly tariff: Tariff
  readonly kind: TariffKind
}

/** @param reservedMs how long the place was kept for the driver, if it was */
export const openingOf = (
  { evse, transaction, look, tariff, kind }: Beginning,
  setting: Setting,
  reservedMs: number | undefined,
): Opening => ({
  tariff,
  kind,
  look,
  startedAtMs: transaction.startedAtMs,
  startWh: transaction.startWh - evse.exportWh,
  occasion: { ...setting, payment: transaction.driver?.additionalInfo ?? [] },
  reservedMs,
})

/** What the meter shows of a transaction. */
export function lookAt(evse: EvseState, transaction: Transaction, atMs: number, reading?: Reading): Look {
  const flowW = evse.transaction?.key === transaction.key ? powerW(evse) - exportW(evse) : 0
  return {
    atMs,
    energyWh: (reading?.energyWh ?? evse.energyWh) - evse.exportWh,
    chargedMs: transaction.chargedMs,
    powerW: flowW,
    currentA: flowW / evse.voltageV,
  }
}
