import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { energyReadings, type MeterSample, sampleDefaults, sampleKey, toMilliWh } from './sample.js'

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

describe('energyReadings', () => {
  test('takes the register of the outlet alone', () => {
    const samples = [
      sample({ value: '5' }),
      sample({ measurand: 'Voltage', value: '230', unit: 'V' }),
      sample({ phase: 'L1', value: '1' }),
      sample({ location: 'Inlet', value: '9' }),
      sample({ format: 'SignedData', value: 'AAAA' }),
      sample({ measurand: 'Energy.Active.Export.Register', value: '3' }),
    ]
    expect(energyReadings(samples)).toEqual([5000])
  })

  test('puts the begin first and the end last, others by time', () => {
    const samples = [
      sample({ value: '4', context: 'Transaction.End', at: '2026-01-01T00:00:00.000Z' }),
      sample({ value: '3', at: '2026-01-01T00:02:00.000Z' }),
      sample({ value: '2', at: '2026-01-01T00:01:00.000Z' }),
      sample({ value: '1', context: 'Transaction.Begin', at: '2026-01-01T00:09:00.000Z' }),
    ]
    expect(energyReadings(samples)).toEqual([1000, 2000, 3000, 4000])
  })
})

test('samples that differ in the value alone are the same reading', () => {
  expect(sampleKey(sample({ value: '1' }))).toBe(sampleKey(sample({ value: '2' })))
  expect(sampleKey(sample())).not.toBe(sampleKey(sample({ format: 'SignedData' })))
})
