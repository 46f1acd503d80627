import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleDefaults } from '../metering/sample.js'
import type { StoredEvent } from './event.js'
import { takeReading } from './register.js'
import { type FoldedTransaction, foldTransaction } from './transaction.js'

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()

/** A transaction of 2.x with a reading, in Wh, every quarter of an hour. */
const folded = (readings: readonly number[], more: Partial<StoredEvent> = {}): FoldedTransaction =>
  foldTransaction(
    readings.map((wh, seqNo): StoredEvent => {
      const time = at(seqNo * 15)
      return {
        station: { tenantId: 'default', stationId: 'cp1' },
        transactionId: 'TX-1',
        version: '2.0.1',
        key: `${seqNo}`,
        contentHash: `${seqNo}`,
        eventType: seqNo === 0 ? 'Started' : 'Updated',
        position: seqNo,
        seqNo,
        timestamp: time,
        receivedAt: time,
        samples: [{ ...sampleDefaults, at: time, value: String(wh), unit: 'Wh', format: 'Raw' }],
        flags: [],
        raw: {},
        isConflicting: false,
        ...more,
      }
    }),
  ) as FoldedTransaction

const outcome = ({ energyMilliWh, uncountedMilliWh, flags }: FoldedTransaction) => [energyMilliWh, uncountedMilliWh, flags]

