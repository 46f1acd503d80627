import { describe, expect, it } from 'vitest'
import type { StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted } from './support/csms.js'
import { sendList, think } from './support/tokens.js'
import { allVersions, ocpp16, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 100_000, socPercent: 10, maxPowerW: 10_000 }

const setUp = (version: StationVersion, settings: object): Promise<Setup<StationVersion>> =>
  setUpAccepted(version, { settings: { sampleIntervalS: 0, localPreAuthorize: true, ...settings } }) as Promise<Setup<StationVersion>>

/** What the csms hears of the driver's transaction, without the readings. */
const told = ({ csms }: Setup<StationVersion>): string[] =>
  csms.of('TransactionEvent').map(({ eventType, triggerReason, transactionInfo, offline }) => {
    const { chargingState } = transactionInfo as Payload
    return [eventType, triggerReason, chargingState, offline === true ? 'offline' : 'online'].join(' ')
  })

describe.each(allVersions)('a card at a %s station that is offline', (name, version) => {
  it('that the list knows as good begins and ends a session (C13.FR.02, 1.6 §3.5, TC_C_21)', async () => {
    const setup = await setUp(version, {})
    const { station, csms } = setup
    await sendList(setup, name, 1, { A: {} })
    await csms.cut()
    await station.startCharging({ idToken: 'A', ev })
    await csms.pass(10_000)
    await station.presentCard({ idToken: 'A' })
    station.unplug()
    csms.forget()
    await csms.restore()
    if (name === '1.6') expect(csms.actions).toEqual(expect.arrayContaining(['StartTransaction', 'StopTransaction']))
    else expect(told(setup)).toEqual(expect.arrayContaining([expect.stringMatching(/StopAuthorized .* offline/)]))
    await station.stop()
  })

  it.each([
    ['Invalid', 'TC_C_22'],
    ['Blocked', 'TC_C_23'],
    ['Expired', 'TC_C_24'],
  ])('that the list knows as %s begins nothing, even where strangers may (C13.FR.04, 1.6 §3.5.4, %s)', async (status) => {
    for (const offlineTxForUnknownId of [false, true]) {
      const setup = await setUp(version, { offlineTxForUnknownId })
      await sendList(setup, name, 1, { A: { status } })
      await setup.csms.cut()
      setup.station.plugIn({ ev })
      expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status })
      await setup.csms.restore()
      expect([...setup.csms.of('TransactionEvent'), ...setup.csms.of('StartTransaction')]).toEqual([])
      await setup.station.stop()
    }
  })

  it('that the station knows begins nothing without LocalAuthorizeOffline', async () => {
    const setup = await setUp(version, { localAuthorizeOffline: false })
    await sendList(setup, name, 1, { A: {} })
    await setup.csms.cut()
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status: 'Offline' })
    await setup.station.stop()
  })

  it('is treated likewise where the csms fails to answer', async () => {
    const setup = await setUp(version, { localPreAuthorize: false })
    await sendList(setup, name, 1, { A: {} })
    setup.csms.answers['Authorize'] = () => {
      throw new Error('down')
    }
    expect(await setup.station.presentCard({ idToken: 'B' })).toMatchObject({ outcome: 'refused', status: 'Offline' })
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'started' })
    await setup.station.stop()
  })

  it('that turns out to be bad gets what MaxEnergyOnInvalidId allows, and no more (C15.FR.07, E05.FR.03, 1.6 §9.1.19, TC_C_15)', async () => {
    const setup = await setUp(version, { stopTxOnInvalidId: false, maxEnergyOnInvalidIdWh: 1_000, offlineTxForUnknownId: true })
    const { station, csms } = setup
    await sendList(setup, name, 1, { A: {} })
    think(csms, name, { A: { status: 'Invalid' } })
    await csms.cut()
    await station.startCharging({ idToken: 'A', ev })
    await csms.pass(60_000)
    await csms.restore()
    // 10 kW: 167 Wh so far.
    expect(station.state.evses[0]?.powerW).toBe(10_000)
    const sofar = ['Started Authorized EVConnected offline', 'Updated ChargingStateChanged Charging offline']
    if (name !== '1.6') expect(told(setup)).toEqual(sofar)
    await csms.pass(600_000, 10_000)
    expect(station.state.evses[0]?.energyWh).toBeCloseTo(1_000, 0)
    expect(station.state.evses[0]).toMatchObject({ powerW: 0, transaction: { chargingState: 'suspendedEvse' } })
    if (name !== '1.6') expect(told(setup).at(-1)).toBe('Updated ChargingStateChanged SuspendedEVSE online')
    await station.stop()
  })

  it('that turns out to be bad after more than that gets nothing further', async () => {
    const { station, csms } = await setUp(version, { stopTxOnInvalidId: false, maxEnergyOnInvalidIdWh: 100, offlineTxForUnknownId: true })
    think(csms, name, { A: { status: 'Invalid' } })
    await csms.cut()
    await station.startCharging({ idToken: 'A', ev })
    await csms.pass(60_000)
    await csms.restore()
    expect(station.state.evses[0]?.powerW).toBe(0)
    await station.stop()
  })
})

