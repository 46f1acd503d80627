import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packSamples, unpackSamples } from './packed-samples.js'
import type { MeterSample } from './sample.js'

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const sample: fc.Arbitrary<MeterSample> = fc.record({
  at: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z'),
  value: fc.string(),
  measurand: fc.constantFrom('Voltage', 'Energy.Active.Import.Register'),
  context: fc.constantFrom('Sample.Periodic', 'Transaction.End'),
  location: fc.constantFrom('Outlet', 'Inlet'),
  phase: optional(fc.constantFrom('L1', 'L2')),
  unit: optional(fc.constantFrom('V', 'Wh')),
  multiplier: optional(fc.integer()),
  format: fc.constantFrom('Raw' as const, 'SignedData' as const),
  signature: optional(fc.record({ encodingMethod: fc.string(), signingMethod: optional(fc.string()), publicKey: optional(fc.string()) })),
})

test('samples that were packed and kept as JSON are what they were', () => {
  fc.assert(
    fc.property(fc.array(sample), (samples) => {
      const kept: unknown = JSON.parse(JSON.stringify(packSamples(samples)))
      expect(unpackSamples(kept as ReturnType<typeof packSamples>)).toEqual(JSON.parse(JSON.stringify(samples)))
    }),
  )
})

test('a sample that is like the one before says its value alone', () => {
  const first: MeterSample = {
    at: '2026-01-01T00:00:00.000Z',
    value: '1',
    measurand: 'Voltage',
    context: 'Sample.Periodic',
    location: 'Outlet',
    format: 'Raw',
  }
  expect(packSamples([first, { ...first, value: '2' }])).toEqual([first, { value: '2' }])
})
