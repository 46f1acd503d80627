import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleDefaults } from '../metering/sample.js'
import type { StoredEvent } from './event.js'
import { clockToleranceMs } from './station-clock.js'
import { type FoldedTransaction, foldTransaction, timesOf } from './transaction.js'

const begunMs = Date.UTC(2026, 5, 1)
const minuteMs = 60_000
const dayMs = 86_400_000

interface Step {
  readonly happenedMs: number
  readonly receivedMs: number
  readonly isOffline?: boolean
}

/** A transaction whose station's clock is off by what `offMs` says of each moment. */
const folded = (steps: readonly Step[], offMs: (happenedMs: number) => number, version: '1.6' | '2.0.1'): FoldedTransaction =>
  foldTransaction(
    steps.map(({ happenedMs, receivedMs, isOffline }, nth): StoredEvent => {
      const time = new Date(happenedMs + offMs(happenedMs)).toISOString()
      const eventType = nth === 0 ? 'Started' : nth === steps.length - 1 ? 'Ended' : 'Updated'
      return {
        station: { tenantId: 'default', stationId: 'cp1' },
        transactionId: '1',
        version,
        key: `${nth}`,
        contentHash: `${nth}`,
        eventType,
        position: nth,
        seqNo: version === '1.6' ? undefined : nth,
        timestamp: time,
        receivedAt: new Date(receivedMs).toISOString(),
        offline: isOffline,
        samples: [{ ...sampleDefaults, at: time, value: String(1000 * nth), unit: 'Wh', format: 'Raw' }],
        flags: [],
        raw: {},
        isConflicting: false,
      }
    }),
  ) as FoldedTransaction

/** Sent as they happen: what a minute, half an hour and an hour later is told. */
const live = [0, 1, 30, 60].map((minute) => ({ happenedMs: begunMs + minute * minuteMs, receivedMs: begunMs + minute * minuteMs + 1000 }))
const hour = 60 * minuteMs

