import { isDateTime } from './values.js'

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

type QuantityName = keyof typeof rows

/** The names of all quantities; 1.6 alone has a measurand for the temperature. */
export const quantityNames: readonly string[] = Object.keys(rows).filter((name) => name !== 'temperatureCelsius')

/**
 * @throws TypeError the input is no object, or has a field of another name; the error lists those there are
 */
export function checkFields(what: string, input: unknown, known: readonly string[]): void {
  if (typeof input !== 'object' || input === null)
    throw new TypeError(`${what} must be an object of named quantities, not ${nameOf(input)}`)
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined && !known.includes(name)) throw new TypeError(`${what} has no field "${name}"; known are ${known.join(', ')}`)
  }
}

/**
 * The readings that the quantities stand for, in a fixed order.
 * @throws TypeError a quantity is not a finite number, or there is none at all
 */
export function readingsOf(quantities: Quantities & { readonly temperatureCelsius?: number | undefined }): Reading[] {
  const readings = (Object.keys(rows) as QuantityName[]).flatMap((name) => readingsOfOne(name, quantities[name]))
  if (readings.length === 0)
    throw new TypeError(`a meter value needs at least one quantity, such as energyWh; known are ${quantityNames.join(', ')}`)
  return readings
}

function readingsOfOne(name: QuantityName, value: number | PerPhase | undefined): Reading[] {
  if (value === undefined) return []
  const { measurand, unit } = rows[name]
  const location = measurand === 'SoC' ? 'EV' : undefined
  const read = (one: unknown, phase?: (typeof phases)[number]): Reading => ({
    measurand,
    unit,
    phase: measurand === 'Voltage' && phase !== undefined ? `${phase}-N` : phase,
    location,
    value: finite(phase === undefined ? name : `${name}.${phase}`, one),
  })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [read(value)]
  checkFields(name, value, phases)
  return phases.filter((phase) => value[phase] !== undefined).map((phase) => read(value[phase], phase))
}

function finite(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`${name} must be a finite number, not ${nameOf(value)}`)
}

/** A value as an error shows it. */
const nameOf = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' && value !== null ? 'an object' : String(value)

/**
 * A time as OCPP writes it; now by default.
 * @throws TypeError it is neither a valid Date nor a date-time with a zone
 */
export function timestampOf(time: Date | string = new Date()): string {
  if (time instanceof Date && !Number.isNaN(time.getTime())) return time.toISOString()
  if (typeof time === 'string' && isDateTime(time)) return time
  throw new TypeError(`timestamp must be a valid Date, or a text such as 2026-01-31T12:00:00Z, not ${String(time)}`)
}
