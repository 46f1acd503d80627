import { type Ev, type EvseState, evseOf, pluggedConnector, socPercent } from '../../body/index.js'
import { isBidirectional } from '../bidirectional/energy-transfer.js'
import type { EvNeeds, EvTransfer, InverterNameplate } from './adapter.js'
import type { CompositePeriod } from './composite.js'
import { supplyOf } from './limits.js'
import type { Installed, Quantity, Unit } from './profile.js'
import type { SmartCharging } from './smart-charging.js'

/** What a car that speaks ISO 15118 wants of its session. */
export interface ChargingWish {
  readonly evseId?: number | undefined
  /** When it wants to leave. */
  readonly departureTime?: Date | undefined
  /** What it wants until then. Default: up to its target. */
  readonly energyWh?: number | undefined
  /** How many periods of a schedule it can take. */
  readonly maxScheduleTuples?: number | undefined
  /**
   * The nameplate of an inverter that obeys the rules of the grid by itself, which makes it a session of AC_BPT_DER or, where the car gives
   * nothing back, AC_DER (2.1 R02, R03; at an AC EVSE). Default: none.
   */
  readonly inverter?: InverterNameplate | undefined
}

/** What a car of ISO 15118-20 says of the way of energy transfer beside that. */
interface Told extends ChargingWish {
  readonly transfer?: EvTransfer | undefined
  /** When it told, if that is some time ago. */
  readonly timestamp?: string | undefined
}

/** How a csms took what the car wants; `Offline` where it could not be told. */
export type NeedsAnswer = 'Accepted' | 'Rejected' | 'Processing' | 'NoChargingProfile' | 'Offline'

/** What a car takes at least, per phase (IEC 61851). */
const minCurrentA = 6

/** How far a car plans ahead where nothing else says. */
const horizonS = 86_400

/** Tells the csms what the car wants (K15, K17). It may answer with a TxProfile, within a minute (K15.FR.08). */
export async function tellNeeds(smart: SmartCharging, evse: EvseState, ev: Ev, wish: Told): Promise<NeedsAnswer> {
  const { adapter, core, notices } = smart
  const { evseId } = evse
  const hasPhases = wish.transfer !== undefined && evse.kind === 'AC' && phasesOf(evse, ev) > 1
  smart.note(evseId, { isHighLevel: true, evPlan: undefined, departureMs: wish.departureTime?.getTime(), hasPhases })
  const timestamp = wish.timestamp ?? (core.link.maySpeak ? undefined : core.time.iso())
  const message = adapter.chargingNeeds?.(needsOf(evse, ev, wish, timestamp))
  if (message === undefined) return 'NoChargingProfile'
  const response = await notices.tell(message, { mayWait: adapter.needsMayWait === true })
  return response === undefined ? 'Offline' : ((adapter.readNeedsAnswer?.(response) ?? 'Rejected') as NeedsAnswer)
}

const givesBack = (transfer: EvTransfer | undefined): boolean => transfer === undefined || transfer.available.some(isBidirectional)

const phasesOf = (evse: EvseState, ev: Ev): number => Math.min(supplyOf(evse).phases, ev.phases ?? 3)