describe('a register', () => {
  test('that goes on is billed from its first reading to its last', () => {
    expect(outcome(folded([1000, 1000, 4000, 9500]))).toEqual([8_500_000, 0, []])
  })

  test('that strays once and comes back is flagged, and the stray reading is not counted (G5)', () => {
    expect(outcome(folded([1000, 2000, 0, 3000]))).toEqual([2_000_000, 0, ['registerRollback']])
    expect(outcome(folded([1000, 2000, 900_000_000, 3000]))).toEqual([2_000_000, 0, ['implausibleJump']])
  })

  test('that goes on from a lower number is another meter: flagged, not billed, and the energy is told beside (G5)', () => {
    expect(outcome(folded([800_000, 802_000, 0, 1500, 4000]))).toEqual([2_000_000, 4_000_000, ['meterSwap', 'registerRollback']])
  })

  test('that goes on from a higher number is another meter, too (G5)', () => {
    expect(outcome(folded([1000, 2000, 90_000_000, 90_002_000]))).toEqual([1_000_000, 2_000_000, ['implausibleJump', 'meterSwap']])
  })

  test('of another meter that passes the number of the first one is still that of another meter (G5)', () => {
    expect(outcome(folded([8000, 9000, 0, 5000, 9500, 12_000]))).toEqual([1_000_000, 12_000_000, ['meterSwap', 'registerRollback']])
  })

  test('that rolls over is flagged as that, whatever its number of digits, and the energy is told beside (G5)', () => {
    for (const most of [1e8, 1e9, 1e10, 1e11, 2 ** 31, 2 ** 32]) {
      const readings = [most - 3000, most - 1000, 500, 2500]
      expect(outcome(folded(readings))).toEqual([2_000_000, 3_500_000, ['registerRollover']])
    }
  })

  test('that begins at zero and goes on from the number of a used meter is flagged, and not billed (G5)', () => {
    expect(outcome(folded([0, 0, 5_000_000, 5_003_000]))).toEqual([0, 3_000_000, ['zeroBaseline']])
  })

  test('that begins at zero because the station counts by transaction is billed', () => {
    expect(outcome(folded([0, 5000, 9000]))).toEqual([9_000_000, 0, []])
  })

  test('is judged by what its connector delivers, where that is known', () => {
    expect(outcome(folded([0, 20_000]))).toEqual([20_000_000, 0, []])
    expect(outcome(folded([0, 20_000], { maxPowerW: 11_000 }))).toEqual([0, 0, ['zeroBaseline']])
    expect(outcome(folded([10, 20_000], { maxPowerW: 11_000 }))).toEqual([0, 0, ['implausibleJump']])
  })

  test('is not judged by a clock that went back between two readings: how long it was, nobody knows (G7)', () => {
    const reading = (minute: number, wh: number) => ({ at: at(minute), milliWh: wh * 1000, samples: [] })
    const received = (minute: number) => ({ receivedAt: at(minute), maxPowerW: 11_000 })
    const { register } = takeReading(undefined, reading(120, 1000), received(120))
    // 5 kWh in a minute are more than 11 kW deliver; its clock says an hour earlier than before.
    expect(takeReading(register, reading(60, 6000), received(121)).verdict).toBe('counted')
    expect(takeReading(register, reading(121, 6000), received(121)).verdict).toBe('jump')
  })

  test('that went back a little never rolled over, whatever the clock did meanwhile (G7)', () => {
    const reading = (minute: number, wh: number) => ({ at: at(minute), milliWh: wh * 1000, samples: [] })
    const received = (minute: number) => ({ receivedAt: at(minute), maxPowerW: 1_000_000 })
    const { register } = takeReading(undefined, reading(120, 6000), received(120))
    expect(takeReading(register, reading(60, 5990), received(121)).verdict).toBe('rollback')
    // In a week the most that a connector delivers takes any register around.
    expect(takeReading(register, reading(10_200, 5990), received(10_200)).verdict).toBe('rollback')
    const { register: full } = takeReading(undefined, reading(120, 99_999_900), received(120))
    expect(takeReading(full, reading(60, 100), received(121)).verdict).toBe('rollover')
  })

  test('of three phases alone is their sum, and that is flagged (J)', () => {
    const phase = (name: string, wh: number) => ({
      ...sampleDefaults,
      at: at(0),
      value: String(wh),
      phase: name,
      unit: 'Wh',
      format: 'Raw' as const,
    })
    const samples = ['L1', 'L2', 'L3'].map((name, nth) => phase(name, 100 + nth))
    expect(folded([0], { samples })).toMatchObject({ register: { first: 303_000 }, flags: ['phaseSum'] })
    expect(folded([0], { samples: samples.slice(1) })).toMatchObject({ energyMilliWh: null, flags: ['phasesMissing'] })
  })

  test('that is missing says why there is no energy, until there is', () => {
    const interval = { ...sampleDefaults, at: at(0), value: '100', measurand: 'Energy.Active.Import.Interval', format: 'Raw' as const }
    expect(folded([0], { samples: [interval] })).toMatchObject({ energyMilliWh: null, flags: ['intervalOnly'] })
    expect(folded([0], { samples: [interval, { ...interval, measurand: sampleDefaults.measurand }] }).flags).toEqual([])
  })

  test('of what went back to the grid is told apart, and flagged once it has grown', () => {
    const exported = (wh: number) => ({
      ...sampleDefaults,
      at: at(0),
      value: String(wh),
      measurand: 'Energy.Active.Export.Register',
      format: 'Raw' as const,
    })
    expect(folded([0], { samples: [exported(70)] })).toMatchObject({ energyMilliWh: null, exportedMilliWh: 0, flags: [] })
    expect(folded([0], { samples: [exported(70), exported(90)] })).toMatchObject({ exportedMilliWh: 20_000, flags: ['exported'] })
  })

  test('never gives more than its readings span, and less than nothing never; the figures are whole numbers (G5)', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(5000), fc.nat(2 ** 40), fc.constantFrom(0, 1e8, 1e8 - 1)), { minLength: 1 }), (readings) => {
        const { energyMilliWh, uncountedMilliWh, flags } = folded(readings)
        expect(Number.isSafeInteger(energyMilliWh)).toBe(true)
        expect(Number.isSafeInteger(uncountedMilliWh)).toBe(true)
        expect(energyMilliWh).toBeGreaterThanOrEqual(0)
        expect(uncountedMilliWh).toBeGreaterThanOrEqual(0)
        expect(energyMilliWh).toBeLessThanOrEqual((Math.max(...readings) - Math.min(...readings)) * 1000)
        // What is doubtful is never silent.
        const isMonotonous = readings.every((reading, nth) => nth === 0 || reading >= (readings[nth - 1] ?? 0))
        if (!isMonotonous) expect(flags.length).toBeGreaterThan(0)
      }),
    )
  })
})
