import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEv } from './create.js'
import { charge, isFull, msUntilFull, socPercent, wantedW } from './ev.js'

const hourMs = 3_600_000

const anyEv = fc
  .record({
    batteryCapacityWh: fc.double({ min: 100, max: 120_000, noNaN: true }),
    socPercent: fc.double({ min: 0, max: 100, noNaN: true }),
    maxPowerW: fc.double({ min: 500, max: 350_000, noNaN: true }),
    taperFromPercent: fc.double({ min: 0, max: 100, noNaN: true }),
    targetSocPercent: fc.double({ min: 0, max: 100, noNaN: true }),
  })
  .map(createEv)

describe('a car', () => {
  it('takes a steady power below the taper', () => {
    const ev = createEv({ batteryCapacityWh: 50_000, socPercent: 20, maxPowerW: 11_000 })
    expect(charge(ev, 22_000, hourMs).energyWh).toBeCloseTo(21_000)
    expect(charge(ev, 4_000, hourMs).energyWh).toBeCloseTo(14_000)
  })

  it('takes less and less above the taper', () => {
    const ev = createEv({ batteryCapacityWh: 50_000, socPercent: 80, maxPowerW: 11_000 })
    const powers = [0, 10, 20, 30].map((minutes) => wantedW(charge(ev, 22_000, minutes * 60_000)))
    expect(powers[0]).toBe(11_000)
    for (let index = 1; index < powers.length; index += 1) expect(powers[index]).toBeLessThan(powers[index - 1] ?? 0)
  })

  it('stops at its target', () => {
    const ev = createEv({ batteryCapacityWh: 50_000, socPercent: 20, targetSocPercent: 60 })
    const later = charge(ev, 22_000, 100 * hourMs)
    expect(socPercent(later)).toBeCloseTo(60)
    expect(wantedW(later)).toBe(0)
  })

  it('charges the same whether the time passes at once or in pieces', () => {
    fc.assert(
      fc.property(
        anyEv,
        fc.double({ min: 0, max: 400_000, noNaN: true }),
        fc.array(fc.integer({ min: 1, max: hourMs }), { maxLength: 8 }),
        (ev, offeredW, pieces) => {
          const whole = charge(
            ev,
            offeredW,
            pieces.reduce((sum, ms) => sum + ms, 0),
          )
          const cut = pieces.reduce((one, ms) => charge(one, offeredW, ms), ev)
          expect(Math.abs(whole.energyWh - cut.energyWh)).toBeLessThan(1e-6 * ev.batteryCapacityWh)
        },
      ),
    )
  })

  it('never loses energy, never passes its battery, never draws more than it is offered', () => {
    fc.assert(
      fc.property(anyEv, fc.double({ min: 0, max: 400_000, noNaN: true }), fc.integer({ min: 1, max: 10 * hourMs }), (ev, offeredW, ms) => {
        const later = charge(ev, offeredW, ms)
        const gainedWh = later.energyWh - ev.energyWh
        expect(gainedWh).toBeGreaterThanOrEqual(0)
        expect(later.energyWh).toBeLessThanOrEqual(Math.max(ev.energyWh, ev.batteryCapacityWh) + 1e-6)
        expect(gainedWh).toBeLessThanOrEqual((Math.min(offeredW, ev.maxPowerW) * ms) / hourMs + 1e-6)
      }),
    )
  })

  it('is full when it said it would be, and not before', () => {
    fc.assert(
      fc.property(anyEv, fc.double({ min: 1_000, max: 400_000, noNaN: true }), (ev, offeredW) => {
        const ms = msUntilFull(ev, offeredW)
        if (ms === Number.POSITIVE_INFINITY) return
        expect(isFull(charge(ev, offeredW, Math.ceil(ms)))).toBe(true)
        if (ms > 10_000) expect(isFull(charge(ev, offeredW, ms * 0.9))).toBe(false)
      }),
    )
  })

  it.each([
    ['batteryCapacityWh', 0],
    ['socPercent', 101],
    ['maxPowerW', -1],
    ['targetSocPercent', Number.NaN],
  ])('refuses %s of %s by name', (field, value) => {
    expect(() => createEv({ [field]: value })).toThrow(new RegExp(`ev\\.${field}`))
  })
})