describe.each(['1.6', '2.0.1'] as const)('with a station of %s', (version) => {
  test.each([24, -24])('a clock that is %i h wrong loses nothing: times are corrected, and it is flagged by how much (G7)', (hours) => {
    const transaction = folded(live, () => hours * hour, version)
    expect(transaction).toMatchObject({ energyMilliWh: 3_000_000, flags: ['clockDrift'] })
    expect(transaction.clock?.driftMs).toBe(hours * hour - 1000)
    const { startedAt, endedAt, durationMs, isCorrected } = timesOf(transaction)
    expect(Math.abs(Date.parse(startedAt ?? '') - begunMs)).toBeLessThan(5000)
    expect(Math.abs(Date.parse(endedAt ?? '') - begunMs - hour)).toBeLessThan(5000)
    expect([durationMs, isCorrected]).toEqual([hour, true])
    // The station's own words stay.
    expect(transaction.startedAt).toBe(new Date(begunMs + hours * hour).toISOString())
  })

  test('a clock that is right is left alone', () => {
    const transaction = folded(live, () => 0, version)
    expect(transaction.flags).toEqual([])
    expect(timesOf(transaction)).toMatchObject({ startedAt: transaction.startedAt, durationMs: hour, isCorrected: false })
  })

  test('a clock that is set in the middle gives no negative duration, and no day too much (G7)', () => {
    for (const before of [24 * hour, -24 * hour, -56 * 365 * dayMs]) {
      const transaction = folded(live, (ms) => (ms < begunMs + 20 * minuteMs ? before : 0), version)
      expect(transaction.flags).toContain('clockDrift')
      expect(Math.abs((timesOf(transaction).durationMs ?? 0) - hour)).toBeLessThan(5000)
    }
  })

  test('what waited in a queue is no sign of a wrong clock', () => {
    const queued = live.map(({ happenedMs }, nth) => ({ happenedMs, receivedMs: begunMs + dayMs + nth * 1000, isOffline: true }))
    const transaction = folded(queued, () => 0, version)
    expect(transaction.flags.filter((flag) => flag === 'clockDrift')).toEqual([])
    expect(timesOf(transaction)).toMatchObject({ startedAt: new Date(begunMs).toISOString(), durationMs: hour, isCorrected: false })
  })

  test('a clock that is up to a day wrong loses no energy and no time, whatever arrives how late (G7)', () => {
    const steps = fc.array(fc.record({ afterMs: fc.integer({ min: 40_000, max: hour }), lateMs: fc.nat(5000) }), {
      minLength: 2,
      maxLength: 12,
    })
    fc.assert(
      fc.property(fc.integer({ min: -dayMs, max: dayMs }), steps, (offMs, gaps) => {
        let happenedMs = begunMs
        const told = gaps.map(({ afterMs, lateMs }) => {
          happenedMs += afterMs
          return { happenedMs, receivedMs: happenedMs + lateMs }
        })
        const transaction = folded(told, () => offMs, version)
        const [first, last] = [told[0], told.at(-1)] as [Step, Step]
        const { startedAt, endedAt, durationMs } = timesOf(transaction)
        expect(transaction.energyMilliWh).toBe((told.length - 1) * 1_000_000)
        expect(Math.abs(Date.parse(startedAt ?? '') - first.happenedMs)).toBeLessThanOrEqual(clockToleranceMs + 10_000)
        expect(Math.abs(Date.parse(endedAt ?? '') - last.happenedMs)).toBeLessThanOrEqual(clockToleranceMs + 10_000)
        expect(Math.abs((durationMs ?? 0) - (last.happenedMs - first.happenedMs))).toBeLessThanOrEqual(10_000)
        if (Math.abs(offMs) > clockToleranceMs + 10_000) expect(transaction.flags).toContain('clockDrift')
        if (Math.abs(offMs) < clockToleranceMs - 10_000) expect(transaction.flags).toEqual([])
      }),
    )
  })
})

test('a start that waited offline is corrected by what the clock showed later (G7)', () => {
  const steps = [
    { happenedMs: begunMs, receivedMs: begunMs + 2 * hour, isOffline: true },
    { happenedMs: begunMs + 3 * hour, receivedMs: begunMs + 3 * hour },
    { happenedMs: begunMs + 4 * hour, receivedMs: begunMs + 4 * hour },
  ]
  const transaction = folded(steps, () => -10 * hour, '2.0.1')
  expect(timesOf(transaction)).toMatchObject({ startedAt: new Date(begunMs).toISOString(), durationMs: 4 * hour })
})

describe('a station that says what happened while it was offline', () => {
  test('and that sends its queue at the pace at which it was filled, shows nothing of its clock by it', () => {
    const queued = live.map(({ happenedMs }) => ({ happenedMs, receivedMs: happenedMs + dayMs, isOffline: true }))
    const transaction = folded(queued, () => 0, '2.0.1')
    expect(transaction.flags).toEqual(['offline'])
    expect(transaction.clock).not.toHaveProperty('firstOffsetMs')
    expect(timesOf(transaction)).toMatchObject({ startedAt: new Date(begunMs).toISOString(), isCorrected: false })
  })

  test('and whose clock was never set is corrected all the same: nothing waits for years (G7)', () => {
    const neverSet = -begunMs
    const queued = live.map(({ happenedMs }) => ({ happenedMs, receivedMs: happenedMs + hour, isOffline: true }))
    const transaction = folded(queued, () => neverSet, '2.0.1')
    expect(transaction.startedAt).toBe(new Date(0).toISOString())
    expect(transaction.flags).toEqual(['clockDrift', 'offline'])
    const { startedAt, durationMs, isCorrected } = timesOf(transaction)
    expect([isCorrected, durationMs]).toEqual([true, hour])
    expect(Date.parse(startedAt ?? '')).toBe(begunMs + hour)
  })
})
