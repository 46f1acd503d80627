import { expect, onTestFinished, test } from 'vitest'
import type { TransactionEvent } from '../src/features/transactions/event.js'
import { type Csms, createCsms, explainTransaction, explanationText, stationKey } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { eventOf } from './store/load.js'

/* What is asked of a very long transaction takes its time, and leaves others theirs. */

const station = stationKey('default', 'CP1')
const ref = { station: 'CP1', transactionId: 'LONG' }
/** 1,200 of them with 4,800 samples: as good as any number for a page of 50. */
const count = 1200
const pagesOf = count / 50

const range = (length: number): readonly number[] => Array.from({ length }, (_, nth) => nth)
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()

function newCsms(): Csms<typeof ocpp16 | typeof ocpp201> {
  const csms = createCsms({ versions: [ocpp201, ocpp16], port: 0 })
  onTestFinished(() => csms.stop())
  return csms
}

async function store(csms: Csms<typeof ocpp16 | typeof ocpp201>, events: readonly TransactionEvent[]): Promise<void> {
  await Promise.all(events.map((one) => csms.store.transactions.append(one)))
}

const long = (): readonly TransactionEvent[] => range(count).map((seqNo) => eventOf(station, 'LONG', seqNo, count - 1))

/** As 1.6 has them: the stop has no number, and some of what was measured after it was told before it. */
const longOf16 = (): readonly TransactionEvent[] =>
  long().map((event) => {
    const { eventType, timestamp } = event
    const position = eventType === 'Started' ? 0 : eventType === 'Ended' ? Number.MAX_SAFE_INTEGER - 2 : Date.parse(timestamp)
    const stoppedAt = eventType === 'Ended' ? at(count - 100) : timestamp
    return { ...event, version: '1.6', seqNo: undefined, position, timestamp: stoppedAt }
  })

/** What comes of it, and how many turns of the event loop others had meanwhile. */
async function turnsDuring<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly turns: number }> {
  let turns = 0
  let isOver = false
  const takeTurn = (): void => {
    if (isOver) return
    turns += 1
    setImmediate(takeTurn)
  }
  setImmediate(takeTurn)
  try {
    return { result: await work(), turns }
  } finally {
    isOver = true
  }
}

async function textOf(pieces: AsyncIterable<string> | undefined): Promise<readonly string[]> {
  const all: string[] = []
  for await (const piece of pieces ?? []) all.push(piece)
  return all
}

test('explaining a long transaction leaves others a turn for every 50 events read, and for every 50 folded', async () => {
  const csms = newCsms()
  await store(csms, long())
  const { result, turns } = await turnsDuring(async () => csms.transactions.explain(ref))
  expect(turns).toBeGreaterThanOrEqual(2 * pagesOf)
  expect(result?.energy.billedMilliWh).toBe((count - 1) * 1000)
})

test('an explanation has the first and the last 250 events, and says how many are left out in between', async () => {
  const csms = newCsms()
  await store(csms, long())
  const explanation = await csms.transactions.explain(ref)
  const shown = [...range(250).map((nth) => nth + 1), ...range(250).map((nth) => count - 249 + nth)]
  expect(explanation?.events.map(({ nth }) => nth)).toEqual(shown)
  expect(
    explanation?.events.every(({ frame, readings }) => (frame.payload as { seqNo?: number }).seqNo !== undefined && readings.length === 1),
  ).toBe(true)
  expect(explanation?.eventsLeftOut).toBe(count - 500)
  const lines = explanation === undefined ? [] : explanationText(explanation).split('\n')
  const place = lines.indexOf(`  … ${count - 500} events are left out here`)
  expect(lines[place + 1]).toMatch(new RegExp(`^  ${count - 249}\\. Updated`))
  expect(lines.filter((line) => line.includes('left out'))).toHaveLength(1)
})

test.each<[string, () => readonly TransactionEvent[], number]>([
  ['numbered', long, 0],
  ['of 1.6, with samples dated after its stop', longOf16, 98],
])('a long transaction, %s, is explained page by page as it is all at once, and as it was folded', async (_what, events, afterEnd) => {
  const csms = newCsms()
  await store(csms, events())
  const explanation = await csms.transactions.explain(ref)
  const stored = await csms.store.transactions.events(station, 'LONG')
  expect(explanation).toEqual(explainTransaction(stored, { identity: explanation?.stationId }))
  const folded = await csms.transactions.find(ref)
  expect(explanation?.energy.billedMilliWh).toBe(folded?.energyMilliWh)
  const verdicts = explanation?.events.flatMap(({ readings }) => readings.map(({ verdict }) => verdict)) ?? []
  expect(verdicts.filter((verdict) => verdict === 'afterEnd')).toHaveLength(afterEnd)
})

test.each(['csv', 'json'] as const)(
  'the exports of a long transaction as %s are written 50 events at a time, with turns in between',
  async (format) => {
    const csms = newCsms()
    await store(csms, long())
    const events = await turnsDuring(async () => textOf(await csms.transactions.exportEvents(ref, { format })))
    const samples = await turnsDuring(async () => textOf(await csms.transactions.exportSamples(ref, { format })))
    for (const { result, turns } of [events, samples]) {
      expect(turns).toBeGreaterThanOrEqual(pagesOf)
      expect(result.length).toBeGreaterThanOrEqual(pagesOf)
    }
    const lines = (pieces: readonly string[]): number => pieces.join('').split('\n').length
    expect([lines(events.result), lines(samples.result)]).toEqual([
      count + 2 + (format === 'json' ? 1 : 0),
      4 * count + 2 + (format === 'json' ? 1 : 0),
    ])
  },
)

test('the export of many transactions is written 50 of them at a time, with turns in between', async () => {
  const csms = newCsms()
  await store(
    csms,
    range(500).map((nth) => eventOf(station, `T-${nth}`, 0)),
  )
  const { result, turns } = await turnsDuring(() => textOf(csms.transactions.export({ format: 'json' })))
  expect(turns).toBeGreaterThanOrEqual(10)
  expect(JSON.parse(result.join(''))).toHaveLength(500)
})
