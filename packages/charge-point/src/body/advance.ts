import { exportW, isInPlace, phasesInUse, reactiveVar } from './conditions.js'
import { charge, discharge, drawnW, isFull, msUntil, msUntilFull, msUntilReserve } from './ev.js'
import { msUntilLimit } from './limits.js'
import { type BodyState, type Ev, type EvseState, pluggedConnector, type Transaction } from './state.js'

const msPerHour = 3_600_000

/** Lets time pass: batteries fill and registers count, at the offers in force. Time that would go back stands still. */
export function advance(state: BodyState, atMs: number): BodyState {
  const ms = atMs - state.atMs
  if (!(ms > 0)) return state
  if (state.dark !== undefined) return { ...state, atMs }
  return {
    ...state,
    atMs,
    evses: state.evses.map((evse) => release(withReactive(flowFor(evse, state.atMs, ms), reactiveVar(evse), ms), atMs)),
  }
}

/** The pause after a power cut is over. */
const release = (evse: EvseState, atMs: number): EvseState =>
  evse.heldUntilMs !== undefined && evse.heldUntilMs <= atMs ? { ...evse, heldUntilMs: undefined } : evse

function withReactive(evse: EvseState, flowVar: number, ms: number): EvseState {
  if (flowVar === 0) return evse
  const { importVarh, exportVarh } = evse.reactive ?? { importVarh: 0, exportVarh: 0 }
  const varh = (Math.abs(flowVar) * ms) / msPerHour
  const reactive = flowVar > 0 ? { importVarh: importVarh + varh, exportVarh } : { importVarh, exportVarh: exportVarh + varh }
  return { ...evse, reactive }
}

function flowFor(evse: EvseState, fromMs: number, ms: number): EvseState {
  const givenW = exportW(evse)
  return givenW > 0 ? dischargeFor(evse, givenW, ms) : chargeFor(evse, Math.min(ms, msUntilLimit(evse, fromMs)))
}

function dischargeFor(evse: EvseState, givenW: number, ms: number): EvseState {
  const connector = pluggedConnector(evse)
  if (connector?.ev === undefined) return evse
  const ev = discharge(connector.ev, givenW, ms)
  return { ...withEv(evse, ev, ms), exportWh: evse.exportWh + (connector.ev.energyWh - ev.energyWh) }
}

const withEv = (evse: EvseState, ev: Ev, ms: number): EvseState => ({
  ...evse,
  transaction: charged(evse.transaction, ms),
  connectors: evse.connectors.map((one) => (one.ev === undefined ? one : { ...one, ev })),
})

const charged = (transaction: Transaction | undefined, ms: number): Transaction | undefined =>
  transaction && { ...transaction, chargedMs: transaction.chargedMs + ms }

function chargeFor(evse: EvseState, ms: number): EvseState {
  const connector = pluggedConnector(evse)
  if (connector?.ev === undefined || ms <= 0 || drawnW(connector.ev, evse.offeredW) <= 0) return evse
  const allowedMs = allowanceMs(evse, connector.ev)
  const flowMs = Math.min(ms, allowedMs)
  const ev = charge(connector.ev, evse.offeredW, flowMs)
  const takenWh = ev.energyWh - connector.ev.energyWh
  const phases = phasesInUse(evse)
  return {
    ...withEv(evse, ev, Math.min(flowMs, msUntilFull(connector.ev, evse.offeredW))),
    authorization: evse.authorization && allowedMs <= ms ? { ...evse.authorization, isWithdrawn: true } : evse.authorization,
    energyWh: evse.energyWh + takenWh,
    phaseWh: evse.phaseWh.map((wattHours, index) => (index < phases ? wattHours + takenWh / phases : wattHours)),
  }
}

/** How long the energy still lasts that a driver may have whom the csms refused; infinite for all others. */
function allowanceMs(evse: EvseState, ev: Ev): number {
  const { withdrawnAboveWh, isWithdrawn } = evse.authorization ?? {}
  if (withdrawnAboveWh === undefined || isWithdrawn === true) return Number.POSITIVE_INFINITY
  return msUntil(ev, evse.offeredW, withdrawnAboveWh - evse.energyWh)
}

/** When a driver who was let in must have plugged in; infinite where nobody is awaited. */
export function connectionDeadlineMs(state: BodyState, evse: EvseState): number {
  const { authorization } = evse
  const { connectionTimeoutMs } = state.rules
  if (authorization === undefined || connectionTimeoutMs <= 0 || isInPlace(evse)) return Number.POSITIVE_INFINITY
  // Whoever unplugged in the middle of a transaction is not on his way to the car, unless he has to come back (E10.FR.02);
  // whose cable is held has to come back anyhow (E10.FR.01).
  const isTimed = state.rules.isReturnTimed === true && !evse.connectors.some(({ lockedFor }) => lockedFor !== undefined)
  if (evse.transaction?.wasConnected === true && !isTimed) return Number.POSITIVE_INFINITY
  return authorization.sinceMs + connectionTimeoutMs
}

/** When something will happen by itself: a car is full, or a driver has waited too long. Infinite: never. */
export function nextMs(state: BodyState): number {
  let next = Number.POSITIVE_INFINITY
  if (state.dark !== undefined) return next
  for (const evse of state.evses) {
    const ev = pluggedConnector(evse)?.ev
    if (ev !== undefined && evse.offeredW > 0 && !isFull(ev)) {
      next = Math.min(next, state.atMs + Math.ceil(Math.min(msUntilFull(ev, evse.offeredW), allowanceMs(evse, ev))))
    }
    if (ev !== undefined) next = Math.min(next, state.atMs + Math.ceil(msUntilReserve(ev, exportW(evse))))
    next = Math.min(next, evse.heldUntilMs ?? Number.POSITIVE_INFINITY, state.atMs + Math.ceil(msUntilLimit(evse, state.atMs)))
    next = Math.min(next, connectionDeadlineMs(state, evse))
  }
  return next
}
