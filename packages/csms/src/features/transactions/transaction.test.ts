import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../store/sql/memory.js'
import { sampleDefaults } from '../metering/sample.js'
import { type StoredEvent, storedAs } from './event.js'
import { advance, type FoldedTransaction, foldTransaction, isComplete, type Transaction } from './transaction.js'

const station = { tenantId: 'default', stationId: 'cp1' }
const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()

const register = (wh: number, seconds: number, context: string = sampleDefaults.context) => ({
  ...sampleDefaults,
  at: at(seconds),
  value: String(wh),
  context,
  unit: 'Wh',
  format: 'Raw' as const,
})

const event = (seqNo: number, more: Partial<StoredEvent> = {}): StoredEvent => ({
  station,
  transactionId: 'TX-1',
  version: '2.0.1',
  key: `event/tx-1/${seqNo}`,
  contentHash: `${seqNo}`,
  eventType: 'Updated',
  position: seqNo,
  seqNo,
  timestamp: at(seqNo),
  receivedAt: at(seqNo),
  samples: [],
  flags: [],
  raw: {},
  isConflicting: false,
  ...more,
})

const fold = (...events: StoredEvent[]): FoldedTransaction => foldTransaction(events) as FoldedTransaction

/** Events of one transaction: any types, gaps, states and readings, some with two contents under one number. */
const anyEvents = fc
  .uniqueArray(
    fc.record({
      seqNo: fc.integer({ min: 0, max: 12 }),
      variant: fc.integer({ min: 0, max: 1 }),
      eventType: fc.constantFrom('Started' as const, 'Updated' as const, 'Updated' as const, 'Ended' as const),
      chargingState: fc.option(fc.constantFrom('Charging', 'SuspendedEV', 'EVConnected'), { nil: undefined }),
      evseId: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
      offline: fc.boolean(),
      readings: fc.array(fc.oneof(fc.nat(5000), fc.nat(2 ** 40)), { maxLength: 3 }),
    }),
    { selector: ({ seqNo, variant }) => `${seqNo}/${variant}`, minLength: 1 },
  )
  .map((drafts) =>
    drafts.map(({ seqNo, variant, readings, ...rest }) =>
      event(seqNo, { ...rest, contentHash: `${seqNo}/${variant}`, samples: readings.map((wh, index) => register(wh, seqNo * 10 + index)) }),
    ),
  )

describe('the fold', () => {
  test('does not depend on the order in which events arrive (G3)', () => {
    fc.assert(
      fc.property(
        anyEvents.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))),
        ([events, shuffled]) => {
          expect(foldTransaction(shuffled)).toEqual(foldTransaction(events))
        },
      ),
    )
  })

  test('in a store gives the same for any order and any number of deliveries (G2, G3, G5)', async () => {
    const store = createMemoryStore()
    const { transactions } = store
    let runs = 0
    await fc.assert(
      fc.asyncProperty(
        anyEvents.chain((events) => fc.tuple(fc.constant(events), fc.array(fc.constantFrom(...events)), fc.infiniteStream(fc.nat()))),
        async ([events, repeated, salt]) => {
          runs += 1
          const owner = { ...station, stationId: `cp${runs}` }
          const own = (one: StoredEvent): StoredEvent => ({ ...one, station: owner })
          const deliveries = [...events, ...repeated]
            .map(own)
            .map((one) => ({ one, rank: salt.next().value }))
            .sort((left, right) => left.rank - right.rank)
          for (const { one } of deliveries) await transactions.append(one)
          const stored = await transactions.events(owner, 'TX-1')
          expect(stored).toHaveLength(events.length)
          const { id, ...found } = (await transactions.find(owner, 'TX-1')) as Transaction
          // Of two contents under one key the one that came first stands, and the other is flagged; nothing else depends on the arrival.
          const first = new Map(deliveries.toReversed().map(({ one }) => [one.key, one.contentHash]))
          const judged = events.map(own).map((one) => storedAs(one, first.get(one.key) !== one.contentHash))
          expect(found).toEqual(fold(...judged))
        },
      ),
      { numRuns: 60 },
    )
    await store.close()
  }, 30_000)

  test('never undoes Ended, whatever follows (G3)', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const ended = fold(event(-1, { eventType: 'Ended', timestamp: at(-1), stoppedReason: 'Remote', chargingState: 'Idle' }))
        const after = events.toSorted((left, right) => left.position - right.position).reduce<FoldedTransaction>(advance, ended)
        expect(after).toMatchObject({ endedAt: at(-1), stoppedReason: 'Remote', chargingState: 'Idle', energyMilliWh: null })
      }),
    )
  })

  test('never makes energy negative, and never from a batch without it (G5)', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const { energyMilliWh } = fold(...events)
        expect(energyMilliWh ?? 0).toBeGreaterThanOrEqual(0)
        const silent = events.map((one) => ({ ...one, samples: [] }))
        expect(fold(...silent).energyMilliWh).toBeNull()
      }),
    )
  })
})

