import type { Cause } from './causes.js'
import { msUntil, socPercent } from './ev.js'
import { type BodyState, type EvseState, type LimitKind, pluggedConnector } from './state.js'

/** What a limit that is reached is told as (2.1 E16.FR.05–06). */
export const limitCauses: Readonly<Record<LimitKind, Cause>> = {
  energy: 'energyLimitReached',
  time: 'timeLimitReached',
  soc: 'socLimitReached',
  cost: 'costLimitReached',
}

/** Rounding of a sum of many small amounts must not keep a limit from being reached. */
const toleranceWh = 1e-6

/** The limit that a transaction has come to; a raised one lets the energy flow again (2.1 E16.FR.14). */
function reachedBy(evse: EvseState, atMs: number): LimitKind | undefined {
  const { transaction } = evse
  if (transaction?.limit === undefined) return undefined
  const { energyWh, timeS, socPercent: soc, cost } = transaction.limit
  const ev = pluggedConnector(evse)?.ev
  if (energyWh !== undefined && evse.energyWh - transaction.startWh >= energyWh - toleranceWh) return 'energy'
  if (timeS !== undefined && atMs >= transaction.startedAtMs + timeS * 1000) return 'time'
  if (soc !== undefined && ev !== undefined && socPercent(ev) >= soc - toleranceWh) return 'soc'
  return cost !== undefined && (transaction.cost ?? 0) >= cost ? 'cost' : undefined
}

/** Marks the transactions whose limit is reached, before the power is shared. */
export function settleLimits(state: BodyState): BodyState {
  if (state.evses.every((evse) => evse.transaction?.reached === reachedBy(evse, state.atMs))) return state
  return {
    ...state,
    evses: state.evses.map((evse) => {
      const reached = reachedBy(evse, state.atMs)
      return evse.transaction === undefined || evse.transaction.reached === reached
        ? evse
        : { ...evse, transaction: { ...evse.transaction, reached } }
    }),
  }
}

/** How long energy flows at the offer in force before a limit is reached; infinite without one. */
export function msUntilLimit(evse: EvseState, atMs: number): number {
  const { transaction } = evse
  const ev = pluggedConnector(evse)?.ev
  if (transaction?.limit === undefined || transaction.reached !== undefined) return Number.POSITIVE_INFINITY
  const { energyWh, timeS, socPercent: soc } = transaction.limit
  let ms = timeS === undefined ? Number.POSITIVE_INFINITY : transaction.startedAtMs + timeS * 1000 - atMs
  if (ev !== undefined && evse.offeredW > 0) {
    if (energyWh !== undefined) ms = Math.min(ms, msUntil(ev, evse.offeredW, transaction.startWh + energyWh - evse.energyWh))
    if (soc !== undefined) ms = Math.min(ms, msUntil(ev, evse.offeredW, (soc / 100) * ev.batteryCapacityWh - ev.energyWh))
  }
  return Math.max(0, ms)
}
