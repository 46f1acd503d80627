import { describe, expect, it } from 'vitest'
import { differences, median, ratios, spreadOf } from './statistics.js'

describe('statistics', () => {
  it('the median is the middle, or the mean of the two middle values', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([10, 9, 100])).toBe(10)
    expect(median([])).toBeNaN()
  })

  it('ratios and differences are taken round by round', () => {
    expect(ratios([2, 30], [1, 10])).toEqual([2, 3])
    expect(differences([2, 30], [1, 10])).toEqual([1, 20])
  })

  it('a spread has its ends', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ min: 1, median: 3, max: 5 })
  })
})
