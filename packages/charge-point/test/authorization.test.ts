import { describe, expect, it } from 'vitest'
import type { StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted } from './support/csms.js'
import { asked, sendList, think } from './support/tokens.js'
import { getVariable, setVariable } from './support/variables.js'
import { allVersions, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

const setUp = (version: StationVersion, settings: object = {}, more: object = {}): Promise<Setup<StationVersion>> =>
  setUpAccepted(version, { settings, ...more }) as Promise<Setup<StationVersion>>

describe.each(allVersions)('a card at a %s station', (name, version) => {
  it.each([
    ['Invalid', 'TC_C_02'],
    ['Blocked', 'TC_C_06'],
    ['Expired', 'TC_C_07'],
  ])('that is %s begins nothing (C01.FR.02, %s)', async (status) => {
    const { station, csms } = await setUp(version)
    think(csms, name, { A: { status } })
    station.plugIn({ ev })
    expect(await station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status })
    await csms.pass(30_000)
    expect(asked(csms)).toEqual(['A'])
    expect([...csms.of('TransactionEvent'), ...csms.of('StartTransaction')]).toEqual([])
    await station.stop()
  })

  it.each(['Invalid', 'Blocked'])('that is %s does not open the shutter that keeps the cable out (C01.FR.02, TC_C_05)', async (status) => {
    const { station, csms } = await setUp(version, { txStartPoints: ['Authorized'] }, { evses: [{ connectors: [{ hasShutter: true }] }] })
    think(csms, name, { A: { status } })
    const closed = expect.objectContaining({ code: 'NOT_AUTHORIZED' })
    expect(() => station.plugIn({ ev })).toThrow(closed)
    expect(await station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status })
    await csms.pass(30_000)
    expect(asked(csms)).toEqual(['A'])
    expect([...csms.of('TransactionEvent'), ...csms.of('StartTransaction')]).toEqual([])
    expect(() => station.plugIn({ ev })).toThrow(closed)
    expect(await station.startCharging({ idToken: 'B', ev })).toMatchObject({ evseId: 1 })
    expect(station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await station.stopCharging()
    station.unplug()
    expect(() => station.plugIn({ ev })).toThrow(closed)
    await station.stop()
  })

  it('does not end the session of another driver (C01.FR.03, TC_C_04)', async () => {
    const { station, csms } = await setUp(version)
    await station.startCharging({ idToken: 'A', ev })
    csms.forget()
    expect(await station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'refused', status: 'NotAtThisTime' })
    expect(asked(csms)).toEqual(['B'])
    expect(station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await station.stop()
  })

  it('is asked about even if it is listed, unless LocalPreAuthorize is set (1.6 §3.5, TC_C_27)', async () => {
    const setup = await setUp(version)
    await sendList(setup, name, 1, { A: {} })
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual(['A'])
    await setup.station.presentCard({ idToken: 'A' })
    setup.csms.forget()
    setup.station.configure({ localPreAuthorize: true })
    setup.station.plugIn({ ev })
    await setup.station.presentCard({ idToken: 'A' })
    await settle()
    expect(asked(setup.csms)).toEqual([])
    expect(setup.station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await setup.station.stop()
  })

  it.each([
    ['Invalid', 'TC_C_28'],
    ['Blocked', 'TC_C_29'],
    ['Expired', 'TC_C_30'],
  ])('that is listed as %s is asked about, for the list may be old (C14.FR.03, %s, TC_C_31)', async (status) => {
    const setup = await setUp(version, { localPreAuthorize: true })
    await sendList(setup, name, 1, { A: { status } })
    think(setup.csms, name, { A: { status } })
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status })
    // Accepted by now.
    think(setup.csms, name, {})
    setup.station.plugIn({ ev })
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'started' })
    expect(asked(setup.csms)).toEqual(['A', 'A'])
    expect(setup.station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await setup.station.stop()
  })

  it('whose time in the list is over is asked about, and refused offline (C14.FR.05, C13.FR.06, 1.6 §3.5.4)', async () => {
    const setup = await setUp(version, { localPreAuthorize: true, offlineTxForUnknownId: true, authCacheEnabled: false })
    setup.station.configure({ heartbeatIntervalS: 0 })
    await sendList(setup, name, 1, { A: { expires: '2026-01-01T00:10:00.000Z' } })
    await setup.csms.pass(601_000, 10_000)
    await setup.station.presentCard({ idToken: 'A' })
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual(['A'])
    await setup.csms.cut()
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status: 'Expired' })
    await setup.station.stop()
  })

  it('of the same group ends the session once the csms vouches for it (C09.FR.03, C09.FR.05, TC_C_39)', async () => {
    const { station, csms } = await setUp(version)
    think(csms, name, { A: { group: 'FAMILY' }, B: { group: 'family' } })
    await station.startCharging({ idToken: 'A', ev })
    csms.forget()
    expect(await station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'stopped' })
    await settle()
    expect(asked(csms)).toEqual(['B'])
    const [last] = [csms.of('StopTransaction').at(-1) ?? csms.last('TransactionEvent')]
    const idToken = { idToken: 'B', type: 'ISO14443' }
    const transactionInfo = { stoppedReason: 'Local', chargingState: 'EVConnected' }
    if (name === '1.6') expect(last).toMatchObject({ idTag: 'B', reason: 'Local' })
    else expect(last).toMatchObject({ eventType: 'Ended', triggerReason: 'StopAuthorized', idToken, transactionInfo })
    await station.stop()
  })

  it('of the same group that is not Accepted ends nothing (C09.FR.11, TC_C_42)', async () => {
    const { station, csms } = await setUp(version)
    think(csms, name, { A: { group: 'FAMILY' }, B: { group: 'FAMILY', status: 'Invalid' } })
    await station.startCharging({ idToken: 'A', ev })
    await settle()
    csms.forget()
    expect(await station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'refused', status: 'Invalid' })
    await settle()
    expect(csms.actions).toEqual(['Authorize'])
    expect(asked(csms)).toEqual(['B'])
    expect(station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await station.stop()
  })

  it('of the same group ends the session unasked if the list knows it as good (C01.FR.03, C09.FR.07, TC_C_40, TC_C_43)', async () => {
    const setup = await setUp(version, { localPreAuthorize: true })
    await sendList(setup, name, 1, { A: { group: 'FAMILY' }, B: { group: 'FAMILY' }, C: { group: 'FAMILY', status: 'Invalid' } })
    think(setup.csms, name, { A: { group: 'FAMILY' }, C: { group: 'FAMILY', status: 'Invalid' } })
    setup.station.plugIn({ ev })
    await setup.station.presentCard({ idToken: 'A' })
    // A bad one of the group is asked about, and ends nothing.
    expect(await setup.station.presentCard({ idToken: 'C', evseId: 1 })).toMatchObject({ outcome: 'refused' })
    expect(setup.station.state.evses[0]?.powerW).toBeGreaterThan(0)
    expect(await setup.station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'stopped' })
    expect(asked(setup.csms)).toEqual(['C'])
    await setup.station.stop()
  })

  it('of the same group ends the session unasked if the cache knows it as good (C09.FR.07, TC_C_41, TC_C_44)', async () => {
    const { station, csms } = await setUp(version, { localPreAuthorize: true })
    think(csms, name, { A: { group: 'FAMILY' }, B: { group: 'FAMILY' }, C: { group: 'FAMILY', status: 'Invalid' } })
    for (const idToken of ['A', 'A', 'B', 'B', 'C']) await station.presentCard({ idToken })
    await settle()
    csms.forget()
    station.plugIn({ ev })
    await station.presentCard({ idToken: 'A' })
    await settle()
    // A bad one of the group is asked about, and ends nothing.
    expect(await station.presentCard({ idToken: 'C', evseId: 1 })).toMatchObject({ outcome: 'refused' })
    expect(station.state.evses[0]?.powerW).toBeGreaterThan(0)
    expect(await station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'stopped' })
    expect(asked(csms)).toEqual(['C'])
    await station.stop()
  })

  it('is asked about for a remote start where that is said, unless the station knows it (F01.FR.01, C05.FR.01)', async () => {
    const setup = await setUp(version, { localPreAuthorize: true, authorizeRemoteStart: true })
    const { station, csms } = setup
    await sendList(setup, name, 1, { A: {} })
    const start = (idToken: string): Promise<Payload> =>
      name === '1.6'
        ? csms.call('RemoteStartTransaction', { idTag: idToken, connectorId: 1 })
        : csms.call('RequestStartTransaction', { idToken: { idToken, type: 'ISO14443' }, remoteStartId: 1, evseId: 1 })
    await start('A')
    expect(station.state.evses[0]?.idToken).toBe('A')
    await station.presentCard({ idToken: 'A' })
    await start('B')
    expect(asked(csms)).toEqual(['B'])
    expect(station.state.evses[0]?.idToken).toBe('B')
    await station.stop()
  })

  it('must be of a length that the version knows', async () => {
    const { station } = await setUp(version)
    await expect(station.presentCard({ idToken: '' })).rejects.toThrow(TypeError)
    await expect(station.presentCard({ idToken: 'x'.repeat(256) })).rejects.toThrow('idToken must be a text of 1 to')
    await station.stop()
  })
})

