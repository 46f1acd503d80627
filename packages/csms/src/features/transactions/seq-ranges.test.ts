import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addSeqNo, missingBetween, type SeqRanges } from './seq-ranges.js'

const rangesOf = (numbers: readonly number[]): SeqRanges => numbers.reduce<SeqRanges>(addSeqNo, [])

test('neighbours become one range, and nothing is missing before the first', () => {
  expect(rangesOf([7, 9, 8, 12])).toEqual([
    [7, 9],
    [12, 12],
  ])
  expect(missingBetween(rangesOf([7, 9, 8, 12]))).toEqual([[10, 11]])
})

test('the ranges hold exactly the numbers added, whatever the order and the repetitions', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 })), (numbers) => {
      const ranges = rangesOf(numbers)
      const held = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at))
      expect(held).toEqual([...new Set(numbers)].sort((left, right) => left - right))
      const missing = missingBetween(ranges).flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at))
      expect(missing.every((number) => !numbers.includes(number))).toBe(true)
      expect(held.length + missing.length).toBe(numbers.length === 0 ? 0 : Math.max(...numbers) - Math.min(...numbers) + 1)
    }),
  )
})
