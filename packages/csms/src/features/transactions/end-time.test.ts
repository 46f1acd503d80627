import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../store/sql/memory.js'
import { sampleDefaults } from '../metering/sample.js'
import { closePosition, type StoredEvent, storedAs } from './event.js'
import { advance, type FoldedTransaction, foldTransaction, isInOrder, timesOf } from './transaction.js'

/* The time of an end stays, whatever is told of the transaction once it has been told. */

const minuteMs = 60_000
const begunMs = Date.UTC(2026, 5, 1)
const at = (minute: number): string => new Date(begunMs + minute * minuteMs).toISOString()

interface Told {
  /** By the station's clock, and by ours. */
  readonly minute: number
  readonly receivedMinute: number
}

const event = (name: string, position: number, { minute, receivedMinute }: Told, more: Partial<StoredEvent> = {}): StoredEvent => ({
  station: { tenantId: 'default', stationId: 'cp1' },
  transactionId: '7',
  version: '2.0.1',
  key: name,
  contentHash: name,
  eventType: 'Updated',
  position,
  timestamp: at(minute),
  receivedAt: at(receivedMinute),
  samples: [{ ...sampleDefaults, at: at(minute), value: String(1000 + position), unit: 'Wh', format: 'Raw' }],
  flags: [],
  raw: {},
  isConflicting: false,
  ...more,
})

const numbered = (seqNo: number, told: Told, more: Partial<StoredEvent> = {}): StoredEvent =>
  event(`event ${seqNo} ${told.minute}`, seqNo, told, { seqNo, offline: false, ...more })
const started: Partial<StoredEvent> = { eventType: 'Started' }
const ended: Partial<StoredEvent> = { eventType: 'Ended' }

const fold = (...events: readonly StoredEvent[]): FoldedTransaction => foldTransaction(events) as FoldedTransaction
const endOf = (transaction: FoldedTransaction): string | null => timesOf(transaction).endedAt

describe('an end that was corrected, because the clock had been set back an hour meanwhile (2.x, G7)', () => {
  const session = [
    numbered(0, { minute: 0, receivedMinute: 0 }, started),
    numbered(1, { minute: 10, receivedMinute: 10 }),
    numbered(5, { minute: 60, receivedMinute: 120 }, ended),
  ]

  test('is where it was received', () => {
    expect(endOf(fold(...session))).toBe(at(120))
  })

  test.each<[string, StoredEvent]>([
    ['an event with a higher number, of a clock that is right again', numbered(6, { minute: 125, receivedMinute: 125 })],
    ['an event with a higher number, of a clock that is ahead', numbered(6, { minute: 300, receivedMinute: 125 })],
    ['an event that waited, older than the end', numbered(3, { minute: 30, receivedMinute: 125 }, { offline: true })],
    ['an event with a lower number that does not say that it waited', numbered(3, { minute: 30, receivedMinute: 125 })],
    ['an event with a lower number and readings later than the end', numbered(3, { minute: 125, receivedMinute: 125 })],
    ['a second end', numbered(6, { minute: 126, receivedMinute: 126 }, ended)],
    [
      'the end again, with another content',
      storedAs(numbered(5, { minute: 126, receivedMinute: 126 }, { ...ended, contentHash: 'corrected' }), true),
    ],
  ])('and stays there after %s', (_what, late) => {
    expect(endOf(fold(...session, late))).toBe(at(120))
  })

  test('and is told once, in whatever order the events before it come', async () => {
    const store = createMemoryStore()
    for (const one of [session[0], session[2], session[1], numbered(6, { minute: 125, receivedMinute: 125 })]) {
      if (one !== undefined) await store.transactions.append(one)
    }
    const found = await store.transactions.find({ tenantId: 'default', stationId: 'cp1' }, '7')
    expect(endOf(found as FoldedTransaction)).toBe(at(120))
    await store.close()
  })
})

