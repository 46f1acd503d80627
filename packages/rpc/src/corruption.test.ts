import fc from 'fast-check'
import { expect, it } from 'vitest'
import { corrupt } from './corruption.js'
import { createRandom } from './random.js'

const frames = fc
  .tuple(fc.constant(2), fc.string(), fc.string(), fc.dictionary(fc.string(), fc.jsonValue()))
  .map((frame) => JSON.stringify(frame))

it('always changes the text, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(frames, fc.string()), fc.integer(), fc.constantFrom('truncate', 'flip', 'wrongType'), (text, seed, way) => {
      expect(corrupt(text, createRandom(seed), [way])).not.toBe(text)
    }),
    { numRuns: 1_000 },
  )
})

it.each([
  ['text', 4],
  [7, '7'],
  [true, 'true'],
  [[1], {}],
])('puts a value of another type in the place of %j', (value, expected) => {
  const spoilt = corrupt(JSON.stringify([2, '1', 'A', { value }]), () => 0, ['wrongType'])
  expect(JSON.parse(spoilt)).toEqual([2, '1', 'A', { value: expected }])
})

it('replaces an empty payload as a whole', () => {
  expect(corrupt('[3,"1",{}]', () => 0, ['wrongType'])).toBe('[3,"1",[{}]]')
})

it('leaves characters beyond ASCII alone, so that the text can be encoded', () => {
  for (let seed = 0; seed < 100; seed += 1) {
    expect(corrupt('"\u{1F50C}\u{1F50C}"', createRandom(seed), ['flip'])).toContain('\u{1F50C}\u{1F50C}')
  }
})

it('draws its way from those given', () => {
  const ways = new Set(Array.from({ length: 50 }, (_, seed) => corrupt('[3,"1",{}]', createRandom(seed)).length))
  expect(ways.size).toBeGreaterThan(2)
})
