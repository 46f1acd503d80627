import { expect, test } from 'vitest'
import { DecisionMemory } from './decision-memory.js'

const day = 24 * 3_600_000

test('a decision is remembered for a day, in whatever case the token is written, and for its type alone', () => {
  const memory = new DecisionMemory()
  memory.note({ idToken: 'Abc', type: 'ISO14443' }, { status: 'Blocked', group: { idToken: 'FLEET' } }, 0)
  expect(memory.recall({ idToken: 'aBC', type: 'ISO14443' }, day)).toEqual({ status: 'Blocked', group: { idToken: 'FLEET' } })
  expect(memory.recall({ idToken: 'ABC', type: 'ISO14443' }, day + 1)).toBeUndefined()
  expect(memory.recall({ idToken: 'ABC', type: 'Central' }, 0)).toBeUndefined()
  expect(memory.recall({ idToken: 'OTHER' }, 0)).toBeUndefined()
})

test('a token that has expired since is Expired', () => {
  const memory = new DecisionMemory()
  memory.note({ idToken: 'A' }, { status: 'Accepted', expiresAt: '1970-01-01T01:00:00.000Z' }, 0)
  expect(memory.recall({ idToken: 'A' }, 3_599_999)?.status).toBe('Accepted')
  expect(memory.recall({ idToken: 'A' }, 3_600_000)?.status).toBe('Expired')
})

test('the memory has a bound: what was decided longest ago goes first (G13)', () => {
  const memory = new DecisionMemory()
  for (let nth = 0; nth <= 10_000; nth += 1) memory.note({ idToken: `T${nth}` }, { status: 'Accepted' }, 0)
  expect(memory.recall({ idToken: 'T0' }, 0)).toBeUndefined()
  expect(memory.recall({ idToken: 'T1' }, 0)).toBeDefined()
})
