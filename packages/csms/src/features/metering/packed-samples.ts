import type { MeterSample } from './sample.js'

/*
 * Samples of one message are much alike: the same moment, context and place. Kept one after the other, each says only what differs from
 * the one before, which is less than half to write and to keep.
 */

/** `null` for what the sample before had, and this one has not. */
type PackedSample = { readonly [Name in keyof MeterSample]?: MeterSample[Name] | null }

export type PackedSamples = readonly PackedSample[]

const names = ['at', 'value', 'measurand', 'context', 'location', 'phase', 'unit', 'multiplier', 'format', 'signature'] as const

export function packSamples(samples: readonly MeterSample[]): PackedSamples {
  const packed: PackedSample[] = []
  let before: Partial<MeterSample> = {}
  for (const sample of samples) {
    const different: Record<string, unknown> = {}
    for (const name of names) if (sample[name] !== before[name]) different[name] = sample[name] ?? null
    packed.push(different as PackedSample)
    before = sample
  }
  return packed
}

export function unpackSamples(packed: PackedSamples): readonly MeterSample[] {
  const samples: MeterSample[] = []
  let before: Partial<MeterSample> = {}
  for (const different of packed) {
    const sample: Record<string, unknown> = { ...before, ...different }
    for (const name of names) if (sample[name] === null) delete sample[name]
    before = sample as unknown as MeterSample
    samples.push(sample as unknown as MeterSample)
  }
  return samples
}