describe.each(versions2)('a card at a %s station', (name, version) => {
  it('that the csms does not know begins nothing (C01.FR.02, TC_C_56)', async () => {
    const { station, csms } = await setUp(version)
    think(csms, name, { A: { status: 'Unknown' } })
    station.plugIn({ ev })
    expect(await station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status: 'Unknown' })
    await settle()
    expect(csms.of('TransactionEvent')).toEqual([])
    await station.stop()
  })

  it('that is known as bad is refused unasked where that is said (LocalAuthListDisablePostAuthorize, TC_C_58)', async () => {
    const setup = await setUp(version, { localPreAuthorize: true, localListDisablePostAuthorize: true })
    await sendList(setup, name, 1, { A: { status: 'Invalid' } })
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status: 'Invalid' })
    expect(asked(setup.csms)).toEqual([])
    await setup.station.stop()
  })

  it('is judged by list and cache alone with DisableRemoteAuthorization (TC_E_52)', async () => {
    const setup = await setUp(version, { disableRemoteAuthorization: true })
    await sendList(setup, name, 1, { A: {}, B: { status: 'Blocked' } })
    for (const idToken of ['B', 'STRANGER']) {
      expect(await setup.station.presentCard({ idToken })).toMatchObject({ outcome: 'refused' })
    }
    setup.station.plugIn({ ev })
    await settle()
    expect(setup.csms.of('TransactionEvent')).toEqual([])
    expect(setup.station.state.evses[0]?.powerW).toBe(0)
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'started' })
    expect(setup.station.state.evses[0]?.powerW).toBeGreaterThan(0)
    expect(asked(setup.csms)).toEqual([])
    await setup.station.stop()
  })

  it('charges only where the csms allows (C01.FR.20–21)', async () => {
    const { station, csms } = await setUp(version, {}, { evses: [{}, {}] })
    think(csms, name, { A: { evseId: [2] } })
    expect(await station.presentCard({ idToken: 'A', evseId: 1 })).toMatchObject({ outcome: 'refused', status: 'NotAtThisLocation' })
    expect(await station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'started', evseId: 2 })
    await station.stop()
  })

  it('of another driver takes over no transaction that still stands (C01.FR.23)', async () => {
    const { station, csms } = await setUp(version, { txStartPoints: ['EVConnected'], txStopPoints: ['EVConnected'] })
    await station.startCharging({ idToken: 'A', ev })
    await station.presentCard({ idToken: 'A' })
    expect(station.state.evses[0]?.transaction).toBeDefined()
    expect(await station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'refused', status: 'NotAtThisTime' })
    const request = { idToken: { idToken: 'B', type: 'ISO14443' }, remoteStartId: 1, evseId: 1 }
    expect(await csms.call('RequestStartTransaction', request)).toMatchObject({ status: 'Rejected' })
    expect(await station.presentCard({ idToken: 'A', evseId: 1 })).toMatchObject({ outcome: 'started' })
    await station.stop()
  })

  it('is not needed where there is a start button (C02.FR.01, C02.FR.03)', async () => {
    const { station, csms } = await setUp(version)
    station.plugIn({ ev })
    await station.pressStart()
    await settle()
    expect(asked(csms)).toEqual([])
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ idToken: { idToken: '', type: 'NoAuthorization' } })
    expect(await station.pressStart()).toMatchObject({ outcome: 'stopped' })
    await station.stop()
  })

  it('is not needed, and not asked about, with AuthEnabled false', async () => {
    const { station, csms } = await setUp(version, { authEnabled: false })
    station.plugIn({ ev })
    await settle()
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ eventType: 'Started', idToken: { idToken: '', type: 'NoAuthorization' } })
    expect(station.state.evses[0]?.powerW).toBeGreaterThan(0)
    station.unplug()
    await station.presentCard({ idToken: 'A' })
    station.plugIn({ ev })
    await settle()
    expect(asked(csms)).toEqual([])
    expect(csms.of('TransactionEvent').at(-2)).toMatchObject({ idToken: { idToken: 'A', type: 'ISO14443' } })
    await station.stop()
  })

  it('of the csms itself is not asked about (C03.FR.01, C05.FR.01)', async () => {
    const { station, csms } = await setUp(version, { authorizeRemoteStart: true })
    station.plugIn({ ev })
    const request = { idToken: { idToken: 'ONCE', type: 'Central' }, remoteStartId: 4, evseId: 1 }
    expect(await csms.call('RequestStartTransaction', request)).toMatchObject({ status: 'Accepted' })
    expect(asked(csms)).toEqual([])
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ idToken: { idToken: 'ONCE', type: 'Central' } })
    await station.stop()
  })

  it('with more information takes it along (C18.FR.04)', async () => {
    const { station, csms } = await setUp(version)
    const additionalInfo = [{ additionalIdToken: '1234', type: 'CardLast4Digits' }]
    await station.startCharging({ idToken: 'PSP1', type: 'Local', additionalInfo, ev })
    await settle()
    expect(csms.last('Authorize')).toEqual({ idToken: { idToken: 'PSP1', type: 'Local', additionalInfo } })
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ idToken: { additionalInfo } })
    await station.stop()
  })
})

