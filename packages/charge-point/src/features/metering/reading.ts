import { ceilingW, type EvseState, phasesInUse, pluggedConnector, powerW, socPercent } from '../../body/index.js'

/** What the meter of an EVSE shows at one time. */
export interface Reading {
  readonly timestamp: string
  readonly energyWh: number
  readonly powerW: number
  readonly offeredW: number
  readonly voltageV: number
  /** Per phase in use; one value for DC. */
  readonly currentA: readonly number[]
  readonly isThreePhase: boolean
  readonly socPercent: number | undefined
}

/** One value of a reading, named as the specification names it. */
export interface Measured {
  readonly measurand: string
  readonly value: number
  readonly unit: 'Wh' | 'W' | 'A' | 'V' | 'Percent' | 'Hertz'
  readonly phase?: 'L1' | 'L2' | 'L3' | 'L1-N' | 'L2-N' | 'L3-N' | undefined
}

export type ReadingContext = 'Sample.Periodic' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger'

const lines = ['L1', 'L2', 'L3'] as const
const toNeutral = ['L1-N', 'L2-N', 'L3-N'] as const

/** How each measurand is read; a measurand without a row cannot be configured. */
const instruments: Readonly<Record<string, (reading: Reading) => readonly Measured[]>> = {
  'Energy.Active.Import.Register': ({ energyWh }) => [
    { measurand: 'Energy.Active.Import.Register', value: Math.floor(energyWh), unit: 'Wh' },
  ],
  'Power.Active.Import': (reading) => [{ measurand: 'Power.Active.Import', value: tenth(reading.powerW), unit: 'W' }],
  'Power.Offered': ({ offeredW }) => [{ measurand: 'Power.Offered', value: tenth(offeredW), unit: 'W' }],
  'Current.Import': ({ currentA, isThreePhase }) =>
    currentA.map((value, index) => ({
      measurand: 'Current.Import',
      value: tenth(value),
      unit: 'A',
      phase: isThreePhase ? lines[index] : undefined,
    })),
  Voltage: ({ voltageV, isThreePhase }) =>
    isThreePhase
      ? toNeutral.map((phase) => ({ measurand: 'Voltage', value: voltageV, unit: 'V', phase }))
      : [{ measurand: 'Voltage', value: voltageV, unit: 'V' }],
  Frequency: () => [{ measurand: 'Frequency', value: 50, unit: 'Hertz' }],
  SoC: ({ socPercent: value }) => (value === undefined ? [] : [{ measurand: 'SoC', value: tenth(value), unit: 'Percent' }]),
}

export const supportedMeasurands: readonly string[] = Object.keys(instruments)

const tenth = (value: number): number => Math.round(value * 10) / 10

/** The values of a reading, in the order in which they were configured. */
export const measure = (reading: Reading, measurands: readonly string[]): readonly Measured[] =>
  measurands.flatMap((measurand) => instruments[measurand]?.(reading) ?? [])

/** Looks at the meter. */
export function readMeter(evse: EvseState, timestamp: string): Reading {
  const ev = pluggedConnector(evse)?.ev
  const power = powerW(evse)
  return {
    timestamp,
    energyWh: evse.energyWh,
    powerW: power,
    offeredW: evse.authorization === undefined ? 0 : Math.min(evse.offeredW, ceilingW(evse)),
    voltageV: evse.voltageV,
    currentA: Array.from({ length: evse.phases }, (_, phase) =>
      phase < phasesInUse(evse) ? power / evse.voltageV / phasesInUse(evse) : 0,
    ),
    isThreePhase: evse.phases === 3,
    socPercent: ev === undefined ? undefined : socPercent(ev),
  }
}
