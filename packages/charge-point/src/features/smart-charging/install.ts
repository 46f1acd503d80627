import { checkModes, type ModeCapabilities } from './modes.js'
import { type Installed, isForTransactions, isFromOutside, type Kind, type Profile, type Purpose, type Unit } from './profile.js'
import { type Refusal, refuse } from './refusal.js'

/** What versions do not agree upon. */
export interface InstallRules {
  /** What a csms may set. */
  readonly purposes: readonly Purpose[]
  readonly kinds: readonly Kind[]
  /** A profile of the same purpose, stack level and place is replaced (1.6 §3.13.2), not refused (K01.FR.06, FR.39, FR.52–53). */
  readonly replacesSameSlot: boolean
  /** A TxProfile names its transaction (K01.FR.03); in 1.6 it may leave that out. */
  readonly needsTransactionId: boolean
  /** What 2.x demands of phases and of startSchedule (K01.FR.38, FR.40–48). */
  readonly isStrict: boolean
  /** Ids up to here are those of external limits (2.1 K01.FR.81). */
  readonly maxExternalId?: number | undefined
  /** A profile with phases is refused at a DC outlet (2.1 K01.FR.44); else they are not looked at. */
  readonly refusesPhasesAtDc: boolean
}

/** What a station can do. */
export interface Capabilities extends ModeCapabilities {
  readonly units: readonly Unit[]
  readonly maxStackLevel: number
  readonly maxPeriods: number
  readonly maxProfiles: number
  /** Whether it can open two of three phases. */
  readonly switchesPhases: boolean
}

/** The place a profile is for, as the station has it. */
export interface Outlet {
  readonly kind: 'AC' | 'DC'
  readonly phases: number
}

export interface InstallRequest {
  readonly profile: Profile
  readonly installed: readonly Installed[]
  /** Undefined: there is no such EVSE. EVSE 0 is the best of all. */
  readonly outlet: Outlet | undefined
  /** The transaction that the profile would be for: running, waited for by a remote start, or none. */
  readonly transaction: { readonly key: number | undefined; readonly isToCome?: boolean | undefined } | undefined
  /** Whether the car has told its needs, so that it may choose among several schedules (K01.FR.34). */
  readonly isHighLevel: boolean
}

export interface InstallResult {
  readonly replaced: readonly Installed[]
}

export const isRefusal = (result: InstallResult | Refusal): result is Refusal => 'reason' in result

type Check = (request: InstallRequest, rules: InstallRules, can: Capabilities) => Refusal | undefined

/** What a profile is not allowed to be, in the order in which it is looked at. */
const checks: readonly Check[] = [
  ({ outlet }) => (outlet === undefined ? refuse('UnknownEvse', 'there is no such EVSE') : undefined),
  ({ profile: { id } }, { maxExternalId }) =>
    maxExternalId !== undefined && id <= maxExternalId
      ? refuse('InvalidProfileId', `ids up to ${maxExternalId} are those of external limits (K01.FR.81)`)
      : undefined,
  checkPurpose,
  checkTransaction,
  ({ profile }, _, { maxStackLevel }) =>
    profile.stackLevel < 0 || profile.stackLevel > maxStackLevel
      ? refuse('InvalidStackLevel', `stackLevel goes from 0 to ${maxStackLevel}`)
      : undefined,
  checkKind,
  checkSchedules,
  ({ profile }, _, can) => checkModes(profile, can),
  checkPhases,
]

/** Whether a profile may be installed, and what it takes the place of. */
export function checkInstall(request: InstallRequest, rules: InstallRules, can: Capabilities): InstallResult | Refusal {
  for (const check of checks) {
    const refusal = check(request, rules, can)
    if (refusal !== undefined) return refusal
  }
  const replaced = rules.replacesSameSlot ? sameIdOrSlot(request) : sameId(request)
  if (isRefusal(replaced)) return replaced
  const left = request.installed.filter((one) => !replaced.replaced.includes(one))
  if (!rules.replacesSameSlot) {
    const rival = left.find((one) => collides(one, request))
    if (rival !== undefined) return refuse('DuplicateProfile', `profile ${rival.id} has the same purpose and stack level`)
  }
  return left.length >= can.maxProfiles ? refuse('TooManyElements', `no more than ${can.maxProfiles} profiles`) : replaced
}

