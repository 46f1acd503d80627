import type { Reading } from './reading.js'

/** One value of a reading, named as the specification names it. */
export interface Measured {
  readonly measurand: string
  readonly value: number
  readonly unit: string | undefined
  readonly phase?: 'L1' | 'L2' | 'L3' | 'L1-N' | 'L2-N' | 'L3-N' | undefined
  /** Default: at the outlet. */
  readonly location?: 'Body' | 'EV' | 'Inlet' | undefined
  /** The same value with the meter's signature. */
  readonly signed?: SignedReading | undefined
}

export interface SignedReading {
  /** Base64. */
  readonly data: string
  /** Base64; empty where the csms knows it or is to ask for it. */
  readonly publicKey: string
}

/** What a meter is asked beside its name. */
export interface MeasureOptions {
  /** Whether the import register is told phase by phase as well. */
  readonly withPhases: boolean
  /** Where the registers stood at the last such reading, for what counts from there. */
  readonly since?: Registers | undefined
  /** The grid side of the station instead of an outlet. */
  readonly isMain?: boolean | undefined
}

export type Registers = Pick<Reading, 'energyWh' | 'exportWh' | 'reactiveImportVarh' | 'reactiveExportVarh'>

type Instrument = (reading: Reading, options: MeasureOptions) => readonly Omit<Measured, 'measurand'>[]

const lines = ['L1', 'L2', 'L3'] as const
const toNeutral = ['L1-N', 'L2-N', 'L3-N'] as const

/** As a display shows a register: whole Wh that have passed, whatever many small sums have lost. */
export const wholeWh = (value: number): number => Math.floor(value + 1e-6)

const tenth = (value: number): number => Math.round(value * 10) / 10

const energy =
  (value: (reading: Reading, since: Registers) => number, unit = 'Wh'): Instrument =>
  (reading, { since = reading }) => [{ value: wholeWh(value(reading, since)), unit }]

const power =
  (value: (reading: Reading) => number, unit = 'W'): Instrument =>
  (reading) => [{ value: tenth(value(reading)), unit }]

/** Current by phase; only while it flows in that direction. */
const current =
  (flows: (reading: Reading) => boolean): Instrument =>
  (reading) =>
    reading.currentA.map((value, index) => ({
      value: flows(reading) ? tenth(value) : 0,
      unit: 'A',
      phase: reading.isThreePhase ? lines[index] : undefined,
    }))

/** What only a car and its outlet can tell. */
const ofCar =
  (unit: string | undefined, value: (car: NonNullable<Reading['car']>, reading: Reading) => number): Instrument =>
  (reading) =>
    reading.car === undefined ? [] : [{ value: tenth(value(reading.car, reading)), unit, location: 'EV' }]

const ofOutlet =
  (unit: string, value: (reading: Reading) => number): Instrument =>
  (reading, { isMain = false }) =>
    isMain ? [] : [{ value: tenth(value(reading)), unit }]

const offeredA = ({ offeredW, voltageV, currentA }: Reading): number => offeredW / voltageV / currentA.length
const untilSoc = (car: NonNullable<Reading['car']>, reading: Reading, soc: number): number =>
  Math.max(0, ((soc - (reading.socPercent ?? 0)) / 100) * car.batteryCapacityWh)
const secondsUntil = (car: NonNullable<Reading['car']>, reading: Reading, soc: number): number =>
  reading.powerW > 0 ? Math.round((untilSoc(car, reading, soc) / reading.powerW) * 3600) : 0
const reactivePower = (value: (flowVar: number) => number): Instrument => power(({ reactiveVar }) => Math.max(0, value(reactiveVar)), 'var')
const reactiveEnergy = (value: (reading: Registers, since: Registers) => number): Instrument => energy(value, 'varh')

/** How far what flows is from what it should be; in the direction of the setpoint more is positive (2.1 Q §2.4). */
function residualW({ powerW, exportW, setpointW }: Reading): number {
  if (setpointW === undefined) return 0
  if (setpointW === 0) return powerW + exportW
  return setpointW > 0 ? powerW - setpointW : exportW + setpointW
}

/** 1 where nothing flows. */
const powerFactor = ({ powerW, exportW, reactiveVar }: Reading): number => {
  const active = powerW + exportW
  return reactiveVar === 0 ? 1 : Math.round((active / Math.hypot(active, reactiveVar)) * 1000) / 1000
}

/** How each measurand is read; a measurand without a row cannot be configured. Reactive power is what a schedule asks for. */
const common: Readonly<Record<string, Instrument>> = {
  'Current.Export': current(({ exportW }) => exportW > 0),
  'Current.Import': current(({ exportW }) => exportW === 0),
  'Current.Offered': ofOutlet('A', offeredA),
  'Energy.Active.Export.Interval': energy(({ exportWh }, since) => exportWh - since.exportWh),
  'Energy.Active.Export.Register': energy(({ exportWh }) => exportWh),
  'Energy.Active.Import.Interval': energy(({ energyWh }, since) => energyWh - since.energyWh),
  'Energy.Active.Import.Register': ({ energyWh, phaseWh, isThreePhase }, { withPhases }) => [
    { value: wholeWh(energyWh), unit: 'Wh' },
    ...(withPhases && isThreePhase ? phaseWh.map((value, index) => ({ value: wholeWh(value), unit: 'Wh', phase: lines[index] })) : []),
  ],
  'Energy.Reactive.Export.Interval': reactiveEnergy((now, since) => now.reactiveExportVarh - since.reactiveExportVarh),
  'Energy.Reactive.Export.Register': reactiveEnergy(({ reactiveExportVarh }) => reactiveExportVarh),
  'Energy.Reactive.Import.Interval': reactiveEnergy((now, since) => now.reactiveImportVarh - since.reactiveImportVarh),
  'Energy.Reactive.Import.Register': reactiveEnergy(({ reactiveImportVarh }) => reactiveImportVarh),
  Frequency: ({ frequencyHz }) => [{ value: Math.round(frequencyHz * 1000) / 1000, unit: 'Hertz' }],
  'Power.Active.Export': power(({ exportW }) => exportW),
  'Power.Active.Import': power(({ powerW }) => powerW),
  'Power.Factor': (reading) => [{ value: powerFactor(reading), unit: undefined }],
  'Power.Offered': ofOutlet('W', ({ offeredW }) => offeredW),
  'Power.Reactive.Export': reactivePower((flow) => -flow),
  'Power.Reactive.Import': reactivePower((flow) => flow),
  SoC: ({ socPercent }) => (socPercent === undefined ? [] : [{ value: tenth(socPercent), unit: 'Percent', location: 'EV' }]),
  Voltage: ({ voltageV, isThreePhase }) =>
    isThreePhase ? toNeutral.map((phase) => ({ value: voltageV, unit: 'V', phase })) : [{ value: voltageV, unit: 'V' }],
}

