import { type EvseState, flowWh, msUntilFlow, msUntilPowerBelow } from '../../body/index.js'
import { bringForward, type Ledger, runningCost, type Setting } from './ledger.js'
import { minuteOf, nextLocalMs } from './local-time.js'
import { type RunningConditions, runningConditions } from './tariff.js'

/** The station's clock, beside that of the body. */
export interface Clocks {
  readonly nowMs: number
  readonly zone: string
}

/** How long the prices in use stay in use if nothing happens at the EVSE; infinite: for good (I12.FR.31–32). */
export function msUntilOtherPrices(ledger: Ledger, evse: EvseState, clocks: Clocks): number {
  const all = runningConditions(ledger.tariff)
  if (all.length === 0) return Number.POSITIVE_INFINITY
  return Math.min(...all.map((conditions) => msUntilBound(conditions, ledger, evse)), msUntilHour(all, clocks))
}

function msUntilHour(all: readonly RunningConditions[], { nowMs, zone }: Clocks): number {
  const times = all.flatMap(({ startTimeOfDay, endTimeOfDay }) => [startTimeOfDay, endTimeOfDay]).filter((time) => time !== undefined)
  const hasDays = all.some(({ dayOfWeek, validFromDate, validToDate }) => dayOfWeek ?? validFromDate ?? validToDate)
  const minutes = [...times.map(minuteOf), ...(hasDays ? [0] : [])]
  return minutes.length === 0 ? Number.POSITIVE_INFINITY : nextLocalMs(nowMs, zone, minutes) - nowMs
}

/** Until a bound of these conditions is reached: of time, of energy, or of the power that a battery takes the fuller it is. */
function msUntilBound(conditions: RunningConditions, { look, startedAtMs, startWh, idleSinceMs }: Ledger, evse: EvseState): number {
  const flows = idleSinceMs === undefined
  const inMs = (bounds: readonly (number | undefined)[], passedMs: number): number[] =>
    bounds.flatMap((bound) => (bound === undefined || bound * 1000 <= passedMs ? [] : bound * 1000 - passedMs))
  const { minEnergy, maxEnergy, minPower, maxPower, minCurrent, maxCurrent } = conditions
  const takenWh = look.energyWh - startWh
  return Math.min(
    ...inMs([conditions.minTime, conditions.maxTime], look.atMs - startedAtMs),
    ...(flows ? inMs([conditions.minChargingTime, conditions.maxChargingTime], look.chargedMs) : []),
    ...(flows ? [] : inMs([conditions.minIdleTime, conditions.maxIdleTime], look.atMs - idleSinceMs)),
    ...[minEnergy, maxEnergy].map((bound) => (bound === undefined ? Number.POSITIVE_INFINITY : msUntilFlow(evse, bound - takenWh))),
    ...[minPower, maxPower].map((bound) => (bound === undefined ? Number.POSITIVE_INFINITY : msUntilPowerBelow(evse, bound))),
    ...[minCurrent, maxCurrent].map((bound) =>
      bound === undefined ? Number.POSITIVE_INFINITY : msUntilPowerBelow(evse, bound * evse.voltageV),
    ),
  )
}

/** What it costs after so long at the prices in use. */
function costAfter(ledger: Ledger, evse: EvseState, ms: number, setting: Setting): number {
  const { look, idleSinceMs } = ledger
  const later = {
    ...look,
    atMs: look.atMs + ms,
    energyWh: look.energyWh + flowWh(evse, ms),
    chargedMs: look.chargedMs + (idleSinceMs === undefined ? ms : 0),
  }
  return runningCost(bringForward(ledger, later, setting))
}

/** A sum that is looked for is reached when this little is missing. */
const centOfCent = 1e-6

const mostMs = 31 * 86_400_000

/** How long until the transaction costs so much; infinite where it does already, or does not within the time at these prices. */
export function msUntilCost(ledger: Ledger, evse: EvseState, target: number, withinMs: number, setting: Setting): number {
  const isReached = (ms: number): boolean => costAfter(ledger, evse, ms, setting) >= target - centOfCent
  let late = Math.ceil(Math.min(withinMs, mostMs))
  if (isReached(0) || !isReached(late)) return Number.POSITIVE_INFINITY
  let early = 0
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    if (isReached(middle)) late = middle
    else early = middle
  }
  return late
}
