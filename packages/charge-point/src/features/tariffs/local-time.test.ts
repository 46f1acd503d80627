import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localTime, minuteOf, nextLocalMs, offsetMs } from './local-time.js'

const at = (iso: string): number => Date.parse(iso)
const next = (iso: string, zone: string, ...times: string[]): string =>
  new Date(nextLocalMs(at(iso), zone, times.map(minuteOf))).toISOString()

describe('the clock on the wall', () => {
  it('shows the time of its zone', () => {
    expect(localTime(at('2025-07-01T22:30:00Z'), 'Europe/Oslo')).toEqual({ date: '2025-07-02', day: 'Wednesday', minute: 30 })
    expect(localTime(at('2025-01-01T04:00:00Z'), 'America/New_York')).toEqual({ date: '2024-12-31', day: 'Tuesday', minute: 1_380 })
    expect(offsetMs(at('2025-01-01T00:00:00Z'), 'Asia/Kolkata')).toBe(5.5 * 3_600_000)
  })

  it('shows the next of several times', () => {
    expect(next('2025-07-01T10:00:30Z', 'UTC', '08:00', '18:00')).toBe('2025-07-01T18:00:00.000Z')
    expect(next('2025-07-01T18:00:00Z', 'UTC', '08:00', '18:00')).toBe('2025-07-02T08:00:00.000Z')
    expect(next('2025-07-01T10:00:00Z', 'Europe/Oslo', '13:00')).toBe('2025-07-01T11:00:00.000Z')
  })

  it('is put forward and back, and then has to be looked at again (I12.FR.37)', () => {
    expect(next('2025-10-26T00:30:00Z', 'Europe/Oslo', '02:45')).toBe('2025-10-26T00:45:00.000Z')
    expect(next('2025-10-26T00:45:00Z', 'Europe/Oslo', '02:45')).toBe('2025-10-26T01:00:00.000Z')
    expect(next('2025-10-26T01:00:00Z', 'Europe/Oslo', '02:45')).toBe('2025-10-26T01:45:00.000Z')
    expect(next('2025-03-30T00:30:00Z', 'Europe/Oslo', '06:00')).toBe('2025-03-30T01:00:00.000Z')
  })

  it('never misses a time on the way to the next one', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Oslo', 'America/St_Johns', 'Australia/Lord_Howe')
    const minutes = fc.array(fc.integer({ min: 0, max: 1_439 }), { minLength: 1, maxLength: 3 })
    const moments = fc.integer({ min: at('2025-01-01T00:00:00Z') / 60_000, max: at('2026-01-01T00:00:00Z') / 60_000 })
    fc.assert(
      fc.property(moments, zones, minutes, (moment, zone, wanted) => {
        const fromMs = moment * 60_000
        const nextMs = nextLocalMs(fromMs, zone, wanted)
        expect(nextMs).toBeGreaterThan(fromMs)
        for (let ms = fromMs + 60_000; ms < nextMs; ms += 60_000) expect(wanted).not.toContain(localTime(ms, zone).minute)
      }),
      { numRuns: 20 },
    )
  })
})
