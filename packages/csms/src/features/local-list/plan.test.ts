import { expect, test } from 'vitest'
import type { Token } from '../authorization/token.js'
import { type DesiredList, desiredList, type ListQuestion } from './list.js'
import type { HeldList } from './list-state.js'
import { localList as ocpp16 } from './ocpp16.js'
import { localList as ocpp21 } from './ocpp21.js'
import { localList as form } from './ocpp201.js'
import { type PlanQuestion, planUpdate } from './plan.js'

const token = (idToken: string, more: Partial<Token> = {}): Token => ({ idToken, type: 'Local', ...more })
const tokens = (...names: readonly string[]): readonly Token[] => names.map((name) => token(name))
const nowMs = Date.UTC(2026, 0, 1)
const station = { stationId: 'cp1', labels: [], evses: [] }
const question = {
  scope: 'all' as const,
  station,
  excluded: [],
  maxEntries: Number.POSITIVE_INFINITY,
  maxEntryBytes: Number.POSITIVE_INFINITY,
  nowMs,
}

const listOf = (
  all: readonly Token[],
  more: Partial<Omit<ListQuestion, 'scope'>> & { scope?: 'all' | 'empty' } = {},
  as = form,
): DesiredList => desiredList({ tokens: all, groups: new Map() }, as, { ...question, ...more })

const heldOf = ({ entries, hash }: DesiredList, version: number): HeldList => ({
  version,
  hash,
  entries: entries.map((entry) => ({ ...entry.token, hash: entry.hash })),
  confirmedAt: new Date(nowMs).toISOString(),
})

const plan = (more: Pick<PlanQuestion, 'desired' | 'held'> & Partial<PlanQuestion>) =>
  planUpdate({ form, lastVersion: 5, itemsPerMessage: 2, bytesPerMessage: 10_000, ...more })

const shape = (messages: ReturnType<typeof planUpdate>) =>
  messages.map(({ updateType, version, entries }) => [updateType, version, entries.length])

test('the whole list is sent where nothing is known, and Differential only from what is (D01.FR.15, D01.FR.16)', () => {
  const desired = listOf(tokens('A', 'B', 'C'))
  expect(shape(plan({ desired, held: undefined }))).toEqual([
    ['Full', 6, 2],
    ['Differential', 7, 1],
  ])
  expect(shape(plan({ desired, held: heldOf(listOf(tokens('A', 'B', 'X')), 5) }))).toEqual([['Differential', 6, 2]])
  expect(plan({ desired, held: heldOf(desired, 5) })).toEqual([])
})

test('a list that is wanted empty is one Full without entries (D01.FR.04, TC_D_04)', () => {
  const full = [{ updateType: 'Full', version: 6, entries: [] }]
  const desired = listOf(tokens('A'), { scope: 'empty' })
  expect(plan({ desired, held: undefined })).toEqual(full)
  expect(plan({ desired, held: heldOf(listOf(tokens('A')), 5) })).toEqual(full)
  expect(plan({ desired: listOf([]), held: undefined })).toEqual(full)
})

test('a list that has become empty loses its last tokens by name (N10.FR.02, TC_N_46)', () => {
  const removals = tokens('A', 'B').map(({ idToken }) => ({ idToken: { idToken, type: 'Local' } }))
  const differential = { updateType: 'Differential', version: 6 }
  expect(plan({ desired: listOf([]), held: heldOf(listOf(tokens('A', 'B')), 5) })).toEqual([{ ...differential, entries: removals }])
  const old = plan({ form: ocpp16, desired: listOf([], {}, ocpp16), held: heldOf(listOf(tokens('A'), {}, ocpp16), 5) })
  expect(old).toEqual([{ ...differential, entries: [{ idTag: 'A' }] }])
})

test('more changes than the list is long are told as such, unless the whole list takes fewer messages', () => {
  const held = heldOf(listOf(tokens('A', 'B', 'C')), 5)
  expect(shape(plan({ desired: listOf(tokens('C')), held }))).toEqual([['Differential', 6, 2]])
  expect(shape(plan({ desired: listOf(tokens('X')), held }))).toEqual([['Full', 6, 1]])
  expect(shape(plan({ desired: listOf([]), held }))).toEqual([['Full', 6, 0]])
})

test('messages are no larger than the station takes, in entries and in bytes (D01.FR.11)', () => {
  const desired = listOf(tokens('A', 'B', 'C', 'D'))
  const bytesPerMessage = 200 + 2 * (JSON.stringify(desired.entries[0]?.entry).length + 1)
  const messages = plan({ desired, held: undefined, itemsPerMessage: 100, bytesPerMessage })
  expect(messages.map(({ entries }) => entries.length)).toEqual([2, 2])
})

test('where the numbers of 31 bits are spent, a whole list begins anew', () => {
  const last = 2 ** 31 - 1
  const desired = listOf(tokens('A', 'B', 'C'))
  expect(shape(plan({ desired, held: heldOf(listOf(tokens('A', 'B')), last), lastVersion: last }))).toEqual([
    ['Full', 1, 2],
    ['Differential', 2, 1],
  ])
})

test('a list has what is accepted first, then what is blocked, and nothing that it cannot say', () => {
  const all = [
    token('BLOCKED', { status: 'Blocked' }),
    token('EXPIRED', { expiresAt: '2025-01-01T00:00:00Z' }),
    token('HOURS', { times: { windows: [{ from: '00:00', until: '24:00' }] } }),
    token('OTHER', { places: [{ station: 'CP9' }] }),
    token('PLAIN'),
    token('SOME', { places: [{ station: 'CP1', evseIds: [1] }] }),
    { idToken: 'UNTYPED' },
    token('VIN', { type: 'VIN' }),
    token('LONG'.repeat(6)),
  ]
  const namesOf = (as: typeof form) => listOf(all, {}, as).entries.map(({ token: { idToken } }) => idToken.slice(0, 7))
  expect(namesOf(ocpp16)).toEqual(['PLAIN', 'UNTYPED', 'VIN', 'BLOCKED'])
  expect(namesOf(form)).toEqual(['PLAIN', 'SOME', 'LONGLON', 'BLOCKED'])
  expect(namesOf(ocpp21)).toEqual(['PLAIN', 'SOME', 'VIN', 'LONGLON', 'BLOCKED'])
})

test('no token is on a list twice: 1.6 knows no types (D01.FR.06, 1.6 §6.41)', () => {
  const all = [{ idToken: 't' }, token('T', { type: 'Local' }), token('T', { type: 'eMAID' })]
  expect(listOf(all, {}, ocpp16).entries.map(({ token: { idToken } }) => idToken)).toEqual(['t'])
  expect(listOf(all).entries).toHaveLength(2)
})

test('what is too long for one message alone is left to be asked', () => {
  const all = [token('A'), token('B', { personalMessage: { content: 'x'.repeat(400) } })]
  expect(listOf(all, { maxEntryBytes: 300 }).entries.map(({ token: { idToken } }) => idToken)).toEqual(['A'])
})
