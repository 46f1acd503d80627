import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleDefaults } from '../metering/sample.js'
import { foldMarked, type Marked, takeLate, takeNext } from './bookmark.js'
import { closePosition, type StoredEvent } from './event.js'
import { type FoldedTransaction, foldTransaction, isInOrder } from './transaction.js'

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()

const event = (name: string, position: number, more: Partial<StoredEvent> = {}): StoredEvent => ({
  station: { tenantId: 'default', stationId: 'cp1' },
  transactionId: 'TX-1',
  version: '2.0.1',
  key: name,
  contentHash: name,
  eventType: 'Updated',
  position,
  timestamp: at(0),
  receivedAt: at(0),
  samples: [],
  flags: [],
  raw: {},
  isConflicting: false,
  ...more,
})

const reading = (wh: number, minute: number) => ({
  ...sampleDefaults,
  at: at(minute),
  value: String(wh),
  unit: 'Wh',
  format: 'Raw' as const,
})

/** As 2.x numbers them, and as they are received when they happen. */
const numbered = (seqNo: number, wh?: number, more: Partial<StoredEvent> = {}): StoredEvent =>
  event(`event/${String(seqNo).padStart(5, '0')}`, seqNo, {
    seqNo,
    eventType: seqNo === 0 ? 'Started' : 'Updated',
    timestamp: at(seqNo),
    receivedAt: at(seqNo),
    offline: false,
    samples: wh === undefined ? [] : [reading(wh, seqNo)],
    ...more,
  })

/** One that waited in the station: it is received a week later. */
const queued = (seqNo: number, wh?: number): StoredEvent => numbered(seqNo, wh, { receivedAt: at(10_000 + seqNo), offline: true })

/** 1.6 numbers nothing: samples stand by their time, the stop behind them. */
const measured = (minute: number, wh: number, receivedMinute = minute): StoredEvent =>
  event(`meter ${minute}`, Date.parse(at(minute)), {
    version: '1.6',
    timestamp: at(minute),
    receivedAt: at(receivedMinute),
    samples: [reading(wh, minute)],
  })
const begun = event('start', 0, { ...measured(0, 1000), version: '1.6', eventType: 'Started', position: 0 })
const stopped = event('stop', closePosition - 2, { ...measured(60, 9000), eventType: 'Ended', position: closePosition - 2 })

const closed = event('close', closePosition, {
  eventType: 'Closed',
  timestamp: at(90),
  receivedAt: at(9000),
  closing: { by: 'operator', actor: 'someone', reason: 'because', energyMilliWh: null },
})

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, nth) => from + nth)

interface Taken {
  readonly transaction: FoldedTransaction
  /** How often all events had to be folded. */
  readonly folds: number
}

/** Takes events as a store does that has nothing else than the last state and a bookmark. */
function take(deliveries: readonly StoredEvent[], maxFollowing?: number): Taken {
  let marked: Marked | undefined
  let folds = 0
  deliveries.forEach((one, nth) => {
    if (isInOrder(marked?.transaction, one)) marked = takeNext(marked?.transaction, marked?.bookmark, one, maxFollowing)
    else {
      const late = marked && takeLate(marked.transaction, marked.bookmark, one)
      if (late === undefined) folds += 1
      marked = late ?? foldMarked(deliveries.slice(0, nth + 1), one, maxFollowing)
    }
  })
  return { transaction: marked?.transaction as FoldedTransaction, folds }
}

describe('late events of one place', () => {
  const gap = [
    ...range(0, 50).map((seqNo) => numbered(seqNo, 1000 + seqNo)),
    ...range(151, 250).map((seqNo) => numbered(seqNo, 1000 + seqNo)),
  ]
  const session = [begun, ...range(1, 59).map((minute) => measured(minute, 1000 + minute)), stopped]

  test.each<[string, readonly StoredEvent[], number]>([
    [
      'of a transaction that was closed',
      [...range(0, 50).map((seqNo) => numbered(seqNo)), closed, ...range(51, 150).map((seqNo) => queued(seqNo, seqNo))],
      1,
    ],
    // What fills the gap changes all that follows once more.
    ['that fill a gap', [...gap, ...range(51, 150).map((seqNo) => queued(seqNo, 1000 + seqNo))], 2],
    [
      'that come while others go on',
      [...gap, ...range(51, 149).flatMap((nth) => [queued(nth, 1000 + nth), numbered(200 + nth, 1200 + nth)])],
      1,
    ],
    [
      'without readings, before some without',
      [numbered(0, 0), ...range(20, 30).map((nth) => numbered(nth)), numbered(31, 31), ...range(1, 18).map((nth) => queued(nth))],
      1,
    ],
    ['measured before the stop (1.6)', [...session, ...range(0, 80).map((nth) => measured(50 + nth / 100, 1050, 100 + nth))], 1],
    [
      'measured after the stop, and closed besides (1.6)',
      [begun, closed, stopped, ...range(61, 160).map((minute) => measured(minute, 9000 + minute))],
      2,
    ],
  ])('%s fold all events once', (_what, deliveries, folds) => {
    const taken = take(deliveries)
    expect(taken.transaction).toEqual(foldTransaction(deliveries))
    expect(taken.folds).toBe(folds)
  })

  test('in front of more samples than are remembered fold all events each, and of samples of energy alone', () => {
    const samples = Array.from({ length: 5000 }, () => reading(2000, 20))
    const voltages = samples.map((one) => ({ ...one, measurand: 'Voltage', unit: 'V' }))
    for (const [many, folds] of [
      [samples, 5],
      [voltages, 1],
    ] as const) {
      const deliveries = [numbered(0, 1000), numbered(20, undefined, { samples: many }), closed, ...range(1, 5).map((nth) => queued(nth))]
      const taken = take(deliveries)
      expect(taken.transaction).toEqual(foldTransaction(deliveries))
      expect(taken.folds).toBe(folds)
    }
  })

  test('that come in the opposite order fold all events each', () => {
    const deliveries = [
      ...gap,
      ...range(51, 60)
        .toReversed()
        .map((seqNo) => queued(seqNo, 1000 + seqNo)),
    ]
    const taken = take(deliveries)
    expect(taken.transaction).toEqual(foldTransaction(deliveries))
    expect(taken.folds).toBe(10)
  })
})