describe.each(versions2)('a pin at a %s station', (name, version) => {
  const pin = (idToken: string) => ({ idToken, type: 'KeyCode' })

  it('lets in like a card, and shows in no message log (C04.FR.04)', async () => {
    const { station, csms } = await setUp(version)
    const lines: string[] = []
    station.on('message', (message) => lines.push(JSON.stringify(message)))
    await station.startCharging({ ...pin('271828'), ev })
    await settle()
    expect(csms.last('Authorize')).toEqual({ idToken: pin('271828') })
    expect(lines.join()).toContain('****')
    expect(lines.join()).not.toContain('271828')
    think(csms, name, { 314159: { status: 'Invalid' } })
    station.unplug()
    await expect(station.startCharging({ ...pin('314159'), ev })).rejects.toThrow('**** started nothing')
    await station.stop()
  })

  it('cannot be guessed by trying fast (C04.FR.06)', async () => {
    const { station, csms } = await setUp(version)
    think(csms, name, { 1: { status: 'Invalid' }, 2: { status: 'Invalid' }, 3: { status: 'Invalid' } })
    await station.presentCard(pin('1'))
    expect(await station.presentCard(pin('2'))).toMatchObject({ outcome: 'refused', status: 'NotAtThisTime' })
    await csms.pass(1_000)
    await station.presentCard(pin('2'))
    await csms.pass(1_000)
    await station.presentCard(pin('3'))
    expect(asked(csms)).toEqual(['1', '2'])
    await csms.pass(1_000)
    expect(await station.presentCard(pin('4'))).toMatchObject({ outcome: 'started' })
    expect(await station.presentCard({ idToken: 'CARD', evseId: 1 })).toMatchObject({ status: 'NotAtThisTime' })
    await station.stop()
  })
})

