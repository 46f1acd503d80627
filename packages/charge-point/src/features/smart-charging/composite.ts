import { type Combined, combine, isSame, type PhaseRule, rounded, type Supply, sum } from './combine.js'
import { generationLead, type Lead, leadsAt, nextChangeMs, ownLeads, type Place, stationLeads } from './leading.js'
import type { Installed, Quantity, Unit } from './profile.js'

/** An EVSE whose schedule is asked for, with what it can do where no profile says anything. */
export interface EvseInput {
  readonly place: Place
  readonly supply: Supply
  /** Its own limit, which fills the gaps. */
  readonly ownLimit: Readonly<Record<Unit, number>>
  /** What the car itself has announced to take (K15.FR.14). */
  readonly evPlan?: Installed | undefined
}

export interface CompositeRequest {
  readonly profiles: readonly Installed[]
  /** One EVSE, or all of them for the station as a whole. */
  readonly evses: readonly EvseInput[]
  readonly isStation: boolean
  /** What the station as a whole can take; default: no limit of its own. */
  readonly stationLimit?: Readonly<Record<Unit, number>> | undefined
  readonly fromMs: number
  readonly toMs: number
  readonly unit: Unit
  readonly phaseRule: PhaseRule
  /** Setpoints of the csms go before those from outside (2.1 Q06.FR.22). Default: the other way round (Q06.FR.21). */
  readonly prefersCsms?: boolean | undefined
  /** What local measurements and those from outside make of a period in force (2.1 Q05, Q08, Q09). Default: nothing. */
  readonly steer?: ((lead: Lead) => Lead) | undefined
}

export interface CompositePeriod extends Combined {
  readonly startS: number
}

export interface CompositeSchedule {
  readonly startMs: number
  /** Shorter than what was asked for where that has more than {@link maxPeriods} periods. */
  readonly durationS: number
  readonly unit: Unit
  readonly periods: readonly CompositePeriod[]
}

/** A recurring schedule over years would fill any message. */
export const maxPeriods = 1_000

/**
 * The limits in force from one time to another, all profiles put together.
 *
 * What the specification leaves open is decided as follows. A gap, where no profile applies, shows the own limit of the EVSE; such a
 * limit fills gaps only, it does not cap what a profile says. For the station as a whole the limits of its EVSEs are added up, a gap counting as
 * the EVSE's own limit, and ChargingStationMaxProfile and external constraints cap the sum. A window that ends before it begins is one of
 * no length at its end, and has one period. Phases: see {@link PhaseRule}.
 */
export function compositeSchedule(request: CompositeRequest): CompositeSchedule {
  const { toMs, unit } = request
  const fromMs = Math.min(request.fromMs, toMs)
  const periods: CompositePeriod[] = []
  let atMs = fromMs
  while (atMs < toMs || periods.length === 0) {
    const combined = tidy(stateAt(request, atMs))
    const startS = Math.round((atMs - fromMs) / 1000)
    // Periods are told in whole seconds: one that is over within the second never shows.
    if (periods.at(-1)?.startS === startS) periods.pop()
    const previous = periods.at(-1)
    if (previous === undefined || !isSameState(previous, combined)) {
      if (periods.length === maxPeriods) return { startMs: fromMs, durationS: startS, unit, periods }
      periods.push({ startS, ...combined })
    }
    atMs = nextMs(request, atMs)
  }
  return { startMs: fromMs, durationS: Math.round((toMs - fromMs) / 1000), unit, periods }
}

/** When something may change; infinite: never. */
export const nextMs = ({ profiles, evses }: Pick<CompositeRequest, 'profiles' | 'evses'>, atMs: number): number =>
  evses.reduce(
    (next, { place, evPlan }) => Math.min(next, nextChangeMs(evPlan === undefined ? profiles : [...profiles, evPlan], atMs, place)),
    Number.POSITIVE_INFINITY,
  )

/** What is in force at one moment. */
export const stateAt = (request: CompositeRequest, atMs: number): Combined =>
  request.isStation ? stationAt(request, atMs) : evseAt(request, atMs)

/** The periods in force at an EVSE; the first that has a setpoint is the one to follow. */
export function leadsFor({ profiles, prefersCsms, steer }: CompositeRequest, atMs: number, { place }: EvseInput): readonly Lead[] {
  const leads = leadsAt(profiles, atMs, place)
  const ordered = prefersCsms === true ? [...leads.filter(isOfCsms), ...leads.filter((lead) => !isOfCsms(lead))] : leads
  return steer === undefined ? ordered : ordered.map(steer)
}

const isOfCsms = ({ purpose }: Lead): boolean => purpose !== 'ChargingStationExternalConstraints'

