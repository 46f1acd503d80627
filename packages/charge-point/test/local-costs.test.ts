import { describe, expect, it } from 'vitest'
import type { ChargePointOptions } from '../src/index.js'
import { bigEv, setUpCharging } from './support/charging.js'
import { settle } from './support/csms.js'
import { costsTold, finalCosts, periodsOf, type Station21, setDefault, tariff, tariffsTold } from './support/tariffs.js'
import { ocpp21 } from './support/versions.js'
import { story } from './support/words.js'

const hour = 3_600_000
const minute = 60_000

/** 22 kW: 22 kWh in an hour. */
const ready = (options: Partial<ChargePointOptions<typeof ocpp21>> = {}): Promise<Station21> =>
  setUpCharging(ocpp21, { ...options, settings: { runningCostEnabled: false, ...options.settings } })

const charge = async ({ station, csms }: Station21, ms: number): Promise<void> => {
  await station.startCharging({ idToken: 'CARD', ev: bigEv })
  await csms.pass(ms, ms)
}

const end = async ({ station }: Station21): Promise<void> => {
  await station.stopCharging()
  await settle()
}

describe('the costs that a 2.1 station counts', () => {
  it('are told in the end, with taxes and one period (I12.FR.01, I12.FR.04, I12.FR.09, I12.FR.12, I12.FR.16–17, I12.FR.41–42)', async () => {
    const setup = await ready()
    const taxRates = [{ type: 'vat', tax: 20 }]
    await setDefault(setup, tariff('T1', { energy: { prices: [{ priceKwh: 0.25 }], taxRates } }))
    await charge(setup, hour)
    await end(setup)
    const details = finalCosts(setup.csms)
    expect(details.totalCost).toEqual({
      currency: 'EUR',
      typeOfCost: 'NormalCost',
      energy: { exclTax: 5.5, inclTax: 6.6, taxRates },
      total: { exclTax: 5.5, inclTax: 6.6 },
    })
    expect(details.totalUsage).toEqual({ energy: 22_000, chargingTime: 3_600, idleTime: 0 })
    expect(periodsOf(details)).toEqual(['T1: Energy 22000'])
    expect(tariffsTold(setup.csms)).toEqual([['Authorized', 'T1']])
    await setup.station.stop()
  })

  it('put each level of taxes on top of the one below (I12.FR.13)', async () => {
    const setup = await ready()
    const taxRates = [
      { type: 'vat', tax: 20, stack: 1 },
      { type: 'federal', tax: 6 },
      { type: 'state', tax: 4, stack: 0 },
    ]
    await setDefault(setup, tariff('T1', { energy: { prices: [{ priceKwh: 1 }], taxRates } }))
    await charge(setup, hour)
    await end(setup)
    expect(finalCosts(setup.csms).totalCost['energy']).toMatchObject({ exclTax: 22, inclTax: 29.04 })
    await setup.station.stop()
  })

  it('are those of charging, of standing idle and of beginning (I12.FR.05, I12.FR.10–11, I12.FR.30)', async () => {
    const setup = await ready()
    const parts = {
      fixedFee: { prices: [{ priceFixed: 3, conditions: { paymentRecognition: 'CC' } }, { priceFixed: 2.5 }] },
      chargingTime: { prices: [{ priceMinute: 0.1 }] },
      idleTime: { prices: [{ priceMinute: 1, conditions: { minIdleTime: 300 } }] },
    }
    await setDefault(setup, tariff('T1', parts))
    await charge(setup, hour)
    setup.station.setEvReady({ isReady: false })
    await setup.csms.pass(10 * minute, minute)
    await end(setup)
    const details = finalCosts(setup.csms)
    expect(details.totalCost).toMatchObject({
      fixed: { exclTax: 2.5 },
      chargingTime: { exclTax: 6 },
      idleTime: { exclTax: 5 },
      total: { exclTax: 13.5 },
    })
    expect(details.totalUsage).toEqual({ energy: 22_000, chargingTime: 3_600, idleTime: 600 })
    expect(periodsOf(details)).toEqual(['T1: ChargingTime 3600, IdleTIme 300', 'T1: ChargingTime 0, IdleTIme 300'])
    await setup.station.stop()
  })

  it('change with the hour on the clocks of the place (I07.FR.17, I12.FR.31, I12.FR.35–36)', async () => {
    const setup = await ready({ settings: { timeZone: 'Europe/Oslo' } })
    const now = new Date(Date.parse(setup.csms.now()) + hour)
    const inHalfAnHour = new Date(Date.parse(setup.csms.now()) + hour / 2)
    const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Oslo', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    const energy = {
      prices: [
        { priceKwh: 1, conditions: { startTimeOfDay: local.format(inHalfAnHour), endTimeOfDay: local.format(now) } },
        { priceKwh: 0.5 },
      ],
    }
    await setDefault(setup, tariff('T1', { energy }))
    await charge(setup, 2 * hour)
    await end(setup)
    const details = finalCosts(setup.csms)
    expect(periodsOf(details)).toEqual(['T1: Energy 11000', 'T1: Energy 11000', 'T1: Energy 22000'])
    expect(details.totalCost['energy']?.exclTax).toBeCloseTo(5.5 + 11 + 11, 3)
    expect(Date.parse(details.chargingPeriods?.[1]?.startPeriod ?? '')).toBe(Math.floor(inHalfAnHour.getTime() / minute) * minute)
    await setup.station.stop()
  })

  it('change with the energy and the power at the very moment (I12.FR.32–34)', async () => {
    const setup = await ready()
    const energy = { prices: [{ priceKwh: 1, conditions: { minEnergy: 11_000 } }, { priceKwh: 0.5 }] }
    const chargingTime = { prices: [{ priceMinute: 2, conditions: { minPower: 11_000 } }, { priceMinute: 1 }] }
    await setDefault(setup, tariff('T1', { energy, chargingTime }))
    await charge(setup, hour)
    setup.station.setLimit({ limitW: 6_600 })
    await setup.csms.pass(hour, hour)
    await end(setup)
    const details = finalCosts(setup.csms)
    expect(periodsOf(details)).toEqual([
      'T1: Energy 11000, ChargingTime 1800, MinPower 22000, MaxPower 22000',
      'T1: Energy 11000, ChargingTime 1800, MinPower 22000, MaxPower 22000',
      'T1: Energy 6600, ChargingTime 3600, MinPower 6600, MaxPower 6600',
    ])
    expect(details.totalCost['energy']?.exclTax).toBeCloseTo(5.5 + 11 + 6.6, 4)
    expect(details.totalCost['chargingTime']?.exclTax).toBeCloseTo(120 + 60, 4)
    await setup.station.stop()
  })

  it('follow the taper of a battery that is nearly full', async () => {
    const setup = await ready()
    const chargingTime = { prices: [{ priceMinute: 2, conditions: { minPower: 10_000 } }, { priceMinute: 1 }] }
    await setDefault(setup, tariff('T1', { chargingTime }))
    await setup.station.startCharging({
      idToken: 'CARD',
      ev: { batteryCapacityWh: 20_000, socPercent: 50, maxPowerW: 20_000, taperFromPercent: 50 },
    })
    await setup.csms.pass(3 * hour, 3 * hour)
    await end(setup)
    const [fast, slow] = finalCosts(setup.csms).chargingPeriods ?? []
    const volume = (period: typeof fast, name: string): number => period?.dimensions?.find(({ type }) => type === name)?.volume ?? 0
    // From 20 kW down to 10 kW over 10,000 Wh / 0.95 × 0.5: an exponential of ln(2) × 10/19 h.
    expect(volume(fast, 'ChargingTime')).toBe(Math.round(3_600 * Math.LN2 * (10 / 19)))
    expect(volume(slow, 'ChargingTime')).toBeGreaterThan(0)
    await setup.station.stop()
  })

  it('are the minimum of the tariff where it comes to less (I12.FR.38)', async () => {
    const setup = await ready()
    await setDefault(setup, tariff('T1', { energy: { prices: [{ priceKwh: 1 }] }, minCost: { exclTax: 30, inclTax: 36 } }))
    await charge(setup, hour)
    await end(setup)
    expect(finalCosts(setup.csms)).toMatchObject({
      totalCost: { typeOfCost: 'MinCost', currency: 'EUR', fixed: { exclTax: 30, inclTax: 36 }, total: { exclTax: 30, inclTax: 36 } },
      totalUsage: { energy: 22_000 },
    })
    await setup.station.stop()
  })

  it('stop at the maximum of the tariff, while the energy flows on (I12.FR.39–40)', async () => {
    const setup = await ready()
    const energy = { prices: [{ priceKwh: 1 }], taxRates: [{ type: 'vat', tax: 10 }] }
    await setDefault(setup, tariff('T1', { energy, maxCost: { inclTax: 11 } }))
    await charge(setup, hour)
    await end(setup)
    const details = finalCosts(setup.csms)
    expect(details.totalCost).toMatchObject({ typeOfCost: 'MaxCost', total: { exclTax: 10, inclTax: 11 } })
    expect(details.totalUsage.energy).toBe(22_000)
    expect(periodsOf(details)).toEqual(['T1: Energy 22000'])
    await setup.station.stop()
  })

  it('are told at their interval, without periods, or with what is told anyhow (I12.FR.02–03)', async () => {
    const setup = await ready({ settings: { runningCostEnabled: true, costIntervalS: 600, sampleIntervalS: 900 } })
    await setDefault(setup, tariff('T1'))
    await charge(setup, 31 * minute)
    await end(setup)
    const told = costsTold(setup.csms)
    expect(told.map(([trigger, { totalCost }]) => [trigger, totalCost.total.exclTax])).toEqual([
      [expect.anything(), 0],
      ['RunningCost', expect.closeTo(1.1, 3)],
      ['RunningCost', expect.closeTo(2.2, 3)],
      ['MeterValuePeriodic', expect.closeTo(3.3, 3)],
      ['StopAuthorized', expect.closeTo(3.41, 3)],
    ])
    expect(told.slice(0, -1).every(([, { chargingPeriods }]) => chargingPeriods === undefined)).toBe(true)
    await setup.station.stop()
  })

  it('go along with the samples that are due at the same time (I12.FR.03)', async () => {
    const setup = await ready({ settings: { runningCostEnabled: true, costIntervalS: 600, sampleIntervalS: 300 } })
    await setDefault(setup, tariff('T1'))
    await charge(setup, 21 * minute)
    expect(costsTold(setup.csms).map(([trigger]) => trigger)).toEqual(['Authorized', 'MeterValuePeriodic', 'MeterValuePeriodic'])
    await setup.station.stop()
  })

  it('are shown to the driver at any time, and in the end (I07.FR.14, I12)', async () => {
    const setup = await ready()
    const description = [{ format: 'UTF8', language: 'en', content: '30 cent per kWh' }]
    await setDefault(setup, { ...tariff('T1'), currency: 'NOK', description })
    expect(setup.station.state.display.tariffs).toEqual([{ evseId: 1, tariffId: 'T1', text: '30 cent per kWh' }])
    await charge(setup, hour)
    expect(setup.station.state.display.tariffs).toEqual([])
    const shown = () => setup.station.state.display.drivers[0]
    expect(shown()).toMatchObject({ text: '30 cent per kWh', currency: 'NOK', totalCost: 6.6, isFinal: false })
    await setup.csms.cut()
    await setup.csms.pass(hour, hour)
    await end(setup)
    expect(shown()).toMatchObject({ totalCost: 13.2, isFinal: true, costDetails: { totalUsage: { energy: 44_000 } } })
    setup.station.unplug()
    expect(setup.station.state.display.drivers).toEqual([])
    await setup.station.stop()
  })

  it('hold for a limit of cost, to the moment, whatever the csms tells (E16.FR.05, E16.FR.14, E16.FR.16)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    await setDefault(setup, tariff('T1', { energy: { prices: [{ priceKwh: 1 }] }, chargingTime: { prices: [{ priceMinute: 0.1 }] } }))
    await charge(setup, minute)
    const transactionId = station.state.evses[0]?.transaction?.transactionId
    station.limitTransaction({ maxCost: 14 })
    await csms.call('CostUpdated', { totalCost: 99, transactionId })
    await csms.pass(hour, hour)
    // 22 + 6 an hour: 14 after half an hour.
    expect(station.readMeter()).toMatchObject({ powerW: 0, energyWh: expect.closeTo(11_000, 1) })
    expect(story(csms).at(-1)).toContain('Updated CostLimitReached SuspendedEVSE')
    station.limitTransaction({ maxCost: 28 })
    await settle()
    expect(story(csms).at(-1)).toContain('Charging')
    await csms.pass(hour, hour)
    expect(station.readMeter().energyWh).toBeCloseTo(22_000, 0)
    await station.stop()
  })

  it('are what a limit that is raised must be above (E16.FR.10, E16.FR.14)', async () => {
    const setup = await ready()
    await setDefault(setup, tariff('T1', { energy: { prices: [{ priceKwh: 1 }] }, idleTime: { prices: [{ priceMinute: 1 }] } }))
    await setup.station.startCharging({ idToken: 'CARD', ev: bigEv })
    setup.station.limitTransaction({ maxCost: 11 })
    // Half an hour of energy, and as long without any: 41.
    await setup.csms.pass(hour, hour)
    setup.csms.forget()
    setup.station.limitTransaction({ maxCost: 40 })
    await settle()
    expect(story(setup.csms).map((event) => event.split(' ').slice(1))).toEqual([['Updated', 'LimitSet', 'SuspendedEVSE']])
    setup.station.limitTransaction({ maxCost: 42 })
    await settle()
    expect(story(setup.csms).at(-1)).toContain('Charging')
    await setup.station.stop()
  })

  it('end the transaction at the limit where energy is what counts (E16.FR.06)', async () => {
    const setup = await ready({ settings: { txStopPoints: ['EnergyTransfer'] } })
    await setDefault(setup, tariff('T1', { energy: { prices: [{ priceKwh: 1 }] } }))
    await setup.station.startCharging({ idToken: 'CARD', ev: bigEv })
    setup.station.limitTransaction({ maxCost: 11 })
    await setup.csms.pass(hour, hour)
    expect(story(setup.csms).at(-1)).toContain('Ended CostLimitReached')
    expect(finalCosts(setup.csms).totalCost.total.exclTax).toBeCloseTo(11, 4)
    await setup.station.stop()
  })

  it('are left to the csms where the station may not count them (E16.FR.11, E16.FR.15)', async () => {
    const setup = await ready({ settings: { costEnabled: false } })
    await setDefault(setup, tariff('T1'))
    await charge(setup, minute)
    setup.station.limitTransaction({ maxCost: 1 })
    await setup.csms.pass(hour, hour)
    expect(setup.station.readMeter().powerW).toBeGreaterThan(0)
    await setup.csms.call('CostUpdated', { totalCost: 2, transactionId: setup.station.state.evses[0]?.transaction?.transactionId })
    expect(setup.station.readMeter().powerW).toBe(0)
    expect(costsTold(setup.csms)).toEqual([])
    expect(tariffsTold(setup.csms)).toHaveLength(1)
    await setup.station.stop()
  })

  it('survive a power cut', async () => {
    const setup = await ready()
    const { station, csms } = setup
    await setDefault(setup, tariff('T1', { energy: { prices: [{ priceKwh: 1 }] }, idleTime: { prices: [{ priceMinute: 0.5 }] } }))
    await charge(setup, hour)
    await station.powerCut()
    await csms.pass(2 * minute, minute)
    await station.powerRestored()
    await settle()
    await csms.pass(hour, hour)
    await end(setup)
    const details = finalCosts(csms)
    expect(details.totalCost['energy']?.exclTax).toBeCloseTo(44, 3)
    expect(details.totalUsage).toEqual({ energy: 44_000, chargingTime: 7_200, idleTime: 120 })
    expect(tariffsTold(csms)).toHaveLength(1)
    await station.stop()
  })

  it('include what the place cost that was kept (I12.FR.06–08)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    const parts = { reservationTime: { prices: [{ priceMinute: 0.2 }] }, reservationFixed: { prices: [{ priceFixed: 1 }] } }
    await setDefault(setup, tariff('T1', parts))
    const expiryDateTime = new Date(Date.parse(csms.now()) + 2 * hour).toISOString()
    await csms.call('ReserveNow', { id: 1, evseId: 1, expiryDateTime, idToken: { idToken: 'CARD', type: 'ISO14443' } })
    await csms.pass(10 * minute, minute)
    await charge(setup, hour)
    await end(setup)
    expect(finalCosts(csms)).toMatchObject({
      totalCost: { reservationTime: { exclTax: 2 }, reservationFixed: { exclTax: 1 }, total: { exclTax: 3 } },
      totalUsage: { reservationTime: 600 },
    })
    await station.stop()
  })

  it('may be beyond the station, which says so (I12.FR.14, I12.FR.18–19, I12.FR.43–44)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    await setDefault(setup, tariff('T1'))
    station.setCostFailure('out of memory')
    await charge(setup, hour)
    await end(setup)
    expect(finalCosts(csms)).toMatchObject({ failureToCalculate: true, failureReason: 'out of memory', totalUsage: { energy: 22_000 } })
    const problem = { component: { name: 'TariffCostCtrlr' }, variable: { name: 'Problem' } }
    const notification = { trigger: 'Alerting', eventNotificationType: 'HardWiredNotification', ...problem }
    expect(csms.of('NotifyEvent').flatMap(({ eventData }) => eventData)).toMatchObject([{ ...notification, actualValue: 'true' }])
    station.setCostFailure(undefined)
    station.unplug()
    csms.forget()
    await charge(setup, hour)
    await end(setup)
    expect(csms.of('NotifyEvent').flatMap(({ eventData }) => eventData)).toMatchObject([{ ...notification, actualValue: 'false' }])
    await station.stop()
  })

  it('are negative for what a car gives back where the tariff pays for it', async () => {
    const setup = await ready()
    const energy = { prices: [{ priceKwh: 0.8, conditions: { minPower: -1_000, maxPower: -50_000 } }, { priceKwh: 0.3 }] }
    await setDefault(setup, tariff('T1', { energy }))
    await setup.station.startCharging({ idToken: 'CARD', ev: { ...bigEv, maxDischargeW: 10_000 } })
    await setup.csms.pass(hour, hour)
    setup.station.setDischarge({ dischargeW: 10_000 })
    await setup.csms.pass(hour, hour)
    await end(setup)
    const details = finalCosts(setup.csms)
    expect(periodsOf(details).map((period) => period.split(',')[0])).toEqual(['T1: Energy 22000', 'T1: Energy -10000'])
    expect(details.totalCost['energy']?.exclTax).toBeCloseTo(6.6 - 8, 4)
    await setup.station.stop()
  })
})