function checkPurpose({ profile }: InstallRequest, { purposes }: InstallRules): Refusal | undefined {
  const { purpose, evseId } = profile
  if (!purposes.includes(purpose)) return refuse('UnsupportedPurpose', `a csms cannot set a ${purpose}`)
  if (purpose === 'TxProfile' && evseId === 0) return refuse('InvalidProfile', 'a TxProfile is for one EVSE (K01.FR.16)')
  if (purpose === 'ChargingStationMaxProfile' && evseId !== 0)
    return refuse('InvalidProfile', 'the limit of the station belongs to EVSE 0 (K04.FR.03)')
  return undefined
}

function checkTransaction({ profile, transaction }: InstallRequest, { needsTransactionId }: InstallRules): Refusal | undefined {
  if (profile.purpose !== 'TxProfile') return undefined
  if (transaction === undefined) return refuse('TxNotFound', 'there is no such transaction at this EVSE (K01.FR.09, FR.33)')
  if (transaction.isToCome === true) {
    return profile.transactionId === undefined ? undefined : refuse('InvalidProfile', 'the transaction has no id yet (1.6 §5.16.2)')
  }
  return needsTransactionId && profile.transactionId === undefined
    ? refuse('MissingParam', 'a TxProfile names its transaction (K01.FR.03)')
    : undefined
}

function checkKind({ profile }: InstallRequest, { kinds, isStrict }: InstallRules): Refusal | undefined {
  const { kind, purpose, recurrence, validFromMs, validToMs, updateIntervalS, updatedMs, schedules } = profile
  if (!kinds.includes(kind)) return refuse('UnsupportedKind', `${kind} profiles are not supported`)
  if (kind === 'Recurring' && recurrence === undefined) return refuse('InvalidProfile', 'a Recurring profile needs a recurrencyKind')
  if (validFromMs !== undefined && validToMs !== undefined && validToMs <= validFromMs)
    return refuse('InvalidProfile', 'validTo comes before validFrom')
  if (kind !== 'Dynamic' && (updateIntervalS !== undefined || updatedMs !== undefined))
    return refuse('InvalidProfile', 'only Dynamic profiles are updated (K01.FR.122)')
  const hasStart = schedules.every(({ startMs }) => startMs !== undefined)
  if (kind === 'Recurring' && !hasStart) return refuse('InvalidSchedule', 'a Recurring schedule needs a startSchedule (K01.FR.40)')
  if (!isStrict) return undefined
  if (kind === 'Relative' && purpose === 'ChargingStationMaxProfile')
    return refuse('InvalidProfile', 'the limit of a station is relative to nothing (K01.FR.38)')
  if (kind === 'Absolute' && !hasStart) return refuse('InvalidSchedule', 'an Absolute schedule needs a startSchedule (K01.FR.40)')
  if (kind === 'Relative' && schedules.some(({ startMs }) => startMs !== undefined))
    return refuse('InvalidSchedule', 'a Relative schedule has no startSchedule (K01.FR.41)')
  return undefined
}

function checkSchedules({ profile, isHighLevel }: InstallRequest, _: InstallRules, can: Capabilities): Refusal | undefined {
  const { schedules, kind, purpose } = profile
  if (schedules.length > 1 && !(isHighLevel && purpose === 'TxProfile'))
    return refuse('InvalidProfile', 'one schedule, unless the car has told its needs (K01.FR.34)')
  for (const { unit, periods, durationS, randomizedDelayS = 0, usesLocalTime, hasLimitAtSoc } of schedules) {
    if (!can.units.includes(unit)) return refuse('UnsupportedRateUnit', `limits are in ${can.units.join(' or ')} (K01.FR.26)`)
    if (periods.length > can.maxPeriods) return refuse('InvalidSchedule', `no more than ${can.maxPeriods} periods`)
    if (periods[0]?.startS !== 0) return refuse('InvalidSchedule', 'the first period starts at 0 (K01.FR.31)')
    if (periods.some(({ startS }, index) => index > 0 && startS <= (periods[index - 1]?.startS ?? 0)))
      return refuse('InvalidSchedule', 'periods come one after the other (K01.FR.35)')
    if (durationS !== undefined && durationS < 0) return refuse('InvalidSchedule', 'a duration is not negative')
    if (kind === 'Dynamic' && periods.length > 1) return refuse('InvalidSchedule', 'a Dynamic schedule has one period (K28.FR.01–03)')
    if (randomizedDelayS > 0 && !isForTransactions(purpose))
      return refuse('InvalidSchedule', 'random delays are for transactions (K01.FR.95)')
    if (usesLocalTime === true) return refuse('InvalidSchedule', 'useLocalTime is not supported (K01.FR.123)')
    if (hasLimitAtSoc === true) return refuse('InvalidSchedule', 'limitAtSoC is not supported (K01.FR.125)')
    if (purpose === 'PriorityCharging' && durationS !== undefined)
      return refuse('InvalidSchedule', 'priority lasts as long as the transaction (K01.FR.70)')
  }
  return undefined
}

