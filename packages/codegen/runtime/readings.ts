/* Quantities of a meter under names that carry their unit, and what OCPP calls them. Copied into each version package. */

/** A value of one phase each; phases that are not there are left out. */
export interface PerPhase {
  readonly L1?: number | undefined
  readonly L2?: number | undefined
  readonly L3?: number | undefined
}

/** What a meter may read. Each quantity is optional; a number is the total, an object one value per phase. */
export interface Quantities {
  /** Register of the energy taken from the grid (`Energy.Active.Import.Register`). */
  readonly energyWh?: number | PerPhase | undefined
  /** Register of the energy given back (`Energy.Active.Export.Register`). */
  readonly energyExportWh?: number | PerPhase | undefined
  /** Energy taken since the last sample (`Energy.Active.Import.Interval`). */
  readonly energyIntervalWh?: number | PerPhase | undefined
  /** Register of the reactive energy taken (`Energy.Reactive.Import.Register`). */
  readonly reactiveEnergyVarh?: number | PerPhase | undefined
  readonly powerW?: number | PerPhase | undefined
  readonly powerExportW?: number | PerPhase | undefined
  /** Most power that may be drawn (`Power.Offered`). */
  readonly powerOfferedW?: number | undefined
  /** Cosine phi, −1 to 1. */
  readonly powerFactor?: number | undefined
  readonly currentA?: number | PerPhase | undefined
  readonly currentExportA?: number | PerPhase | undefined
  /** Most current that may be drawn (`Current.Offered`). */
  readonly currentOfferedA?: number | undefined
  /** Phase to neutral. */
  readonly voltageV?: number | PerPhase | undefined
  readonly frequencyHz?: number | undefined
  /** State of charge of the EV's battery, 0 to 100. */
  readonly socPercent?: number | undefined
}

/** One value as OCPP names it. */
export interface Reading {
  readonly measurand: MeasurandName
  readonly unit: string | undefined
  readonly phase: PhaseName | undefined
  readonly location: 'EV' | undefined
  readonly value: number
}

type PhaseName = 'L1' | 'L2' | 'L3' | 'L1-N' | 'L2-N' | 'L3-N'

const rows = {
  energyWh: { measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
  energyExportWh: { measurand: 'Energy.Active.Export.Register', unit: 'Wh' },
  energyIntervalWh: { measurand: 'Energy.Active.Import.Interval', unit: 'Wh' },
  reactiveEnergyVarh: { measurand: 'Energy.Reactive.Import.Register', unit: 'varh' },
  powerW: { measurand: 'Power.Active.Import', unit: 'W' },
  powerExportW: { measurand: 'Power.Active.Export', unit: 'W' },
  powerOfferedW: { measurand: 'Power.Offered', unit: 'W' },
  powerFactor: { measurand: 'Power.Factor', unit: undefined },
  currentA: { measurand: 'Current.Import', unit: 'A' },
  currentExportA: { measurand: 'Current.Export', unit: 'A' },
  currentOfferedA: { measurand: 'Current.Offered', unit: 'A' },
  voltageV: { measurand: 'Voltage', unit: 'V' },
  frequencyHz: { measurand: 'Frequency', unit: 'Hz' },
  temperatureCelsius: { measurand: 'Temperature', unit: 'Celsius' },
  socPercent: { measurand: 'SoC', unit: 'Percent' },
} as const

type MeasurandName = (typeof rows)[keyof typeof rows]['measurand']

const phases = ['L1', 'L2', 'L3'] as const

/**
 * The readings that the quantities stand for, in a fixed order.
 * @throws TypeError a quantity is not a finite number, or there is none at all
 */
export function readingsOf(quantities: Quantities & { readonly temperatureCelsius?: number | undefined }): Reading[] {
  const readings: Reading[] = []
  for (const [name, { measurand, unit }] of Object.entries(rows)) {
    const value = quantities[name as keyof typeof quantities]
    if (value === undefined) continue
    const location = measurand === 'SoC' ? 'EV' : undefined
    if (typeof value === 'object') {
      for (const phase of phases) {
        const one = value[phase]
        if (one === undefined) continue
        const phaseName = measurand === 'Voltage' ? (`${phase}-N` as const) : phase
        readings.push({ measurand, unit, phase: phaseName, location, value: finite(`${name}.${phase}`, one) })
      }
    } else {
      readings.push({ measurand, unit, phase: undefined, location, value: finite(name, value) })
    }
  }
  if (readings.length === 0)
    throw new TypeError(`a meter value needs at least one quantity, such as energyWh; known are ${Object.keys(rows).join(', ')}`)
  return readings
}

function finite(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`${name} must be a finite number, not ${String(value)}`)
}

/** A time as OCPP writes it; now by default. */
export const timestampOf = (time: Date | string = new Date()): string => (typeof time === 'string' ? time : time.toISOString())
