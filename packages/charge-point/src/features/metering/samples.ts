import type { StateStore } from '../../state/store.js'
import type { Measured } from './measurands.js'

export type ReadingContext =
  | 'Interruption.Begin'
  | 'Interruption.End'
  | 'Other'
  | 'Sample.Clock'
  | 'Sample.Periodic'
  | 'Transaction.Begin'
  | 'Transaction.End'
  | 'Trigger'

/** What was measured at one time, as messages tell it. Plain data. */
export interface MeterSample {
  readonly timestamp: string
  readonly context: ReadingContext
  readonly values: readonly Measured[]
}

const sectionOf = (transactionKey: number): string => `samples ${transactionKey}`

/** Samples that only the end of a transaction tells, in the state alone: memory is short, and a power cut must not lose them. */
export class SampleLog {
  constructor(
    private readonly state: StateStore,
    private readonly maxSamples: number,
  ) {}

  add(transactionKey: number, sample: MeterSample): void {
    const section = sectionOf(transactionKey)
    const kept = this.state.load(section)
    const last = Number([...kept.keys()].at(-1) ?? 0)
    if (kept.size >= this.maxSamples) this.thinOut(section, kept)
    this.state.put(section, String(last + 1), sample)
  }

  read(transactionKey: number): readonly MeterSample[] {
    return [...this.state.load(sectionOf(transactionKey)).values()] as MeterSample[]
  }

  forget(transactionKey: number): void {
    const section = sectionOf(transactionKey)
    for (const key of this.state.load(section).keys()) this.state.remove(section, key)
  }

  /** Samples in between go first, the first and the last of all never (E06.FR.13, 1.6 errata of StopTransactionMaxMeterValues). */
  private thinOut(section: string, kept: ReadonlyMap<string, unknown>): void {
    const between = [...kept].filter(([, sample]) => isBetween(sample as MeterSample))
    for (const [index, [key]] of between.entries()) if (index % 2 === 0) this.state.remove(section, key)
  }
}

const isBetween = ({ context }: MeterSample): boolean => context === 'Sample.Periodic' || context === 'Sample.Clock'

/** Cuts what is too much for one message into several; a sample that is cut keeps its time (E02.FR.11, J01.FR.15). */
export function split(samples: readonly MeterSample[], maxValues: number): readonly (readonly MeterSample[])[] {
  const parts: MeterSample[][] = [[]]
  let room = maxValues
  for (const sample of samples) {
    for (let from = 0; from < sample.values.length; ) {
      if (room === 0) {
        parts.push([])
        room = maxValues
      }
      const values = sample.values.slice(from, from + room)
      parts.at(-1)?.push({ ...sample, values })
      from += values.length
      room -= values.length
    }
  }
  return parts
}
