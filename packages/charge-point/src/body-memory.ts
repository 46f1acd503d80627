import { type BodyPlan, type BodyState, createBody, type EvseState, type Grid } from './body/index.js'
import type { StateStore } from './state/store.js'
import type { StationTime } from './time.js'

const section = 'body'

/** An EVSE, and when that was: on the clock of the body, which begins anew with each process, and on the station's. */
interface KeptEvse {
  readonly evse: EvseState
  readonly atMs: number
  readonly nowMs: number
}

/** Writes down the EVSEs that have changed. */
export function keepBody(store: StateStore, before: BodyState, state: BodyState, time: StationTime): void {
  for (const [index, evse] of state.evses.entries()) {
    if (evse === before.evses[index]) continue
    store.put(section, `evse ${evse.evseId}`, { evse, atMs: time.monotonicMs(), nowMs: time.nowMs() } satisfies KeptEvse)
  }
  if (state.grid !== before.grid) store.put(section, 'grid', state.grid)
  if (state.transactionCount !== before.transactionCount) store.put(section, 'transactions', state.transactionCount)
}

/**
 * The body as it was when the power went, which it notices once it has power again; as planned where nothing was written down.
 * An EVSE whose connectors are not those of the plan any more begins anew.
 */
export function recallBody(store: StateStore, plan: BodyPlan, time: StationTime, isPowerless: boolean): BodyState {
  const fresh = createBody(plan, time.monotonicMs())
  const kept = store.load(section)
  if (kept.size === 0) return isPowerless ? { ...fresh, dark: { sinceMs: fresh.atMs, evses: fresh.evses } } : fresh
  let sinceMs = Number.NEGATIVE_INFINITY
  const evses = fresh.evses.map((evse) => {
    const found = kept.get(`evse ${evse.evseId}`) as KeptEvse | undefined
    if (found?.evse.connectors.length !== evse.connectors.length) return evse
    const shiftMs = time.monotonicMs() - time.nowMs() - (found.atMs - found.nowMs)
    sinceMs = Math.max(sinceMs, found.atMs + shiftMs)
    return recall(evse, found.evse, shiftMs)
  })
  const dark = { sinceMs: Math.min(fresh.atMs, sinceMs === Number.NEGATIVE_INFINITY ? fresh.atMs : sinceMs), evses }
  return { ...fresh, evses, transactionCount: Number(kept.get('transactions') ?? 0), grid: kept.get('grid') as Grid | undefined, dark }
}

function recall(fresh: EvseState, { transaction, authorization, ...kept }: EvseState, shiftMs: number): EvseState {
  return {
    ...fresh,
    ...kept,
    // The plan may have changed in between; no relay is closed.
    kind: fresh.kind,
    phases: fresh.phases,
    voltageV: fresh.voltageV,
    maxPowerW: fresh.maxPowerW,
    offeredW: 0,
    isHeld: fresh.isHeld,
    heldUntilMs: undefined,
    // What schedules say is worked out anew: not all of them outlive the power.
    scheduledW: undefined,
    scheduledPhases: undefined,
    steering: undefined,
    phaseWh: kept.phaseWh.length === fresh.phases ? kept.phaseWh : fresh.phaseWh.map(() => kept.energyWh / fresh.phases),
    authorization: authorization && { ...authorization, sinceMs: authorization.sinceMs + shiftMs },
    transaction: transaction && { ...transaction, startedAtMs: transaction.startedAtMs + shiftMs },
  }
}