function needsOf(evse: EvseState, ev: Ev, wish: Told, timestamp: string | undefined): EvNeeds {
  const { phases, voltageV } = supplyOf(evse)
  const missingWh = (ev.batteryCapacityWh * ev.targetPercent) / 100 - ev.energyWh
  return {
    evseId: evse.evseId,
    kind: evse.kind,
    phases,
    departureTime: wish.departureTime?.toISOString(),
    energyWh: Math.max(0, Math.round(wish.energyWh ?? missingWh)),
    minCurrentA,
    maxCurrentA: Math.round(ev.maxPowerW / (phases * voltageV)),
    maxVoltageV: Math.round(voltageV),
    maxPowerW: Math.round(ev.maxPowerW),
    capacityWh: Math.round(ev.batteryCapacityWh),
    socPercent: Math.round(socPercent(ev)),
    maxScheduleTuples: wish.maxScheduleTuples,
    inverter: evse.kind === 'AC' ? wish.inverter : undefined,
    timestamp,
    evPhases: phasesOf(evse, ev),
    // Where V2X is off nothing can be given back.
    maxDischargeW: givesBack(wish.transfer) ? Math.round(Math.min(ev.maxDischargeW ?? 0, evse.maxPowerW)) : 0,
    evseMaxPowerW: evse.maxPowerW,
    targetSocPercent: Math.round(ev.targetPercent),
    reserveSocPercent: ev.reservePercent ?? 0,
    controlMode: ev.highLevel?.controlMode ?? 'ScheduledControl',
    transfer: wish.transfer,
  }
}

/** A profile for a car that has told its needs: it plans within it, and the csms hears how (K15.FR.09–10, K16.FR.02–05). */
export async function answerWithPlan(smart: SmartCharging, id: number): Promise<void> {
  const { core, adapter, notices } = smart
  const profile = smart.profiles.find((one) => one.id === id)
  if (profile === undefined) return
  const session = smart.sessionOf(profile.evseId)
  const evse = evseOf(core.body.state, profile.evseId)
  const ev = evse && pluggedConnector(evse)?.ev
  if (profile.purpose !== 'TxProfile' || session?.isHighLevel !== true || evse === undefined || ev === undefined) return
  const [schedule] = profile.schedules
  const { unit } = schedule
  const startMs = core.time.nowMs()
  const untilS = session.departureMs === undefined ? horizonS : Math.max(1, Math.ceil((session.departureMs - startMs) / 1000))
  const durationS = Math.min(schedule.durationS ?? horizonS, untilS)
  const composite = smart.composite({ evseId: evse.evseId, durationS, unit })
  if (composite === undefined) return
  const { phases, voltageV } = supplyOf(evse)
  const wants = unit === 'W' ? ev.maxPowerW : ev.maxPowerW / (phases * voltageV)
  const periods = withoutRepeats(
    composite.periods.map(({ startS, limit, numberPhases }) => ({ startS, limit: capped(limit, wants), numberPhases })),
  )
  const message = adapter.chargingSchedule?.({
    evseId: evse.evseId,
    timeBase: new Date(startMs).toISOString(),
    durationS,
    unit,
    hasPhases: evse.kind === 'AC',
    periods,
    scheduleId: schedule.id,
  })
  if (message === undefined) return
  const response = await notices.tell(message, { mayWait: false })
  // Only what the csms agrees to counts in the composite schedule (K15.FR.14); else it sends another profile (K15.FR.13).
  if (response === undefined || adapter.readScheduleAnswer?.(response) !== 'Accepted') return
  if (smart.profiles.includes(profile)) smart.note(evse.evseId, { evPlan: planOf(profile, startMs, durationS, unit, periods) })
}

const capped = (limit: Quantity | undefined, wants: number): Quantity => {
  const tenths = Math.floor(wants * 10) / 10
  if (limit === undefined) return tenths
  return typeof limit === 'number' ? Math.min(limit, tenths) : limit
}

const withoutRepeats = (periods: readonly CompositePeriod[]): readonly CompositePeriod[] =>
  periods.filter(({ limit, numberPhases }, index) => {
    const previous = periods[index - 1]
    return previous === undefined || previous.limit !== limit || previous.numberPhases !== numberPhases
  })

const planOf = (profile: Installed, startMs: number, durationS: number, unit: Unit, periods: readonly CompositePeriod[]): Installed => ({
  ...profile,
  kind: 'Absolute',
  validFromMs: undefined,
  validToMs: undefined,
  schedules: [{ id: profile.schedules[0].id, startMs, durationS, unit, periods: periods.map(({ startS, limit }) => ({ startS, limit })) }],
})
