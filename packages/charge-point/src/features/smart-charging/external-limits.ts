import { evseOf } from '../../body/index.js'
import { checkList, checkNumber, checkOneOf, checkWhole } from '../../checks.js'
import { convert, totalW } from './combine.js'
import { supplyOf } from './limits.js'
import type { Installed, Period, Profile, Quantity } from './profile.js'
import type { SmartCharging } from './smart-charging.js'
import type { ExternalValues } from './steering.js'

/** What somebody else than the csms wants of the power. */
export interface ExternalWish {
  /** What may be charged at most. */
  readonly limitW?: number | undefined
  /** What may be given back at most, from 0 on (2.1). */
  readonly dischargeLimitW?: number | undefined
  /** What is to be followed; negative: energy is to be given back (2.1). */
  readonly setpointW?: number | undefined
  /** The same of reactive power (2.1). */
  readonly setpointVar?: number | undefined
}

/** A limit that comes from somebody else than the csms, e.g. the energy management of the building or the grid operator. */
export interface ExternalLimit extends ExternalWish {
  /** Default 0: the station as a whole. */
  readonly evseId?: number | undefined
  /** In place of the values: how they change, by seconds from now. With neither the limit is lifted. */
  readonly schedule?: readonly (ExternalWish & { readonly startS: number })[] | undefined
  /** After so many seconds the limit is over. Default: never. */
  readonly durationS?: number | undefined
  /** As 2.x names it. Default `EMS`. */
  readonly source?: 'EMS' | 'Other' | 'SO' | undefined
  /** Whether the grid is in danger. */
  readonly isGridCritical?: boolean | undefined
  /** Power that is made at the place, which comes on top of what the profiles allow (2.1 K27). Default false. */
  readonly isLocalGeneration?: boolean | undefined
}

const maxS = 2_147_483_647
const maxW = 100_000_000

/** @throws TypeError naming what is wrong */
export function checkExternalLimit(limit: ExternalLimit): void {
  checkWish('', limit)
  checkNumber('durationS', limit.durationS, 0, 0, maxS)
  checkOneOf('source', limit.source, ['EMS', 'Other', 'SO'], 'EMS')
  for (const [index, period] of checkList('schedule', limit.schedule, []).entries()) {
    checkWish(`schedule[${index}].`, period)
    const from = index === 0 ? 0 : (limit.schedule?.[index - 1]?.startS ?? 0) + 1
    checkWhole(`schedule[${index}].startS`, period.startS, 0, from, index === 0 ? 0 : maxS)
  }
}

function checkWish(at: string, { limitW, dischargeLimitW, setpointW, setpointVar }: ExternalWish): void {
  checkNumber(`${at}limitW`, limitW, 0, 0, maxW)
  checkNumber(`${at}dischargeLimitW`, dischargeLimitW, 0, 0, maxW)
  checkNumber(`${at}setpointW`, setpointW, 0, -maxW, maxW)
  checkNumber(`${at}setpointVar`, setpointVar, 0, -maxW, maxW)
}

/** One id for each place and kind, never one that a csms would take (K11.FR.06). */
const idOf = (evseId: number, isLocal: boolean): number => -1 - 2 * evseId - (isLocal ? 1 : 0)

const isEmpty = ({ limitW, dischargeLimitW, setpointW, setpointVar }: ExternalWish): boolean =>
  limitW === undefined && dischargeLimitW === undefined && setpointW === undefined && setpointVar === undefined

/** Values that are about more than a limit of charging (2.1). */
const isBidirectional = ({ dischargeLimitW, setpointW, setpointVar }: ExternalWish): boolean =>
  dischargeLimitW !== undefined || setpointW !== undefined || setpointVar !== undefined

/** Obeys a limit from outside, or lifts it, and tells the csms (K11–K13, Q05, Q06). @returns whether the station listens to it */
export function setExternalLimit(smart: SmartCharging, limit: ExternalLimit): boolean {
  const { settings } = smart.core
  const { evseId = 0, isLocalGeneration: isLocal = false, source = 'EMS' } = limit
  const wishes = limit.schedule ?? (isEmpty(limit) ? [] : [{ startS: 0, ...limit }])
  const isV2x = wishes.some(isBidirectional)
  if (!settings.values.externalControlSignals || !smart.isEnabled || (isV2x && smart.adapter.hasModes !== true)) return false
  const id = idOf(evseId, isLocal)
  const old = smart.profiles.find((profile) => profile.id === id)
  if (!isLocal && fillProfiles(smart, evseId, wishes[0])) return true
  if (wishes.length === 0) return old === undefined ? true : lift(smart, old)
  if (!isLocal && settings.values.externalConstraintsDisallowed) return false
  const profile = profileOf(smart, id, limit, wishes)
  smart.install({ ...profile, source, wire: smart.adapter.wireOf?.(profile) ?? {} }, old === undefined ? [] : [old])
  if (old === undefined || isSignificant(smart, old, profile)) {
    const message = smart.adapter.chargingLimit?.({
      evseId,
      source,
      isGridCritical: limit.isGridCritical,
      isLocalGeneration: isLocal,
      // Where it is about more than charging the csms always hears it (Q06.FR.10–11).
      profile: settings.values.notifyLimitWithSchedules || isV2x ? profile : undefined,
    })
    if (message !== undefined) void smart.notices.tell(message)
  }
  return true
}

