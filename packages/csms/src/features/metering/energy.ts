import { type MeterSample, toMilliWh } from './sample.js'

/** What a register of the outlet showed at a moment. */
export interface EnergyReading {
  /** Exact. */
  readonly milliWh: number
  /** ISO 8601, UTC, by the station's clock. */
  readonly at: string
  /** What it was read from: one sample, or one of each phase. */
  readonly samples: readonly MeterSample[]
}

/** Why a sample of energy is no reading of a register. */
export type NoReading =
  /** Energy of an interval: where one is lost, the sum is wrong, and nobody can tell. */
  | 'intervalOnly'
  /** A register of one phase or two, and none of the whole. */
  | 'phasesMissing'
  /** Measured elsewhere than at the outlet: losses of the station are not the driver's. */
  | 'energyElsewhere'
  /** No number, or in a unit that is none of energy. */
  | 'energyUnreadable'

export interface EnergyReadings {
  /** In the order in which the meter went through them. */
  readonly imported: readonly EnergyReading[]
  readonly exported: readonly EnergyReading[]
  /** Samples of energy that give no reading. */
  readonly others: readonly { readonly sample: MeterSample; readonly why: NoReading }[]
}

const importRegister = 'Energy.Active.Import.Register'
const exportRegister = 'Energy.Active.Export.Register'
const none: EnergyReadings = { imported: [], exported: [], others: [] }

/** Reads the registers of active energy out of samples; three phases make one register where the whole is not sent. */
export function readEnergy(samples: readonly MeterSample[]): EnergyReadings {
  const energy = samples.filter(isOfEnergy)
  if (energy.length === 0) return none
  const others: EnergyReadings['others'][number][] = []
  const registers = energy.filter((sample) => {
    const why = notOfRegister(sample)
    if (why !== undefined) others.push({ sample, why })
    return why === undefined
  })
  const readingsOf = (measurand: string): readonly EnergyReading[] => {
    const own = registers.filter((sample) => sample.measurand === measurand)
    if (own.length === 0) return []
    const whole = own.filter(({ phase }) => phase === undefined)
    const groups = whole.map((sample) => [sample])
    if (whole.length < own.length) groups.push(...sumsOfPhases(own, whole, (sample) => others.push({ sample, why: 'phasesMissing' })))
    return inOrder(groups).flatMap((group) => readingOf(group, (sample) => others.push({ sample, why: 'energyUnreadable' })))
  }
  return { imported: readingsOf(importRegister), exported: readingsOf(exportRegister), others }
}

/** Whether anything is read out of it here. */
export const isOfEnergy = ({ measurand, format }: MeterSample): boolean => format === 'Raw' && measurand.startsWith('Energy.Active.')

function notOfRegister({ measurand, location, phase }: MeterSample): NoReading | undefined {
  if (measurand !== importRegister && measurand !== exportRegister) return 'intervalOnly'
  if (location !== 'Outlet') return 'energyElsewhere'
  return phase !== undefined && phaseOf(phase) === undefined ? 'phasesMissing' : undefined
}

const phases = ['L1', 'L2', 'L3'] as const

/** `L1` and `L1-N` are one; what flows between two phases is no part of a sum. */
const phaseOf = (phase: string): string | undefined => phases.find((one) => phase === one || phase === `${one}-N`)

/** The samples of a moment, all three phases, where the whole of that moment is missing. */
function sumsOfPhases(
  samples: readonly MeterSample[],
  whole: readonly MeterSample[],
  missing: (sample: MeterSample) => void,
): readonly MeterSample[][] {
  const momentOf = ({ at, context }: MeterSample): string => `${at}|${context}`
  const known = new Set(whole.map(momentOf))
  const moments = new Map<string, Map<string, MeterSample>>()
  for (const sample of samples) {
    const phase = phaseOf(sample.phase ?? '')
    if (phase === undefined || known.has(momentOf(sample))) continue
    const moment = moments.get(momentOf(sample)) ?? new Map<string, MeterSample>()
    moments.set(momentOf(sample), moment.set(phase, sample))
  }
  return [...moments.values()].flatMap((moment) => {
    const group = [...moment.values()]
    if (group.length === phases.length) return [group]
    group.forEach(missing)
    return []
  })
}

const inOrder = (groups: readonly MeterSample[][]): readonly MeterSample[][] =>
  groups.length < 2
    ? groups
    : groups.toSorted(([left], [right]) =>
        left === undefined || right === undefined ? 0 : rankOf(left) - rankOf(right) || Date.parse(left.at) - Date.parse(right.at),
      )

const rankOf = ({ context }: MeterSample): number => (context === 'Transaction.Begin' ? 0 : context === 'Transaction.End' ? 2 : 1)

function readingOf(samples: readonly MeterSample[], unreadable: (sample: MeterSample) => void): readonly EnergyReading[] {
  let milliWh = 0
  for (const sample of samples) {
    const part = toMilliWh(sample)
    if (part === undefined) {
      unreadable(sample)
      return []
    }
    milliWh += part
  }
  return Number.isSafeInteger(milliWh) ? [{ milliWh, at: samples[0]?.at ?? '', samples }] : []
}
