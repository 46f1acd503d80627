import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueAt } from './response.js'

describe('a curve', () => {
  it('is a line from point to point, and level beyond them', () => {
    const points = [
      { x: 100, y: 100 },
      { x: 106, y: 100 },
      { x: 110, y: 0 },
    ]
    expect([90, 100, 103, 106, 108, 110, 120].map((x) => valueAt(points, x))).toEqual([100, 100, 100, 100, 50, 0, 0])
  })

  it('may have steps, at which the later value counts', () => {
    expect(
      valueAt(
        [
          { x: 1, y: 10 },
          { x: 1, y: 20 },
        ],
        1,
      ),
    ).toBe(20)
  })

  it('never leaves the range of its points', () => {
    const points = fc
      .array(fc.record({ x: fc.integer({ min: 0, max: 200 }), y: fc.integer({ min: -100, max: 100 }) }), { minLength: 1, maxLength: 10 })
      .map((some) => [...some].sort((one, other) => one.x - other.x))
    fc.assert(
      fc.property(points, fc.double({ min: -10, max: 210, noNaN: true }), (some, x) => {
        const ys = some.map(({ y }) => y)
        expect(valueAt(some, x)).toBeGreaterThanOrEqual(Math.min(...ys) - 1e-9)
        expect(valueAt(some, x)).toBeLessThanOrEqual(Math.max(...ys) + 1e-9)
      }),
    )
  })
})
