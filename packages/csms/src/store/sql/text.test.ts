import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storable, storableInteger } from './text.js'

const anyText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom('\0', '\u001a', '0', 'a'),
  ),
})

test('a column keeps neither NUL nor half characters, which one database or the other has not', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const kept = storable(text)
      return !/[\ud800-\udfff]/u.test(kept) && !kept.includes('\0')
    }),
  )
})

test('different texts stay different in a column', () => {
  fc.assert(fc.property(anyText, anyText, (left, right) => (left === right) === (storable(left) === storable(right))))
})

test('what people write stays as it is', () => {
  expect(storable('Ärger mit CP-1/2 🔌')).toBe('Ärger mit CP-1/2 🔌')
})

test('a number without end becomes the nearest that an integer column holds', () => {
  expect([1e300, -1e300, 1.7, Number.NaN, 42].map(storableInteger)).toEqual([Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 1, 0, 42])
})
