import type { Outgoing } from '../../outgoing.js'
import type { EnergyTransfer } from '../bidirectional/energy-transfer.js'
import type { PhaseRule } from './combine.js'
import type { CompositePeriod } from './composite.js'
import type { InstallRules } from './install.js'
import type { Profile, Unit } from './profile.js'
import type { ParseProfile } from './store.js'

/** A limit from outside as the csms hears of it. */
export interface LimitNotice {
  readonly evseId: number
  readonly source: string
  readonly isGridCritical: boolean | undefined
  readonly isLocalGeneration: boolean
  /** Only where the csms wants schedules too. */
  readonly profile: Profile | undefined
}

/**
 * What the inverter in a car can do, under the names that DERChargingParametersType has for it, e.g. `evSupportedDERControl`,
 * `evInverterManufacturer` or `maxDischargeApparentPower`.
 */
export type InverterNameplate = Readonly<Record<string, string | number | readonly string[] | undefined>>

/** What a car wants (ISO 15118). */
export interface EvNeeds {
  readonly evseId: number
  readonly kind: 'AC' | 'DC'
  readonly phases: number
  readonly departureTime: string | undefined
  readonly energyWh: number
  readonly minCurrentA: number
  readonly maxCurrentA: number
  readonly maxVoltageV: number
  readonly maxPowerW: number
  readonly capacityWh: number
  readonly socPercent: number
  readonly maxScheduleTuples: number | undefined
  /** The nameplate of the car's inverter, where it obeys the rules of the grid by itself (2.1 R02.FR.01, R03.FR.01). */
  readonly inverter: InverterNameplate | undefined
  /** When the car told them, if that is some time ago (2.1 K15.FR.20). */
  readonly timestamp: string | undefined
  /** Phases that the car uses; 1 for DC. */
  readonly evPhases: number
  readonly maxDischargeW: number
  readonly evseMaxPowerW: number
  readonly targetSocPercent: number
  /** Below it the car gives nothing back. */
  readonly reserveSocPercent: number
  readonly controlMode: 'DynamicControl' | 'ScheduledControl'
  /** Only of a car that speaks ISO 15118-20 (2.1 K18, K19, Q01). */
  readonly transfer: EvTransfer | undefined
}

/** What car and station have agreed on, and what they could. */
export interface EvTransfer {
  readonly requested: EnergyTransfer
  readonly available: readonly [EnergyTransfer, ...EnergyTransfer[]]
}

/** What a car says it will take. */
export interface EvPlan {
  readonly evseId: number
  readonly timeBase: string
  readonly durationS: number
  readonly unit: Unit
  readonly hasPhases: boolean
  readonly periods: readonly CompositePeriod[]
  /** The schedule that it chose. */
  readonly scheduleId: number
}

/** How a version speaks about smart charging. What it has no message for is left out. */
export interface SmartChargingAdapter {
  /** Whether periods have operation modes, setpoints and limits of discharging (2.1). Default false. */
  readonly hasModes?: boolean | undefined
  readonly rules: InstallRules
  readonly phaseRule: PhaseRule
  readonly parse: ParseProfile
  /** The wire form of a profile that the station makes itself. */
  wireOf?(profile: Profile): object
  chargingLimit?(notice: LimitNotice): Outgoing
  clearedLimit?(evseId: number, source: string): Outgoing
  chargingNeeds?(needs: EvNeeds): Outgoing
  readonly needsMayWait?: boolean | undefined
  readNeedsAnswer?(response: object): string
  /** What the answer to Authorize allows the driver; undefined where it does not say (2.1 Q01.FR.01, FR.08). */
  readAllowedTransfers?(response: object): readonly string[] | undefined
  chargingSchedule?(plan: EvPlan): Outgoing
  readScheduleAnswer?(response: object): string
  priorityCharging?(transactionId: string, isActive: boolean): Outgoing
  pullSchedule?(profileId: number): Outgoing
  /** The new values, or undefined where the csms has none. */
  readPulled?(response: object): object | undefined
  /** A dynamic profile with new values, in its wire form. */
  updated?(wire: object, values: object, updateTime: string): object
}
