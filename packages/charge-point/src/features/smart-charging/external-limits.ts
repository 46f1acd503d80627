import { evseOf } from '../../body/index.js'
import { checkList, checkNumber, checkWhole } from '../../checks.js'
import { totalW } from './combine.js'
import type { Installed, Profile } from './profile.js'
import type { SmartCharging } from './smart-charging.js'

/** A limit that comes from somebody else than the csms, e.g. the energy management of the building or the grid operator. */
export interface ExternalLimit {
  /** Default 0: the station as a whole. */
  readonly evseId?: number | undefined
  /** What may be charged at most; with neither this nor `schedule` the limit is lifted. */
  readonly limitW?: number | undefined
  /** …or how that changes, by seconds from now. */
  readonly schedule?: readonly { readonly startS: number; readonly limitW: number }[] | undefined
  /** After so many seconds the limit is over. Default: never. */
  readonly durationS?: number | undefined
  /** As 2.x names it. Default `EMS`. */
  readonly source?: 'EMS' | 'Other' | 'SO' | undefined
  /** Whether the grid is in danger. */
  readonly isGridCritical?: boolean | undefined
  /** Power that is made at the place, which comes on top of what the profiles allow (2.1 K27). Default false. */
  readonly isLocalGeneration?: boolean | undefined
}

/** @throws TypeError naming what is wrong */
export function checkExternalLimit({ limitW, schedule, durationS }: ExternalLimit): void {
  checkNumber('limitW', limitW, 0, 0, 100_000_000)
  checkNumber('durationS', durationS, 0, 0, maxS)
  for (const [index, period] of checkList('schedule', schedule, []).entries()) {
    checkNumber(`schedule[${index}].limitW`, period.limitW, 0, 0, 100_000_000)
    const from = index === 0 ? 0 : (schedule?.[index - 1]?.startS ?? 0) + 1
    checkWhole(`schedule[${index}].startS`, period.startS, 0, from, index === 0 ? 0 : maxS)
  }
}

const maxS = 2_147_483_647

/** One id for each place and kind, never one that a csms would take (K11.FR.06). */
const idOf = (evseId: number, isLocal: boolean): number => -1 - 2 * evseId - (isLocal ? 1 : 0)

/** Obeys a limit from outside, or lifts it, and tells the csms (K11–K13). @returns whether the station listens to it */
export function setExternalLimit(smart: SmartCharging, limit: ExternalLimit): boolean {
  const { settings } = smart.core
  const { evseId = 0, isLocalGeneration: isLocal = false, source = 'EMS' } = limit
  if (!settings.values.externalControlSignals || !smart.isEnabled) return false
  const id = idOf(evseId, isLocal)
  const old = smart.profiles.find((profile) => profile.id === id)
  const periods = limit.schedule ?? (limit.limitW === undefined ? [] : [{ startS: 0, limitW: limit.limitW }])
  if (!isLocal && fillProfiles(smart, evseId, periods[0]?.limitW)) return true
  if (periods.length === 0) return old === undefined ? true : lift(smart, old)
  if (!isLocal && settings.values.externalConstraintsDisallowed) return false
  const profile = profileOf(smart, id, limit, periods)
  smart.install({ ...profile, source, wire: smart.adapter.wireOf?.(profile) ?? {} }, old === undefined ? [] : [old])
  if (old === undefined || isSignificant(smart, old, profile)) {
    const message = smart.adapter.chargingLimit?.({
      evseId,
      source,
      isGridCritical: limit.isGridCritical,
      isLocalGeneration: isLocal,
      profile: settings.values.notifyLimitWithSchedules ? profile : undefined,
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

/** A dynamic profile of the csms may ask for the limit from outside; then it holds it, and nobody else (2.1 K29.FR.03). */
function fillProfiles(smart: SmartCharging, evseId: number, limitW: number | undefined): boolean {
  const asking = smart.profiles.filter(
    ({ kind, purpose, schedules, ...profile }) =>
      kind === 'Dynamic' &&
      (purpose === 'TxProfile' || purpose === 'TxDefaultProfile') &&
      (evseId === 0 || profile.evseId === evseId) &&
      schedules[0].periods[0]?.operationMode === 'ExternalLimits',
  )
  if (limitW === undefined) return false
  for (const profile of asking) smart.update(profile.id, { limit: inUnitOf(smart, profile, limitW) })
  return asking.length > 0
}

function inUnitOf({ core }: SmartCharging, { evseId, schedules }: Profile, limitW: number): number {
  const evse = evseOf(core.body.state, evseId) ?? core.body.state.evses[0]
  if (schedules[0].unit === 'W' || evse === undefined) return limitW
  return limitW / (evse.voltageV * evse.phases)
}

function profileOf(
  smart: SmartCharging,
  id: number,
  { evseId = 0, isLocalGeneration, durationS }: ExternalLimit,
  periods: readonly { readonly startS: number; readonly limitW: number }[],
): Profile {
  return {
    id,
    evseId,
    purpose: isLocalGeneration === true ? 'LocalGeneration' : 'ChargingStationExternalConstraints',
    kind: 'Absolute',
    stackLevel: 0,
    schedules: [
      {
        id: 1,
        startMs: smart.core.time.nowMs(),
        durationS,
        unit: 'W',
        periods: periods.map(({ startS, limitW }) => ({ startS, limit: limitW })),
      },
    ],
  }
}

/** Small changes are not worth a message (K11.FR.02, K12.FR.02). */
function isSignificant({ core }: SmartCharging, old: Profile, now: Profile): boolean {
  const [before, after] = [old, now].map(({ schedules }) => schedules[0].periods)
  if (before === undefined || after === undefined || before.length !== 1 || after.length !== 1) return true
  const [oldW, newW] = [totalW(before[0]?.limit ?? 0), totalW(after[0]?.limit ?? 0)]
  if (oldW === newW) return false
  return oldW === 0 || (Math.abs(newW - oldW) / oldW) * 100 > core.settings.values.limitChangeSignificancePercent
}
