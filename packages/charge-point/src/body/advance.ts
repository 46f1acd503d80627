import { isInPlace } from './conditions.js'
import { charge, drawnW, isFull, msUntil, msUntilFull } from './ev.js'
import { type BodyState, type Ev, type EvseState, pluggedConnector } from './state.js'

/** Lets time pass: batteries fill and registers count, at the offers in force. Time that would go back stands still. */
export function advance(state: BodyState, atMs: number): BodyState {
  const ms = atMs - state.atMs
  if (!(ms > 0)) return state
  return { ...state, atMs, evses: state.evses.map((evse) => chargeFor(evse, ms)) }
}

function chargeFor(evse: EvseState, ms: number): EvseState {
  const connector = pluggedConnector(evse)
  if (connector?.ev === undefined || drawnW(connector.ev, evse.offeredW) <= 0) return evse
  const allowedMs = allowanceMs(evse, connector.ev)
  const ev = charge(connector.ev, evse.offeredW, Math.min(ms, allowedMs))
  return {
    ...evse,
    authorization: evse.authorization && allowedMs <= ms ? { ...evse.authorization, isWithdrawn: true } : evse.authorization,
    energyWh: evse.energyWh + (ev.energyWh - connector.ev.energyWh),
    connectors: evse.connectors.map((one) => (one === connector ? { ...one, ev } : one)),
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
  // Whoever unplugged in the middle of a transaction is not on his way to the car.
  if (evse.transaction?.wasConnected === true) return Number.POSITIVE_INFINITY
  return authorization.sinceMs + connectionTimeoutMs
}

/** When something will happen by itself: a car is full, or a driver has waited too long. Infinite: never. */
export function nextMs(state: BodyState): number {
  let next = Number.POSITIVE_INFINITY
  for (const evse of state.evses) {
    const ev = pluggedConnector(evse)?.ev
    if (ev !== undefined && evse.offeredW > 0 && !isFull(ev)) {
      next = Math.min(next, state.atMs + Math.ceil(Math.min(msUntilFull(ev, evse.offeredW), allowanceMs(evse, ev))))
    }
    next = Math.min(next, connectionDeadlineMs(state, evse))
  }
  return next
}
