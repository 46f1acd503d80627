import { expect, test } from 'vitest'
import { judge } from './judge.js'
import { isSameToken } from './token.js'

const noon = Date.UTC(2026, 0, 1, 12)

test('a token is Expired from its moment on, unless it is worse than that', () => {
  expect(judge({ idToken: 'T', expiresAt: '2026-01-01T12:00:00.001Z' }, { nowMs: noon }).status).toBe('Accepted')
  expect(judge({ idToken: 'T', expiresAt: '2026-01-01T13:00:00+01:00' }, { nowMs: noon }).status).toBe('Expired')
  expect(judge({ idToken: 'T', status: 'Blocked', expiresAt: '2020-01-01T00:00:00Z' }, { nowMs: noon }).status).toBe('Blocked')
})

test('tokens are equal by folded value and type, and a missing type agrees with any (C01.FR.25)', () => {
  expect(isSameToken({ idToken: 'aB' }, { idToken: 'Ab', type: 'eMAID' })).toBe(true)
  expect(isSameToken({ idToken: 'aB', type: 'Local' }, { idToken: 'aB', type: 'eMAID' })).toBe(false)
  expect(isSameToken({ idToken: 'aB' }, { idToken: 'aC' })).toBe(false)
})

test('what a store holds that nobody can read is left out, and a status that nobody knows is Invalid', () => {
  const odd = { idToken: 'T', status: 'Fine', expiresAt: 'soon', group: 'X' } as never
  expect(judge(odd, { nowMs: noon })).toEqual({ status: 'Invalid', expiresAt: undefined, group: undefined })
  expect(judge({ idToken: 'T', expiresAt: '2030-01-01', group: { idToken: 'X' } }, { nowMs: noon })).toEqual({
    status: 'Accepted',
    expiresAt: '2030-01-01T00:00:00.000Z',
    group: { idToken: 'X' },
  })
})