/** The phase that a single-phase charge uses here; there is no switching to another. */
const onlyPhase = 1

function checkPhases({ profile, outlet }: InstallRequest, rules: InstallRules, { switchesPhases }: Capabilities): Refusal | undefined {
  if (!rules.isStrict || outlet === undefined) return undefined
  for (const { numberPhases, phaseToUse } of profile.schedules.flatMap(({ periods }) => periods)) {
    if (numberPhases === undefined && phaseToUse === undefined) continue
    if (outlet.kind === 'DC') {
      if (rules.refusesPhasesAtDc) return refuse('NoPhaseForDC', 'a DC outlet has no phases (K01.FR.44)')
      continue
    }
    if (phaseToUse !== undefined && numberPhases !== 1) return refuse('InvalidSchedule', 'phaseToUse goes with one phase only (K01.FR.19)')
    if (phaseToUse !== undefined && phaseToUse !== onlyPhase) return refuse('InvalidSchedule', `this EVSE uses L${onlyPhase} (K01.FR.48)`)
    if (numberPhases !== undefined && numberPhases < outlet.phases && !switchesPhases)
      return refuse('InvalidSchedule', `this EVSE charges on ${outlet.phases} phases (K01.FR.43)`)
  }
  return undefined
}

/** A profile with a known id replaces the old one (K01.FR.05), but not one from outside. */
function sameId({ profile, installed }: InstallRequest): InstallResult | Refusal {
  const replaced = installed.filter(({ id }) => id === profile.id)
  if (replaced.some((one) => one.purpose === 'ChargingStationExternalConstraints')) {
    return refuse('InvalidProfileId', `profile ${profile.id} comes from outside and cannot be replaced (K01.FR.05)`)
  }
  return { replaced }
}

function sameIdOrSlot({ profile, installed, transaction }: InstallRequest): InstallResult {
  return {
    replaced: installed.filter(
      (one) =>
        !isFromOutside(one) &&
        (one.id === profile.id ||
          (one.purpose === profile.purpose &&
            one.stackLevel === profile.stackLevel &&
            (profile.purpose === 'TxProfile'
              ? one.transactionKey === transaction?.key && one.evseId === profile.evseId
              : one.evseId === profile.evseId && one.connectorId === profile.connectorId))),
    ),
  }
}

/** Two profiles that would be valid at once with nothing to choose between them (K01.FR.06, FR.39, FR.52–53). */
function collides(one: Installed, { profile, transaction }: InstallRequest): boolean {
  if (one.purpose !== profile.purpose || one.stackLevel !== profile.stackLevel) return false
  if (profile.purpose === 'TxProfile') return one.transactionKey === transaction?.key && one.evseId === profile.evseId
  if (one.evseId === profile.evseId) return overlap(one, profile)
  return profile.purpose === 'TxDefaultProfile' && (one.evseId === 0 || profile.evseId === 0)
}

const overlap = (a: Profile, b: Profile): boolean =>
  (a.validFromMs ?? Number.NEGATIVE_INFINITY) < (b.validToMs ?? Number.POSITIVE_INFINITY) &&
  (b.validFromMs ?? Number.NEGATIVE_INFINITY) < (a.validToMs ?? Number.POSITIVE_INFINITY)
