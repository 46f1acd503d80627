import { expect, test } from 'vitest'
import { judge } from './judge.js'
import type { StationFacts } from './place.js'
import type { Token } from './token.js'

const nowMs = Date.UTC(2026, 0, 7, 12) // a Wednesday
const station: StationFacts = {
  stationId: 'cp1',
  labels: ['depot'],
  evses: [
    { evseId: 1, connectorTypes: ['cCCS2'] },
    { evseId: 2, connectorTypes: ['sType2'] },
  ],
}
const token = (more: Partial<Token>): Token => ({ idToken: 'T', ...more })
const statusOf = (more: Partial<Token>, evseId?: number) => judge(token(more), { nowMs, station, evseId }).status

test('a token that is not valid yet is NotAtThisTime, and one whose group is blocked or expired is that', () => {
  expect(statusOf({ validFrom: '2026-01-07T12:00:00.001Z' })).toBe('NotAtThisTime')
  expect(statusOf({ validFrom: '2026-01-07T12:00:00Z' })).toBe('Accepted')
  const inGroup = (group: object) => judge(token({ group: { idToken: 'G' } }), { nowMs, group: { groupId: 'G', ...group } }).status
  expect(inGroup({})).toBe('Accepted')
  expect(inGroup({ status: 'Blocked' })).toBe('Blocked')
  expect(inGroup({ expiresAt: '2026-01-01T00:00:00Z' })).toBe('Expired')
})

test('what is said of the token itself goes before what is said of its group, and that before the place', () => {
  const group = { groupId: 'G', status: 'Blocked' as const }
  expect(judge(token({ status: 'Invalid' }), { nowMs, group }).status).toBe('Invalid')
  expect(judge(token({ places: [{ station: 'CP9' }] }), { nowMs, group, station }).status).toBe('Blocked')
})

test('a group lends its type to tokens that do not say it', () => {
  const groupOf = (type?: string) =>
    judge(token({ group: { idToken: 'g', type } }), { nowMs, group: { groupId: 'G', type: 'Local' } }).group
  expect(groupOf()).toEqual({ idToken: 'g', type: 'Local' })
  expect(groupOf('eMAID')).toEqual({ idToken: 'g', type: 'eMAID' })
})

test('a token that may not be used at the station is NotAtThisLocation, without EVSEs (C01.FR.22)', () => {
  expect(judge(token({ places: [{ station: 'CP9' }, { label: 'other' }] }), { nowMs, station })).toEqual({ status: 'NotAtThisLocation' })
  expect(statusOf({ places: [{ station: 'cP1' }] })).toBe('Accepted')
  expect(statusOf({ places: [{ station: 'CP9' }, { label: 'depot' }] })).toBe('Accepted')
})

test('a token for some EVSEs is told with them, and for all without (C01.FR.19, C01.FR.20)', () => {
  const evseIdsOf = (more: Partial<Token>) => judge(token(more), { nowMs, station }).evseIds
  expect(evseIdsOf({ places: [{ label: 'depot', evseIds: [2] }] })).toEqual([2])
  expect(evseIdsOf({ places: [{ label: 'depot', evseIds: [2] }, { station: 'CP1' }] })).toBeUndefined()
  expect(evseIdsOf({ connectorTypes: ['ccs', 'CCCS2'] })).toEqual([1])
  expect(evseIdsOf({ connectorTypes: ['cCCS2', 'sType2'] })).toBeUndefined()
  expect(statusOf({ places: [{ label: 'depot', evseIds: [2] }] }, 1)).toBe('NotAtThisLocation')
  expect(statusOf({ connectorTypes: ['cCCS2'] }, 2)).toBe('NotAllowedTypeEVSE')
})

test('a token that fits no connector of the station is NotAllowedTypeEVSE, unless nobody knows them (C01.FR.18)', () => {
  expect(statusOf({ connectorTypes: ['cCHAdeMO'] })).toBe('NotAllowedTypeEVSE')
  expect(statusOf({ connectorTypes: ['cCCS2'], places: [{ label: 'depot', evseIds: [2] }] })).toBe('NotAllowedTypeEVSE')
  expect(judge(token({ connectorTypes: ['cCHAdeMO'] }), { nowMs, station: { ...station, evses: [] } }).status).toBe('Accepted')
})

test('an answer is believed until the first of: it expires, its group does, its hours end, its time is up', () => {
  const until = (more: Partial<Token>, group = {}) => judge(token(more), { nowMs, group: { groupId: 'G', ...group } }).expiresAt
  const hours = { windows: [{ from: '08:00', until: '13:00' }] }
  expect(until({ expiresAt: '2030-01-01T00:00:00Z' })).toBe('2030-01-01T00:00:00.000Z')
  expect(until({ expiresAt: '2030-01-01T00:00:00Z' }, { expiresAt: '2029-01-01T00:00:00Z' })).toBe('2029-01-01T00:00:00.000Z')
  expect(until({ times: hours, expiresAt: '2030-01-01T00:00:00Z' })).toBe('2026-01-07T13:00:00.000Z')
  expect(until({ times: hours, cacheSeconds: 60 })).toBe('2026-01-07T12:01:00.000Z')
})

test('outside its hours a token is NotAtThisTime', () => {
  expect(statusOf({ times: { windows: [{ from: '13:00', until: '18:00' }] } })).toBe('NotAtThisTime')
  expect(statusOf({ status: 'Blocked', times: { windows: [{ from: '13:00', until: '18:00' }] } })).toBe('Blocked')
})

test('what a driver sees is told as far as it can be read; a second language never alone or twice (C01.FR.10, C01.FR.11)', () => {
  const personalMessage = { content: 'Hello', language: 'en' }
  const told = judge(token({ chargingPriority: -9, language1: 'nl', language2: 'en-US', personalMessage }), { nowMs })
  expect(told).toMatchObject({ chargingPriority: -9, language1: 'nl', language2: 'en-US', personalMessage })
  const odd = { chargingPriority: 10, language2: 'en', personalMessage: { content: 7 } } as never
  expect(judge(token(odd), { nowMs })).toEqual({ status: 'Accepted' })
  expect(judge(token({ language1: 'en', language2: 'en' }), { nowMs })).not.toHaveProperty('language2')
})

test('a token that is kept as ConcurrentTx, which is no property of a token, is Invalid', () => {
  expect(statusOf({ status: 'ConcurrentTx' as never })).toBe('Invalid')
})
