import { describe, expect, test } from 'vitest'
import { isTimeZone, minuteOf, type WeekTimes, windowEnd } from './week.js'

const at = (time: string): number => Date.parse(time)
const endOf = (times: WeekTimes, time: string): string | undefined => {
  const end = windowEnd(times, at(time))
  return end === undefined ? undefined : new Date(end).toISOString()
}

// 2026-01-05 is a Monday.
const office: WeekTimes = { windows: [{ days: ['Mon', 'Fri'], from: '08:00', until: '18:00' }] }

test('a window is open from its first minute up to its last, on its days', () => {
  expect(endOf(office, '2026-01-05T08:00:00Z')).toBe('2026-01-05T18:00:00.000Z')
  expect(endOf(office, '2026-01-05T17:59:59Z')).toBe('2026-01-05T18:00:00.000Z')
  expect(endOf(office, '2026-01-05T18:00:00Z')).toBeUndefined()
  expect(endOf(office, '2026-01-05T07:59:59Z')).toBeUndefined()
  expect(endOf(office, '2026-01-06T12:00:00Z')).toBeUndefined()
})

test('a window over midnight belongs to the day on which it begins', () => {
  const night: WeekTimes = { windows: [{ days: ['Sun'], from: '22:00', until: '06:00' }] }
  expect(endOf(night, '2026-01-04T22:30:00Z')).toBe('2026-01-05T06:00:00.000Z')
  expect(endOf(night, '2026-01-05T05:59:00Z')).toBe('2026-01-05T06:00:00.000Z')
  expect(endOf(night, '2026-01-05T22:30:00Z')).toBeUndefined()
  expect(endOf(night, '2026-01-04T05:00:00Z')).toBeUndefined()
})

test('a window may last to the end of the day, or all day, and the longest that is open counts', () => {
  expect(endOf({ windows: [{ from: '12:00', until: '24:00' }] }, '2026-01-05T23:59:00Z')).toBe('2026-01-06T00:00:00.000Z')
  expect(endOf({ windows: [{ from: '00:00', until: '00:00' }] }, '2026-01-05T13:00:00Z')).toBe('2026-01-06T00:00:00.000Z')
  const both: WeekTimes = {
    windows: [
      { from: '08:00', until: '10:00' },
      { from: '09:00', until: '12:00' },
    ],
  }
  expect(endOf(both, '2026-01-05T09:30:00Z')).toBe('2026-01-05T12:00:00.000Z')
})

describe('in a time zone', () => {
  const amsterdam: WeekTimes = { ...office, timeZone: 'Europe/Amsterdam' }
  test('hours are those of its clocks, in winter and in summer', () => {
    expect(endOf(amsterdam, '2026-01-05T07:00:00Z')).toBe('2026-01-05T17:00:00.000Z')
    expect(endOf(amsterdam, '2026-07-06T06:00:00Z')).toBe('2026-07-06T16:00:00.000Z')
    expect(endOf(amsterdam, '2026-07-06T05:59:00Z')).toBeUndefined()
  })

  test('days are those of its calendar', () => {
    const tokyo: WeekTimes = { timeZone: 'Asia/Tokyo', windows: [{ days: ['Mon'], from: '00:00', until: '02:00' }] }
    expect(endOf(tokyo, '2026-01-04T15:30:00Z')).toBe('2026-01-04T17:00:00.000Z')
  })
})

test('what is no time of day, or no time zone, is told from what is', () => {
  expect([minuteOf('00:00'), minuteOf('24:00'), minuteOf('09:05')]).toEqual([0, 1440, 545])
  for (const odd of ['24:01', '9:00', '12:60', '', undefined, '12:00:00']) expect(minuteOf(odd)).toBeUndefined()
  expect([isTimeZone('Europe/Amsterdam'), isTimeZone('Mars/Base'), isTimeZone(7)]).toEqual([true, false, false])
  expect(endOf({ timeZone: 'Mars/Base', windows: [{ from: '00:00', until: '24:00' }] }, '2026-01-05T13:00:00Z')).toBeDefined()
})
