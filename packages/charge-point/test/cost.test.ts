import { describe, expect, it } from 'vitest'
import type { DriverNotice } from '../src/index.js'
import { type Setup, settle, setUpAccepted } from './support/csms.js'
import { ocpp16, ocpp21, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const content = (text: string, language = 'en') => ({ format: 'UTF8', language, content: text })

const notice = ({ station }: Pick<Setup<(typeof versions2)[number][1]>, 'station'>): DriverNotice | undefined =>
  station.state.display.drivers[0]

describe.each(versions2)('a driver at a %s station', (_, version) => {
  it('reads the tariff, and what the session costs as it goes (I01.FR.03, I02.FR.02–03, I06.FR.03, TC_I_01)', async () => {
    const setup = await setUpAccepted(version)
    const { station, csms } = setup
    csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Accepted', personalMessage: content('0.25 per kWh') } })
    const { transactionId } = await station.startCharging({ idToken: 'CARD', ev })
    expect(notice(setup)).toEqual({ evseId: 1, text: '0.25 per kWh', totalCost: undefined, currency: 'EUR', isFinal: false })
    csms.answers['TransactionEvent'] = () => ({ updatedPersonalMessage: content('0.32 per kWh') })
    await csms.pass(60_000)
    expect(notice(setup)).toMatchObject({ text: '0.32 per kWh' })
    for (const totalCost of [1.5, 3]) {
      expect(await csms.call('CostUpdated', { totalCost, transactionId })).toEqual({})
      expect(notice(setup)).toMatchObject({ text: '0.32 per kWh', totalCost, isFinal: false })
    }
    expect(await csms.call('CostUpdated', { totalCost: 9, transactionId: 'another' })).toEqual({})
    expect(notice(setup)).toMatchObject({ totalCost: 3 })
    await station.stop()
  })

  it('reads the cost that answers to the transaction tell (I02.FR.04, TC_I_07)', async () => {
    const setup = await setUpAccepted(version)
    const { station, csms } = setup
    await station.startCharging({ idToken: 'CARD', ev })
    for (const totalCost of [0.4, 0.8]) {
      csms.answers['TransactionEvent'] = () => ({ totalCost, updatedPersonalMessage: content(`now ${totalCost}`) })
      await csms.pass(60_000)
      expect(notice(setup)).toMatchObject({ totalCost, text: `now ${totalCost}`, isFinal: false })
    }
    await station.stop()
  })

  it('reads the final cost until the car is gone, 0 if it was free (I03.FR.01, I03.FR.03–04, TC_I_02)', async () => {
    const setup = await setUpAccepted(version)
    const { station, csms } = setup
    await station.startCharging({ idToken: 'CARD', ev })
    csms.answers['TransactionEvent'] = ({ eventType }) => (eventType === 'Ended' ? { totalCost: 0 } : {})
    await station.stopCharging()
    await settle()
    expect(notice(setup)).toMatchObject({ totalCost: 0, isFinal: true })
    station.unplug()
    expect(station.state.display.drivers).toEqual([])
    await station.stop()
  })

  it('reads what the station says in place of a tariff that nobody knows (I04.FR.01–02)', async () => {
    const setup = await setUpAccepted(version, { settings: { offlineTxForUnknownId: true } })
    const { station, csms } = setup
    await csms.call('SetVariables', {
      setVariableData: [
        { component: { name: 'TariffCostCtrlr' }, variable: { name: 'TariffFallbackMessage' }, attributeValue: 'Ask at the desk' },
      ],
    })
    await station.startCharging({ idToken: 'CARD', ev })
    expect(notice(setup)).toMatchObject({ text: 'Ask at the desk' })
    await station.stop()
  })

  it('reads what the station says in place of a cost that it cannot ask for (I05.FR.01–02)', async () => {
    const setup = await setUpAccepted(version, { settings: { totalCostFallbackMessage: 'See your invoice' } })
    const { station, csms } = setup
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    await csms.cut()
    await station.stopCharging()
    expect(notice(setup)).toMatchObject({ text: 'See your invoice', totalCost: undefined })
    // The cost of what ended offline comes too late (I03, remark).
    csms.answers['TransactionEvent'] = () => ({ totalCost: 5 })
    await csms.restore()
    await settle()
    expect(notice(setup)).toMatchObject({ text: 'See your invoice', totalCost: undefined })
    await station.stop()
  })

  it('reads nothing of those who came before', async () => {
    const setup = await setUpAccepted(version)
    const { station, csms } = setup
    csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Accepted', personalMessage: content('Welcome, Ada') } })
    await station.startCharging({ idToken: 'ADA', ev })
    await station.stopCharging()
    delete csms.answers['Authorize']
    await station.startCharging({ idToken: 'BOB' })
    expect(station.state.display.drivers).toEqual([])
    await station.stop()
  })
})

describe('what drivers read', () => {
  it('is in their language where the csms has it (2.1 I06.FR.02)', async () => {
    const { station, csms } = await setUpAccepted(ocpp21)
    csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Accepted', language1: 'de-AT', language2: 'fr' } })
    await station.startCharging({ idToken: 'CARD', ev })
    csms.answers['TransactionEvent'] = () => ({
      updatedPersonalMessage: content('dearer'),
      updatedPersonalMessageExtra: [content('plus cher', 'fr'), content('teurer', 'de')],
    })
    await csms.pass(60_000)
    expect(station.state.display.drivers).toMatchObject([{ text: 'teurer' }])
    await station.stop()
  })

  it('while the csms is out of reach may be something else (2.1 TariffCostCtrlr.OfflineTariffFallbackMessage)', async () => {
    const { station, csms } = await setUpAccepted(ocpp21, {
      settings: { offlineTxForUnknownId: true, offlineTariffFallbackMessage: 'offline price', tariffFallbackMessage: 'price' },
    })
    await csms.cut()
    await station.startCharging({ idToken: 'CARD', ev })
    expect(station.state.display.drivers).toMatchObject([{ text: 'offline price' }])
    await station.stop()
  })

  it('is nothing in 1.6', async () => {
    const { station } = await setUpAccepted(ocpp16)
    await station.startCharging({ idToken: 'CARD', ev })
    expect(station.state.display).toEqual({ message: undefined, inTurn: [], drivers: [], tariffs: [], paymentCodes: [] })
    await station.stop()
  })
})