describe.each(versions2)('a master pass at a %s station', (name, version) => {
  const settings = { masterPassGroupId: 'POLICE' }
  const ended = ({ csms }: Setup<StationVersion>) => csms.of('TransactionEvent').filter(({ eventType }) => eventType === 'Ended')

  it('starts nothing (C16.FR.03, TC_C_45)', async () => {
    const { station, csms } = await setUp(version, settings)
    think(csms, name, { M: { group: 'POLICE' } })
    expect(await station.presentCard({ idToken: 'M' })).toMatchObject({ outcome: 'refused' })
    station.plugIn({ ev })
    await settle()
    expect(asked(csms)).toEqual(['M'])
    expect(csms.of('TransactionEvent')).toEqual([])
    await station.stop()
  })

  it('ends all transactions (C16.FR.02, C16.FR.07–08, TC_C_49, TC_C_47)', async () => {
    const setup = await setUp(version, settings, { evses: [{}, {}] })
    const { station, csms } = setup
    think(csms, name, { M: { group: 'POLICE' } })
    await station.startCharging({ idToken: 'A', evseId: 1, ev })
    await station.startCharging({ idToken: 'B', evseId: 2, ev })
    expect(await station.presentCard({ idToken: 'M' })).toMatchObject({ outcome: 'stopped' })
    await settle()
    expect(asked(csms)).toEqual(['A', 'B', 'M'])
    const idToken = { idToken: 'M', type: 'ISO14443' }
    const transactionInfo = { stoppedReason: 'MasterPass', chargingState: 'EVConnected' }
    expect(ended(setup)).toMatchObject(Array(2).fill({ triggerReason: 'StopAuthorized', idToken, transactionInfo }))
    await station.stop()
  })

  it('ends those that were chosen on the display (C16.FR.01, TC_C_48)', async () => {
    const setup = await setUp(version, settings, { evses: [{}, {}] })
    const { station, csms } = setup
    think(csms, name, { M: { group: 'POLICE' } })
    await station.startCharging({ idToken: 'A', evseId: 1, ev })
    await station.startCharging({ idToken: 'B', evseId: 2, ev })
    await station.presentCard({ idToken: 'M', stopAt: [1] })
    await settle()
    expect(ended(setup)).toMatchObject([{ idToken: { idToken: 'M' }, transactionInfo: { stoppedReason: 'MasterPass' } }])
    expect(station.state.evses.map(({ powerW }) => powerW > 0)).toEqual([false, true])
    await station.stop()
  })

  it('works from the cache (C12.FR.09, C16.FR.04, TC_C_14)', async () => {
    const setup = await setUp(version, { ...settings, localPreAuthorize: true })
    const { station, csms } = setup
    think(csms, name, { M: { group: 'POLICE' } })
    await station.presentCard({ idToken: 'M' })
    await station.startCharging({ idToken: 'A', ev })
    csms.forget()
    await station.presentCard({ idToken: 'M' })
    await settle()
    expect(asked(csms)).toEqual([])
    const transactionInfo = { stoppedReason: 'MasterPass' }
    expect(ended(setup)).toMatchObject([{ triggerReason: 'StopAuthorized', idToken: { idToken: 'M' }, transactionInfo }])
    await station.stop()
  })
})

