/** What a control can be about (DERControlEnumType). */
export const controlTypes = [
  'EnterService',
  'FixedPFAbsorb',
  'FixedPFInject',
  'FixedVar',
  'FreqDroop',
  'FreqWatt',
  'Gradients',
  'HFMayTrip',
  'HFMustTrip',
  'HVMayTrip',
  'HVMomCess',
  'HVMustTrip',
  'LFMustTrip',
  'LimitMaxDischarge',
  'LVMayTrip',
  'LVMomCess',
  'LVMustTrip',
  'PowerMonitoringMustTrip',
  'VoltVar',
  'VoltWatt',
  'WattPF',
  'WattVar',
] as const

export type ControlType = (typeof controlTypes)[number]

export const isControlType = (name: string): name is ControlType => (controlTypes as readonly string[]).includes(name)

export interface Point {
  readonly x: number
  readonly y: number
}

/** The parameters of a control, under the names of the specification; which of them there are goes with its type. */
export interface DerSetting {
  /** 0 is the highest. */
  readonly priority: number
  readonly startTime?: string | undefined
  /** Seconds. */
  readonly duration?: number | undefined
  readonly curveData?: readonly Point[] | undefined
  readonly yUnit?: string | undefined
  readonly voltageParams?:
    | { readonly hv10MinMeanValue?: number | undefined; readonly hv10MinMeanTripDelay?: number | undefined }
    | undefined
  readonly displacement?: number | undefined
  readonly setpoint?: number | undefined
  readonly pctMaxDischargePower?: number | undefined
  readonly powerMonitoringMustTrip?: object | undefined
  readonly overFreq?: number | undefined
  readonly underFreq?: number | undefined
  readonly overDroop?: number | undefined
  readonly underDroop?: number | undefined
  readonly responseTime?: number | undefined
  readonly highVoltage?: number | undefined
  readonly lowVoltage?: number | undefined
  readonly highFreq?: number | undefined
  readonly lowFreq?: number | undefined
  readonly delay?: number | undefined
  readonly randomDelay?: number | undefined
  readonly rampRate?: number | undefined
  readonly gradient?: number | undefined
  readonly softGradient?: number | undefined
}

/** A control as a station keeps it. Plain data: it outlives a power cut (R01.FR.03). */
export interface DerControl {
  readonly id: string
  readonly type: ControlType
  /** In force while no scheduled one of its type is (R04.FR.11). */
  readonly isDefault: boolean
  /** Another one has taken its place for good (R04.FR.09). */
  readonly isSuperseded: boolean
  /** A scheduled one whose time has come, and told so. */
  readonly hasStarted: boolean
  readonly setting: DerSetting
}

export const startMs = ({ setting: { startTime } }: DerControl): number =>
  startTime === undefined ? Number.NEGATIVE_INFINITY : Date.parse(startTime)

/** When it is over; a default never is. */
export const endMs = (control: DerControl): number =>
  control.setting.duration === undefined ? Number.POSITIVE_INFINITY : startMs(control) + control.setting.duration * 1000

/** Which of the members of a request belongs to a type (R04.FR.16). */
export function fieldOf(type: ControlType): ControlField {
  switch (type) {
    case 'FixedPFAbsorb':
      return 'fixedPFAbsorb'
    case 'FixedPFInject':
      return 'fixedPFInject'
    case 'FixedVar':
      return 'fixedVar'
    case 'LimitMaxDischarge':
      return 'limitMaxDischarge'
    case 'FreqDroop':
      return 'freqDroop'
    case 'EnterService':
      return 'enterService'
    case 'Gradients':
      return 'gradient'
    default:
      return 'curve'
  }
}

export const controlFields = [
  'curve',
  'enterService',
  'fixedPFAbsorb',
  'fixedPFInject',
  'fixedVar',
  'freqDroop',
  'gradient',
  'limitMaxDischarge',
] as const

export type ControlField = (typeof controlFields)[number]
