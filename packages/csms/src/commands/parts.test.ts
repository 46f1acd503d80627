import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countOf, joined, type ListRule, partsOf } from './parts.js'

const rule: ListRule = { in: 'id', out: ['clearMonitoringResult'], message: 'clearVariableMonitoring' }
const frameOf = (payload: object): number => JSON.stringify([2, 'x'.repeat(36), 'ClearVariableMonitoring', payload]).length

describe('a request with a list', () => {
  test('is itself where it fits, and otherwise goes in parts that keep its other members', () => {
    const request = { customData: { vendorId: 'v' }, id: [1, 2, 3] }
    expect(partsOf(request, rule, { items: 3 })).toEqual([request])
    expect(partsOf(request, rule, { items: 3 })[0]).toBe(request)
    expect(partsOf(request, rule, { items: 2 })).toEqual([
      { customData: { vendorId: 'v' }, id: [1, 2] },
      { customData: { vendorId: 'v' }, id: [3] },
    ])
    expect(Object.keys(partsOf(request, rule, { items: 2 })[0] ?? {})).toEqual(['customData', 'id'])
  })

  test('loses and moves nothing, and is never above the items or the bytes (N06.FR.04)', () => {
    const ids = fc.array(fc.integer({ min: 0, max: 2 ** 31 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 200, max: 400 }), (id, items, bytes) => {
        const parts = partsOf({ id }, rule, { items, bytes }) as readonly { readonly id: readonly number[] }[]
        expect(parts.flatMap((part) => part.id)).toEqual(id)
        for (const part of parts) {
          expect(part.id.length).toBeLessThanOrEqual(items)
          expect(frameOf(part)).toBeLessThanOrEqual(bytes)
        }
      }),
    )
  })

  test('has no two items of one key in a part, where that is not allowed (B05.FR.13)', () => {
    const keyed: ListRule = { ...rule, keyOf: (one: number) => String(one % 2) }
    expect(partsOf({ id: [1, 2, 3, 4] }, keyed, { items: 9 })).toEqual([{ id: [1, 2] }, { id: [3, 4] }])
  })

  test('may have none', () => {
    expect(countOf({}, rule)).toBe(0)
    expect(partsOf({}, rule, { items: 1 })).toEqual([{}])
  })
})

test('answers are put together as one, with the lists that any of them has', () => {
  const configuration: ListRule = { in: 'key', out: ['configurationKey', 'unknownKey'], message: 'getVariables' }
  expect(joined([{ configurationKey: [1] }], configuration)).toEqual({ configurationKey: [1] })
  expect(joined([{ configurationKey: [1] }, { configurationKey: [2], unknownKey: ['x'] }, {}], configuration)).toEqual({
    configurationKey: [1, 2],
    unknownKey: ['x'],
  })
  expect(joined([{}, {}], configuration)).toEqual({})
})
