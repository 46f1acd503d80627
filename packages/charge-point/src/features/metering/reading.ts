import {
  type BodyState,
  calmGrid,
  ceilingW,
  type EvseState,
  exportW,
  type Grid,
  phasesInUse,
  pluggedConnector,
  powerW,
  reactiveVar,
  socPercent,
} from '../../body/index.js'

/** What the meter of an EVSE shows at one time. */
export interface Reading {
  readonly timestamp: string
  /** Import register. */
  readonly energyWh: number
  /** The same by phase. */
  readonly phaseWh: readonly number[]
  /** Export register. */
  readonly exportWh: number
  /** What flows into the car. */
  readonly powerW: number
  /** What the car gives back (V2X). */
  readonly exportW: number
  /** Reactive power; positive: the car takes it. */
  readonly reactiveVar: number
  /** Registers of reactive energy. */
  readonly reactiveImportVarh: number
  readonly reactiveExportVarh: number
  /** What a schedule wants the car to follow; negative: to give back. Undefined: no more than a limit (2.1). */
  readonly setpointW: number | undefined
  readonly offeredW: number
  readonly voltageV: number
  /** Of the grid. */
  readonly frequencyHz: number
  /** Per phase; one value for DC. */
  readonly currentA: readonly number[]
  readonly isThreePhase: boolean
  /** Inside the station. */
  readonly temperatureC: number
  readonly socPercent: number | undefined
  /** What the car tells of itself; undefined without one. */
  readonly car: CarReading | undefined
}

export interface CarReading {
  readonly batteryCapacityWh: number
  readonly targetSocPercent: number
  /** Below it the car gives nothing back. */
  readonly reserveSocPercent: number
  readonly maxPowerW: number
  readonly maxDischargeW: number
}

/** Warmer inside the more power there is. */
const temperatureC = (watts: number): number => 25 + watts / 2_000

/** At an AC outlet that of the grid, whatever it is; a rectifier makes its own. */
const voltageAt = ({ kind, voltageV }: EvseState, { voltagePercent }: Grid): number =>
  kind === 'DC' || voltagePercent === 100 ? voltageV : Math.round(voltageV * voltagePercent) / 100

/** Looks at the meter. */
export function readMeter(evse: EvseState, timestamp: string, grid: Grid = calmGrid): Reading {
  const ev = pluggedConnector(evse)?.ev
  const power = powerW(evse)
  const phases = evse.kind === 'DC' ? 1 : phasesInUse(evse)
  const flow = power + exportW(evse)
  const voltageV = voltageAt(evse, grid)
  return {
    timestamp,
    energyWh: evse.energyWh,
    phaseWh: evse.phaseWh,
    exportWh: evse.exportWh,
    powerW: power,
    exportW: exportW(evse),
    reactiveVar: reactiveVar(evse),
    reactiveImportVarh: evse.reactive?.importVarh ?? 0,
    reactiveExportVarh: evse.reactive?.exportVarh ?? 0,
    setpointW: evse.steering?.setpointW,
    offeredW: evse.authorization === undefined ? 0 : Math.min(evse.offeredW, ceilingW(evse)),
    voltageV,
    frequencyHz: grid.frequencyHz,
    currentA: evse.phaseWh.map((_, phase) => (phase < phases ? flow / voltageV / phases : 0)),
    isThreePhase: evse.phases === 3,
    temperatureC: temperatureC(flow),
    socPercent: ev === undefined ? undefined : socPercent(ev),
    car: ev && {
      batteryCapacityWh: ev.batteryCapacityWh,
      targetSocPercent: ev.targetPercent,
      reserveSocPercent: ev.reservePercent ?? 0,
      maxPowerW: ev.maxPowerW,
      maxDischargeW: ev.maxDischargeW ?? 0,
    },
  }
}

/** Looks at the main meter: what all EVSEs take from the grid and give back to it (J01.FR.04). */
export function readMainMeter({ evses, grid = calmGrid }: BodyState, timestamp: string): Reading {
  const readings = evses.map((evse) => readMeter(evse, timestamp, grid))
  const [first] = readings
  const sum = (value: (reading: Reading) => number): number => readings.reduce((total, reading) => total + value(reading), 0)
  const isThreePhase = evses.some(({ kind, phases }) => kind === 'DC' || phases === 3)
  const phaseCount = isThreePhase ? 3 : 1
  const phases = Array.from({ length: phaseCount }, (_, phase) => phase)
  // A rectifier, and a single phase of a station with three, loads them evenly.
  const share = (values: readonly number[], phase: number): number =>
    values.length === phaseCount ? (values[phase] ?? 0) : (values[0] ?? 0) / phaseCount
  const nominalV = evses.find(({ kind }) => kind === 'AC')?.voltageV ?? 230
  const voltageV = Math.round(nominalV * grid.voltagePercent) / 100
  return {
    timestamp,
    energyWh: sum(({ energyWh }) => energyWh),
    phaseWh: phases.map((phase) => sum(({ phaseWh }) => share(phaseWh, phase))),
    exportWh: sum(({ exportWh }) => exportWh),
    powerW: sum(({ powerW: power }) => power),
    exportW: sum(({ exportW: power }) => power),
    reactiveVar: sum(({ reactiveVar: power }) => power),
    reactiveImportVarh: sum(({ reactiveImportVarh }) => reactiveImportVarh),
    reactiveExportVarh: sum(({ reactiveExportVarh }) => reactiveExportVarh),
    setpointW: undefined,
    offeredW: 0,
    voltageV,
    frequencyHz: grid.frequencyHz,
    currentA: phases.map(() => sum(({ powerW: power, exportW: given }) => power + given) / voltageV / phaseCount),
    isThreePhase,
    temperatureC: first?.temperatureC ?? temperatureC(0),
    socPercent: undefined,
    car: undefined,
  }
}
