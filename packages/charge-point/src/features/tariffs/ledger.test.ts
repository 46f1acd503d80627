import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finalDetails } from './cost-details.js'
import { bringForward, type Ledger, type Look, openLedger, runningCost, type Setting, settingAt, totalOf } from './ledger.js'
import { withTax } from './prices.js'
import type { Tariff } from './tariff.js'

const setting: Setting = settingAt(Date.parse('2025-03-03T10:30:00Z'), 'UTC', 'AC')

const open = (tariff: Tariff, look: Look): Ledger =>
  openLedger(
    { tariff, kind: 'DefaultTariff', startedAtMs: 0, startWh: 0, look, occasion: { ...setting, payment: [] }, reservedMs: undefined },
    setting,
  )

const start: Look = { atMs: 0, energyWh: 0, chargedMs: 0, powerW: 10_000, currentA: 40 }

/** What a meter may show one after the other: time goes on, energy flows in or not. */
const steps = fc.array(fc.record({ ms: fc.integer({ min: 1, max: 600_000 }), flows: fc.boolean() }), { minLength: 1, maxLength: 12 })

function looks(all: readonly { ms: number; flows: boolean }[]): readonly Look[] {
  let look = start
  return all.map(({ ms, flows }) => {
    look = {
      atMs: look.atMs + ms,
      energyWh: look.energyWh + (flows ? (10_000 * ms) / 3_600_000 : 0),
      chargedMs: look.chargedMs + (flows ? ms : 0),
      powerW: flows ? 10_000 : 0,
      currentA: flows ? 40 : 0,
    }
    return look
  })
}

const rich: Tariff = {
  tariffId: 'T',
  currency: 'EUR',
  fixedFee: { prices: [{ priceFixed: 0.5 }], taxRates: [{ type: 'vat', tax: 25 }] },
  energy: { prices: [{ priceKwh: 0.3, conditions: { maxEnergy: 2_000 } }, { priceKwh: 0.2 }], taxRates: [{ type: 'vat', tax: 20 }] },
  chargingTime: { prices: [{ priceMinute: 0.05 }] },
  idleTime: { prices: [{ priceMinute: 0.1, conditions: { minIdleTime: 120 } }] },
}

const follow = (tariff: Tariff, all: readonly Look[]): Ledger =>
  all.reduce((ledger, look) => bringForward(ledger, look, setting), open(tariff, start))

describe('an account', () => {
  it('loses nothing: its periods add up to what flowed and how long it took', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const seen = looks(all)
        const last = seen.at(-1) ?? start
        const { periods } = follow(rich, seen)
        const sum = (value: (period: (typeof periods)[number]) => number): number => periods.reduce((total, one) => total + value(one), 0)
        expect(sum(({ energyWh }) => energyWh)).toBeCloseTo(last.energyWh, 6)
        expect(sum(({ chargingMs, idleMs }) => chargingMs + idleMs)).toBeCloseTo(last.atMs, 6)
        expect(sum(({ chargingMs }) => chargingMs)).toBeCloseTo(last.chargedMs, 6)
      }),
    )
  })

  it('comes to the same however often somebody looks, as long as the prices stay', () => {
    const plain: Tariff = {
      tariffId: 'T',
      currency: 'EUR',
      energy: { prices: [{ priceKwh: 0.3 }] },
      idleTime: { prices: [{ priceMinute: 1 }] },
    }
    fc.assert(
      fc.property(steps, (all) => {
        const seen = looks(all)
        const last = seen.at(-1) ?? start
        expect(runningCost(follow(plain, seen))).toBeCloseTo(runningCost(follow(plain, [last])), 9)
        expect(runningCost(follow(plain, seen))).toBeCloseTo(last.energyWh * 0.0003 + (last.atMs - last.chargedMs) / 60_000, 9)
      }),
    )
  })

  it('never falls, and never comes to more than the maximum of its tariff (I12.FR.39)', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0.1, max: 5, noNaN: true }), (all, max) => {
        const capped: Tariff = { ...rich, maxCost: { inclTax: max } }
        let before = 0
        let ledger = open(capped, start)
        for (const look of looks(all)) {
          ledger = bringForward(ledger, look, setting)
          const total = totalOf(ledger.costs).inclTax
          expect(total).toBeGreaterThanOrEqual(before - 1e-9)
          expect(total).toBeLessThanOrEqual(max + 1e-9)
          expect(ledger.isCapped).toBe(total >= max - 1e-9)
          before = total
        }
      }),
    )
  })

  it('is a sum of its parts, with tax and without (I12.FR.17)', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { totalCost } = finalDetails(follow(rich, looks(all)))
        const parts = [totalCost.fixed, totalCost.energy, totalCost.chargingTime, totalCost.idleTime].filter((part) => part !== undefined)
        const excl = parts.reduce((sum, { exclTax = 0 }) => sum + exclTax, 0)
        const incl = parts.reduce((sum, { exclTax = 0, inclTax = exclTax }) => sum + inclTax, 0)
        expect(totalCost.total.exclTax).toBeCloseTo(excl, 5)
        expect(totalCost.total.inclTax).toBeCloseTo(incl, 5)
      }),
    )
  })

  it('has at least the minimum of its tariff to be paid (I12.FR.38)', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0.1, max: 5, noNaN: true }), (all, min) => {
        const { totalCost } = finalDetails(follow({ ...rich, minCost: { inclTax: min } }, looks(all)))
        expect(totalCost.total.inclTax).toBeGreaterThanOrEqual(min - 1e-6)
        expect(totalCost.typeOfCost === 'MinCost').toBe(totalCost.energy === undefined && totalCost.fixed?.inclTax === min)
      }),
    )
  })
})

describe('taxes', () => {
  it('of one level add up, and those of the next count on them, in whatever order they stand (I12.FR.13)', () => {
    const taxes = [
      { type: 'vat', tax: 20, stack: 1 },
      { type: 'energy', tax: 5 },
      { type: 'city', tax: 5, stack: 0 },
    ]
    expect(withTax(100, taxes)).toBeCloseTo(132, 9)
    expect(withTax(100, [...taxes].reverse())).toBeCloseTo(132, 9)
    expect(withTax(100, [])).toBe(100)
  })
})