test('the last number of a gap closes it, also where other content under a used number stands between it and the next', () => {
  const other = numbered(5, undefined, { contentHash: 'event/00000', isConflicting: true })
  const others = [0, 1, 3, 5, 6, 7, 8].map((seqNo) => numbered(seqNo))
  const late = numbered(4, undefined, { timestamp: at(3), receivedAt: at(3) })
  const deliveries = [...others, other, numbered(2), late]
  expect(take(deliveries).transaction.flags).toEqual(['conflict'])
  expect(take(deliveries).transaction).toEqual(foldTransaction(deliveries))
})

describe('whatever events come in whatever order, they come to what all of them come to (G3)', () => {
  const late = fc.record({
    lateMinutes: fc.oneof(fc.constant(0), fc.nat(600)),
    rank: fc.nat(),
    wh: fc.option(fc.oneof(fc.nat(5000), fc.nat(2 ** 40)), { nil: undefined }),
  })
  const orders = (all: readonly { readonly one: StoredEvent; readonly rank: number }[]): readonly StoredEvent[] =>
    all.toSorted((left, right) => left.rank - right.rank).map(({ one }) => one)
  /** Most come in their order, so that there is something to go on from. */
  const ranked = (nth: number, { rank }: { readonly rank: number }): number => (rank % 3 === 0 ? rank % 40 : nth)

  test.each([0, 1, 3, 20])('in 2.x, with %i events remembered', (maxFollowing) => {
    const events = fc.uniqueArray(
      fc.record({
        seqNo: fc.integer({ min: 0, max: 40 }),
        variant: fc.constantFrom(0, 0, 0, 1),
        eventType: fc.constantFrom(...(['Started', 'Ended', ...Array.from({ length: 8 }, () => 'Updated' as const)] as const)),
        chargingState: fc.option(fc.constantFrom('Charging', 'SuspendedEV'), { nil: undefined }),
        offline: fc.constantFrom(true, false, undefined),
        late,
      }),
      { selector: ({ seqNo, variant }) => `${seqNo}/${variant}`, minLength: 1, maxLength: 40 },
    )
    fc.assert(
      fc.property(events, fc.boolean(), (drafts, isClosed) => {
        const all = drafts.map(({ seqNo, variant, late: { lateMinutes, rank, wh }, ...more }) => ({
          one: numbered(seqNo, wh, {
            ...more,
            contentHash: `${seqNo}/${variant}`,
            receivedAt: at(seqNo + lateMinutes),
            isConflicting: variant === 1,
            ...(variant === 1 && more.eventType === 'Ended' && { position: closePosition - 1 }),
          }),
          rank: ranked(seqNo, { rank }),
        }))
        const deliveries = orders([...all, ...(isClosed ? [{ one: closed, rank: 15.5 }] : [])])
        expect(take(deliveries, maxFollowing).transaction).toEqual(foldTransaction(deliveries))
      }),
      { numRuns: 300 },
    )
  })

  test.each([0, 1, 3, 20])('in 1.6, with %i events remembered', (maxFollowing) => {
    const samples = fc.uniqueArray(fc.record({ minute: fc.integer({ min: -5, max: 80 }), late }), {
      selector: ({ minute }) => minute,
      maxLength: 30,
    })
    const ends = fc.record({
      begin: fc.option(fc.nat(40)),
      stop: fc.option(fc.nat(80)),
      second: fc.option(fc.nat(80)),
      close: fc.option(fc.nat(80)),
    })
    fc.assert(
      fc.property(samples, ends, (drafts, { begin, stop, second, close }) => {
        const all = drafts.map(({ minute, late: { lateMinutes, rank, wh } }) => ({
          one: measured(minute, wh ?? 0, minute + lateMinutes),
          rank: ranked(minute, { rank }),
        }))
        const deliveries = orders([
          ...all,
          ...(begin === null ? [] : [{ one: begun, rank: begin }]),
          ...(stop === null ? [] : [{ one: stopped, rank: stop }]),
          ...(second === null ? [] : [{ one: { ...stopped, contentHash: 'other', isConflicting: true, timestamp: at(20) }, rank: second }]),
          ...(close === null ? [] : [{ one: closed, rank: close }]),
        ])
        fc.pre(deliveries.length > 0)
        expect(take(deliveries, maxFollowing).transaction).toEqual(foldTransaction(deliveries))
      }),
      { numRuns: 300 },
    )
  })
})