describe('a payment card at the terminal of a 2.1 station', () => {
  it('is asked about only where that is said (C18.FR.03–04)', async () => {
    const { ocpp21 } = await import('../src/versions/ocpp21.js')
    const { station, csms } = await setUpAccepted(ocpp21)
    const card = { idToken: 'PSP1', type: 'DirectPayment', additionalInfo: [{ additionalIdToken: '4711', type: 'CardBin' }] }
    await station.presentCard(card)
    expect(csms.of('Authorize')).toEqual([])
    await station.presentCard(card)
    const name = { component: { name: 'PaymentCtrlr' }, variable: { name: 'AuthorizeDirectPayment' } }
    await csms.call('SetVariables', { setVariableData: [{ ...name, attributeValue: 'true' }] })
    think(csms, '2.1', { PSP1: { status: 'NoCredit' } })
    expect(await station.presentCard(card)).toMatchObject({ outcome: 'refused', status: 'NoCredit' })
    expect(csms.last('Authorize')).toEqual({ idToken: card })
    await station.stop()
  })
})

describe('the authorization components of a 2.x station', () => {
  it('take and refuse values (AuthCtrlr)', async () => {
    const { station, csms } = await setUpAccepted(ocpp201)
    const set = (variable: string, attributeValue: string) => ({
      component: { name: 'AuthCtrlr' },
      variable: { name: variable },
      attributeValue,
    })
    const { setVariableResult } = await csms.call('SetVariables', {
      setVariableData: [set('MasterPassGroupId', 'M'), set('MasterPassGroupId', 'x'.repeat(37)), set('Enabled', 'false')],
    })
    expect((setVariableResult as Payload[]).map(({ attributeStatus }) => attributeStatus)).toEqual(['Accepted', 'Rejected', 'Accepted'])
    expect(station.settings).toMatchObject({ masterPassGroupId: 'M', authEnabled: false })
    await station.stop()
  })
})

describe('the kinds of tokens that a station takes', () => {
  it.each(versions2)('are all that %s names (2.1 part 2 §2.3.9, errata 2.0.1 2.63)', async (name, version) => {
    const { station, csms } = await setUpAccepted(version)
    const types = String(await getVariable(csms, 'AuthCtrlr.SupportedIdTokenTypes')).split(',')
    const common = ['Central', 'eMAID', 'ISO14443', 'ISO15693', 'KeyCode', 'Local', 'MacAddress', 'NoAuthorization']
    expect(types).toEqual(name === '2.1' ? [...common, 'DirectPayment', 'EVCCID', 'VIN'] : common)
    expect(await setVariable(csms, 'AuthCtrlr.SupportedIdTokenTypes', 'Central')).toBe('Rejected')
    await station.stop()
  })
})
