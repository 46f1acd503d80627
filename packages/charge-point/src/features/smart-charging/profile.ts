/*
 * Charging profiles in one form for all versions. Names are those of 2.1; a 1.6 ChargePointMaxProfile is a ChargingStationMaxProfile,
 * and what 1.6 says of a connector stands at its EVSE, with the connector beside it.
 */

export type Unit = 'A' | 'W'

export type Purpose =
  | 'ChargingStationMaxProfile'
  | 'ChargingStationExternalConstraints'
  | 'TxDefaultProfile'
  | 'TxProfile'
  | 'PriorityCharging'
  | 'LocalGeneration'

export type Kind = 'Absolute' | 'Recurring' | 'Relative' | 'Dynamic'

export type Recurrence = 'Daily' | 'Weekly'

/** In A: for each phase alike. In W: for all phases together. Three values: one for each phase (2.1). */
export type Quantity = number | readonly [number, number, number]

/** A point of a curve: power in W over frequency in Hz, or over a signal; negative: to be discharged (2.1 Q08). */
export interface CurvePoint {
  readonly at: number
  readonly powerW: number
}

/** What decides about power in a period (2.1 K §3.4, Q §2.2). */
export type OperationMode =
  | 'ChargingOnly'
  | 'CentralSetpoint'
  | 'ExternalSetpoint'
  | 'ExternalLimits'
  | 'CentralFrequency'
  | 'LocalFrequency'
  | 'LocalLoadBalancing'
  | 'Idle'

export const operationModes: readonly OperationMode[] = [
  'ChargingOnly',
  'CentralSetpoint',
  'ExternalSetpoint',
  'ExternalLimits',
  'CentralFrequency',
  'LocalFrequency',
  'LocalLoadBalancing',
  'Idle',
]

export interface Period {
  /** Seconds from the start of the schedule. */
  readonly startS: number
  /** What may be charged at most; missing: this period does not limit it. */
  readonly limit?: Quantity | undefined
  /** What may be discharged at most, as a negative number (2.1). */
  readonly dischargeLimit?: Quantity | undefined
  /** What the car is to follow; negative while it discharges (2.1). */
  readonly setpoint?: Quantity | undefined
  /** The same of reactive power, in var or A (2.1). */
  readonly setpointReactive?: Quantity | undefined
  readonly numberPhases?: number | undefined
  readonly phaseToUse?: number | undefined
  /** Missing: ChargingOnly (2.1). */
  readonly operationMode?: OperationMode | undefined
  readonly evseSleep?: boolean | undefined
  /** What a local setpoint begins from, W, with LocalFrequency. */
  readonly baselineW?: number | undefined
  /** Power over the frequency of the grid; ascending. */
  readonly freqWattCurve?: readonly CurvePoint[] | undefined
  /** Power over the signal of the grid operator, on top (aFRR); ascending. */
  readonly signalWattCurve?: readonly CurvePoint[] | undefined
  /** L2 or L3 has a value of its own, and whether L1 has none beside it (2.1 V2X.07). */
  readonly perPhase?: 'complete' | 'withoutL1' | undefined
}

export interface Schedule {
  readonly id: number
  readonly startMs?: number | undefined
  readonly durationS?: number | undefined
  readonly unit: Unit
  readonly periods: readonly Period[]
  /** Each period but the first begins so much later at most (2.1). */
  readonly randomizedDelayS?: number | undefined
  readonly usesLocalTime?: boolean | undefined
  readonly hasLimitAtSoc?: boolean | undefined
}

export interface Profile {
  readonly id: number
  /** 0: the station as a whole; a TxDefaultProfile there is for every EVSE. */
  readonly evseId: number
  /** The only connector of the EVSE that it is for (1.6). */
  readonly connectorId?: number | undefined
  readonly purpose: Purpose
  readonly kind: Kind
  readonly recurrence?: Recurrence | undefined
  readonly stackLevel: number
  readonly validFromMs?: number | undefined
  readonly validToMs?: number | undefined
  /** As the csms named it. */
  readonly transactionId?: string | undefined
  /** At least one; a car that speaks ISO 15118 chooses among several, here always the first. */
  readonly schedules: readonly [Schedule, ...Schedule[]]
  /** Not valid once the station is offline for longer (2.1). */
  readonly maxOfflineS?: number | undefined
  /** …and never again after that (2.1). */
  readonly endsAfterOffline?: boolean | undefined
  /** How often a Dynamic profile is to be pulled, s. */
  readonly updateIntervalS?: number | undefined
  /** When its values were set, ms. */
  readonly updatedMs?: number | undefined
}

/** A profile that the station holds. */
export interface Installed extends Profile {
  /** Who set it: CSO, EMS, SO or Other. */
  readonly source: string
  /** The transaction of the body that a TxProfile is for; undefined while it waits for one to begin (remote start). */
  readonly transactionKey?: number | undefined
  /** As it came over the wire, for reports. */
  readonly wire: object
}

/** The station's own, which messages may neither set nor clear. */
export const isFromOutside = ({ purpose }: Pick<Profile, 'purpose'>): boolean =>
  purpose === 'ChargingStationExternalConstraints' || purpose === 'LocalGeneration'

export const isForTransactions = (purpose: Purpose): boolean => purpose === 'TxProfile' || purpose === 'TxDefaultProfile'
