import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { RequestOf } from '@ocpp-kit/rpc'
import type { Combined } from './combine.js'
import type { CompositePeriod } from './composite.js'
import type { CurvePoint, Period, Profile, Quantity, Schedule } from './profile.js'

/** A profile of 2.1, of which those of 2.0.1 are a part. */
export type Profile2x = RequestOf<Ocpp21, 'SetChargingProfile'>['chargingProfile']
export type Schedule2x = Profile2x['chargingSchedule'][0]
export type Period2x = Schedule2x['chargingSchedulePeriod'][number]

const msOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))

/** L2 and L3 tell the phases apart; a phase that is not named is like L1. */
function quantityOf(l1: number | undefined, l2: number | undefined, l3: number | undefined): Quantity | undefined {
  if (l1 === undefined || (l2 === undefined && l3 === undefined)) return l1
  return [l1, l2 ?? l1, l3 ?? l1]
}

/** The values of a period that may differ from phase to phase, as they stand on the wire. */
const phaseFields = ['limit', 'dischargeLimit', 'setpoint', 'setpointReactive'] as const

function perPhaseOf(wire: Period2x): Period['perPhase'] {
  const split = phaseFields.filter((field) => wire[`${field}_L2`] !== undefined || wire[`${field}_L3`] !== undefined)
  if (split.length === 0) return undefined
  return split.every((field) => wire[field] !== undefined) ? 'complete' : 'withoutL1'
}

const splitValue = (wire: Period2x, field: (typeof phaseFields)[number]): Quantity | undefined =>
  quantityOf(wire[field], wire[`${field}_L2`], wire[`${field}_L3`])

const periodOf = (wire: Period2x): Period => ({
  startS: wire.startPeriod,
  limit: splitValue(wire, 'limit'),
  dischargeLimit: splitValue(wire, 'dischargeLimit'),
  setpoint: splitValue(wire, 'setpoint'),
  setpointReactive: splitValue(wire, 'setpointReactive'),
  numberPhases: wire.numberPhases,
  phaseToUse: wire.phaseToUse,
  operationMode: wire.operationMode,
  evseSleep: wire.evseSleep,
  baselineW: wire.v2xBaseline,
  freqWattCurve:
    wire.v2xFreqWattCurve && ascending(wire.v2xFreqWattCurve.map(({ frequency, power }) => ({ at: frequency, powerW: power }))),
  signalWattCurve:
    wire.v2xSignalWattCurve && ascending(wire.v2xSignalWattCurve.map(({ signal, power }) => ({ at: signal, powerW: power }))),
  perPhase: perPhaseOf(wire),
})

const ascending = (points: readonly CurvePoint[]): readonly CurvePoint[] => [...points].sort((a, b) => a.at - b.at)

const scheduleOf = (wire: Schedule2x): Schedule => ({
  id: wire.id,
  startMs: msOf(wire.startSchedule),
  durationS: wire.duration,
  unit: wire.chargingRateUnit,
  periods: wire.chargingSchedulePeriod.map(periodOf),
  randomizedDelayS: wire.randomizedDelay,
  usesLocalTime: wire.useLocalTime,
  hasLimitAtSoc: wire.limitAtSoC !== undefined,
})

/** A profile of 2.x as it is kept here. */
export function profileOf2x(wire: Profile2x, evseId: number): Profile {
  return {
    id: wire.id,
    evseId,
    purpose: wire.chargingProfilePurpose,
    kind: wire.chargingProfileKind,
    recurrence: wire.recurrencyKind,
    stackLevel: wire.stackLevel,
    validFromMs: msOf(wire.validFrom),
    validToMs: msOf(wire.validTo),
    transactionId: wire.transactionId,
    // The schema asks for at least one.
    schedules: wire.chargingSchedule.map(scheduleOf) as unknown as Profile['schedules'],
    maxOfflineS: wire.maxOfflineDuration,
    endsAfterOffline: wire.invalidAfterOfflineDuration,
    updateIntervalS: wire.dynUpdateInterval,
    updatedMs: msOf(wire.dynUpdateTime),
  }
}

const fields = (name: (typeof phaseFields)[number], quantity: Quantity | undefined): Record<string, number> => {
  if (quantity === undefined) return {}
  if (typeof quantity === 'number') return { [name]: quantity }
  return { [name]: quantity[0], [`${name}_L2`]: quantity[1], [`${name}_L3`]: quantity[2] }
}

const values = ({ limit, dischargeLimit, setpoint, setpointReactive }: Combined): Record<string, number> => ({
  ...fields('limit', limit),
  ...fields('dischargeLimit', dischargeLimit),
  ...fields('setpoint', setpoint),
  ...fields('setpointReactive', setpointReactive),
})

/** A period of a composite schedule as 2.1 writes it; what 2.0.1 has no name for never arises there. */
export const periodTo2x = (period: CompositePeriod, hasPhases: boolean): Period2x => ({
  startPeriod: period.startS,
  ...values(period),
  ...(!hasPhases || period.numberPhases === undefined ? {} : { numberPhases: period.numberPhases }),
  ...(!hasPhases || period.phaseToUse === undefined ? {} : { phaseToUse: period.phaseToUse }),
})

/** The wire form of a profile that the station makes itself, e.g. of a limit from outside. */
export const profileTo2x = ({ id, stackLevel, purpose, kind, schedules, updatedMs }: Profile): Profile2x => ({
  id,
  stackLevel,
  chargingProfilePurpose: purpose,
  chargingProfileKind: kind,
  ...(updatedMs === undefined ? {} : { dynUpdateTime: new Date(updatedMs).toISOString() }),
  chargingSchedule: schedules.map((schedule) => ({
    id: schedule.id,
    ...(schedule.startMs === undefined ? {} : { startSchedule: new Date(schedule.startMs).toISOString() }),
    ...(schedule.durationS === undefined ? {} : { duration: schedule.durationS }),
    chargingRateUnit: schedule.unit,
    chargingSchedulePeriod: schedule.periods.map((period) => ({
      startPeriod: period.startS,
      ...values(period),
      ...(period.operationMode === undefined ? {} : { operationMode: period.operationMode }),
    })),
  })) as Profile2x['chargingSchedule'],
})
