import { exportW, powerW } from './conditions.js'
import { charge, discharge, msUntil, msUntilWanted } from './ev.js'
import { type EvseState, pluggedConnector } from './state.js'

/*
 * What becomes of an EVSE if nothing happens meanwhile. What flows back out of the car is negative.
 */

const msPerHour = 3_600_000

/** The energy that flows in so long. */
export function flowWh(evse: EvseState, ms: number): number {
  const ev = pluggedConnector(evse)?.ev
  if (ev === undefined || ms <= 0) return 0
  const givenW = exportW(evse)
  return (givenW > 0 ? discharge(ev, givenW, ms) : charge(ev, evse.offeredW, ms)).energyWh - ev.energyWh
}

/** Time until so much more has flowed; infinite where it never will. */
export function msUntilFlow(evse: EvseState, moreWh: number): number {
  const ev = pluggedConnector(evse)?.ev
  const givenW = exportW(evse)
  if (ev === undefined) return Number.POSITIVE_INFINITY
  if (givenW > 0) return moreWh < 0 ? (-moreWh / givenW) * msPerHour : Number.POSITIVE_INFINITY
  return moreWh > 0 ? msUntil(ev, evse.offeredW, moreWh) : Number.POSITIVE_INFINITY
}

/** Time until the power into the car has fallen below this; infinite where it is below it, or stays above it until the car is full. */
export function msUntilPowerBelow(evse: EvseState, watts: number): number {
  const ev = pluggedConnector(evse)?.ev
  if (ev === undefined || watts <= 0 || powerW(evse) < watts) return Number.POSITIVE_INFINITY
  return msUntilWanted(ev, evse.offeredW, watts)
}
