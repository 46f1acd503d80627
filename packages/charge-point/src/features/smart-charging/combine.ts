import type { Lead } from './leading.js'
import type { Quantity, Unit } from './profile.js'

/** How current and power go together at an EVSE. */
export interface Supply {
  /** Nominal, between phase and neutral; for DC at the plug (K01.FR.50). */
  readonly voltageV: number
  /** What there is, and what counts where a period does not say (K01.FR.49); 1 for DC. */
  readonly phases: number
}

/**
 * What becomes of periods in force that differ in their phases.
 *
 * `fewest` (2.x): the fewest phases that any of them allows are used (2.1 part 2, K §3.8), and all limits are converted with these:
 * 20 A on three phases and 6,900 W on one give 20 A or 4,600 W on one.
 * `ofLowest` (1.6, which has no rule): each limit is converted with its own phases, and the one with the lowest power says how many
 * phases there are, unless a limit of the station allows fewer: the same two give 6,900 W, or 20 A, on one.
 */
export type PhaseRule = 'fewest' | 'ofLowest'

/** What is in force when everything is put together; in one unit. */
export interface Combined {
  readonly limit?: Quantity | undefined
  readonly dischargeLimit?: Quantity | undefined
  readonly setpoint?: Quantity | undefined
  readonly setpointReactive?: Quantity | undefined
  readonly numberPhases?: number | undefined
  readonly phaseToUse?: number | undefined
}

const isSplit = (quantity: Quantity): quantity is readonly [number, number, number] => typeof quantity !== 'number'

const map = (quantity: Quantity, change: (value: number) => number): Quantity =>
  isSplit(quantity) ? [change(quantity[0]), change(quantity[1]), change(quantity[2])] : change(quantity)

/** From one unit to the other, on so many phases. */
export function convert(quantity: Quantity, from: Unit, to: Unit, voltageV: number, phases: number): Quantity {
  if (from === to) return quantity
  const factor = isSplit(quantity) ? voltageV : voltageV * phases
  return map(quantity, (value) => (to === 'W' ? value * factor : value / factor))
}

/** All phases together. */
export const totalW = (quantity: Quantity): number => (isSplit(quantity) ? quantity[0] + quantity[1] + quantity[2] : quantity)

/** Puts two quantities of one unit together, phase by phase where either tells them apart. */
function merge(a: Quantity, b: Quantity, unit: Unit, phases: number, choose: (x: number, y: number) => number): Quantity {
  if (!isSplit(a) && !isSplit(b)) return choose(a, b)
  const [x, y] = [spread(a, unit, phases), spread(b, unit, phases)]
  return [choose(x[0], y[0]), choose(x[1], y[1]), choose(x[2], y[2])]
}

function spread(quantity: Quantity, unit: Unit, phases: number): readonly [number, number, number] {
  if (isSplit(quantity)) return quantity
  const each = unit === 'W' ? quantity / phases : quantity
  return [each, each, each]
}

const hasEffect = ({ period: { limit, dischargeLimit, setpoint, setpointReactive } }: Lead): boolean =>
  limit !== undefined || dischargeLimit !== undefined || setpoint !== undefined || setpointReactive !== undefined

/** Whether the car is to follow a setpoint of this period, where no other comes before it. */
export const steers = ({ period: { setpoint, setpointReactive } }: Lead): boolean =>
  setpoint !== undefined || setpointReactive !== undefined

/** Phases of a period, as far as the EVSE has them. */
const ownPhases = ({ period: { numberPhases } }: Lead, { phases }: Supply): number => Math.min(numberPhases ?? phases, phases)

/**
 * Everything in force at once: the lowest limit, and the least of what is to be discharged (SC.01, K08.FR.04, 1.6 §3.13.3). Of several
 * setpoints the first one counts.
 */
