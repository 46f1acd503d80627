import { describe, expect, it } from 'vitest'
import { type ChargePointOptions, createMemoryStateStore } from '../src/index.js'
import { bigEv, setUpCharging } from './support/charging.js'
import { type Payload, settle, setUpAccepted } from './support/csms.js'
import { type Station21, setDefault, tariff } from './support/tariffs.js'
import { ocpp16, ocpp21, ocpp201 } from './support/versions.js'
import { story } from './support/words.js'

const hour = 3_600_000
const details = [
  { type: 'PaymentBrand', additionalIdToken: 'Visa' },
  { type: 'PaymentRecognition', additionalIdToken: 'CC' },
  { type: 'CardBin', additionalIdToken: '424242' },
  { type: 'CardLast4Digits', additionalIdToken: '4242' },
]
const perKwh = (priceKwh: number): Payload => tariff('T1', { energy: { prices: [{ priceKwh }], taxRates: [{ type: 'vat', tax: 20 }] } })

const ready = (options: Partial<ChargePointOptions<typeof ocpp21>> = {}): Promise<Station21> =>
  setUpCharging(ocpp21, { ...options, settings: { runningCostEnabled: false, ...options.settings } })

const infoOf = (event: Payload | undefined): Payload => (event?.['transactionInfo'] ?? {}) as Payload

const pay = async ({ station }: Station21, isPlugged = true): Promise<string> => {
  if (isPlugged) station.plugIn({ ev: bigEv })
  const { pspRef = '', outcome } = await station.payByCard({ evseId: 1 })
  expect(outcome).toBe('started')
  await settle()
  return pspRef
}

const settlements = ({ csms }: Station21): Payload[] => csms.of('NotifySettlement')

