import { describe, expect, it } from 'vitest'
import { firstOf, holdsAt, holdsFor, isBetween, type Moment } from './conditions.js'
import { localTime } from './local-time.js'
import type { RunningConditions } from './tariff.js'

const monday = localTime(Date.parse('2025-03-03T10:30:00Z'), 'UTC')
const moment: Moment = {
  ...{ local: monday, evseKind: 'AC', energyWh: 5_000, powerW: 11_000, currentA: 48 },
  ...{ durationMs: 3_600_000, chargedMs: 1_800_000, idleMs: 0 },
}
const holds = (conditions: RunningConditions, at: Partial<Moment> = {}): boolean => holdsAt({ ...moment, ...at })(conditions)

describe('a price counts', () => {
  it.each<[RunningConditions, boolean]>([
    [{}, true],
    [{ startTimeOfDay: '10:30', endTimeOfDay: '10:31' }, true],
    [{ startTimeOfDay: '09:00', endTimeOfDay: '10:30' }, false],
    [{ startTimeOfDay: '22:00', endTimeOfDay: '11:00' }, true],
    [{ startTimeOfDay: '22:00', endTimeOfDay: '06:00' }, false],
    [{ startTimeOfDay: '10:00', endTimeOfDay: '00:00' }, true],
    [{ endTimeOfDay: '10:00' }, false],
    [{ dayOfWeek: ['Monday', 'Tuesday'] }, true],
    [{ dayOfWeek: ['Sunday'] }, false],
    [{ validFromDate: '2025-03-03', validToDate: '2025-03-04' }, true],
    [{ validToDate: '2025-03-03' }, false],
    [{ evseKind: 'DC' }, false],
    [{ minEnergy: 5_000, maxEnergy: 10_000 }, true],
    [{ maxEnergy: 5_000 }, false],
    [{ minPower: 11_000 }, true],
    [{ maxPower: 11_000 }, false],
    [{ minCurrent: 49 }, false],
    [{ minTime: 3_600, maxTime: 3_601 }, true],
    [{ maxChargingTime: 1_800 }, false],
    [{ minIdleTime: 1 }, false],
    // All of them, not one of them.
    [{ dayOfWeek: ['Monday'], minPower: 12_000 }, false],
  ])('while all its conditions hold: %o is %s', (conditions, expected) => {
    expect(holds(conditions)).toBe(expected)
  })

  it('for energy that flows back where its bounds are negative', () => {
    expect(isBetween(-20_000, -10_000, -50_000)).toBe(true)
    expect(isBetween(-10_000, -10_000, -50_000)).toBe(true)
    expect(isBetween(-50_000, -10_000, -50_000)).toBe(false)
    expect(isBetween(20_000, undefined, -50_000)).toBe(false)
    expect(isBetween(-20_000, undefined, 50_000)).toBe(false)
  })

  it('by the way it is paid for', () => {
    const occasion = { local: monday, evseKind: 'AC', payment: [{ type: 'PaymentBrand', additionalIdToken: 'Visa' }] }
    expect(holdsFor(occasion)({ paymentBrand: 'Visa' })).toBe(true)
    expect(holdsFor(occasion)({ paymentBrand: 'AMEX' })).toBe(false)
    expect(holdsFor(occasion)({ paymentBrand: 'Visa', paymentRecognition: 'CC' })).toBe(false)
  })

  it('as the first of those that would (I12.FR.34)', () => {
    const prices = [{ priceKwh: 3, conditions: { maxPower: 1 } }, { priceKwh: 2 }, { priceKwh: 1 }]
    expect(firstOf({ prices }, holdsAt(moment))).toBe(1)
    expect(firstOf({ prices: prices.slice(0, 1) }, holdsAt(moment))).toBeUndefined()
    expect(firstOf(undefined, holdsAt(moment))).toBeUndefined()
  })
})
