import { describe, expect, it } from 'vitest'
import type { StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted } from './support/csms.js'
import { allVersions, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

const remoteStart = ({ csms }: Setup<StationVersion>, version: string, place?: number): Promise<Payload> =>
  version === '1.6'
    ? csms.call('RemoteStartTransaction', { idTag: 'REMOTE', ...(place === undefined ? {} : { connectorId: place }) })
    : csms.call('RequestStartTransaction', {
        idToken: { idToken: 'REMOTE', type: 'ISO14443' },
        remoteStartId: 42,
        ...(place === undefined ? {} : { evseId: place }),
      })

const remoteStop = ({ csms }: Setup<StationVersion>, version: string, id: string): Promise<Payload> =>
  version === '1.6'
    ? csms.call('RemoteStopTransaction', { transactionId: Number(id) })
    : csms.call('RequestStopTransaction', { transactionId: id })

describe.each(allVersions)('in %s', (name, version) => {
  it('a remote start waits for the cable, a remote stop ends it (F02, F03, 1.6 §5.11–5.12)', async () => {
    const setup = (await setUpAccepted(version as StationVersion)) as Setup<StationVersion>
    const { station, csms } = setup
    expect(await remoteStart(setup, name, 1)).toMatchObject({ status: 'Accepted' })
    station.plugIn({ ev })
    await settle()
    const id = station.state.evses[0]?.transaction?.transactionId
    expect(id).toBeDefined()
    expect(csms.of('Authorize')).toEqual([])
    expect(await remoteStop(setup, name, 'other' === id ? 'x' : '999999')).toEqual({ status: 'Rejected' })
    expect(await remoteStop(setup, name, id ?? '')).toEqual({ status: 'Accepted' })
    expect(station.state.evses[0]?.transaction).toBeUndefined()
    const [reason] =
      name === '1.6'
        ? [csms.last('StopTransaction')['reason']]
        : [(csms.last('TransactionEvent')['transactionInfo'] as Payload)['stoppedReason']]
    expect(reason).toBe('Remote')
    await station.stop()
  })

  it('a remote start asks about the token where it is told to (F01.FR.01, 1.6 §9.1.2)', async () => {
    const setup = (await setUpAccepted(version as StationVersion, { settings: { authorizeRemoteStart: true } })) as Setup<StationVersion>
    const { station, csms } = setup
    csms.answers['Authorize'] = () => (name === '1.6' ? { idTagInfo: { status: 'Blocked' } } : { idTokenInfo: { status: 'Blocked' } })
    station.plugIn({ ev })
    expect(await remoteStart(setup, name)).toMatchObject({ status: 'Accepted' })
    expect(csms.of('Authorize')).toHaveLength(1)
    expect(station.state.evses[0]?.transaction).toBeUndefined()
    await station.stop()
  })

  it('a remote start is rejected where somebody charges, or nothing exists, or all is broken', async () => {
    const setup = (await setUpAccepted(version as StationVersion)) as Setup<StationVersion>
    const { station } = setup
    expect(await remoteStart(setup, name, 9)).toMatchObject({ status: 'Rejected' })
    station.setFault({ fault: 'GroundFailure' })
    expect(await remoteStart(setup, name, 1)).toMatchObject({ status: 'Rejected' })
    station.clearFault({ fault: 'GroundFailure' })
    await station.startCharging({ idToken: 'CARD', ev })
    expect(await remoteStart(setup, name, 1)).toMatchObject({ status: 'Rejected' })
    await station.stop()
  })

  it('knows no vendor, and answers NotSupported to what it has not (1.6 §5.6, P01.FR.06)', async () => {
    const { station, csms } = await setUpAccepted(version as StationVersion)
    expect(await csms.call('DataTransfer', { vendorId: 'acme' })).toEqual({ status: 'UnknownVendorId' })
    await station.stop()
    const bare = await setUpAccepted({ ...(version as StationVersion), handlers: () => ({}) })
    await expect(bare.csms.call('ClearCache', {})).rejects.toMatchObject({ code: 'NotSupported' })
    await bare.station.stop()
  })

  it('lets a program answer in its own way', async () => {
    const { station, csms } = await setUpAccepted(version as StationVersion)
    station.implement(version as StationVersion, { ClearCache: () => ({ status: 'Accepted' }) } as never)
    expect(await csms.call('ClearCache', {})).toEqual({ status: 'Accepted' })
    await station.stop()
  })
})

describe.each(versions2)('in %s', (_, version) => {
  it('the first event after a remote start says so, and carries its number (F01.FR.25, F02.FR.01)', async () => {
    const setup = (await setUpAccepted(version as StationVersion)) as Setup<StationVersion>
    const { station, csms } = setup
    station.plugIn({ ev })
    await remoteStart(setup, '2', 1)
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ triggerReason: 'RemoteStart', transactionInfo: { remoteStartId: 42 } })
    expect(csms.of('TransactionEvent')[1]?.['transactionInfo']).not.toHaveProperty('remoteStartId')
    await station.stop()
  })

  it('a remote start names the transaction that runs since the cable (F01.FR.13)', async () => {
    const setup = (await setUpAccepted(version as StationVersion, {
      settings: { txStartPoints: ['EVConnected'] },
    })) as Setup<StationVersion>
    setup.station.plugIn({ ev })
    const { transactionId } = setup.station.state.evses[0]?.transaction ?? {}
    expect(await remoteStart(setup, '2', 1)).toEqual({ status: 'Accepted', transactionId })
    await setup.station.stop()
  })
})
