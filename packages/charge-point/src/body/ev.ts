import type { Ev } from './state.js'

const msPerHour = 3_600_000

/** The part of its maximum that a car still takes when its battery is full. */
const endOfTaper = 0.05

/** Where the car stops taking energy. */
const targetWh = (ev: Ev): number => (ev.batteryCapacityWh * ev.targetPercent) / 100

const taperWh = (ev: Ev): number => (ev.batteryCapacityWh * ev.taperFromPercent) / 100

/** How fast the power falls with the energy inside the taper, W per Wh. */
const slope = (ev: Ev): number => {
  const width = ev.batteryCapacityWh - taperWh(ev)
  return width > 0 ? (ev.maxPowerW * (1 - endOfTaper)) / width : 0
}

export const socPercent = (ev: Ev): number => (ev.energyWh / ev.batteryCapacityWh) * 100

export const isFull = (ev: Ev): boolean => ev.energyWh >= targetWh(ev) - 1e-6

/** The charge curve: constant up to the taper, then falling in a straight line over the state of charge. */
export const wantedW = (ev: Ev): number =>
  ev.isReady && !isFull(ev) ? ev.maxPowerW - slope(ev) * Math.max(0, ev.energyWh - taperWh(ev)) : 0

/** What the car draws when so much is offered. */
export const drawnW = (ev: Ev, offeredW: number): number => Math.min(offeredW, wantedW(ev))

/** Energy at which the curve falls below the offer; from there on the car, not the offer, decides. */
const bendWh = (ev: Ev, offeredW: number): number => {
  const fall = slope(ev)
  if (offeredW >= ev.maxPowerW || fall === 0) return Math.min(taperWh(ev), targetWh(ev))
  return Math.min(taperWh(ev) + (ev.maxPowerW - offeredW) / fall, targetWh(ev))
}

/**
 * The car after charging at an offer that stays the same. Solved exactly (a straight line, then an exponential),
 * so that cutting the time into pieces changes nothing.
 */
export function charge(ev: Ev, offeredW: number, ms: number): Ev {
  const steadyW = Math.min(offeredW, ev.maxPowerW)
  if (steadyW <= 0 || ms <= 0 || wantedW(ev) === 0) return ev
  const bend = bendWh(ev, offeredW)
  const hours = ms / msPerHour
  const hoursToBend = Math.max(0, bend - ev.energyWh) / steadyW
  if (hours <= hoursToBend) return { ...ev, energyWh: ev.energyWh + steadyW * hours }
  const from = Math.max(bend, ev.energyWh)
  const energyWh = Math.min(targetWh(ev), taperedWh(ev, from, hours - hoursToBend))
  return { ...ev, energyWh: Math.max(ev.energyWh, energyWh) }
}

/** Energy after `hours` on the falling part of the curve: dE/dt = slope × (asymptote − E). */
function taperedWh(ev: Ev, fromWh: number, hours: number): number {
  const fall = slope(ev)
  if (fall === 0) return fromWh + ev.maxPowerW * hours
  const asymptote = taperWh(ev) + ev.maxPowerW / fall
  return asymptote - (asymptote - fromWh) * Math.exp(-fall * hours)
}

/** The most that it can give back now. */
export const dischargeableW = (ev: Ev): number => (ev.isReady && ev.energyWh > reserveWh(ev) + 1e-6 ? (ev.maxDischargeW ?? 0) : 0)

const reserveWh = (ev: Ev): number => (ev.batteryCapacityWh * (ev.reservePercent ?? 0)) / 100

/** The car after giving back so much for so long; not more than it has above its reserve. */
export const discharge = (ev: Ev, watts: number, ms: number): Ev => ({
  ...ev,
  energyWh: Math.max(Math.min(ev.energyWh, reserveWh(ev)), ev.energyWh - (watts * ms) / msPerHour),
})

/** Time until it has nothing left above its reserve. */
export const msUntilReserve = (ev: Ev, watts: number): number =>
  watts > 0 ? ((ev.energyWh - reserveWh(ev)) / watts) * msPerHour : Number.POSITIVE_INFINITY

/** Time until the car has what it wants; infinite when it gets nothing. */
export function msUntilFull(ev: Ev, offeredW: number): number {
  const steadyW = Math.min(offeredW, ev.maxPowerW)
  if (steadyW <= 0 || wantedW(ev) === 0) return Number.POSITIVE_INFINITY
  const bend = bendWh(ev, offeredW)
  const steadyHours = Math.max(0, bend - ev.energyWh) / steadyW
  const from = Math.max(bend, ev.energyWh)
  const fall = slope(ev)
  const left = targetWh(ev) - from
  if (left <= 0) return steadyHours * msPerHour
  if (fall === 0) return (steadyHours + left / ev.maxPowerW) * msPerHour
  const asymptote = taperWh(ev) + ev.maxPowerW / fall
  return (steadyHours + Math.log((asymptote - from) / (asymptote - targetWh(ev))) / fall) * msPerHour
}

/** Time until the car has taken so much more; infinite where it never will. */
export function msUntil(ev: Ev, offeredW: number, moreWh: number): number {
  if (moreWh <= 0) return 0
  const energyWh = ev.energyWh + moreWh
  if (energyWh > targetWh(ev)) return Number.POSITIVE_INFINITY
  return msUntilFull({ ...ev, targetPercent: (energyWh / ev.batteryCapacityWh) * 100 }, offeredW)
}

/** Time until the car, charging at this offer, wants no more than so much; infinite where its curve ends above that. */
export function msUntilWanted(ev: Ev, offeredW: number, watts: number): number {
  const fall = slope(ev)
  return fall === 0 ? Number.POSITIVE_INFINITY : msUntil(ev, offeredW, taperWh(ev) + (ev.maxPowerW - watts) / fall - ev.energyWh)
}
