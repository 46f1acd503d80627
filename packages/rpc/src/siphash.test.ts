import { expect, it } from 'vitest'
import { createSipKey, sipHash } from './siphash.js'

// The authors' test vectors: key 00 01 … 0f, input 00 01 … of the given length.
const key = [
  { high: 0x07060504, low: 0x03020100 },
  { high: 0x0f0e0d0c, low: 0x0b0a0908 },
] as const
const input = (length: number): string => String.fromCharCode(...Array.from({ length }, (_, at) => at))

it.each([
  [0, 0x726fdb47dd0e0e31n],
  [1, 0x74f839c593dc67fdn],
  [8, 0x93f5f5799a932462n],
  [15, 0xa129ca6149be45e5n],
])('hashes %i bytes as the reference implementation does', (length, expected) => {
  const { high, low } = sipHash(key, input(length))
  expect((BigInt(high) << 32n) | BigInt(low)).toBe(expected)
})

it('makes the same key from the same text and another from none', () => {
  expect(createSipKey('depot')).toEqual(createSipKey('depot'))
  expect(createSipKey()).not.toEqual(createSipKey())
})
