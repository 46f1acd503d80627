import { describe, expect, it } from 'vitest'
import { durationMs } from './options.js'

describe('a duration on the command line', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['500ms', 500],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['596h', 2_145_600_000],
    ['2147483647ms', 2_147_483_647],
  ])('%s is %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms)
  })

  it.each(['', 'soon', '-5s', '5d', '1e3s'])('is not "%s"', (text) => {
    expect(() => durationMs(text)).toThrow(/30s, 5m or 1h/)
  })

  it.each(['720h', '597h', '2147483648ms', '99999999999h'])('is at most what a timer can wait: not "%s"', (text) => {
    expect(() => durationMs(text)).toThrow(/at most 596h/)
  })
})