describe('a card at the payment terminal of a 2.1 station', () => {
  it('begins a session that may cost what is reserved on it (C18.FR.01–03, C18.FR.06)', async () => {
    const setup = await ready({ settings: { authorizationAmount: 12, runningCostEnabled: false } })
    await setDefault(setup, perKwh(1))
    const pspRef = await pay(setup)
    expect(setup.csms.of('Authorize')).toEqual([])
    const event = setup.csms.of('TransactionEvent').find(({ idToken }) => idToken !== undefined)
    expect(event).toMatchObject({ idToken: { idToken: pspRef, type: 'DirectPayment', additionalInfo: details } })
    expect(infoOf(event)).toMatchObject({ transactionLimit: { maxCost: 12 }, tariffId: 'T1' })
    await setup.csms.pass(hour, hour)
    expect(story(setup.csms).at(-1)).toContain('CostLimitReached')
    expect(setup.station.readMeter().energyWh).toBeCloseTo(10_000, 1)
    await setup.station.stop()
  })

  it('is shown to the csms where that wants to be asked (C18.FR.04–05)', async () => {
    const setup = await ready({ settings: { authorizeDirectPayment: true, paymentDetails: ['CardBin'] } })
    const pspRef = await pay(setup)
    expect(setup.csms.last('Authorize')).toEqual({
      idToken: { idToken: pspRef, type: 'DirectPayment', additionalInfo: [{ type: 'CardBin', additionalIdToken: '424242' }] },
    })
    await setup.station.stop()
  })

  it('is released where the csms refuses it (C18.FR.07)', async () => {
    const setup = await ready({ settings: { authorizeDirectPayment: true } })
    setup.csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Blocked' } })
    expect(await setup.station.payByCard({ evseId: 1 })).toMatchObject({ outcome: 'refused', status: 'Blocked' })
    await expect(setup.station.cancelPayment()).rejects.toMatchObject({ code: 'NO_PAYMENT' })
    expect(settlements(setup)).toEqual([])
    await setup.station.stop()
  })

  it.each(['Declined', 'Failed'] as const)('that the payment service does not take lets nobody in: %s (C18)', async (fault) => {
    const setup = await ready({ settings: { authorizeDirectPayment: true } })
    setup.station.setPaymentFault(fault)
    expect(await setup.station.payByCard()).toMatchObject({ outcome: 'refused', status: 'PaymentRefused', pspRef: undefined })
    expect(setup.csms.of('Authorize')).toEqual([])
    await setup.station.stop()
  })

  it.each([
    [true, 1],
    [false, 0],
  ])('whose driver does not come is released; told only where the csms was asked: %s (C19.FR.01–02)', async (isAsked, told) => {
    const setup = await ready({ settings: { authorizeDirectPayment: isAsked } })
    const pspRef = await pay(setup, false)
    await setup.csms.pass(61_000)
    expect(settlements(setup)).toEqual(
      Array(told).fill({ pspRef, status: 'Canceled', settlementAmount: 0, settlementTime: expect.any(String) }),
    )
    expect(setup.csms.of('TransactionEvent')).toEqual([])
    await setup.station.stop()
  })

  it('whose driver changes his mind is released (C19.FR.02, C20.FR.01, C20.FR.04–05)', async () => {
    const setup = await ready({ settings: { txStartPoints: ['Authorized'], txStopPoints: ['Authorized'] } })
    const pspRef = await pay(setup, false)
    setup.csms.answers['TransactionEvent'] = ({ eventType }) => (eventType === 'Ended' ? { totalCost: 0 } : {})
    const transactionId = setup.station.state.evses[0]?.transaction?.transactionId
    expect(await setup.station.cancelPayment()).toMatchObject({ outcome: 'stopped', pspRef })
    await settle()
    expect(story(setup.csms).at(-1)).toBe('1 Ended StopAuthorized Idle Local')
    expect(settlements(setup)).toMatchObject([{ pspRef, transactionId, status: 'Canceled', settlementAmount: 0 }])
    await setup.station.stop()
  })

  it('pays what the session costs, after its end, in whole cents (C21.FR.01–02, C21.FR.04)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    await setDefault(setup, perKwh(0.333))
    const pspRef = await pay(setup)
    const transactionId = station.state.evses[0]?.transaction?.transactionId
    await csms.pass(hour, hour)
    const settled = station.once('payment.settled')
    expect(await station.payByCard({ evseId: 1 })).toMatchObject({ outcome: 'stopped', pspRef })
    await settle()
    const [settlement] = settlements(setup)
    expect(settlement).toEqual({
      pspRef,
      transactionId,
      status: 'Settled',
      settlementAmount: 8.79,
      settlementTime: csms.now(),
      receiptId: expect.any(String),
      receiptUrl: `https://receipts.example/${settlement?.['receiptId']}`,
    })
    expect(csms.actions.indexOf('NotifySettlement')).toBeGreaterThan(csms.actions.lastIndexOf('TransactionEvent'))
    expect(await settled).toEqual({ evseId: 1, pspRef, transactionId, status: 'Settled', amount: 8.79 })
    expect(station.state.display.drivers).toMatchObject([{ totalCost: 8.7912, isFinal: true, receiptUrl: settlement?.['receiptUrl'] }])
    await station.stop()
  })

  it('has its receipt from the csms where that makes them (C21.FR.03)', async () => {
    const setup = await ready({ settings: { receiptByCsms: true } })
    setup.csms.answers['NotifySettlement'] = () => ({ receiptUrl: 'https://csms.example/7' })
    await setDefault(setup, perKwh(1))
    await pay(setup)
    await setup.csms.pass(60_000, 60_000)
    await setup.station.stopCharging()
    await settle()
    expect(settlements(setup)[0]).not.toHaveProperty('receiptUrl')
    expect(setup.station.state.display.drivers).toMatchObject([{ receiptUrl: 'https://csms.example/7' }])
    await setup.station.stop()
  })

  it('is left to the csms where that settles (C21.FR.05–07)', async () => {
    const setup = await ready({ settings: { settlementByCsms: true } })
    await setDefault(setup, perKwh(1))
    await pay(setup)
    await setup.csms.pass(60_000, 60_000)
    await setup.station.stopCharging()
    await settle()
    expect(settlements(setup)).toEqual([])
    expect(setup.station.state.display.drivers).toMatchObject([{ receiptUrl: 'https://receipts.example' }])
    await setup.station.stop()
  })

  it.each(['Rejected', 'Failed'] as const)('that cannot be settled is told so: %s (C22.FR.01–02)', async (status) => {
    const setup = await ready()
    await setDefault(setup, perKwh(1))
    await pay(setup)
    await setup.csms.pass(hour / 2, hour / 2)
    setup.station.setPaymentFault(status)
    await setup.station.stopCharging()
    await settle()
    expect(settlements(setup)).toMatchObject([{ status, settlementAmount: 13.2, statusInfo: expect.any(String) }])
    expect(settlements(setup)[0]).not.toHaveProperty('receiptId')
    await setup.station.stop()
  })

  it('pays what the csms counts, once that has answered the end', async () => {
    const setup = await ready()
    const { station, csms } = setup
    await pay(setup)
    await csms.pass(60_000, 60_000)
    await csms.cut()
    await station.stopCharging()
    await settle()
    csms.answers['TransactionEvent'] = ({ eventType }) => (eventType === 'Ended' ? { totalCost: 4.5 } : {})
    await csms.restore()
    await settle()
    expect(settlements(setup)).toMatchObject([{ status: 'Settled', settlementAmount: 4.5 }])
    await station.stop()
  })

  it('pays what the csms counts also after a power cut', async () => {
    const setup = await ready()
    const { station, csms } = setup
    const pspRef = await pay(setup)
    await csms.pass(60_000, 60_000)
    await csms.cut()
    await station.stopCharging()
    await station.powerCut()
    csms.answers['TransactionEvent'] = ({ eventType }) => (eventType === 'Ended' ? { totalCost: 4.5 } : {})
    const restored = station.powerRestored()
    await csms.restore()
    await restored
    await csms.pass(10_000)
    expect(settlements(setup)).toMatchObject([{ pspRef, status: 'Settled', settlementAmount: 4.5 }])
    await station.stop()
  })

  it('fails to pay what nobody counts', async () => {
    const setup = await ready()
    await pay(setup)
    await setup.csms.pass(60_000, 60_000)
    await setup.station.stopCharging()
    await settle()
    expect(settlements(setup)).toMatchObject([{ status: 'Failed', settlementAmount: 0, statusInfo: 'the cost is unknown' }])
    await setup.station.stop()
  })

  it('is settled though the csms is away and the power fails, and told once (C21)', async () => {
    const state = createMemoryStateStore()
    const setup = await ready({ state })
    const { station, csms } = setup
    await setDefault(setup, perKwh(1))
    const pspRef = await pay(setup)
    await csms.pass(hour / 2, hour / 2)
    await csms.cut()
    await station.stopCharging()
    await station.powerCut()
    const restored = station.powerRestored()
    await csms.restore()
    await restored
    await csms.pass(10_000)
    expect(settlements(setup)).toMatchObject([{ pspRef, status: 'Settled', settlementAmount: 13.2 }])
    expect(settlements(setup)[0]).not.toHaveProperty('offline')
    await station.stop()
  })

  it('is told again where the csms fails to take it in', async () => {
    const setup = await ready({ settings: { messageAttemptIntervalS: 1 } })
    await setDefault(setup, perKwh(1))
    await pay(setup)
    await setup.csms.pass(60_000, 60_000)
    let attempts = 0
    setup.csms.answers['NotifySettlement'] = () => {
      attempts += 1
      if (attempts === 1) throw new Error('not now')
      return {}
    }
    await setup.station.stopCharging()
    await setup.csms.pass(5_000)
    expect(settlements(setup)).toHaveLength(2)
    await setup.station.stop()
  })

  it('has more reserved on it as the costs come near (C23.FR.01–02)', async () => {
    const setup = await ready({
      settings: { authorizationAmount: 10, incrementalAuthorizationAmount: 5, incrementalAuthorizationThreshold: 2 },
    })
    await setDefault(setup, tariff('T1', { energy: { prices: [{ priceKwh: 1 }] } }))
    await pay(setup)
    await setup.csms.pass(hour / 2, hour / 2)
    const limits = setup.csms
      .of('TransactionEvent')
      .filter((event) => infoOf(event)['transactionLimit'] !== undefined)
      .map((event) => [event['triggerReason'], (infoOf(event)['transactionLimit'] as Payload)['maxCost']])
    expect(limits).toEqual([
      ['Authorized', 10],
      ['LimitSet', 15],
    ])
    setup.station.setPaymentFault('Declined')
    await setup.csms.pass(hour, hour)
    expect(story(setup.csms).at(-1)).toContain('CostLimitReached')
    expect(setup.station.readMeter().energyWh).toBeCloseTo(15_000, 1)
    await setup.station.stop()
  })

  it('has a VAT number on its receipt that the csms has found good (C18.FR.08)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    const company = { name: 'ACME', address1: 'Road 1', city: 'Oslo', country: 'NO' }
    csms.answers['VatNumberValidation'] = ({ vatNumber, evseId }) => ({
      vatNumber,
      evseId,
      ...(vatNumber === 'NO1' ? { status: 'Accepted', company } : { status: 'Rejected' }),
    })
    await setDefault(setup, perKwh(1))
    await pay(setup)
    expect(await station.enterVatNumber({ vatNumber: 'NO1' })).toEqual({ isValid: true, company })
    expect(await station.enterVatNumber({ vatNumber: 'NO2' })).toEqual({ isValid: false, company: undefined })
    await csms.pass(60_000, 60_000)
    await station.stopCharging()
    await settle()
    expect(settlements(setup)).toMatchObject([{ vatNumber: 'NO1', vatCompany: company }])
    await station.stop()
  })

  it('is of no use where the terminal is switched off, or the version has none', async () => {
    const off = await ready({ settings: { paymentEnabled: false } })
    await expect(off.station.payByCard()).rejects.toMatchObject({ code: 'NOT_ENABLED' })
    await off.station.stop()
    for (const version of [ocpp16, ocpp201]) {
      const { station } = await setUpAccepted(version)
      await expect(station.payByCard()).rejects.toMatchObject({ code: 'NOT_IN_VERSION' })
      await expect(station.enterVatNumber({ vatNumber: 'NO1' })).rejects.toMatchObject({ code: 'NOT_IN_VERSION' })
      await station.stop()
    }
  })
})
