import { describe, expect, it } from 'vitest'
import type { StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted } from './support/csms.js'
import { think } from './support/tokens.js'
import { getVariable, setVariable } from './support/variables.js'
import { allVersions, ocpp16, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

const setUp = (version: StationVersion, settings: object = {}, more: object = {}): Promise<Setup<StationVersion>> =>
  setUpAccepted(version, { settings, ...more }) as Promise<Setup<StationVersion>>

const isLocked = ({ station }: Setup<StationVersion>): boolean | undefined => station.state.evses[0]?.connectors[0]?.isLocked

const unlock = ({ csms }: Setup<StationVersion>, name: string, connectorId = 1): Promise<Payload> =>
  csms.call('UnlockConnector', name === '1.6' ? { connectorId } : { evseId: 1, connectorId })

describe.each(allVersions)('the lock of a %s station', (name, version) => {
  it('holds the plug while a session needs it, and tells so', async () => {
    const setup = await setUp(version)
    const { station } = setup
    const changes: boolean[] = []
    station.on('connector.lock', ({ isLocked: now }) => changes.push(now))
    station.plugIn({ ev })
    expect(isLocked(setup)).toBe(false)
    await station.presentCard({ idToken: 'A', evseId: 1 })
    expect(isLocked(setup)).toBe(true)
    await station.presentCard({ idToken: 'A', evseId: 1 })
    expect(isLocked(setup)).toBe(false)
    expect(changes).toEqual([true, false])
    await station.stop()
  })

  it('keeps the plug of a driver whom the csms refused until he comes back (C15.FR.05, E05.FR.11, 1.6 errata 3.5)', async () => {
    const setup = await setUp(version, { localPreAuthorize: true })
    const { station, csms } = setup
    for (const _ of [1, 2]) await station.presentCard({ idToken: 'A' })
    await settle()
    think(csms, name, { A: { status: 'Invalid' } })
    station.plugIn({ ev })
    await station.presentCard({ idToken: 'A', evseId: 1 })
    await settle()
    expect(station.state.evses[0]?.transaction).toBeUndefined()
    expect(isLocked(setup)).toBe(true)
    think(csms, name, { B: { status: 'Invalid' } })
    await station.presentCard({ idToken: 'B', evseId: 1 })
    expect(isLocked(setup)).toBe(true)
    expect(await station.presentCard({ idToken: 'a', evseId: 1 })).toMatchObject({ outcome: 'unlocked' })
    expect(isLocked(setup)).toBe(false)
    await station.stop()
  })

  it('lets go when the car does, unless it is told otherwise (UnlockOnEVSideDisconnect, 1.6 §9.1.33)', async () => {
    for (const unlockOnEvSideDisconnect of [true, false]) {
      const setup = await setUp(version, { unlockOnEvSideDisconnect })
      const { station } = setup
      await station.startCharging({ idToken: 'A', ev })
      station.unplug()
      expect(isLocked(setup)).toBe(!unlockOnEvSideDisconnect)
      if (!unlockOnEvSideDisconnect) {
        expect(await unlock(setup, name)).toEqual({ status: 'Unlocked' })
        expect(isLocked(setup)).toBe(false)
      }
      await station.stop()
    }
  })

  it('opens on request without a cable (F05.FR.04, F05.FR.06, TC_F_07)', async () => {
    const setup = await setUp(version)
    expect(await unlock(setup, name)).toEqual({ status: 'Unlocked' })
    await setup.station.stop()
  })

  it('opens on request while no session needs it (F05.FR.04, TC_F_06)', async () => {
    const setup = await setUp(version)
    setup.station.plugIn({ ev })
    expect(await unlock(setup, name)).toEqual({ status: 'Unlocked' })
    await setup.station.stop()
  })

  it('does not open while it is stuck (F05.FR.05)', async () => {
    const setup = await setUp(version)
    setup.station.setFault({ fault: 'ConnectorLockFailure' })
    expect(await unlock(setup, name)).toEqual({ status: 'UnlockFailed' })
    await setup.station.stop()
  })

  it('does not let anybody charge while it is stuck (G05.FR.01)', async () => {
    const setup = await setUp(version)
    setup.station.plugIn({ ev })
    setup.station.setFault({ fault: 'ConnectorLockFailure' })
    expect(await setup.station.presentCard({ idToken: 'A', evseId: 1 })).toMatchObject({ outcome: 'refused' })
    expect(setup.station.state.evses[0]?.powerW).toBe(0)
    await setup.station.stop()
  })
})

describe.each(versions2)('the lock of a %s station', (name, version) => {
  it('stays closed during a transaction (F05.FR.02, TC_F_05)', async () => {
    const setup = await setUp(version)
    await setup.station.startCharging({ idToken: 'A', ev })
    await settle()
    setup.csms.forget()
    expect(await unlock(setup, name)).toEqual({ status: 'OngoingAuthorizedTransaction' })
    expect(isLocked(setup)).toBe(true)
    expect(setup.csms.of('TransactionEvent')).toEqual([])
    await setup.station.stop()
  })

  it('opens at another connector of the EVSE', async () => {
    const setup = await setUp(version, {}, { evses: [{ connectors: 2 }] })
    await setup.station.startCharging({ idToken: 'A', connectorId: 1, ev })
    expect(await unlock(setup, name, 2)).toEqual({ status: 'Unlocked' })
    expect(isLocked(setup)).toBe(true)
    await setup.station.stop()
  })

  it('is nowhere else (F05.FR.03, TC_F_10)', async () => {
    const setup = await setUp(version)
    expect(await unlock(setup, name, 999)).toEqual({ status: 'UnknownConnector' })
    expect(await setup.csms.call('UnlockConnector', { evseId: 9, connectorId: 1 })).toMatchObject({ status: 'UnknownConnector' })
    await setup.station.stop()
  })

  it('tells when it cannot hold the plug, and lets nobody charge (G05.FR.01–02, TC_G_20)', async () => {
    const { station, csms } = await setUp(version)
    station.plugIn({ ev })
    station.setFault({ fault: 'ConnectorLockFailure' })
    await station.presentCard({ idToken: 'A', evseId: 1 })
    await settle()
    const events = csms.of('NotifyEvent').flatMap(({ eventData }) => eventData as Payload[])
    expect(events).toContainEqual(
      expect.objectContaining({
        trigger: 'Delta',
        component: { name: 'ConnectorPlugRetentionLock', evse: { id: 1, connectorId: 1 } },
        variable: { name: 'Problem' },
        actualValue: 'true',
      }),
    )
    expect(csms.of('TransactionEvent')).toEqual([])
    await station.stop()
  })

  it('is not there with a fixed cable', async () => {
    const setup = await setUp(version, {}, { evses: [{ connectors: [{ hasLock: false }] }] })
    expect(await unlock(setup, name)).toEqual({ status: 'UnlockFailed', statusInfo: { reasonCode: 'FixedCable' } })
    await setup.station.stop()
  })

  it('that does not exist leaves nothing to be set (2.x part 2, UnlockOnEVSideDisconnect)', async () => {
    for (const [hasLock, status, mutability] of [
      [true, 'Accepted', 'ReadWrite'],
      [false, 'Rejected', 'ReadOnly'],
    ] as const) {
      const { station, csms } = await setUp(version, {}, { evses: [{ connectors: [{ hasLock }] }] })
      expect(await setVariable(csms, 'OCPPCommCtrlr.UnlockOnEVSideDisconnect', 'false')).toBe(status)
      expect(await getVariable(csms, 'OCPPCommCtrlr.UnlockOnEVSideDisconnect')).toBe('false')
      const inventory = async (reportBase: string): Promise<readonly unknown[]> => {
        csms.forget()
        await csms.call('GetBaseReport', { requestId: 1, reportBase })
        await settle()
        const data = csms
          .of('NotifyReport')
          .flatMap(({ reportData }) => reportData as { variable: Payload; variableAttribute: Payload[] }[])
        return data.flatMap(({ variable, variableAttribute }) =>
          variable['name'] === 'UnlockOnEVSideDisconnect' ? variableAttribute.map((one) => one['mutability']) : [],
        )
      }
      expect(await inventory('FullInventory')).toEqual([mutability])
      expect(await inventory('ConfigurationInventory')).toEqual(hasLock ? [mutability] : [])
      await station.stop()
    }
  })
})

describe('the lock of a 1.6 station', () => {
  it('opens on request after the transaction has been ended (1.6 §5.18)', async () => {
    const setup = await setUp(ocpp16)
    await setup.station.startCharging({ idToken: 'A', ev })
    expect(await unlock(setup, '1.6')).toEqual({ status: 'Unlocked' })
    expect(setup.csms.last('StopTransaction')).toMatchObject({ reason: 'UnlockCommand' })
    expect(isLocked(setup)).toBe(false)
    await setup.station.stop()
  })

  it('leaves a transaction on another connector of the EVSE alone', async () => {
    const setup = await setUp(ocpp16, {}, { evses: [{ connectors: 2 }] })
    await setup.station.startCharging({ idToken: 'A', connectorId: 1, ev })
    expect(await unlock(setup, '1.6', 2)).toEqual({ status: 'Unlocked' })
    expect(setup.station.state.evses[0]?.transaction).toBeDefined()
    await setup.station.stop()
  })

  it('is not supported where there is no connector, or a fixed cable (errata 3.85, 3.83)', async () => {
    const setup = await setUp(ocpp16, {}, { evses: [{ connectors: [{ hasLock: false }] }] })
    for (const connectorId of [0, 1, 2]) expect(await unlock(setup, '1.6', connectorId)).toEqual({ status: 'NotSupported' })
    const key = 'UnlockConnectorOnEVSideDisconnect'
    expect(await setup.csms.call('ChangeConfiguration', { key, value: 'true' })).toEqual({ status: 'Rejected' })
    expect(await setup.csms.call('GetConfiguration', { key: [key] })).toEqual({
      configurationKey: [{ key, readonly: true, value: 'false' }],
    })
    await setup.station.stop()
    const withLock = await setUp(ocpp16, {}, { evses: [{ connectors: [{ hasLock: false }] }, {}] })
    expect(await withLock.csms.call('GetConfiguration', { key: [key] })).toMatchObject({ configurationKey: [{ readonly: false }] })
    expect(await withLock.csms.call('ChangeConfiguration', { key, value: 'false' })).toEqual({ status: 'Accepted' })
    await withLock.station.stop()
  })
})

describe('the device model of a 2.x station', () => {
  it('joins what several parts tell of one component', async () => {
    const { station, csms } = await setUpAccepted(ocpp201)
    const component = { name: 'OCPPCommCtrlr' }
    const { getVariableResult } = await csms.call('GetVariables', {
      getVariableData: ['UnlockOnEVSideDisconnect', 'HeartbeatInterval'].map((name) => ({ component, variable: { name } })),
    })
    expect(getVariableResult).toMatchObject([{ attributeValue: 'true' }, { attributeValue: '300' }])
    await station.stop()
  })
})
