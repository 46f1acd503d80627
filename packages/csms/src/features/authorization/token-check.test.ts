import { describe, expect, test } from 'vitest'
import type { Token, TokenGroup } from './token.js'
import { checkGroup, checkToken, expectedOfValue } from './token-check.js'

const refusalOf = (act: () => unknown): { readonly pointer: string; readonly message: string } | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    return error as { readonly pointer: string; readonly message: string }
  }
}

describe('a token', () => {
  test.each<[string, Partial<Token> | Record<string, unknown>]>([
    ['/idToken', { idToken: '' }],
    ['/idToken', { idToken: 'A'.repeat(256) }],
    ['/idToken', { idToken: 'with space', type: 'Local' }],
    ['/idToken', { idToken: 'é' }],
    ['/type', { type: 'T'.repeat(21) }],
    ['/type', { type: 'NoAuthorization' }],
    ['/status', { status: 'ConcurrentTx' }],
    ['/validFrom', { validFrom: 'soon' }],
    ['/expiresAt', { validFrom: '2026-01-02', expiresAt: '2026-01-01' }],
    ['/group/idToken', { group: { idToken: 'bad group', type: 'Local' } }],
    ['/maxConcurrent', { maxConcurrent: 1.5 }],
    ['/chargingPriority', { chargingPriority: 10 }],
    ['/cacheSeconds', { cacheSeconds: -1 }],
    ['/language1', { language1: 'english-language' }],
    ['/language2', { language2: 'en' }],
    ['/language2', { language1: 'en', language2: 'en' }],
    ['/personalMessage', { personalMessage: { text: 'x' } }],
    ['/places', { places: [] }],
    ['/places/1', { places: [{ station: 'A' }, { station: 'A', label: 'b' }] }],
    ['/places/0/evseIds', { places: [{ station: 'A', evseIds: [0] }] }],
    ['/connectorTypes', { connectorTypes: [''] }],
    ['/times/windows', { times: { windows: [] } }],
    ['/times/timeZone', { times: { timeZone: 'X', windows: [{ from: '00:00', until: '01:00' }] } }],
    ['/times/windows/0/until', { times: { windows: [{ from: '00:00', until: '25:00' }] } }],
    ['/labels', { labels: 'depot' }],
  ])('is refused by the place of what is wrong: %s of %j', (pointer, more) => {
    expect(refusalOf(() => checkToken({ idToken: 'T', ...more } as Token))).toMatchObject({ name: 'TypeError', pointer })
  })

  test('is kept with its times as they go onto the wire, and whatever some version can name is taken', () => {
    expect(checkToken({ idToken: 'T', validFrom: '2026-01-01T01:00+01:00', expiresAt: '2027-01-01' })).toEqual({
      idToken: 'T',
      validFrom: '2026-01-01T00:00:00.000Z',
      expiresAt: '2027-01-01T00:00:00.000Z',
    })
    for (const one of [{ idToken: 'with space' }, { idToken: 'A'.repeat(255), type: 'Local' }, { idToken: 'a*-_=:+|@.Z9', type: 'eMAID' }])
      expect(checkToken(one)).toEqual(one)
  })

  test('that is a key code is never quoted (C04.FR.04)', () => {
    for (const more of [{ idToken: '12 34 SECRET' }, { idToken: 'SECRET', status: 'x' }, { idToken: 'SECRET'.repeat(50) }])
      expect(refusalOf(() => checkToken({ type: 'KeyCode', ...more } as never))?.message).toEqual(expect.not.stringContaining('SECRET'))
  })
})

test('a value is one that some version can name: 20 characters in 1.6, 36 in 2.0.1, 255 in 2.1', () => {
  const expectedOf = (length: number): string | undefined => expectedOfValue({ idToken: 'A'.repeat(length) })
  expect([1, 20, 36, 255].map(expectedOf)).toEqual([undefined, undefined, undefined, undefined])
  expect([0, 256].map(expectedOf)).toEqual(Array(2).fill('a text of 1 to 255 characters'))
  expect(expectedOfValue({ idToken: 'a b' })).toBeUndefined()
  expect(expectedOfValue({ idToken: 'a b', type: 'Local' })).toMatch('identifierString')
})

test('a group is refused by the place of what is wrong', () => {
  const refused: [string, object][] = [
    ['/groupId', { groupId: '' }],
    ['/name', { name: '' }],
    ['/status', { status: 'Fine' }],
    ['/expiresAt', { expiresAt: 'later' }],
    ['/isMasterPass', { isMasterPass: 'yes' }],
  ]
  for (const [pointer, more] of refused) {
    expect(refusalOf(() => checkGroup({ groupId: 'G', ...more } as TokenGroup))).toMatchObject({ pointer })
  }
  expect(checkGroup({ groupId: 'G', isMasterPass: true })).toEqual({ groupId: 'G', isMasterPass: true })
})
