import { expect, it } from 'vitest'
import { visible } from './visible.js'

it('control characters are shown, not obeyed', () => {
  expect(visible('a\u001b[31mred\r\n\u009b2J\u202eb é')).toBe('a\\u001b[31mred\\u000d\\u000a\\u009b2J\\u202eb é')
})

it('JSON stays JSON, and says the same', () => {
  const value = { text: '\u007f\u009b\u202e\ufeff\u2028é' }
  const text = visible(JSON.stringify(value))
  expect(JSON.parse(text)).toEqual(value)
  expect(text).toMatch(/^[ -~é]+$/)
})