export function combine(all: readonly Lead[], unit: Unit, supply: Supply, rule: PhaseRule): Combined {
  const leads = all.filter(hasEffect)
  if (leads.length === 0) return {}
  const phases = rule === 'fewest' ? Math.min(...leads.map((lead) => ownPhases(lead, supply))) : phasesOfLowest(leads, supply)
  const inUnit = (quantity: Quantity, lead: Lead): Quantity => {
    const used = rule === 'ofLowest' && unit === 'W' ? ownPhases(lead, supply) : phases
    return onPhases(convert(quantity, lead.unit, unit, supply.voltageV, used), phases)
  }
  const pick = (field: 'limit' | 'dischargeLimit', choose: (x: number, y: number) => number): Quantity | undefined => {
    let found: Quantity | undefined
    for (const lead of leads) {
      const value = lead.period[field]
      if (value === undefined) continue
      const own = inUnit(value, lead)
      found = found === undefined ? own : merge(found, own, unit, phases, choose)
    }
    return found
  }
  const limit = pick('limit', Math.min)
  // They are negative: the highest is the least.
  const dischargeLimit = pick('dischargeLimit', Math.max)
  const steering = leads.find(steers)
  const { setpoint: wanted, setpointReactive: wantedReactive } = steering?.period ?? {}
  const setpoint =
    steering === undefined || wanted === undefined ? undefined : capped(inUnit(wanted, steering), limit, dischargeLimit, unit, phases)
  const setpointReactive = steering === undefined || wantedReactive === undefined ? undefined : inUnit(wantedReactive, steering)
  const phaseToUse = leads.find(({ period }) => period.phaseToUse !== undefined)?.period.phaseToUse
  const combined = { limit, dischargeLimit, setpoint, ...(setpointReactive === undefined ? {} : { setpointReactive }) }
  const isAnySplit = Object.values(combined).some((quantity) => quantity !== undefined && isSplit(quantity))
  return { ...(isAnySplit ? split(combined, unit, phases) : combined), numberPhases: phases, ...(phases === 1 ? { phaseToUse } : {}) }
}

/** Where one value tells the phases apart, all do. */
const split = ({ limit, dischargeLimit, setpoint, setpointReactive }: Combined, unit: Unit, phases: number): Combined => ({
  limit: limit === undefined ? undefined : spread(limit, unit, phases),
  dischargeLimit: dischargeLimit === undefined ? undefined : spread(dischargeLimit, unit, phases),
  setpoint: setpoint === undefined ? undefined : spread(setpoint, unit, phases),
  ...(setpointReactive === undefined ? {} : { setpointReactive: spread(setpointReactive, unit, phases) }),
})

/** On a single phase, of which nobody says which one, the value nearest to zero is the safe one. */
function onPhases(quantity: Quantity, phases: number): Quantity {
  if (!isSplit(quantity) || phases > 1) return quantity
  return quantity.reduce((least, value) => (Math.abs(value) < Math.abs(least) ? value : least))
}

/** A setpoint stays within the limits on its own side of zero (K08.FR.08). */
function capped(
  setpoint: Quantity,
  limit: Quantity | undefined,
  dischargeLimit: Quantity | undefined,
  unit: Unit,
  phases: number,
): Quantity {
  const below = limit === undefined ? setpoint : merge(setpoint, limit, unit, phases, (x, y) => (x > 0 ? Math.min(x, y) : x))
  return dischargeLimit === undefined ? below : merge(below, dischargeLimit, unit, phases, (x, y) => (x < 0 ? Math.max(x, y) : x))
}

const isCap = ({ purpose }: Lead): boolean => purpose === 'ChargingStationMaxProfile' || purpose === 'ChargingStationExternalConstraints'

function phasesOfLowest(leads: readonly Lead[], supply: Supply): number {
  const powerW = (lead: Lead): number =>
    totalW(convert(lead.period.limit ?? Number.POSITIVE_INFINITY, lead.unit, 'W', supply.voltageV, ownPhases(lead, supply)))
  const lowest = leads.reduce((least, lead) => (powerW(lead) < powerW(least) ? lead : least))
  return Math.min(...leads.filter((lead) => lead === lowest || isCap(lead)).map((lead) => ownPhases(lead, supply)))
}

/** Two quantities of one unit, one on top of the other. */
export const sum = (a: Quantity, b: Quantity, unit: Unit, phases: number): Quantity => merge(a, b, unit, phases, (x, y) => x + y)

/** One digit behind the point, which is what the wire takes; never more than it was, nor more of discharging. */
export const rounded = (quantity: Quantity): Quantity =>
  map(quantity, (value) => (value < 0 ? Math.ceil(value * 10 - 1e-6) : Math.floor(value * 10 + 1e-6)) / 10 || 0)

export const isSame = (a: Quantity | undefined, b: Quantity | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && isSplit(a) && isSplit(b) && a.every((value, index) => value === b[index]))
