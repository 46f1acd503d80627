import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addSeqNo, intersect, missingBetween, type SeqRanges, subtract } from './seq-ranges.js'

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

test('what is in both and what is in one alone are each number once', () => {
  const numbers = fc.array(fc.integer({ min: 0, max: 30 }))
  const held = (ranges: SeqRanges): number[] => ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at))
  fc.assert(
    fc.property(numbers, numbers, (left, right) => {
      const sorted = [...new Set(left)].sort((one, other) => one - other)
      expect(held(intersect(rangesOf(left), rangesOf(right)))).toEqual(sorted.filter((number) => right.includes(number)))
      expect(held(subtract(rangesOf(left), rangesOf(right)))).toEqual(sorted.filter((number) => !right.includes(number)))
    }),
  )
})
