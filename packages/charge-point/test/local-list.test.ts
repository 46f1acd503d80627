import { describe, expect, it } from 'vitest'
import { createMemoryStateStore } from '../src/index.js'
import { setUpAccepted } from './support/csms.js'
import { asked, listVersion, sendList } from './support/tokens.js'
import { allVersions, ocpp16, versions2 } from './support/versions.js'

const settings = { localPreAuthorize: true }

describe.each(allVersions)('the local list of a %s station', (name, version) => {
  it('is what the csms sends, under the version it gives (D01.FR.15, D02.FR.01, TC_D_01, TC_D_08)', async () => {
    const setup = await setUpAccepted(version, { settings })
    expect(await listVersion(setup)).toBe(0)
    expect(await sendList(setup, name, 5, { GOOD: {} })).toEqual({ status: 'Accepted' })
    expect(await listVersion(setup)).toBe(5)
    expect(await setup.station.presentCard({ idToken: 'good' })).toMatchObject({ outcome: 'started' })
    expect(asked(setup.csms)).toEqual([])
    await setup.station.stop()
  })

  it('is replaced by a full update, whatever its number (D01.FR.15)', async () => {
    const setup = await setUpAccepted(version, { settings })
    await sendList(setup, name, 5, { OLD: {} })
    expect(await sendList(setup, name, 2, { NEW: {} })).toEqual({ status: 'Accepted' })
    expect(await listVersion(setup)).toBe(2)
    await setup.station.presentCard({ idToken: 'OLD' })
    expect(asked(setup.csms)).toEqual(['OLD'])
    await setup.station.stop()
  })

  it('takes in, changes and takes out by differential updates (D01.FR.16–17, TC_D_02, TC_D_03)', async () => {
    const setup = await setUpAccepted(version, { evses: [{}, {}, {}], settings })
    const { station, csms } = setup
    await sendList(setup, name, 1, { A: {}, B: {}, C: {} })
    expect(await sendList(setup, name, 2, { A: { status: 'Blocked' }, B: undefined, D: {} }, 'Differential')).toEqual({
      status: 'Accepted',
    })
    expect(await listVersion(setup)).toBe(2)
    for (const [index, idToken] of ['A', 'B', 'C', 'D'].entries()) await station.presentCard({ idToken, evseId: (index % 3) + 1 })
    expect(asked(csms)).toEqual(['A', 'B'])
    await station.stop()
  })

  it('refuses an older differential update as a mismatch, and stays as it was (D01.FR.19, TC_D_06)', async () => {
    const setup = await setUpAccepted(version, { settings })
    await sendList(setup, name, 5, { A: {} })
    for (const older of [4, 5]) {
      expect(await sendList(setup, name, older, { A: undefined }, 'Differential')).toEqual({ status: 'VersionMismatch' })
    }
    expect(await listVersion(setup)).toBe(5)
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual([])
    await setup.station.stop()
  })

  it('is only renumbered by a differential update without entries (D01.FR.05, TC_D_05)', async () => {
    const setup = await setUpAccepted(version, { settings })
    await sendList(setup, name, 1, { A: {} })
    expect(await sendList(setup, name, 2, undefined, 'Differential')).toEqual({ status: 'Accepted' })
    expect(await listVersion(setup)).toBe(2)
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual([])
    await setup.station.stop()
  })

  it('refuses what is too much, twice the same, without a number or, where all is sent, without status (D01.FR.06, D01.FR.11, D01.FR.18)', async () => {
    const setup = await setUpAccepted(version, { settings: { ...settings, localListItemsPerMessage: 3, localListMaxEntries: 4 } })
    await sendList(setup, name, 1, { A: {}, B: {}, C: {} })
    const failed = { status: 'Failed' }
    expect(await sendList(setup, name, 2, { D: {}, E: {}, F: {}, G: {} }, 'Differential')).toMatchObject(failed)
    expect(await sendList(setup, name, 2, { D: {}, E: {} }, 'Differential')).toMatchObject(failed)
    expect(await sendList(setup, name, 2, { D: {}, d: {} }, 'Differential')).toMatchObject(failed)
    expect(await sendList(setup, name, 0, { D: {} })).toMatchObject(failed)
    expect(await sendList(setup, name, 2, { D: undefined })).toMatchObject(failed)
    expect(await listVersion(setup)).toBe(1)
    await setup.station.stop()
  })

  it('outlives a restart of the station (D01.FR.10, TC_D_07)', async () => {
    const state = createMemoryStateStore()
    const first = await setUpAccepted(version, { state, settings })
    await sendList(first, name, 5, { A: {} })
    await first.station.stop()
    const second = await setUpAccepted(version, { state, settings })
    expect(await listVersion(second)).toBe(5)
    await second.station.presentCard({ idToken: 'A' })
    expect(asked(second.csms)).toEqual([])
    await second.station.stop()
  })
})

