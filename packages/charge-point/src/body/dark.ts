import type { Applied } from './applied.js'
import { apply } from './apply.js'
import type { Cause } from './causes.js'
import type { BodyEvent, Refusal } from './events.js'
import { type BodyState, type EvseState, pluggedConnector } from './state.js'

/** What can happen to a station without power: it takes part in it, and notices nothing. */
const unnoticed: ReadonlySet<BodyEvent['type']> = new Set([
  'timePassed',
  'pluggedIn',
  'unplugged',
  'evChanged',
  'bayEntered',
  'bayLeft',
  'faulted',
  'faultCleared',
  'availabilityChanged',
  'reservationChanged',
  'limitChanged',
  'dischargeChanged',
  'gridChanged',
  'sessionsHeld',
  'rulesChanged',
])

export function applyInTheDark(state: BodyState, event: BodyEvent): BodyState | Refusal {
  if (event.type === 'timePassed' || event.type === 'powerLost') return state
  if (!unnoticed.has(event.type)) return 'NO_POWER'
  const applied = apply(state, event)
  return typeof applied === 'string' ? applied : applied.state
}

/** The station looks around: what it knew before, and what it finds now. */
export function restore(state: BodyState, event: Extract<BodyEvent, { type: 'powerRestored' }>): { before: BodyState; applied: Applied } {
  const known = state.dark?.evses ?? state.evses
  const before = { ...state, evses: known, dark: undefined }
  const causes = new Map<number, Cause>()
  const forced = new Set<number>()
  const evses = state.evses.map((evse, index) => {
    const earlier = known[index] ?? evse
    if (evse.transaction === undefined) {
      if (pluggedConnector(earlier) === undefined && pluggedConnector(evse) !== undefined) causes.set(evse.evseId, 'cablePluggedIn')
      // Whoever was on his way to the car has to be let in again.
      return { ...evse, authorization: undefined }
    }
    causes.set(evse.evseId, event.resumes ? 'resumed' : event.cause)
    if (event.resumes) return resumed(evse, event)
    forced.add(evse.evseId)
    return { ...evse, authorization: undefined }
  })
  return { before, applied: { state: { ...state, evses, dark: undefined }, causes, forced } }
}

/** A transaction that goes on, with energy or without (2.1 E17.FR.11–13, E17.FR.18). */
function resumed(evse: EvseState, { allowsEnergy, delayMs, atMs }: Extract<BodyEvent, { type: 'powerRestored' }>): EvseState {
  const { authorization } = evse
  return {
    ...evse,
    authorization: authorization && { ...authorization, isWithdrawn: authorization.isWithdrawn || !allowsEnergy },
    heldUntilMs: allowsEnergy && delayMs > 0 ? atMs + delayMs : undefined,
  }
}
