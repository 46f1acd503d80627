import { describe, expect, it } from 'vitest'
import { totp } from '../src/features/payments/totp.js'
import { type ChargePointOptions, createMemoryStateStore } from '../src/index.js'
import { bigEv, setUpCharging } from './support/charging.js'
import { type Payload, settle } from './support/csms.js'
import type { Station21 } from './support/tariffs.js'
import { ocpp21 } from './support/versions.js'

const template = 'https://qr.example/{chargingstationid}/{evse}/{totp}/{version}'
const secret = 'a secret that both sides know'

const ready = (options: Partial<ChargePointOptions<typeof ocpp21>> = {}): Promise<Station21> => setUpCharging(ocpp21, options)

const set = async ({ csms }: Station21, values: Readonly<Record<string, string>>, evse?: { id: number }): Promise<unknown[]> => {
  const component = { name: 'WebPaymentsCtrlr', ...(evse && { evse }) }
  const setVariableData = Object.entries(values).map(([name, attributeValue]) => ({ component, variable: { name }, attributeValue }))
  const { setVariableResult } = await csms.call('SetVariables', { setVariableData })
  return (setVariableResult as Payload[]).map(({ attributeStatus }) => attributeStatus)
}

const configured = async (options: Partial<ChargePointOptions<typeof ocpp21>> = {}): Promise<Station21> => {
  const setup = await ready(options)
  await set(setup, { Enabled: 'true', URLTemplate: template, SharedSecret: secret, ValidityTime: '30', Length: '8' })
  return setup
}

const urls = ({ station }: Station21): unknown[] => station.state.display.paymentCodes.map(({ url }) => url)

describe('the code for paying on a page of the csms', () => {
  it('names the station, the EVSE and a password that changes with time (C25.FR.01, C25.FR.50–52)', async () => {
    const setup = await configured({ identity: 'CS 1', evses: [{}, {}] })
    const password = (ms: number): string => totp(Date.parse(setup.csms.now()) + ms, { secret, length: 8, validityTimeS: 30 })
    const expected = (): string[] => [1, 2].map((evseId) => `https://qr.example/CS%201/${evseId}/${password(0)}/v1`)
    expect(urls(setup)).toEqual(expected())
    const before = urls(setup)
    await setup.csms.pass(30_000)
    expect(urls(setup)).toEqual(expected())
    expect(urls(setup)).not.toEqual(before)
    await setup.station.stop()
  })

  it('may name the EVSE as providers know it (C25.FR.53)', async () => {
    const setup = await configured()
    expect(await set(setup, { RoamingEvseId: 'NO*ABC*E1' }, { id: 1 })).toEqual(['Accepted'])
    await set(setup, { URLTemplate: 'https://emsp.example/{roamingevseid}/{totp}/{version}' })
    expect(urls(setup)[0]).toMatch(/^https:\/\/emsp\.example\/NO\*ABC\*E1\/[0-9A-Za-z]{8}\/v1$/)
    await setup.station.stop()
  })

  it('takes no settings that make no code (C25.FR.50)', async () => {
    const setup = await ready()
    const wrong = { URLTemplate: 'https://qr.example/{totp}', TOTPVersion: 'v2', ValidityTime: '5', Length: '5', SharedSecret: '' }
    expect(await set(setup, wrong)).toEqual(['Rejected', 'Rejected', 'Rejected', 'Rejected', 'Rejected'])
    expect(await set(setup, { TOTPVersion: 'v1', QRCodeQuality: 'High' })).toEqual(['Accepted', 'Accepted'])
    expect(urls(setup)).toEqual([])
    await setup.station.stop()
  })

  it('rests on a secret that nobody reads back, and that is there after a power cut', async () => {
    const state = createMemoryStateStore()
    const setup = await configured({ state })
    const { getVariableResult } = await setup.csms.call('GetVariables', {
      getVariableData: [{ component: { name: 'WebPaymentsCtrlr' }, variable: { name: 'SharedSecret' } }],
    })
    expect(getVariableResult).toMatchObject([{ attributeStatus: 'Rejected' }])
    const before = urls(setup)
    await setup.station.powerCut()
    await setup.station.powerRestored()
    expect(urls(setup)).toEqual(before)
    await setup.station.stop()
  })

  it('tells how much the driver wants at most, which limits his session (C25.FR.03–06, C25.FR.56–58)', async () => {
    const setup = await configured()
    const { station, csms } = setup
    station.chooseForPayment({ maxEnergyWh: 20_000, maxTimeS: 3_600, maxCost: 9.5 })
    expect(urls(setup)[0]).toMatch(/\/v1\?maxenergy=20000&maxtime=3600&maxcost=9\.5$/)
    station.plugIn({ ev: bigEv })
    await csms.call('RequestStartTransaction', { idToken: { idToken: 'psp-1', type: 'DirectPayment' }, remoteStartId: 1, evseId: 1 })
    const limits = csms
      .of('TransactionEvent')
      .map(({ transactionInfo }) => (transactionInfo as Payload)['transactionLimit'])
      .filter((limit) => limit !== undefined)
    expect(limits).toEqual([{ maxEnergy: 20_000, maxTime: 3_600, maxCost: 9.5 }])
    await csms.pass(3_600_000, 600_000)
    expect(station.readMeter().energyWh).toBeCloseTo(20_000, 0)
    expect(urls(setup)[0]).not.toContain('?')
    await station.stop()
  })

  it('says nothing for a driver who came with a card instead', async () => {
    const setup = await configured()
    setup.station.chooseForPayment({ maxEnergyWh: 1 })
    await setup.station.startCharging({ idToken: 'CARD', ev: bigEv })
    await setup.csms.pass(60_000)
    expect(setup.station.readMeter().powerW).toBeGreaterThan(0)
    await setup.station.stop()
  })

  it('keeps the place for who pays, until the csms starts the session (C25.FR.22, C25.FR.27)', async () => {
    const setup = await configured({ evses: [{}, {}] })
    const { station, csms } = setup
    expect(await csms.call('NotifyWebPaymentStarted', { evseId: 1, timeout: 120 })).toEqual({})
    expect(station.state.display.paymentCodes).toMatchObject([
      { evseId: 1, isStarted: true },
      { evseId: 2, isStarted: false },
    ])
    expect(await station.presentCard({ evseId: 1, idToken: 'CARD' })).toMatchObject({ outcome: 'refused', status: 'NotAtThisTime' })
    expect(await station.presentCard({ idToken: 'CARD' })).toMatchObject({ outcome: 'started', evseId: 2 })
    const start = { idToken: { idToken: 'psp-1', type: 'DirectPayment' }, remoteStartId: 1, evseId: 1 }
    expect(await csms.call('RequestStartTransaction', start)).toMatchObject({ status: 'Accepted' })
    await settle()
    expect(station.state.evses[0]?.idToken).toBe('psp-1')
    expect(station.state.display.paymentCodes).toMatchObject([{ isStarted: false }, { isStarted: false }])
    await station.stop()
  })

  it('frees the place when the time for paying is over (C25.FR.21)', async () => {
    const setup = await configured()
    await setup.csms.call('NotifyWebPaymentStarted', { evseId: 1, timeout: 120 })
    await setup.csms.pass(119_000)
    expect(await setup.station.presentCard({ evseId: 1, idToken: 'CARD' })).toMatchObject({ outcome: 'refused' })
    await setup.csms.pass(1_000)
    expect(await setup.station.presentCard({ evseId: 1, idToken: 'CARD' })).toMatchObject({ outcome: 'started' })
    await setup.station.stop()
  })
})
