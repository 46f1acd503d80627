import type { OperationMode, Period, Profile, Purpose, Quantity, Schedule } from './profile.js'
import { type Refusal, refuse } from './refusal.js'

/** What a station can do in the operation modes of 2.1. */
export interface ModeCapabilities {
  /** Whether cars may give energy back at the place (V2XChargingCtrlr.Enabled). */
  readonly isBidirectional: boolean
  /** Whether the load of the building can be balanced: its thresholds and offsets are set (Q09.FR.02). */
  readonly canBalance: boolean
  /** Whether the car there has told what it takes by each phase (K01.FR.142, V2X.08). */
  readonly hasPhases: boolean
}

/** What a purpose may do beside charging (2.1 part 2, K table 95); those for transactions may do all. */
const modesOf: Readonly<Partial<Record<Purpose, readonly OperationMode[]>>> = {
  PriorityCharging: ['ChargingOnly'],
  ChargingStationMaxProfile: ['ChargingOnly'],
  ChargingStationExternalConstraints: ['ChargingOnly', 'ExternalLimits', 'ExternalSetpoint'],
  LocalGeneration: ['ChargingOnly', 'ExternalLimits'],
}

/** Those that charge alone; the others take a place where cars may give energy back. */
const unidirectional: readonly OperationMode[] = ['ChargingOnly', 'ExternalLimits', 'ExternalSetpoint', 'Idle']

const centralModes: readonly OperationMode[] = ['CentralSetpoint', 'CentralFrequency']

const values = ({ limit, dischargeLimit, setpoint, setpointReactive }: Period): readonly (Quantity | undefined)[] => [
  limit,
  dischargeLimit,
  setpoint,
  setpointReactive,
]

/** Why the periods of a profile cannot be, if so. */
export function checkModes(profile: Profile, can: ModeCapabilities): Refusal | undefined {
  for (const schedule of profile.schedules) {
    for (const period of schedule.periods) {
      const refusal = checkPeriod(profile, schedule, period, can)
      // Which part is wrong is to be told (Q08.FR.03–04, Q10.FR.02).
      if (refusal !== undefined) {
        return { ...refusal, explanation: `schedule ${schedule.id}, period at ${period.startS} s: ${refusal.explanation}` }
      }
    }
  }
  return undefined
}

function checkPeriod({ purpose, kind }: Profile, { unit }: Schedule, period: Period, can: ModeCapabilities): Refusal | undefined {
  const { operationMode: mode = 'ChargingOnly', evseSleep } = period
  if (modesOf[purpose]?.includes(mode) === false)
    return refuse('InvalidOperationMode', `a ${purpose} knows no ${mode} (K01.FR.71, FR.111–114)`)
  if (!can.isBidirectional && !unidirectional.includes(mode))
    return refuse('InvalidOperationMode', `${mode} takes a place where V2X is enabled (K01.FR.115)`)
  if (evseSleep === true && mode !== 'Idle') return refuse('InvalidSchedule', 'an EVSE sleeps while it is Idle alone (K01.FR.126)')
  // A Dynamic one may get its values later.
  if (kind !== 'Dynamic' && centralModes.includes(mode) && period.setpoint === undefined)
    return refuse('InvalidSchedule', `${mode} needs a setpoint (Q §2.2)`)
  return checkMode(period, mode, unit, can) ?? checkPhaseValues(purpose, period, can) ?? checkRange(period)
}

function checkMode(period: Period, mode: OperationMode, unit: string, can: ModeCapabilities): Refusal | undefined {
  const hasValues = values(period).some((value) => value !== undefined)
  if (mode === 'Idle' && hasValues) return refuse('InvalidSchedule', 'Idle has neither limits nor setpoints (Q10.FR.02)')
  if (mode === 'LocalLoadBalancing' && !can.canBalance)
    return refuse('MissingDevModelInfo', 'thresholds and offsets of LocalLoadBalancing are not set (Q09.FR.02)')
  if (mode !== 'LocalFrequency') return undefined
  if (period.baselineW === undefined || (period.freqWattCurve?.length ?? 0) < 2)
    return refuse('NoFreqWattCurve', 'LocalFrequency needs v2xBaseline and a v2xFreqWattCurve of two points (Q08.FR.03)')
  if (hasValues) return refuse('InvalidSchedule', 'LocalFrequency has neither limits nor setpoints (Q08.FR.04)')
  return unit === 'W' ? undefined : refuse('InvalidSchedule', 'the curves of LocalFrequency are in W (Q08.FR.05)')
}

/** Phases have values of their own only for a transaction whose car has told them (K01.FR.142–146, V2X.07–10). */
function checkPhaseValues(purpose: Purpose, { perPhase }: Period, { hasPhases }: ModeCapabilities): Refusal | undefined {
  if (perPhase === undefined) return undefined
  if (perPhase === 'withoutL1') return refuse('PhaseConflict', 'L2 and L3 come with the value of L1 (K01.FR.146, V2X.07)')
  return purpose === 'TxProfile' && hasPhases
    ? undefined
    : refuse('PhaseConflict', 'L2 and L3 are for a TxProfile of a car that has told them (K01.FR.144, V2X.10)')
}

const phasesOf = (quantity: Quantity | undefined): readonly (number | undefined)[] =>
  typeof quantity === 'object' ? quantity : [quantity, quantity, quantity]

function checkRange({ limit, dischargeLimit, setpoint }: Period): Refusal | undefined {
  const [highest, lowest, wanted] = [limit, dischargeLimit, setpoint].map(phasesOf)
  if (highest?.some((value = 0) => value < 0)) return refuse('InvalidSchedule', 'a limit is not negative')
  if (lowest?.some((value = 0) => value > 0)) return refuse('InvalidSchedule', 'a dischargeLimit is not positive')
  const isOut = wanted?.some(
    (value, phase) =>
      value !== undefined &&
      (value > (highest?.[phase] ?? Number.POSITIVE_INFINITY) || value < (lowest?.[phase] ?? Number.NEGATIVE_INFINITY)),
  )
  return isOut === true ? refuse('InvalidSchedule', 'the setpoint lies between dischargeLimit and limit (V2X.05)') : undefined
}

/** What a period comes to in its mode: ChargingOnly knows no setpoint and gives nothing back, and Idle does neither (Q §2.2, Q10). */
export function inMode(period: Period): Period {
  const { operationMode = 'ChargingOnly' } = period
  if (operationMode === 'Idle') return { ...period, limit: 0, dischargeLimit: 0, setpoint: undefined, setpointReactive: undefined }
  if (operationMode !== 'ChargingOnly') return period
  if (period.setpoint === undefined && period.dischargeLimit === undefined && period.setpointReactive === undefined) return period
  return { ...period, setpoint: undefined, dischargeLimit: undefined, setpointReactive: undefined }
}
