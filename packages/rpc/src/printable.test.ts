import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable } from './printable.js'

test('what could forge a line, reach the terminal or turn text around is shown as what it is', () => {
  expect(printable('a\nb\r\u001b[2J\u009b1m')).toBe('a\\u000ab\\u000d\\u001b[2J\\u009b1m')
  expect(printable('\u202eabc\u2028\u{e0041}')).toBe('\\u202eabc\\u2028\\udb40\\udc41')
  expect(printable('Ladesäule „1“ 🚗 → ok')).toBe('Ladesäule „1“ 🚗 → ok')
})

test('JSON says the same before and after', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(printable(JSON.stringify({ text })))).toEqual({ text })
      expect(printable(text)).not.toMatch(/\p{Cc}/u)
    }),
  )
})

test('long text is cut, and shows it', () => {
  expect(printable('abcdef', 6)).toBe('abcdef')
  expect(printable('abcdefg', 6)).toBe('abcde…')
  expect(printable('ab\n', 6)).toBe('ab\\u0…')
})