describe('energy', () => {
  test('is the last reading less the first, and a register that went backwards is flagged and not counted (G5)', () => {
    const folded = fold(
      event(0, { eventType: 'Started', samples: [register(1000, 0, 'Transaction.Begin')] }),
      event(1, { samples: [register(1600, 1)] }),
      event(2, { samples: [register(0, 2)] }),
      event(3, { eventType: 'Ended', samples: [register(1900, 3, 'Transaction.End')] }),
    )
    expect(folded).toMatchObject({ energyMilliWh: 900_000, flags: ['registerRollback'] })
  })

  test('takes the begin from the end where nothing was measured before (E06.FR.11)', () => {
    const samples = [register(1000, 0, 'Transaction.Begin'), register(1200, 1), register(1500, 2, 'Transaction.End')]
    expect(fold(event(0, { eventType: 'Started' }), event(1, { eventType: 'Ended', samples })).energyMilliWh).toBe(500_000)
  })

  test('is not confused by an end that repeats samples of the whole transaction', () => {
    const samples = [register(1000, 0, 'Transaction.Begin'), register(1200, 1), register(1500, 2, 'Transaction.End')]
    const folded = fold(
      event(0, { samples: [register(1000, 0)] }),
      event(1, { samples: [register(1400, 1)] }),
      event(2, { eventType: 'Ended', samples }),
    )
    expect(folded).toMatchObject({ energyMilliWh: 500_000, flags: [] })
  })
})

test('a transaction is complete from its start to its end without a gap, from whatever number on', () => {
  const started = event(5, { eventType: 'Started' })
  const ended = event(7, { eventType: 'Ended' })
  expect(isComplete(fold(started, event(6), ended))).toBe(true)
  expect(isComplete(fold(started, ended))).toBe(false)
  expect(isComplete(fold(event(6), ended))).toBe(false)
})

test('of two stops without a number the first one stands (1.6)', () => {
  const stop = (more: Partial<StoredEvent>) =>
    event(0, { seqNo: undefined, eventType: 'Ended', position: Number.MAX_SAFE_INTEGER, ...more })
  const folded = fold(stop({ contentHash: 'z', timestamp: at(5) }), stop({ contentHash: 'a', timestamp: at(9), isConflicting: true }))
  expect(folded).toMatchObject({ endedAt: at(5), flags: ['conflict'] })
})

test('what a register shows once is no energy where the start is missing, and is its beginning where the start comes late', () => {
  const sample = (value: string) => ({
    at: at(1),
    value,
    measurand: 'Energy.Active.Import.Register',
    context: 'Transaction.End',
    location: 'Outlet',
    format: 'Raw' as const,
  })
  const ended = event(3, { eventType: 'Ended', samples: [sample('5000')] })
  expect(fold(ended).energyMilliWh).toBe(null)
  const started = event(0, { eventType: 'Started', samples: [sample('5000')] })
  expect(fold(started).energyMilliWh).toBe(0)
  expect(fold(ended, event(0, { eventType: 'Started', samples: [sample('4000')] })).energyMilliWh).toBe(1_000_000)
})