function evseAt(request: CompositeRequest, atMs: number): Combined {
  const { profiles, evses, unit, phaseRule } = request
  const [evse] = evses
  if (evse === undefined) return {}
  const leads = [...leadsFor(request, atMs, evse), ...evLeads(evse, atMs)]
  const combined = combine(leads, unit, evse.supply, phaseRule)
  return withGeneration(filled(combined, evse, unit, phaseRule), generationLead(profiles, atMs, evse.place), evse.supply, unit)
}

function evLeads({ evPlan, place }: EvseInput, atMs: number): readonly Lead[] {
  if (evPlan === undefined) return []
  return leadsAt([evPlan], atMs, place).map((lead) => ({ ...lead, purpose: 'Ev' }))
}

/** Where nothing limits, the EVSE's own limit stands. */
function filled(combined: Combined, { ownLimit, supply }: EvseInput, unit: Unit, rule: PhaseRule): Combined {
  if (combined.limit !== undefined || combined.setpoint !== undefined || combined.dischargeLimit !== undefined) return combined
  return { limit: ownLimit[unit], ...(rule === 'ofLowest' ? { numberPhases: supply.phases } : {}) }
}

function withGeneration(combined: Combined, lead: Lead | undefined, { voltageV, phases }: Supply, unit: Unit): Combined {
  if (lead === undefined || combined.limit === undefined) return combined
  const used = combined.numberPhases ?? phases
  const extra = combine([lead], unit, { voltageV, phases: used }, 'fewest').limit
  return extra === undefined ? combined : { ...combined, limit: sum(combined.limit, extra, unit, used) }
}

function stationAt(request: CompositeRequest, atMs: number): Combined {
  const { profiles, evses, unit, phaseRule, stationLimit } = request
  const supply = stationSupply(evses)
  const parts = evses.map((evse) => {
    const leads = [...ownLeads(profiles, atMs, evse.place), ...evLeads(evse, atMs)]
    return { evse, named: phasesNamed(leads), combined: combine(leads, unit, evse.supply, phaseRule) }
  })
  const total = parts
    .map(({ evse, combined }): Quantity => combined.limit ?? ownLimitOf(combined, evse, unit))
    .reduce((left, right) => sum(left, right, unit, supply.phases))
  const [first] = evses
  const course = first === undefined ? { relativeMs: atMs } : first.place
  const caps = stationLeads(profiles, atMs, course)
  const isGap = parts.every(({ combined }) => combined.limit === undefined)
  const own = stationLimit?.[unit] ?? Number.POSITIVE_INFINITY
  const result =
    isGap && caps.length === 0
      ? { limit: total, ...(phaseRule === 'ofLowest' ? { numberPhases: supply.phases } : {}) }
      : combine([...caps, sumLead(total, isGap ? undefined : mostPhases(parts), unit)], unit, supply, phaseRule)
  const limited = typeof result.limit === 'number' ? { ...result, limit: Math.min(result.limit, own) } : result
  return withGeneration(limited, generationLead(profiles, atMs, { ...course, evseId: 0 }), supply, unit)
}

/** A setpoint alone says how much the car may take. */
const ownLimitOf = ({ setpoint }: Combined, { ownLimit }: EvseInput, unit: Unit): number =>
  typeof setpoint === 'number' ? Math.max(0, setpoint) : ownLimit[unit]

const sumLead = (limit: Quantity, numberPhases: number | undefined, unit: Unit): Lead => ({
  purpose: 'Sum',
  period: { startS: 0, limit, numberPhases },
  unit,
})

const phasesNamed = (leads: readonly Lead[]): boolean => leads.some(({ period }) => period.numberPhases !== undefined)

/** EVSEs on different phases are reported with the most of them, if all say how many. */
const mostPhases = (parts: readonly { readonly named: boolean; readonly combined: Combined }[]): number | undefined =>
  parts.every(({ named }) => named) ? Math.max(...parts.map(({ combined }) => combined.numberPhases ?? 1)) : undefined

/** The connection to the grid: that of the EVSE with the most phases. */
export const stationSupply = (evses: readonly EvseInput[]): Supply =>
  evses.reduce((most, { supply }) => (supply.phases > most.phases ? supply : most), evses[0]?.supply ?? { voltageV: 230, phases: 1 })

const roundedIf = (quantity: Quantity | undefined): Quantity | undefined => (quantity === undefined ? undefined : rounded(quantity))

const tidy = (combined: Combined): Combined => ({
  ...combined,
  limit: roundedIf(combined.limit),
  dischargeLimit: roundedIf(combined.dischargeLimit),
  setpoint: roundedIf(combined.setpoint),
  ...(combined.setpointReactive === undefined ? {} : { setpointReactive: rounded(combined.setpointReactive) }),
})

const isSameState = (a: Combined, b: Combined): boolean =>
  isSame(a.limit, b.limit) &&
  isSame(a.dischargeLimit, b.dischargeLimit) &&
  isSame(a.setpoint, b.setpoint) &&
  isSame(a.setpointReactive, b.setpointReactive) &&
  a.numberPhases === b.numberPhases &&
  a.phaseToUse === b.phaseToUse
