import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEnergy } from './energy.js'
import { normaliseSample } from './normalised.js'
import { type MeterSample, sampleDefaults, sampleKey, shiftDecimal, toMilliWh } from './sample.js'

const sample = (more: Partial<MeterSample> = {}): MeterSample => ({
  ...sampleDefaults,
  at: '2026-01-01T00:00:00.000Z',
  value: '1',
  unit: 'Wh',
  format: 'Raw',
  ...more,
})

describe('toMilliWh', () => {
  test.each([
    ['1', 'Wh', 0, 1000],
    ['12.345', 'kWh', 0, 12_345_000],
    ['0.1', 'Wh', 0, 100],
    ['1e3', 'Wh', 0, 1_000_000],
    ['5E-1', 'kWh', 0, 500_000],
    ['7', 'Wh', 3, 7_000_000],
    ['1234', 'Wh', -2, 12_340],
    ['-0.5', 'Wh', 0, -500],
    ['0.0004', 'Wh', 0, 0],
    ['0.0005', 'Wh', 0, 1],
    ['+2.', 'Wh', 0, 2000],
    ['.5', undefined, undefined, 500],
  ])('reads %s %s × 10^%s as %s mWh', (value, unit, multiplier, expected) => {
    expect(toMilliWh({ value, unit, multiplier })).toBe(expected)
  })

  test.each(['', '.', 'NaN', 'Infinity', '0x10', '1,5', '1e99', '9007199254740993'])('has no figure for "%s" kWh', (value) => {
    expect(toMilliWh({ value, unit: 'kWh' })).toBeUndefined()
  })

  test('has no figure for what is no energy', () => {
    expect(toMilliWh({ value: '1', unit: 'A' })).toBeUndefined()
  })

  test('is exact where floating point is not: tenths of a Wh add up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 0, max: 999 }), (whole, thousandths) => {
        const value = `${whole}.${String(thousandths).padStart(3, '0')}`
        expect(toMilliWh({ value, unit: 'Wh' })).toBe(whole * 1000 + thousandths)
      }),
    )
  })
})

describe('readEnergy', () => {
  test('takes the register of the outlet alone', () => {
    const samples = [
      sample({ value: '5' }),
      sample({ measurand: 'Voltage', value: '230', unit: 'V' }),
      sample({ phase: 'L1', value: '1' }),
      sample({ location: 'Inlet', value: '9' }),
      sample({ format: 'SignedData', value: 'AAAA' }),
      sample({ measurand: 'Energy.Active.Export.Register', value: '3' }),
    ]
    expect(readEnergy(samples).imported.map(({ milliWh }) => milliWh)).toEqual([5000])
  })

  test('puts the begin first and the end last, others by time', () => {
    const samples = [
      sample({ value: '4', context: 'Transaction.End', at: '2026-01-01T00:00:00.000Z' }),
      sample({ value: '3', at: '2026-01-01T00:02:00.000Z' }),
      sample({ value: '2', at: '2026-01-01T00:01:00.000Z' }),
      sample({ value: '1', context: 'Transaction.Begin', at: '2026-01-01T00:09:00.000Z' }),
    ]
    expect(readEnergy(samples).imported.map(({ milliWh }) => milliWh)).toEqual([1000, 2000, 3000, 4000])
  })

  test('sums three phases where the whole of that moment is not sent, and takes the whole where it is (J)', () => {
    const phases = ['L1', 'L2-N', 'L3'].map((phase, index) => sample({ phase, value: `${index + 1}.5` }))
    expect(readEnergy(phases).imported).toMatchObject([{ milliWh: 7500, samples: [{}, {}, {}] }])
    expect(readEnergy([...phases, sample({ value: '7' })]).imported).toMatchObject([{ milliWh: 7000 }])
  })

  test('never takes a phase or two for the whole, an interval for a register, or the inlet for the outlet', () => {
    const samples = [
      sample({ phase: 'L1' }),
      sample({ phase: 'L3' }),
      sample({ phase: 'L1-L2' }),
      sample({ measurand: 'Energy.Active.Import.Interval' }),
      sample({ location: 'Inlet' }),
      sample({ unit: 'kVAh', at: '2026-01-01T00:05:00.000Z' }),
    ]
    const { imported, others } = readEnergy(samples)
    expect(imported).toEqual([])
    expect(others.map(({ why }) => why).sort()).toEqual([
      'energyElsewhere',
      'energyUnreadable',
      'intervalOnly',
      'phasesMissing',
      'phasesMissing',
      'phasesMissing',
    ])
  })

  test('reads what went back to the grid apart', () => {
    const samples = [sample({ value: '5' }), sample({ measurand: 'Energy.Active.Export.Register', value: '3' })]
    expect(readEnergy(samples).exported.map(({ milliWh }) => milliWh)).toEqual([3000])
  })
})

describe('normaliseSample', () => {
  test.each([
    ['12.5', 'kWh', 0, undefined, '12500', 'Wh'],
    ['7', 'Wh', 3, undefined, '7000', 'Wh'],
    ['0.0110', 'kW', 0, 'Power.Active.Import', '11', 'W'],
    ['-1.5', 'kvar', 0, 'Power.Reactive.Import', '-1500', 'var'],
    ['16', undefined, 0, 'Current.Import', '16', 'A'],
    ['2301', undefined, -1, 'Voltage', '230.1', 'V'],
    ['80', undefined, 0, 'SoC', '80', 'Percent'],
    ['20.5', 'Celcius', 0, 'Temperature', '20.5', 'Celsius'],
    ['300', 'K', 0, 'Temperature', '26.85', 'Celsius'],
    ['212', 'Fahrenheit', 0, 'Temperature', '100', 'Celsius'],
    ['3', 'widgets', 0, 'X', '3', 'widgets'],
    ['high', 'W', 0, 'Power.Active.Import', undefined, 'W'],
  ])('%s %s × 10^%i of %s is %s %s', (value, unit, multiplier, measurand, expected, base) => {
    const one = sample({ value, unit, multiplier, ...(measurand !== undefined && { measurand }) })
    expect(normaliseSample(one)).toMatchObject({ value: expected, unit: base, sent: value })
  })

  test.each([
    ['Sample.Clock', 'clockAligned'],
    ['Sample.Periodic', 'periodic'],
    ['Transaction.Begin', 'begin'],
    ['Interruption.End', 'interruptionEnd'],
    ['Custom', 'other'],
  ])('tells a sample of %s from the others', (context, moment) => {
    expect(normaliseSample(sample({ context })).moment).toBe(moment)
  })

  test('leaves signed data as it came, with what is needed to check it (J02.FR.21)', () => {
    const signature = { encodingMethod: 'OCMF', signingMethod: 'ECDSA-secp256r1-SHA256', publicKey: 'bWV0ZXI=' }
    expect(normaliseSample(sample({ format: 'SignedData', value: 'OCMF|{}', signature }))).toMatchObject({
      value: undefined,
      signed: { data: 'OCMF|{}', ...signature },
    })
  })
})

test('shiftDecimal is exact, whatever the number of digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: -12, max: 12 }), (digits, power) => {
      const there = shiftDecimal(String(digits), power) as string
      expect(BigInt(shiftDecimal(there, -power) as string)).toBe(digits)
    }),
  )
})

test('samples that differ in the value alone are the same reading', () => {
  expect(sampleKey(sample({ value: '1' }))).toBe(sampleKey(sample({ value: '2' })))
  expect(sampleKey(sample())).not.toBe(sampleKey(sample({ format: 'SignedData' })))
})