function lift(smart: SmartCharging, old: Installed): boolean {
  smart.removeOwn(old.id)
  const message = smart.adapter.clearedLimit?.(old.evseId, old.source)
  if (message !== undefined) void smart.notices.tell(message)
  return true
}

const isAsking = ({ operationMode }: Period): boolean => operationMode === 'ExternalLimits' || operationMode === 'ExternalSetpoint'

/** A profile of the csms may ask for the values from outside; then they count there, and nowhere else (2.1 K29.FR.03, Q05). */
function fillProfiles(smart: SmartCharging, evseId: number, wish: ExternalWish | undefined): boolean {
  const asking = smart.profiles.filter(
    (profile) =>
      (profile.purpose === 'TxProfile' || profile.purpose === 'TxDefaultProfile') &&
      (evseId === 0 || profile.evseId === 0 || profile.evseId === evseId) &&
      profile.schedules.some(({ periods }) => periods.some(isAsking)),
  )
  smart.steering.setExternal(evseId, wish === undefined || asking.length === 0 ? undefined : signed(wish))
  if (asking.length === 0) return false
  for (const profile of asking) {
    // The values of one EVSE are not those of all.
    const isItsOwn = evseId === 0 || profile.evseId === evseId
    if (profile.kind === 'Dynamic') smart.update(profile.id, isItsOwn ? valuesFor(smart, profile, wish ?? {}) : {})
  }
  smart.applied()
  return wish !== undefined
}

/** What is to be given back counts downwards from 0, as on the wire. */
const signed = ({ limitW, dischargeLimitW, setpointW, setpointVar }: ExternalWish): ExternalValues => ({
  limitW,
  dischargeLimitW: dischargeLimitW === undefined ? undefined : 0 - dischargeLimitW,
  setpointW,
  setpointVar,
})

/** The fields of the wire that a Dynamic profile leaves to somebody outside, in its unit (Q05.FR.05–06). */
function valuesFor(
  { core }: SmartCharging,
  { evseId, schedules }: Profile,
  wish: ExternalWish,
): Readonly<Record<string, number | undefined>> {
  const [{ unit, periods }] = schedules
  const evse = evseOf(core.body.state, evseId) ?? core.body.state.evses[0]
  const { limitW, dischargeLimitW, setpointW, setpointVar } = signed(wish)
  const inUnit = (watts: number | undefined): number | undefined => {
    if (watts === undefined || evse === undefined || unit === 'W') return watts
    const { voltageV, phases } = supplyOf(evse)
    return totalW(convert(watts, 'W', unit, voltageV, phases))
  }
  return periods[0]?.operationMode === 'ExternalSetpoint'
    ? { setpoint: inUnit(setpointW), setpointReactive: inUnit(setpointVar) }
    : { limit: inUnit(limitW), dischargeLimit: inUnit(dischargeLimitW) }
}

/** One value is a Dynamic profile, and several are an Absolute one, where the version knows modes (Q06.FR.01–04, K29.FR.04). */
function profileOf(
  { core, adapter }: SmartCharging,
  id: number,
  { evseId = 0, isLocalGeneration, durationS, schedule }: ExternalLimit,
  wishes: readonly (ExternalWish & { readonly startS: number })[],
): Profile {
  const hasModes = adapter.hasModes === true
  const isDynamic = hasModes && schedule === undefined
  const nowMs = core.time.nowMs()
  const periods = wishes.map((wish): Period => {
    const { limitW: limit, dischargeLimitW: dischargeLimit, setpointW: setpoint, setpointVar: setpointReactive } = signed(wish)
    const isSetpoint = setpoint !== undefined || setpointReactive !== undefined
    return {
      startS: wish.startS,
      limit,
      dischargeLimit,
      setpoint,
      setpointReactive,
      ...(hasModes ? { operationMode: isSetpoint ? 'ExternalSetpoint' : 'ExternalLimits' } : {}),
    }
  })
  return {
    id,
    evseId,
    purpose: isLocalGeneration === true ? 'LocalGeneration' : 'ChargingStationExternalConstraints',
    kind: isDynamic ? 'Dynamic' : 'Absolute',
    stackLevel: 0,
    schedules: [{ id: 1, startMs: isDynamic ? undefined : nowMs, durationS, unit: 'W', periods }],
    ...(isDynamic ? { updatedMs: nowMs } : {}),
  }
}

/** Small changes are not worth a message (K11.FR.02, K12.FR.02, Q06.FR.11). */
function isSignificant({ core }: SmartCharging, old: Profile, now: Profile): boolean {
  const [before, after] = [old, now].map(({ schedules }) => schedules[0].periods)
  const [was, is] = [before?.[0], after?.[0]]
  if (before?.length !== 1 || after?.length !== 1 || was === undefined || is === undefined) return true
  const isMore = (from: Quantity | undefined, to: Quantity | undefined): boolean => {
    if (from === undefined || to === undefined) return from !== to
    const [oldW, newW] = [totalW(from), totalW(to)]
    if (oldW === newW) return false
    return oldW === 0 || (Math.abs(newW - oldW) / Math.abs(oldW)) * 100 > core.settings.values.limitChangeSignificancePercent
  }
  return (
    isMore(was.limit, is.limit) ||
    isMore(was.dischargeLimit, is.dischargeLimit) ||
    isMore(was.setpoint, is.setpoint) ||
    isMore(was.setpointReactive, is.setpointReactive)
  )
}
