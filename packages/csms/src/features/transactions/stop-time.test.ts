import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../store/sql/memory.js'
import { sampleDefaults } from '../metering/sample.js'
import { closePosition, type StoredEvent } from './event.js'
import { type Explanation, explainTransaction } from './explain.js'
import { type FoldedTransaction, foldTransaction, timesOf } from './transaction.js'

const owner = { tenantId: 'default', stationId: 'cp1' }
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()

const event = (name: string, minute: number, wh: number, more: Partial<StoredEvent> = {}): StoredEvent => ({
  station: owner,
  transactionId: '1',
  version: '1.6',
  key: name,
  contentHash: name,
  eventType: 'Updated',
  position: Date.parse(at(minute)),
  timestamp: at(minute),
  receivedAt: at(minute),
  evseId: 1,
  connectorId: 1,
  samples: [{ ...sampleDefaults, at: at(minute), value: String(wh), unit: 'Wh', format: 'Raw' }],
  flags: [],
  raw: {},
  isConflicting: false,
  ...more,
})

/** As a 1.6 station sends them: neither start nor stop has a number, and samples stand by their time. */
const start = (minute: number, wh: number) => event('start', minute, wh, { eventType: 'Started', position: 0 })
const meter = (minute: number, wh: number, more: Partial<StoredEvent> = {}) => event(`meter ${minute}`, minute, wh, more)
const stop = (minute: number, wh: number) => event('stop', minute, wh, { eventType: 'Ended', position: closePosition - 2 })

const fold = (...events: StoredEvent[]): FoldedTransaction => foldTransaction(events) as FoldedTransaction
const explain = (...events: StoredEvent[]): Explanation => explainTransaction(events) as Explanation
const outcome = ({ energyMilliWh, uncountedMilliWh, flags }: FoldedTransaction) => [energyMilliWh, uncountedMilliWh, flags]

describe('a stop without a number (1.6)', () => {
  const late = [start(0, 1000), meter(20, 3500), stop(30, 4000), meter(35, 4500), meter(40, 14_500)]

  test('is the end: what is dated after it is not billed, and says why (G5)', () => {
    expect(outcome(fold(...late))).toEqual([3_000_000, 0, []])
    const { events, energy } = explain(...late)
    expect(events.flatMap(({ readings }) => readings.map(({ verdict, isCounted }) => [verdict, isCounted]))).toEqual([
      ['first', true],
      ['counted', true],
      ['afterEnd', false],
      ['afterEnd', false],
      ['counted', true],
    ])
    expect(energy).toMatchObject({ billedMilliWh: 3_000_000, lastMilliWh: 4_000_000 })
  })

  test('that a clock set back dates before the start shows nothing of what came when (G7)', () => {
    expect(fold(start(600, 1000), meter(620, 3500), stop(30, 4000))).toMatchObject({ energyMilliWh: 3_000_000 })
  })

  test('has the last word, where samples before it showed more: that is flagged, and told beside (G5)', () => {
    const events = [start(0, 1000), meter(20, 14_500), stop(30, 4000)]
    expect(outcome(fold(...events))).toEqual([3_000_000, 10_500_000, ['registerRollback']])
    const readings = explain(...events).events.flatMap((one) => one.readings)
    expect(readings.map(({ verdict, isCounted }) => [verdict, isCounted])).toEqual([
      ['first', true],
      ['beyondStop', false],
      ['stopped', true],
    ])
  })

  test('that shows less than the start leaves what was counted', () => {
    expect(outcome(fold(start(0, 1000), meter(20, 5000), stop(30, 0)))).toEqual([4_000_000, 0, ['registerRollback']])
  })

  test('and a start that agree are billed, whatever a meter of the session shows in between (1.6 §4.10)', () => {
    const samples = [0, 500, 1000, 1500, 2000, 2500].map((wh, nth) => meter(5 + nth * 8, wh))
    expect(outcome(fold(start(0, 123_456), ...samples, stop(55, 126_456)))).toEqual([3_000_000, 0, ['meterSwap', 'registerRollback']])
    expect(outcome(fold(start(0, 1000), ...samples, stop(55, 4000)))).toEqual([3_000_000, 0, ['meterSwap', 'registerRollback']])
  })

  test('of another meter, which went further than that, is still that of another meter (G5)', () => {
    const swapped = [meter(10, 9000), meter(20, 0), meter(30, 5000), meter(40, 9500)]
    expect(outcome(fold(start(0, 8000), ...swapped, stop(50, 12_000)))).toEqual([1_000_000, 12_000_000, ['meterSwap', 'registerRollback']])
  })

  test('does not make a jump plausible by the length of the session (G5)', () => {
    const jumped = [meter(10, 2000), meter(20, 90_000_000), meter(30, 90_001_000)]
    const folded = fold(start(0, 1000), ...jumped, stop(10_000, 90_002_000))
    expect(outcome(folded)).toEqual([1_000_000, 2_000_000, ['implausibleJump', 'meterSwap']])
  })

  test('comes to the same with samples in any order, and bills start to stop (G3, G5)', async () => {
    const store = createMemoryStore()
    const samples = fc.uniqueArray(fc.record({ minute: fc.integer({ min: 1, max: 60 }), wh: fc.nat(3000) }), {
      selector: ({ minute }) => minute,
      maxLength: 6,
    })
    let runs = 0
    await fc.assert(
      fc.asyncProperty(samples, fc.integer({ min: 1, max: 60 }), fc.infiniteStream(fc.nat()), async (all, end, salt) => {
        runs += 1
        const station = { ...owner, stationId: `cp${runs}` }
        const events = [start(0, 1000), ...all.map(({ minute, wh }) => meter(minute, wh)), stop(end, 2000)].map((one) => ({
          ...one,
          station,
        }))
        const deliveries = events.map((one) => ({ one, rank: salt.next().value })).sort((left, right) => left.rank - right.rank)
        for (const { one } of deliveries) await store.transactions.append(one)
        const found = await store.transactions.find(station, '1')
        expect(found).toEqual({ ...foldTransaction(events), id: found?.id })
        const inTime = all.filter(({ minute }) => minute <= end)
        // One meter that goes on, whatever is dated after the end.
        if (inTime.every(({ wh }) => wh >= 1000 && wh <= 2000)) expect(found).toMatchObject({ energyMilliWh: 1_000_000 })
        expect(found?.energyMilliWh).toBeLessThanOrEqual(Math.max(1000, ...inTime.map(({ wh }) => wh - 1000)) * 1000)
      }),
      { numRuns: 60 },
    )
    await store.close()
  }, 30_000)
})

test('samples that name another connector do not move a transaction of 1.6: the start says where it is', () => {
  for (const evseId of [0, 2]) expect(fold(start(0, 1000), meter(20, 3500, { evseId }))).toMatchObject({ evseId: 1, connectorId: 1 })
  expect(fold(meter(20, 3500, { evseId: 2 }))).toMatchObject({ evseId: 2 })
})

test('an end that the station dates before the beginning is flagged, and its time is no longer its own (G7)', () => {
  const folded = fold(start(300, 1000), stop(0, 2000))
  expect(folded).toMatchObject({ startedAt: at(300), endedAt: at(0), energyMilliWh: 1_000_000 })
  expect(folded.flags).toContain('endBeforeStart')
  expect(timesOf(folded)).toMatchObject({ endedAt: at(300), durationMs: 0, isCorrected: true })
  expect(fold(start(0, 1000), stop(300, 2000)).flags).toEqual([])
})