describe.each(versions2)('the local list of a %s station', (name, version) => {
  it('keeps its number when it is emptied (D01.FR.04, TC_D_04)', async () => {
    const setup = await setUpAccepted(version, { settings })
    await sendList(setup, name, 1, { A: {} })
    expect(await sendList(setup, name, 2, undefined)).toEqual({ status: 'Accepted' })
    expect(await listVersion(setup)).toBe(2)
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual(['A'])
    await setup.station.stop()
  })

  it('does not exist where it is disabled (D02.FR.03, TC_D_10)', async () => {
    const setup = await setUpAccepted(version, { settings })
    await sendList(setup, name, 1, { A: {} })
    setup.station.configure({ localListEnabled: false })
    expect(await listVersion(setup)).toBe(0)
    expect(await sendList(setup, name, 2, { B: {} })).toEqual({ status: 'Failed', statusInfo: { reasonCode: 'NotEnabled' } })
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual(['A'])
    await setup.station.stop()
  })

  it('tells its size and its limits (D01.FR.12–13)', async () => {
    const setup = await setUpAccepted(version)
    await sendList(setup, name, 1, { A: {}, B: {} })
    const read = async (variable: string): Promise<unknown> => {
      const { getVariableResult } = await setup.csms.call('GetVariables', {
        getVariableData: [{ component: { name: 'LocalAuthListCtrlr' }, variable: { name: variable } }],
      })
      return (getVariableResult as { attributeValue: string }[])[0]?.attributeValue
    }
    expect([await read('Available'), await read('Enabled'), await read('Entries'), await read('ItemsPerMessage')]).toEqual([
      'true',
      'true',
      '2',
      '100',
    ])
    expect(Number(await read('Storage'))).toBeGreaterThan(50)
    await setup.station.stop()
  })
})

describe('the local list of a 1.6 station', () => {
  it('has number 0 while it is empty and -1 where it is disabled (1.6 §5.10)', async () => {
    const setup = await setUpAccepted(ocpp16)
    await sendList(setup, '1.6', 3, { A: {} })
    await sendList(setup, '1.6', 4, undefined)
    expect(await listVersion(setup)).toBe(0)
    await setup.csms.call('ChangeConfiguration', { key: 'LocalAuthListEnabled', value: 'false' })
    expect(await listVersion(setup)).toBe(-1)
    expect(await sendList(setup, '1.6', 5, { A: {} })).toEqual({ status: 'NotSupported' })
    await setup.station.stop()
  })

  it('has its limits among the keys (1.6 §9.2)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    const key = ['LocalAuthListEnabled', 'LocalAuthListMaxLength', 'SendLocalListMaxLength', 'SupportedFeatureProfiles']
    const { configurationKey } = await csms.call('GetConfiguration', { key })
    expect(configurationKey).toMatchObject([
      { readonly: false, value: 'true' },
      { readonly: true, value: '1000' },
      { readonly: true, value: '100' },
      { value: expect.stringContaining('LocalAuthListManagement') },
    ])
    await station.stop()
  })

  it('tells the csms when the two do not agree (1.6 §3.5.2)', async () => {
    const setup = await setUpAccepted(ocpp16, { settings })
    const { station, csms } = setup
    await sendList(setup, '1.6', 1, { A: {} })
    csms.answers['StartTransaction'] = () => ({ transactionId: 1, idTagInfo: { status: 'Blocked' } })
    const conflict = station.once('localListConflict')
    await station.startCharging({ idToken: 'A' })
    expect(await conflict).toMatchObject({ listed: 'Accepted', status: 'Blocked' })
    await csms.pass(1)
    expect(csms.of('StatusNotification')).toContainEqual(expect.objectContaining({ connectorId: 0, errorCode: 'LocalListConflict' }))
    await station.stop()
  })
})