test('a stop that was corrected stays where it is, whatever is measured or delivered after it (1.6, G7)', () => {
  const plain = { version: '1.6', offline: undefined } as const
  const meter = (told: Told): StoredEvent => event(`meter ${told.minute}`, Date.parse(at(told.minute)), told, plain)
  const session = [
    event('start', 0, { minute: 0, receivedMinute: 0 }, { ...plain, eventType: 'Started' }),
    meter({ minute: 130, receivedMinute: 190 }),
    event('stop', closePosition - 2, { minute: 140, receivedMinute: 200 }, { ...plain, eventType: 'Ended' }),
  ]
  expect(endOf(fold(...session))).toBe(at(200))
  const late = [meter({ minute: 135, receivedMinute: 205 }), meter({ minute: 250, receivedMinute: 250 })]
  for (const one of late) expect(endOf(fold(...session, one))).toBe(at(200))
  // Another stop of the same id, which counts for nothing, stands in front of the one that does.
  const told = { minute: 100, receivedMinute: 300 }
  const other = event('another stop', closePosition - 2, told, { ...plain, eventType: 'Ended', isConflicting: true })
  expect(endOf(fold(...session, ...late, other))).toBe(at(200))
})

const told = fc.record({
  minute: fc.integer({ min: -200, max: 600 }),
  lateMinutes: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 })),
})
const drafts = fc.uniqueArray(
  fc.record({ seqNo: fc.integer({ min: 1, max: 30 }), told, offline: fc.constantFrom(true, false, undefined) }),
  { selector: ({ seqNo }) => seqNo, maxLength: 12 },
)

test('no event that is received after the end, whatever its number and its times, moves it (G7)', () => {
  fc.assert(
    fc.property(drafts, drafts, fc.integer({ min: 1, max: 31 }), told, (before, after, endSeqNo, { minute }) => {
      const used = new Set([...before.map(({ seqNo }) => seqNo), endSeqNo])
      const session = [
        numbered(0, { minute: 0, receivedMinute: 0 }, started),
        ...before
          .filter(({ seqNo }) => seqNo !== endSeqNo)
          .map(({ seqNo, told: { minute: happened }, offline }) =>
            numbered(seqNo, { minute: happened, receivedMinute: 600 + seqNo }, { offline }),
          ),
        numbered(endSeqNo, { minute, receivedMinute: 650 }, ended),
      ]
      const late = after
        .filter(({ seqNo }) => !used.has(seqNo))
        .map(({ seqNo, told: { minute: happened, lateMinutes }, offline }) =>
          numbered(seqNo, { minute: happened, receivedMinute: 651 + lateMinutes }, { offline }),
        )
      expect(timesOf(fold(...session, ...late))).toEqual(timesOf(fold(...session)))
    }),
    { numRuns: 500 },
  )
})

test('an end that was received before what is there is folded in its place: what came later shows nothing of its clock (G3)', () => {
  const session = [
    numbered(0, { minute: 0, receivedMinute: 0 }, started),
    numbered(1, { minute: 10, receivedMinute: 300 }),
    numbered(2, { minute: 20, receivedMinute: 100 }),
  ]
  const end = numbered(3, { minute: 60, receivedMinute: 200 }, ended)
  const folded = session.reduce<FoldedTransaction | undefined>(advance, undefined)
  expect(isInOrder(folded, end)).toBe(false)
  expect(isInOrder(folded, { ...end, receivedAt: at(301) })).toBe(true)
})

describe('a start that comes after the end (G7)', () => {
  const end = numbered(5, { minute: 60, receivedMinute: 120 }, ended)
  const offline = { ...started, offline: true }

  test('shows nothing of the clock of the end, which shows its', () => {
    const late = numbered(0, { minute: 0, receivedMinute: 180 }, offline)
    expect(endOf(fold(end))).toBe(at(120))
    expect(timesOf(fold(late, end))).toMatchObject({ startedAt: at(60), endedAt: at(120), durationMs: 60 * minuteMs })
  })

  test('by a clock that had not been set yet gives no years', () => {
    const late = { ...numbered(0, { minute: 0, receivedMinute: 180 }, offline), timestamp: new Date(0).toISOString() }
    expect(timesOf(fold(late, { ...end, timestamp: at(120) }))).toMatchObject({ startedAt: at(180), durationMs: 0 })
  })
})