const only16: Readonly<Record<string, Instrument>> = {
  RPM: ({ temperatureC }) => [{ value: temperatureC > 27 ? 1_200 : 0, unit: undefined, location: 'Body' }],
  Temperature: ({ temperatureC }) => [{ value: tenth(temperatureC), unit: 'Celsius', location: 'Body' }],
}

const from201: Readonly<Record<string, Instrument>> = {
  'Energy.Active.Net': energy(({ energyWh, exportWh }) => energyWh - exportWh),
  'Energy.Apparent.Export': energy(({ exportWh }) => exportWh, 'VAh'),
  'Energy.Apparent.Import': energy(({ energyWh }) => energyWh, 'VAh'),
  'Energy.Apparent.Net': energy(({ energyWh, exportWh }) => energyWh - exportWh, 'VAh'),
  'Energy.Reactive.Net': reactiveEnergy((now) => now.reactiveImportVarh - now.reactiveExportVarh),
}

const from21: Readonly<Record<string, Instrument>> = {
  'Current.Export.Offered': ofCar('A', ({ maxDischargeW }, { voltageV, currentA }) => maxDischargeW / voltageV / currentA.length),
  'Current.Import.Offered': ofOutlet('A', offeredA),
  'Display.BatteryEnergyCapacity': ofCar('Wh', ({ batteryCapacityWh }) => batteryCapacityWh),
  'Display.ChargingComplete': ofCar(undefined, ({ targetSocPercent }, { socPercent = 0 }) => (socPercent >= targetSocPercent ? 1 : 0)),
  'Display.MaximumSOC': ofCar('Percent', () => 100),
  'Display.MinimumSOC': ofCar('Percent', ({ reserveSocPercent }) => reserveSocPercent),
  'Display.PresentSOC': ofCar('Percent', (_, { socPercent = 0 }) => socPercent),
  'Display.RemainingTimeToMinimumSOC': ofCar('s', (car, reading) => secondsUntil(car, reading, car.reserveSocPercent)),
  'Display.RemainingTimeToTargetSOC': ofCar('s', (car, reading) => secondsUntil(car, reading, car.targetSocPercent)),
  'Display.TargetSOC': ofCar('Percent', ({ targetSocPercent }) => targetSocPercent),
  'EnergyRequest.Minimum': ofCar('Wh', (car, reading) => untilSoc(car, reading, car.reserveSocPercent)),
  'EnergyRequest.Target': ofCar('Wh', (car, reading) => untilSoc(car, reading, car.targetSocPercent)),
  'Power.Active.Residual': power(residualW),
  'Power.Active.Setpoint': ({ setpointW }) => (setpointW === undefined ? [] : [{ value: tenth(setpointW), unit: 'W' }]),
  'Power.Export.Minimum': ofOutlet('W', () => 0),
  'Power.Export.Offered': ofCar('W', ({ maxDischargeW }) => maxDischargeW),
  'Power.Import.Minimum': ofOutlet('W', () => 0),
  'Power.Import.Offered': ofOutlet('W', ({ offeredW }) => offeredW),
  'Voltage.Maximum': ofOutlet('V', ({ voltageV }) => voltageV * 1.1),
  'Voltage.Minimum': ofOutlet('V', ({ voltageV }) => voltageV * 0.9),
}

const instruments: Readonly<Record<string, Instrument>> = { ...common, ...only16, ...from201, ...from21 }

/** All that any version knows. */
export const supportedMeasurands: readonly string[] = Object.keys(instruments)

/** What a csms of each version may ask for; together the names must fit into the 1,000 characters of a valuesList. */
export const measurandsOf = {
  '1.6': Object.keys({ ...common, ...only16 }).sort(),
  '2.0.1': Object.keys({ ...common, ...from201 }).sort(),
  '2.1': Object.keys({ ...common, ...from201, ...from21 }).sort(),
} as const

/** Those that the meter can sign. */
export const signable: ReadonlySet<string> = new Set(['Energy.Active.Import.Register', 'Energy.Active.Export.Register'])

/** The values of a reading, in the order in which they were configured. */
export const measure = (reading: Reading, measurands: readonly string[], options: MeasureOptions): readonly Measured[] =>
  measurands.flatMap(
    (measurand) =>
      instruments[measurand]?.(reading, options).map((value) => ({
        measurand,
        ...value,
        ...(options.isMain === true ? { location: 'Inlet' as const } : {}),
      })) ?? [],
  )
