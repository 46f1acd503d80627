import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInternalIds, firstIdAt } from './internal-id.js'

test('is a UUID of version 7 (RFC 9562 §5.7)', () => {
  expect(createInternalIds()(1_767_225_600_000)).toMatch(/^019b76da-a800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('sorts by moment, and within one by the order in which they were made', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { minLength: 1 })
  fc.assert(
    fc.property(moments, (unsorted) => {
      const createId = createInternalIds()
      const ids = unsorted.toSorted((left, right) => left - right).flatMap((ms) => [createId(ms), createId(ms)])
      return ids.join() === ids.toSorted().join()
    }),
  )
})

test('counts far within one millisecond', () => {
  const createId = createInternalIds()
  const ids = Array.from({ length: 40_000 }, () => createId(5))
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(ids.length)
})

test('the first id of a moment stands before all of that moment and after all before it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), (ms) => {
      const createId = createInternalIds()
      return createId(ms - 1) < firstIdAt(ms) && firstIdAt(ms) <= createId(ms)
    }),
  )
})

test('a moment that is none makes an id all the same', () => {
  expect(createInternalIds()(Number.NaN)).toMatch(/^00000000-0000-7/)
})
