import { describe, expect, it } from 'vitest'
import { createRandom, randomInteger, xoshiro128 } from './random.js'

const take = (random: () => number, count: number): number[] => Array.from({ length: count }, random)

describe('createRandom', () => {
  it('follows the published sequence of xoshiro128**', () => {
    const words = take(xoshiro128([1, 2, 3, 4]), 4).map((number) => number * 0x1_0000_0000)
    expect(words).toEqual([11520, 0, 5927040, 70819200])
  })

  it('gives the same numbers for the same seed, whether it is a number or text', () => {
    expect(take(createRandom(7), 20)).toEqual(take(createRandom('7'), 20))
  })

  it('gives different numbers for seeds that differ in one character', () => {
    const first = take(createRandom('7/CP1'), 1_000)
    const second = new Set(take(createRandom('7/CP2'), 1_000))
    expect(first.filter((number) => second.has(number))).toEqual([])
  })

  it('spreads evenly from 0 to below 1', () => {
    const buckets = new Array<number>(10).fill(0)
    for (const number of take(createRandom('even'), 100_000)) {
      const bucket = Math.floor(number * 10)
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    expect(buckets).toHaveLength(10)
    for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  it('keeps whole numbers within both bounds and reaches each', () => {
    const random = createRandom(1)
    const seen = new Set(Array.from({ length: 200 }, () => randomInteger(random, 2, 5)))
    expect([...seen].sort()).toEqual([2, 3, 4, 5])
  })
})
