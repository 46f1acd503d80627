import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleDefaults } from '../metering/sample.js'
import type { StoredEvent } from './event.js'
import { type Explanation, explainTransaction } from './explain.js'
import { explanationText } from './explain-text.js'
import { foldTransaction } from './transaction.js'

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()

const event = (seqNo: number, wh: readonly number[], more: Partial<StoredEvent> = {}): StoredEvent => ({
  station: { tenantId: 'default', stationId: 'cp1' },
  transactionId: 'TX-1',
  version: '2.0.1',
  key: `event/tx-1/${seqNo}`,
  contentHash: `${seqNo}`,
  eventType: 'Updated',
  position: seqNo,
  seqNo,
  timestamp: at(seqNo),
  receivedAt: at(seqNo),
  triggerReason: 'MeterValuePeriodic',
  samples: wh.map((value) => ({ ...sampleDefaults, at: at(seqNo), value: String(value), unit: 'Wh', format: 'Raw' as const })),
  flags: [],
  messageId: `m${seqNo}`,
  raw: { seqNo, idToken: { idToken: 'SECRET-TOKEN-1234', type: 'ISO14443' } },
  isConflicting: false,
  ...more,
})

const token = { idToken: 'SECRET-TOKEN-1234', type: 'ISO14443' }

const events: readonly StoredEvent[] = [
  event(3, [900], { eventType: 'Ended', stoppedReason: 'Remote' }),
  event(0, [100], { eventType: 'Started', idToken: token, authorization: { status: 'Accepted' }, evseId: 1 }),
  event(1, [0], { chargingState: 'Charging' }),
]

const explain = (all: readonly StoredEvent[] = events): Explanation => explainTransaction(all) as Explanation

describe('an explanation', () => {
  test('has what came, what each of it changed, and what became of each reading', () => {
    const { events: steps, energy, missing, flags } = explain()
    expect(steps.map(({ nth, eventType, frame }) => [nth, eventType, frame.messageId])).toEqual([
      [1, 'Started', 'm0'],
      [2, 'Updated', 'm1'],
      [3, 'Ended', 'm3'],
    ])
    expect(steps[0]?.changes).toEqual([
      { field: 'startedAt', from: null, to: at(0) },
      { field: 'evseId', from: null, to: 1 },
      { field: 'idToken', from: null, to: '***1234' },
    ])
    expect(steps.flatMap(({ readings }) => readings.map(({ milliWh, verdict, isCounted }) => [milliWh, verdict, isCounted]))).toEqual([
      [100_000, 'first', true],
      [0, 'rollback', false],
      [900_000, 'returned', true],
    ])
    expect(steps[2]?.changes).toContainEqual({ field: 'energyWh', from: '0', to: '800' })
    expect(energy).toMatchObject({ billedMilliWh: 800_000, firstMilliWh: 100_000, lastMilliWh: 900_000 })
    expect(missing).toEqual({ seqNos: [[2, 2]], isStartMissing: false, gap: null })
    expect(flags.map(({ flag }) => flag)).toEqual(['gap', 'registerRollback'])
  })

  test('comes to what the fold comes to, whatever the events (G5)', () => {
    const readings = fc.array(fc.array(fc.nat(5000), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(readings, fc.nat(8), (all, endsAt) => {
        const told = all.map((wh, nth) => event(nth, wh, { eventType: nth === 0 ? 'Started' : nth === endsAt ? 'Ended' : 'Updated' }))
        const { energy, flags } = explain(told)
        const folded = foldTransaction(told)
        expect(energy.billedMilliWh).toBe(folded?.energyMilliWh)
        expect(flags.map(({ flag }) => flag)).toEqual(folded?.flags)
        // The last reading that counts is the one that is billed.
        const counted = explain(told).events.flatMap(({ readings }) => readings.filter(({ isCounted }) => isCounted))
        expect(counted.at(-1)?.milliWh ?? null).toBe(energy.lastMilliWh)
      }),
    )
  })

  test('says why a sample of energy is no reading', () => {
    const samples = [{ ...sampleDefaults, at: at(0), value: '5', measurand: 'Energy.Active.Import.Interval', format: 'Raw' as const }]
    expect(explain([event(0, [], { samples })]).events[0]?.readings).toMatchObject([
      { verdict: 'intervalOnly', isCounted: false, milliWh: null },
    ])
  })

  test('shows no more of a token than is asked for (G18)', () => {
    const texts = (['masked', 'leftOut', 'shown'] as const).map((idTokens) => JSON.stringify(explainTransaction(events, { idTokens })))
    expect(texts.map((text) => text.includes('SECRET'))).toEqual([false, false, true])
    expect(texts.map((text) => text.includes('***1234'))).toEqual([true, false, false])
    const typed = [
      event(0, [], { idToken: { idToken: '123456789', type: 'KeyCode' }, raw: { idToken: { idToken: '123456789', type: 'KeyCode' } } }),
    ]
    expect(JSON.stringify(explainTransaction(typed, { idTokens: 'shown' }))).not.toContain('123456789')
  })

  test('of nothing is nothing', () => {
    expect(explainTransaction([])).toBeUndefined()
  })
})

test('the text tells the same in lines, and what a station writes forges none', () => {
  const text = explanationText(explain([...events, event(4, [], { triggerReason: 'Forged\nEnergy\n  9999 Wh' })]))
  expect(text).toContain('Transaction TX-1 of cp1 (OCPP 2.0.1)')
  expect(text).toContain('reading 0 Wh (Sample.Periodic) = 0 Wh: not counted: less than before')
  expect(text).toContain('  800 Wh = 900 Wh − 100 Wh')
  expect(text).toContain('Missing: events 2')
  expect(text).toContain('registerRollback: The register went backwards')
  expect(text.split('\n')).not.toContain('  9999 Wh')
  expect(text).not.toContain('SECRET')
})

test('the text tells a register that was read, but whose beginning is not known, from one that was not', () => {
  expect(explanationText(explain([event(1, [900])]))).toContain('  none: one number was read, and its start is not known')
  expect(explanationText(explain([event(1, [])]))).toContain('  none: no register was read')
})
