import { describe, expect, it } from 'vitest'
import { createMemoryStateStore, type StationVersion } from '../src/index.js'
import { type Setup, settle, setUpAccepted } from './support/csms.js'
import { asked, infoField, infoFor, sendList, think } from './support/tokens.js'
import { allVersions, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const settings = { localPreAuthorize: true }
const later = '2026-01-01T01:00:00.000Z'

/** A driver comes, charges and leaves; the csms has said something of the token then. */
async function visit({ station, csms }: Setup<StationVersion>, idToken: string): Promise<void> {
  const { outcome } = await station.presentCard({ idToken })
  if (outcome === 'started') await station.presentCard({ idToken })
  await settle()
  csms.forget()
}

const started = (csms: Setup<StationVersion>['csms']): boolean =>
  csms.of('StartTransaction').length > 0 || csms.of('TransactionEvent').some(({ triggerReason }) => triggerReason === 'Authorized')

describe.each(allVersions)('the authorization cache of a %s station', (name, version) => {
  const setUp = (more: object = {}): Promise<Setup<StationVersion>> =>
    setUpAccepted(version as StationVersion, { settings: { ...settings, ...more } }) as Promise<Setup<StationVersion>>

  it('lets in at once who was accepted before (C12.FR.02, C12.FR.04, TC_C_08, TC_C_33)', async () => {
    const setup = await setUp()
    await visit(setup, 'A')
    setup.station.plugIn({ ev })
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'started' })
    await settle()
    expect(asked(setup.csms)).toEqual([])
    expect(started(setup.csms)).toBe(true)
    expect(setup.station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await setup.station.stop()
  })

  it('lets in before the cable is there, and energy flows once it is (C12.FR.02, TC_C_13)', async () => {
    const setup = await setUp({ txStartPoints: ['Authorized'] })
    await visit(setup, 'A')
    await setup.station.presentCard({ idToken: 'A' })
    await settle()
    expect([asked(setup.csms), started(setup.csms)]).toEqual([[], true])
    setup.station.plugIn({ ev })
    expect(setup.station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await setup.station.stop()
  })

  it.each([
    ['Invalid', 'TC_C_09'],
    ['Blocked', 'TC_C_10'],
    ['Expired', 'TC_C_11'],
  ])('asks again about a token that was %s, and believes the answer (C10.FR.03, C12.FR.05, %s, TC_C_12)', async (status) => {
    const setup = await setUp()
    think(setup.csms, name, { A: { status } })
    await visit(setup, 'A')
    setup.station.plugIn({ ev })
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status })
    expect(asked(setup.csms)).toEqual(['A'])
    await settle()
    expect([...setup.csms.of('TransactionEvent'), ...setup.csms.of('StartTransaction')]).toEqual([])
    // The csms changes its mind.
    think(setup.csms, name, {})
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'started' })
    await settle()
    expect(asked(setup.csms)).toEqual(['A', 'A'])
    expect(setup.station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await setup.station.stop()
  })

  it('is not looked at online without LocalPreAuthorize (TC_C_36)', async () => {
    const setup = await setUp({ localPreAuthorize: false })
    await visit(setup, 'A')
    think(setup.csms, name, { A: { status: 'Invalid' } })
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused' })
    expect(asked(setup.csms)).toEqual(['A'])
    await setup.station.stop()
  })

  it('is neither filled nor looked at where it is disabled (C10.FR.11)', async () => {
    const setup = await setUp({ authCacheEnabled: false })
    await visit(setup, 'A')
    setup.station.configure({ authCacheEnabled: true })
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual(['A'])
    await setup.station.stop()
  })

  it('takes in what the answer to a transaction message says (C10.FR.05, C12.FR.06, 1.6 §3.5.1, TC_C_34)', async () => {
    const setup = await setUp()
    await visit(setup, 'A')
    think(setup.csms, name, { A: { status: 'Invalid' } })
    setup.station.plugIn({ ev })
    await setup.station.presentCard({ idToken: 'A' })
    await settle()
    expect(asked(setup.csms)).toEqual([])
    expect(setup.station.state.evses[0]?.transaction).toBeUndefined()
    setup.station.unplug()
    setup.station.plugIn({ ev })
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status: 'Invalid' })
    expect(asked(setup.csms)).toEqual(['A'])
    await setup.station.stop()
  })

  it('is emptied by ClearCache (C11.FR.03, TC_C_37)', async () => {
    const setup = await setUp()
    await visit(setup, 'A')
    expect(await setup.csms.call('ClearCache', {})).toEqual({ status: 'Accepted' })
    setup.station.plugIn({ ev })
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual(['A'])
    await settle()
    expect(started(setup.csms)).toBe(true)
    await setup.station.stop()
  })

  it('is not emptied where it is disabled (C11.FR.04, TC_C_38)', async () => {
    const setup = await setUp({ authCacheEnabled: false })
    expect(await setup.csms.call('ClearCache', {})).toMatchObject({ status: 'Rejected' })
    await setup.station.stop()
  })

  it('outlives a restart of the station (C10.FR.02, 1.6 errata 3.4, TC_C_32)', async () => {
    const state = createMemoryStateStore()
    const first = (await setUpAccepted(version as StationVersion, { state, settings })) as Setup<StationVersion>
    await visit(first, 'A')
    await first.station.stop()
    const second = await setUpAccepted(version as StationVersion, { state, settings })
    second.station.plugIn({ ev })
    expect(await second.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'started' })
    await settle()
    expect(asked(second.csms)).toEqual([])
    await second.station.stop()
  })

  it('forgets who has not come for its lifetime, counted from the last use (C10.FR.08, TC_C_46)', async () => {
    const setup = await setUp({ authCacheLifetimeS: 100 })
    await visit(setup, 'A')
    await setup.csms.pass(60_000)
    await visit(setup, 'A')
    await setup.csms.pass(60_000)
    await setup.station.presentCard({ idToken: 'A' })
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual([])
    await setup.csms.pass(101_000)
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual(['A'])
    await setup.station.stop()
  })

  it('forgets at the time that the csms names, and refuses offline what is over (C10.FR.13, 1.6 §3.5.4)', async () => {
    const setup = await setUp({ offlineTxForUnknownId: true })
    setup.station.configure({ heartbeatIntervalS: 0 })
    think(setup.csms, name, { A: { expires: later } })
    await visit(setup, 'A')
    await setup.csms.pass(3_500_000, 100_000)
    await setup.station.presentCard({ idToken: 'A' })
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual([])
    await setup.csms.cut()
    await setup.csms.pass(200_000, 100_000)
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status: 'Expired' })
    expect(await setup.station.presentCard({ idToken: 'STRANGER' })).toMatchObject({ outcome: 'started' })
    await setup.station.stop()
  })

  it('does not keep what is over already, such as a prepaid card (C10.FR.10, C17.FR.01)', async () => {
    const setup = await setUp()
    await visit(setup, 'A')
    think(setup.csms, name, { A: { expires: '2026-01-01T00:00:00.000Z' } })
    setup.station.configure({ localPreAuthorize: false })
    await visit(setup, 'A')
    setup.station.configure({ localPreAuthorize: true, offlineTxForUnknownId: true })
    await setup.csms.cut()
    // Not known as expired, but unknown.
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'started' })
    await setup.station.presentCard({ idToken: 'A' })
    await setup.csms.restore()
    setup.csms.forget()
    await setup.station.presentCard({ idToken: 'A' })
    expect(asked(setup.csms)).toEqual(['A'])
    await setup.station.stop()
  })

  it('gives up those that are not Accepted first, then by its policy (C10.FR.07, 1.6 §3.5.1)', async () => {
    const known = async (policy: string, order: readonly string[]): Promise<string[]> => {
      const setup = await setUp({ authCacheMaxEntries: 3, authCachePolicy: policy })
      think(setup.csms, name, { BAD: { status: 'Blocked' } })
      for (const idToken of order) {
        await visit(setup, idToken)
        await setup.csms.pass(1_000)
      }
      await setup.csms.cut()
      const names: string[] = []
      for (const idToken of ['A', 'B', 'C', 'D', 'BAD']) {
        const { outcome, status } = await setup.station.presentCard({ idToken })
        if (outcome === 'started') await setup.station.presentCard({ idToken })
        if (status !== 'Offline') names.push(idToken)
      }
      await setup.station.stop()
      return names
    }
    expect(await known('LRU', ['A', 'B', 'BAD', 'C'])).toEqual(['A', 'B', 'C'])
    expect(await known('LRU', ['A', 'B', 'C', 'A', 'D'])).toEqual(['A', 'C', 'D'])
    expect(await known('FIFO', ['A', 'B', 'C', 'A', 'D'])).toEqual(['B', 'C', 'D'])
    expect(await known('LFU', ['A', 'A', 'B', 'C', 'C', 'D'])).toEqual(['A', 'C', 'D'])
  })

  it('loses to the local list (C13.FR.01, C14.FR.01, TC_C_25)', async () => {
    const setup = await setUp({ offlineTxForUnknownId: true, stopTxOnInvalidId: false })
    await visit(setup, 'A')
    await sendList(setup, name, 1, { A: { status: 'Invalid' } })
    setup.station.plugIn({ ev })
    await setup.csms.cut()
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status: 'Invalid' })
    await setup.csms.restore()
    expect(setup.station.state.evses[0]?.transaction).toBeUndefined()
    await setup.station.stop()
  })
})

