import { describe, expect, it } from 'vitest'
import { describeMismatch, findMismatch } from './mismatch.js'

describe('a mismatch', () => {
  it.each([
    [{ a: 1 }, { a: 1, b: 2 }],
    [[1], [1, 2]],
    [{ a: null }, {}],
    [null, undefined],
    [{ a: [{ b: 'x' }] }, { a: [{ b: 'x', c: 1 }, 7] }],
    ['x', 'x'],
  ])('is not found where %j is expected of %j', (expected, actual) => {
    expect(findMismatch(expected, actual)).toBeUndefined()
  })

  it.each([
    [{ a: { b: 2 } }, { a: { b: 1 } }, 'a.b is 1, not 2'],
    [{ a: [1, 2] }, { a: [1] }, 'a.1 is missing, not 2'],
    [{ a: 1 }, 'text', 'it is "text", not {"a":1}'],
    [{ a: null }, { a: 0 }, 'a is 0, not nothing'],
    [[], {}, 'it is {}, not []'],
    [1, '1', 'it is "1", not 1'],
  ])('is told where %j is expected of %j', (expected, actual, text) => {
    const found = findMismatch(expected, actual)
    expect(found && describeMismatch(found)).toBe(text)
  })
})
