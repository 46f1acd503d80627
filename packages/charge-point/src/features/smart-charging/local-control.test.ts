import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadDeltaW, powerOnCurve, signalAt } from './local-control.js'

const curve = [
  { at: 49.8, powerW: -10_000 },
  { at: 49.99, powerW: 0 },
  { at: 50.01, powerW: 0 },
  { at: 50.2, powerW: 10_000 },
]

describe('power on a curve', () => {
  it.each([
    [47, -10_000],
    [49.8, -10_000],
    [49.895, -5_000],
    [50, 0],
    [50.105, 5_000],
    [53, 10_000],
  ])('at %d Hz is %d W (Q08.FR.06)', (hz, watts) => {
    expect(powerOnCurve(curve, hz)).toBeCloseTo(watts)
  })

  it('of nothing is none, and of one point is level', () => {
    expect(powerOnCurve([], 50)).toBe(0)
    expect(powerOnCurve([{ at: 50, powerW: 7 }], 49)).toBe(7)
    expect(powerOnCurve([{ at: 50, powerW: 7 }], 51)).toBe(7)
  })

  it('lies between its points, and rises where they rise', () => {
    const points = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: -9_000, max: 9_000 })), { minLength: 2, maxLength: 8 })
      .map((list) => {
        const powers = list.map(([, power]) => power).sort((a, b) => a - b)
        return [...new Set(list.map(([at]) => at))].sort((a, b) => a - b).map((at, index) => ({ at, powerW: powers[index] ?? 0 }))
      })
    const at = fc.double({ min: -10, max: 110, noNaN: true })
    fc.assert(
      fc.property(points, at, at, (list, x, y) => {
        const [low, high] = [Math.min(x, y), Math.max(x, y)]
        expect(powerOnCurve(list, low)).toBeLessThanOrEqual(powerOnCurve(list, high) + 1e-6)
        expect(powerOnCurve(list, x)).toBeGreaterThanOrEqual(Math.min(...list.map(({ powerW }) => powerW)) - 1e-6)
        expect(powerOnCurve(list, x)).toBeLessThanOrEqual(Math.max(...list.map(({ powerW }) => powerW)) + 1e-6)
      }),
    )
  })
})

describe('the load of a building', () => {
  const watts = fc.integer({ min: -50_000, max: 50_000 })

  it('is brought to its threshold and offset at once, and then left alone (Q09.FR.04)', () => {
    fc.assert(
      fc.property(watts, watts, watts, (loadW, one, other) => {
        const band = {
          upperThresholdW: Math.max(one, other) + 1,
          lowerThresholdW: Math.min(one, other),
          upperOffsetW: 0,
          lowerOffsetW: 0,
        }
        const after = loadW + loadDeltaW(loadW, band)
        expect(after).toBeGreaterThanOrEqual(band.lowerThresholdW)
        expect(after).toBeLessThanOrEqual(band.upperThresholdW)
        expect(loadDeltaW(after, band)).toBe(0)
      }),
    )
  })
})

describe('a signal of the grid operator', () => {
  it('counts from its time on, and the latest of several does', () => {
    const signals = [
      { signal: 1, atMs: 10 },
      { signal: 2, atMs: 30 },
      { signal: 3, atMs: 20 },
    ]
    expect(signalAt(signals, 9)).toBeUndefined()
    expect([10, 20, 29, 30, 99].map((atMs) => signalAt(signals, atMs)?.signal)).toEqual([1, 3, 3, 2, 2])
  })
})
