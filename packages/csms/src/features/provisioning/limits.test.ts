import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limitOf, split } from './limits.js'

const rules = (items: number, bytes?: number) => ({
  limits: { items, bytes },
  bytesOf: (text: string) => text.length,
  keyOf: (text: string) => text,
})

test('five names for a station that takes four go in two messages, in their order (TC_B_08_CSMS)', () => {
  expect(split(['a', 'b', 'c', 'd', 'e'], rules(4))).toEqual([['a', 'b', 'c', 'd'], ['e']])
})

test('a message never holds one name twice (B05.FR.13)', () => {
  expect(split(['a', 'b', 'a'], rules(9))).toEqual([['a', 'b'], ['a']])
})

test('no message is above the items or the bytes, and none is lost or moved (B05.FR.11, B06.FR.05)', () => {
  const texts = fc.array(fc.string({ minLength: 1, maxLength: 40 }))
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 168, max: 400 }), (all, items, bytes) => {
      const messages = split(all, rules(items, bytes))
      expect(messages.flat()).toEqual(all)
      for (const message of messages) {
        expect(message.length).toBeLessThanOrEqual(items)
        expect(128 + message.join('').length).toBeLessThanOrEqual(bytes)
        expect(new Set(message).size).toBe(message.length)
      }
    }),
  )
})

test.each([
  ['4', 4],
  ['0', undefined],
  ['-1', undefined],
  ['many', undefined],
  ['', undefined],
  [undefined, undefined],
])('a station that says %j has the limit %s', (value, limit) => {
  expect(limitOf(value)).toBe(limit)
})
