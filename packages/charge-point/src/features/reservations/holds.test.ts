import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { needed, served, without } from './holds.js'

const free = new Set([1, 2, 3])

describe('reservations that leave the place open', () => {
  it('need no place by name while there is choice', () => {
    expect(needed([[1, 2, 3]], free)).toEqual(new Set())
    expect(needed([], free)).toEqual(new Set())
  })

  it('need all places that would do once there are as many of them', () => {
    expect(
      needed(
        [
          [1, 2],
          [1, 2],
        ],
        free,
      ),
    ).toEqual(new Set([1, 2]))
    expect(needed([[3]], free)).toEqual(new Set([3]))
  })

  it('move over for one another', () => {
    expect(served([[1, 2], [1]], free)).toBe(2)
    expect(served([[1, 2], [1], [2]], free)).toBe(2)
  })

  it('are served as well as before without any place that they do not need', () => {
    const wishes = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 5 })), { maxLength: 5 })
    fc.assert(
      fc.property(wishes, fc.uniqueArray(fc.integer({ min: 1, max: 5 })), (all, ids) => {
        const places = new Set(ids)
        const must = needed(all, places)
        for (const id of places) expect(served(all, without(places, id)) < served(all, places)).toBe(must.has(id))
        expect(served(all, places)).toBeLessThanOrEqual(Math.min(all.length, places.size))
      }),
    )
  })
})
