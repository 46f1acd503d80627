import { describe, expect, it } from 'vitest'
import { readDuration } from './duration.js'

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['2s', 2_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['7', 7_000],
  ])('%s is %i ms', (text, durationMs) => expect(readDuration(text, 's')).toBe(durationMs))

  it('without a unit counts in that of its place', () => expect(readDuration(7, 'ms')).toBe(7))

  it.each(['', 'soon', '5 s', '-1s', '720h'])('"%s" is none', (text) =>
    expect(() => readDuration(text, 's')).toThrow('lasts at most 24 days'),
  )
})
