import { inMode } from './modes.js'
import type { Installed, Period, Purpose, Unit } from './profile.js'
import { type Course, nextEdgeMs, periodAt } from './timeline.js'

/** One EVSE as charging profiles see it. */
export interface Place extends Course {
  readonly evseId: number
  /** Where one connector is asked for (1.6). */
  readonly connectorId?: number | undefined
  /** The transaction that runs there; without one, what follows is as if one ran by the TxDefaultProfile (K08.FR.06). */
  readonly transactionKey?: number | undefined
  /** Whether its driver has priority (K21, K22). */
  readonly hasPriority?: boolean | undefined
}

/** A period in force, with what its schedule says of it. */
export interface Lead {
  readonly purpose: Purpose | 'Ev' | 'Sum'
  readonly period: Period
  readonly unit: Unit
  /** Where it was set for; 0: the station as a whole. Undefined: it was made up of others. */
  readonly evseId?: number | undefined
}

/** Whether a profile concerns an EVSE at all. */
function concerns(profile: Installed, place: Place, all: readonly Installed[]): boolean {
  const { evseId, connectorId, purpose } = profile
  if (evseId !== 0 && evseId !== place.evseId) return false
  if (connectorId !== undefined && place.connectorId !== undefined && connectorId !== place.connectorId) return false
  if (purpose === 'TxProfile') return profile.transactionKey === place.transactionKey
  return purpose !== 'TxDefaultProfile' || evseId !== 0 || !isReplacedAt(profile, place, all)
}

/** A TxDefaultProfile of the whole station gives way where one of the same stack level was set for the place itself (1.6 §3.13.1). */
const isReplacedAt = ({ stackLevel }: Installed, place: Place, all: readonly Installed[]): boolean =>
  all.some(
    (other) =>
      other.purpose === 'TxDefaultProfile' &&
      other.evseId === place.evseId &&
      other.stackLevel === stackLevel &&
      (other.connectorId === undefined || place.connectorId === undefined || other.connectorId === place.connectorId),
  )

/** The highest stack level goes first; what is left to choose does not depend on the order of installation. */
const byPrecedence = (a: Installed, b: Installed): number => b.stackLevel - a.stackLevel || b.evseId - a.evseId || a.id - b.id

function leadOf(purpose: Purpose, profiles: readonly Installed[], atMs: number, place: Place): Lead | undefined {
  const candidates = profiles.filter((profile) => profile.purpose === purpose && concerns(profile, place, profiles))
  for (const profile of candidates.sort(byPrecedence)) {
    const period = periodAt(profile, atMs, place)
    if (period !== undefined) return { purpose, period: inMode(period), unit: profile.schedules[0].unit, evseId: profile.evseId }
  }
  return undefined
}

/** Purposes that limit the station as a whole, the first of several equal ones first. */
const capping: readonly Purpose[] = ['ChargingStationMaxProfile', 'ChargingStationExternalConstraints']

const isLead = (lead: Lead | undefined): lead is Lead => lead !== undefined

/** What holds for the transaction itself: priority before TxProfile before TxDefaultProfile (K02.FR.04, K02.FR.08, K21.FR.04). */
function transactionLead(profiles: readonly Installed[], atMs: number, place: Place): Lead | undefined {
  return (
    (place.hasPriority === true ? leadOf('PriorityCharging', profiles, atMs, place) : undefined) ??
    leadOf('TxProfile', profiles, atMs, place) ??
    leadOf('TxDefaultProfile', profiles, atMs, place)
  )
}

/** Periods in force that are for all EVSEs together. */
export function stationLeads(profiles: readonly Installed[], atMs: number, course: Course): readonly Lead[] {
  const own = profiles.filter(({ evseId }) => evseId === 0)
  return capping.map((purpose) => leadOf(purpose, own, atMs, { ...course, evseId: 0 })).filter(isLead)
}

/** …and those of an EVSE that are for it alone. */
export function ownLeads(profiles: readonly Installed[], atMs: number, place: Place): readonly Lead[] {
  const own = profiles.filter(({ evseId }) => evseId === place.evseId)
  return [leadOf('ChargingStationExternalConstraints', own, atMs, place), transactionLead(profiles, atMs, place)].filter(isLead)
}

/** Every period in force at an EVSE that may lower what it offers. */
export const leadsAt = (profiles: readonly Installed[], atMs: number, place: Place): readonly Lead[] => [
  ...stationLeads(profiles, atMs, place),
  ...ownLeads(profiles, atMs, place),
]

/** Power that is made at the place and comes on top (K27). */
export const generationLead = (profiles: readonly Installed[], atMs: number, place: Place): Lead | undefined =>
  leadOf('LocalGeneration', profiles, atMs, place)

/** When anything at an EVSE may change next. */
export const nextChangeMs = (profiles: readonly Installed[], atMs: number, course: Course): number =>
  profiles.reduce((next, profile) => Math.min(next, nextEdgeMs(profile, atMs, course)), Number.POSITIVE_INFINITY)
