import { describe, expect, test } from 'vitest'
import { audit, type Evidence, type KeptTransaction } from './audit.js'
import { contentOf } from './fact.js'
import type { MeteredTransaction, SentFact } from './ledger.js'

const station = 'CP1'
const start = { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: '2026-01-01T00:00:00.000Z' }
const stop = { transactionId: 7, meterStop: 2500, timestamp: '2026-01-01T00:10:00.000Z' }

const fact = (action: string, request: object, answers: object[] = [{}]): SentFact => ({
  station,
  action,
  content: contentOf(request),
  events: 1,
  answers,
  sendings: 1,
})
const metered: MeteredTransaction = { station, key: 1, transactionId: '7', startWh: 1000.4, endWh: 2500.9 }
const kept: KeptTransaction = {
  station,
  id: '7',
  internalId: 'internal-1',
  isEnded: true,
  energyWh: 1500,
  flags: [],
  events: [start, stop],
}
const sound: Evidence = {
  facts: [fact('StartTransaction', start, [{ transactionId: 7 }]), fact('StopTransaction', stop)],
  transactions: [metered],
  mishaps: [],
  kept: [kept],
}
const kindsOf = (changes: Partial<Evidence>): readonly string[] => audit({ ...sound, ...changes }).map(({ kind }) => kind)
const keptAs = (changes: Partial<KeptTransaction>): Partial<Evidence> => ({ kept: [{ ...kept, ...changes }] })

describe('the audit', () => {
  test('finds nothing where all that was answered is kept once and the energy is that of the meter', () => {
    expect(audit(sound)).toEqual([])
  })

  test('finds what was answered and is not kept (G1), and lets pass what was never answered', () => {
    expect(kindsOf(keptAs({ events: [start] }))).toEqual(['missing'])
    const [first] = sound.facts
    expect(kindsOf({ ...keptAs({ events: [start] }), facts: [first as SentFact, fact('StopTransaction', stop, [])] })).toEqual([])
  })

  test('finds what is kept twice (G2), and what nobody has sent', () => {
    expect(kindsOf(keptAs({ events: [start, stop, stop] }))).toEqual(['doubled'])
    expect(kindsOf(keptAs({ events: [start, stop, { ...stop, meterStop: 2501 }] }))).toEqual(['unknown'])
  })

  test('finds a start that was given two ids (G2), and an id that was given twice', () => {
    const [, end] = sound.facts as [SentFact, SentFact]
    expect(kindsOf({ facts: [fact('StartTransaction', start, [{ transactionId: 7 }, { transactionId: 8 }]), end] })).toEqual(['two ids'])
    const other = { ...start, connectorId: 2 }
    const facts = [...sound.facts, fact('StartTransaction', other, [{ transactionId: 7 }])]
    expect(kindsOf({ ...keptAs({ events: [start, stop, other] }), facts })).toEqual(['shared id'])
    expect(kindsOf({ kept: [kept, { ...kept, id: '9', events: [] }] })).toEqual(['shared id', 'extra transaction'])
  })

  test('finds energy that is not what the meter says (G5), to the Wh', () => {
    expect(kindsOf(keptAs({ energyWh: 1499 }))).toEqual(['energy'])
    expect(kindsOf(keptAs({ energyWh: null }))).toEqual(['energy'])
  })

  test('finds a transaction that has not ended, is not there, was never had, or is flagged', () => {
    expect(kindsOf(keptAs({ isEnded: false }))).toEqual(['not ended'])
    expect(kindsOf({ transactions: [{ ...metered, endWh: undefined }] })).toEqual(['not ended'])
    expect(kindsOf({ transactions: [metered, { ...metered, key: 2, transactionId: '8' }] })).toEqual(['no transaction'])
    expect(kindsOf({ transactions: [] })).toEqual(['extra transaction'])
    expect(kindsOf(keptAs({ flags: ['offline', 'conflict'] }))).toEqual(['flagged'])
    expect(kindsOf(keptAs({ flags: ['offline'] }))).toEqual([])
  })
})
