import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BackOff, type BackOffState, nextBackOff, resolveBackOff } from './backoff.js'

const waits = (backOff: BackOff, random: () => number, count: number): number[] => {
  let state: BackOffState | undefined
  return Array.from({ length: count }, () => {
    state = nextBackOff(state, backOff, random)
    return state.waitMs
  })
}

describe('back-off (design 3.10, 2.x Part 4 §5)', () => {
  it('is the minimum, then doubles RepeatTimes times, then stays', () => {
    const backOff = { waitMinimumMs: 1_000, randomRangeMs: 0, repeatTimes: 3 }
    expect(waits(backOff, Math.random, 6)).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
  })

  it('takes a new random part each time it doubles', () => {
    const parts = [0.5, 0.1, 0.9]
    const backOff = { waitMinimumMs: 1_000, randomRangeMs: 100, repeatTimes: 2 }
    expect(waits(backOff, () => parts.shift() ?? 1, 4)).toEqual([1_050, 2_110, 4_310, 4_310])
  })

  it('starts over after a successful connection (errata 4.12)', () => {
    const backOff = { waitMinimumMs: 1_000, randomRangeMs: 0, repeatTimes: 5 }
    expect(nextBackOff(undefined, backOff, Math.random).waitMs).toBe(1_000)
  })

  it('never shrinks, and never exceeds what a timer can wait', () => {
    const backOffs = fc.record({ waitMinimumMs: fc.nat(1e9), randomRangeMs: fc.nat(1e9), repeatTimes: fc.nat(40) })
    fc.assert(
      fc.property(backOffs, fc.float({ min: 0, max: Math.fround(0.999), noNaN: true }), (backOff, part) => {
        const list = waits(backOff, () => part, 50)
        for (const [index, wait] of list.entries()) {
          expect(wait).toBeGreaterThanOrEqual(list[index - 1] ?? 0)
          expect(wait).toBeLessThanOrEqual(2_147_483_647)
        }
      }),
    )
  })

  it('names the option that is out of range', () => {
    expect(() => resolveBackOff({ waitMinimumMs: -1 })).toThrow('reconnect.waitMinimumMs')
    expect(() => resolveBackOff({ randomRangeMs: 1.5 })).toThrow('reconnect.randomRangeMs')
    expect(() => resolveBackOff({ repeatTimes: Number.NaN })).toThrow('reconnect.repeatTimes')
  })
})
