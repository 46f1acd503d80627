import { expect, test } from 'vitest'
import { readInstant } from './instant.js'

test.each([
  ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
  ['2026-12-31T23:30:00-01:00', '2027-01-01T00:30:00.000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  // A leap second is the last of its day in UTC (RFC 3339 §5.7); clocks that know none go on with the next one.
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ['2016-12-31T15:59:60.25-08:00', '2017-01-01T00:00:00.250Z'],
])('%s is read as %s', (text, utc) => {
  expect(readInstant(text)).toBe(utc)
})

test.each([
  '2026-01-01T12:00:60Z',
  '2026-02-30T23:59:60Z',
  '2026-02-30T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-04-31',
  '2026-13-01T00:00:00Z',
  'soon',
  '',
  5,
  null,
])('%s is no time', (text) => {
  expect(readInstant(text)).toBeUndefined()
})