describe.each(versions2)('a card at a %s station that is offline', (name, version) => {
  it('of a stranger begins a session where that is said, which stands without energy if it turns out to be bad (C15.FR.02, C15.FR.06, C15.FR.08, C13.FR.04, TC_C_26)', async () => {
    const setup = await setUp(version, { offlineTxForUnknownId: true, stopTxOnInvalidId: false })
    const { station, csms } = setup
    think(csms, name, { A: { status: 'Invalid' } })
    await csms.cut()
    await station.startCharging({ idToken: 'A', ev })
    await csms.restore()
    expect(told(setup)).toEqual([
      'Started Authorized EVConnected offline',
      'Updated ChargingStateChanged Charging offline',
      'Updated ChargingStateChanged SuspendedEVSE online',
    ])
    // The same token ends it all the same.
    await station.presentCard({ idToken: 'A' })
    await settle()
    expect(told(setup).at(-1)).toMatch(/^Ended StopAuthorized/)
    await station.stop()
  })

  it('that turns out to be bad loses its energy at once without an allowance (C15.FR.06, E05.FR.02, TC_C_17)', async () => {
    const setup = await setUp(version, { stopTxOnInvalidId: false })
    const { station, csms } = setup
    await sendList(setup, name, 1, { A: {} })
    think(csms, name, { A: { status: 'Invalid' } })
    station.plugIn({ ev })
    await csms.cut()
    await station.presentCard({ idToken: 'A' })
    await csms.pass(5_000)
    await csms.restore()
    expect(told(setup)).toEqual([
      'Started Authorized EVConnected offline',
      'Updated ChargingStateChanged Charging offline',
      'Updated ChargingStateChanged SuspendedEVSE online',
    ])
    expect(station.state.evses[0]?.powerW).toBe(0)
    await station.stop()
  })

  it.each([
    [0, 'TC_C_16'],
    [500, 'TC_C_18'],
  ])(
    'that turns out to be bad ends with StopTxOnInvalidId, whatever the allowance, here %i Wh (C15.FR.04, E05.FR.10, %s)',
    async (maxEnergyOnInvalidIdWh) => {
      const setup = await setUp(version, { stopTxOnInvalidId: true, maxEnergyOnInvalidIdWh })
      const { station, csms } = setup
      await sendList(setup, name, 1, { A: {} })
      think(csms, name, { A: { status: 'Invalid' } })
      station.plugIn({ ev })
      await csms.cut()
      await station.presentCard({ idToken: 'A' })
      await csms.pass(5_000)
      await csms.restore()
      expect(told(setup)).toEqual([
        'Started Authorized EVConnected offline',
        'Updated ChargingStateChanged Charging offline',
        'Ended Deauthorized EVConnected online',
      ])
      expect(station.state.evses[0]?.powerW).toBe(0)
      await station.stop()
    },
  )

  it('that turns out to be bad is told as Deauthorized where the transaction stands (C15.FR.03, E05.FR.09)', async () => {
    const setup = await setUp(version, { offlineTxForUnknownId: true, txStartPoints: ['EVConnected'], txStopPoints: ['EVConnected'] })
    const { station, csms } = setup
    think(csms, name, { A: { status: 'Invalid' } })
    await csms.cut()
    await station.startCharging({ idToken: 'A', ev })
    await csms.restore()
    expect(told(setup).at(-1)).toBe('Updated Deauthorized EVConnected online')
    await station.stop()
  })
})

describe('the keys of a 1.6 station', () => {
  it('hold the allowance (MaxEnergyOnInvalidId)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    expect(await csms.call('ChangeConfiguration', { key: 'MaxEnergyOnInvalidId', value: '500' })).toEqual({ status: 'Accepted' })
    expect(await csms.call('ChangeConfiguration', { key: 'MaxEnergyOnInvalidId', value: '-1' })).toEqual({ status: 'Rejected' })
    expect(station.settings.maxEnergyOnInvalidIdWh).toBe(500)
    await station.stop()
  })
})