describe.each(versions2)('the authorization cache of a %s station', (name, version) => {
  it('refuses known bad tokens without asking where that is said (AuthCacheDisablePostAuthorize, TC_C_57)', async () => {
    const setup = await setUpAccepted(version as StationVersion, { settings: { ...settings, authCacheDisablePostAuthorize: true } })
    think(setup.csms, name, { A: { status: 'Invalid' } })
    await visit(setup as Setup<StationVersion>, 'A')
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'refused', status: 'Invalid' })
    expect(asked(setup.csms)).toEqual([])
    await setup.station.stop()
  })

  it('never holds what was made for one start, nor who was let in because nobody could be asked (C02.FR.03, C05.FR.02, C15.FR.01)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { ...settings, offlineTxForUnknownId: true } })
    csms.answers['TransactionEvent'] = (request) => (request['idToken'] ? { [infoField(name)]: infoFor(name) } : {})
    station.plugIn({ ev })
    await csms.call('RequestStartTransaction', { idToken: { idToken: 'ONCE', type: 'Central' }, remoteStartId: 1, evseId: 1 })
    await station.presentCard({ idToken: 'ONCE', type: 'Central' })
    await station.pressStart()
    await station.pressStart()
    await settle()
    csms.answers['TransactionEvent'] = () => ({})
    await csms.cut()
    await station.presentCard({ idToken: 'STRANGER' })
    await station.presentCard({ idToken: 'STRANGER' })
    station.configure({ offlineTxForUnknownId: false })
    expect(await station.presentCard({ idToken: 'STRANGER' })).toMatchObject({ status: 'Offline' })
    expect(await station.presentCard({ idToken: 'ONCE', type: 'Central' })).toMatchObject({ status: 'Offline' })
    await station.stop()
  })

  it('tells its settings (AuthCacheCtrlr)', async () => {
    const { station, csms } = await setUpAccepted(ocpp201)
    const component = { name: 'AuthCacheCtrlr' }
    const set = (variable: string, attributeValue: string) => ({ component, variable: { name: variable }, attributeValue })
    const { setVariableResult } = await csms.call('SetVariables', {
      setVariableData: [set('Policy', 'FIFO'), set('Policy', 'BEST'), set('LifeTime', '60'), set('Enabled', 'false'), set('Storage', '1')],
    })
    expect((setVariableResult as { attributeStatus: string }[]).map(({ attributeStatus }) => attributeStatus)).toEqual([
      'Accepted',
      'Rejected',
      'Accepted',
      'Accepted',
      'Rejected',
    ])
    expect(station.settings).toMatchObject({ authCachePolicy: 'FIFO', authCacheLifetimeS: 60, authCacheEnabled: false })
    await station.stop()
  })
})
