import { describe, expect, it } from 'vitest'
import { type Variable, whole } from '../src/features/configuration/configuration.js'
import { configuration } from '../src/features/configuration/ocpp16.js'
import { type ChargePoint, type CreateTransport, createChargePoint } from '../src/index.js'
import type { Station } from '../src/station.js'
import { type Payload, settle, setUp, setUpAccepted, type TestCsms } from './support/csms.js'
import { ocpp16, versions2 } from './support/versions.js'

interface Key {
  readonly key: string
  readonly readonly: boolean
  readonly value: string
}

async function setUpWith({ clock }: TestCsms, createTransport: CreateTransport): Promise<ChargePoint<typeof ocpp16>> {
  const station = createChargePoint({ version: ocpp16, csmsUrl: 'ws://in.memory', identity: 'CP1', clock, createTransport })
  await station.start()
  await settle()
  return station
}

describe('1.6 configuration', () => {
  it('lists everything, or what is asked for and what is unknown (1.6 §5.8)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { evses: [{}, { connectors: 2 }] })
    const all = (await csms.call('GetConfiguration', {}))['configurationKey'] as Key[]
    expect(all.length).toBeGreaterThan(15)
    expect(all.find(({ key }) => key === 'NumberOfConnectors')).toEqual({ key: 'NumberOfConnectors', readonly: true, value: '3' })
    const some = await csms.call('GetConfiguration', { key: ['heartbeatinterval', 'Nonsense'] })
    expect(some).toEqual({ configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }], unknownKey: ['Nonsense'] })
    await station.stop()
  })

  it.each([
    ['HeartbeatInterval', '60', 'Accepted'],
    ['HeartbeatInterval', '-1', 'Rejected'],
    ['HeartbeatInterval', 'soon', 'Rejected'],
    ['NumberOfConnectors', '7', 'Rejected'],
    ['Nonsense', '1', 'NotSupported'],
    ['MeterValuesSampledData', 'Energy.Active.Import.Register,SoC', 'Accepted'],
    ['MeterValuesSampledData', 'Energy.Active.Import.Register,Happiness', 'Rejected'],
    ['MeterValuesSampledData', 'SoC,SoC', 'Rejected'],
    ['StopTransactionOnInvalidId', 'FALSE', 'Accepted'],
    ['StopTransactionOnInvalidId', 'maybe', 'Rejected'],
    ['TransactionMessageAttempts', '0', 'Rejected'],
    ['BlinkRepeat', '5', 'Accepted'],
    ['LightIntensity', '100', 'Accepted'],
    ['LightIntensity', '101', 'Rejected'],
    ['MessageTimeout', '0', 'Rejected'],
    ['MinimumStatusDuration', '10', 'Accepted'],
    ['WebSocketPingInterval', '-1', 'Rejected'],
    ['ConnectorPhaseRotation', '0.RST,1.RTS', 'Accepted'],
    ['ConnectorPhaseRotation', '0.RST,1.RTS,2.RST', 'Rejected'],
    ['ConnectorPhaseRotation', '9.RST', 'Rejected'],
    ['ConnectorPhaseRotationMaxLength', '5', 'Rejected'],
    ['MeterValuesSampledDataMaxLength', '1', 'Rejected'],
  ])('setting %s to %s is %s (1.6 §5.3)', async (key, value, status) => {
    const { station, csms } = await setUpAccepted(ocpp16)
    expect(await csms.call('ChangeConfiguration', { key, value })).toEqual({ status })
    await station.stop()
  })

  it('tells how long its lists may be, and which profiles it has', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { evses: [{}, { connectors: 2 }] })
    const all = (await csms.call('GetConfiguration', {}))['configurationKey'] as Key[]
    const told = (name: string): string | undefined => all.find(({ key }) => key === name)?.value
    expect(told('ConnectorPhaseRotationMaxLength')).toBe('4')
    for (const list of ['MeterValuesAlignedData', 'MeterValuesSampledData', 'StopTxnAlignedData', 'StopTxnSampledData']) {
      expect(Number(told(`${list}MaxLength`))).toBeGreaterThanOrEqual(5)
    }
    const profiles = told('SupportedFeatureProfiles')?.split(',') ?? []
    expect(profiles).toEqual(expect.arrayContaining(['Core', 'RemoteTrigger']))
    expect(told('SupportedFeatureProfilesMaxLength')).toBe(String(profiles.length))
    await station.stop()
  })

  it('refuses a request for more keys than GetConfigurationMaxKeys (1.6 §9.1)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    const key = Array.from({ length: 101 }, () => 'HeartbeatInterval')
    await expect(csms.call('GetConfiguration', { key })).rejects.toMatchObject({ code: 'OccurrenceConstraintViolation' })
    expect(((await csms.call('GetConfiguration', { key: key.slice(1) }))['configurationKey'] as Key[]).length).toBe(100)
    await station.stop()
  })

  it('never tells of a key that can only be written (security whitepaper)', async () => {
    const secret: Variable = { access: 'W', dataType: 'string', read: () => 'secret', write: () => 'Accepted' }
    const keys = { AuthorizationKey: secret, HeartbeatInterval: whole('heartbeatIntervalS') }
    const version = { ...ocpp16, handlers: (station: Station) => configuration(station, keys) as ReturnType<typeof ocpp16.handlers> }
    const { station, csms } = await setUpAccepted(version)
    const told = { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }] }
    expect(await csms.call('GetConfiguration', {})).toEqual(told)
    expect(await csms.call('GetConfiguration', { key: ['AuthorizationKey', 'HeartbeatInterval'] })).toEqual(told)
    expect(await csms.call('ChangeConfiguration', { key: 'AuthorizationKey', value: 'x' })).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('MinimumStatusDuration keeps back what passes at once (1.6 §4.9)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    await csms.call('ChangeConfiguration', { key: 'MinimumStatusDuration', value: '10' })
    station.plugIn()
    await csms.pass(5_000)
    station.unplug()
    await csms.pass(60_000)
    expect(csms.of('StatusNotification')).toEqual([])
    station.plugIn()
    await csms.pass(9_000)
    expect(csms.of('StatusNotification')).toEqual([])
    await csms.pass(1_000)
    expect(csms.of('StatusNotification')).toMatchObject([{ connectorId: 1, status: 'Preparing' }])
    await station.stop()
  })

  it('MessageTimeout says how long an answer is waited for (errata 3.82)', async () => {
    const { station, csms, errors } = await setUpAccepted(ocpp16, { callTimeoutMs: 20_000 })
    const read = async (): Promise<unknown> =>
      ((await csms.call('GetConfiguration', { key: ['MessageTimeout'] }))['configurationKey'] as Key[])[0]?.value
    expect(await read()).toBe('20')
    csms.answers['StatusNotification'] = () => new Promise<object>(() => {})
    await csms.call('ChangeConfiguration', { key: 'MessageTimeout', value: '5' })
    expect(await read()).toBe('5')
    station.plugIn()
    await csms.pass(4_000)
    expect(errors).toEqual([])
    await csms.pass(1_000)
    expect(errors).toMatchObject([{ code: 'CALL_TIMEOUT' }])
    await station.stop()
  })

  it('WebSocketPingInterval counts at once, or after a restart where the transport cannot change it', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    expect(await csms.call('ChangeConfiguration', { key: 'WebSocketPingInterval', value: '20' })).toEqual({ status: 'RebootRequired' })
    await station.stop()
    const intervals: number[] = []
    const plans: number[] = []
    const adjustable = await setUp(ocpp16)
    const { createTransport } = adjustable.csms
    const second = await setUpWith(adjustable.csms, (plan) => {
      plans.push(plan.pingIntervalMs)
      return { ...createTransport(plan), setPingInterval: (ms) => intervals.push(ms) }
    })
    expect(await adjustable.csms.call('ChangeConfiguration', { key: 'WebSocketPingInterval', value: '20' })).toEqual({ status: 'Accepted' })
    expect(intervals.at(-1)).toBe(20_000)
    await second.stop()
    await second.start()
    expect(plans).toEqual([60_000, 20_000])
    await second.stop()
  })

  it('takes effect: heartbeats, samples, and what they hold', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    await csms.call('ChangeConfiguration', { key: 'HeartbeatInterval', value: '10' })
    await csms.pass(20_000)
    expect(csms.of('Heartbeat')).toHaveLength(2)
    await station.startCharging({ idToken: 'CARD', ev: {} })
    await csms.call('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '5' })
    await csms.call('ChangeConfiguration', { key: 'MeterValuesSampledData', value: 'SoC' })
    await csms.pass(10_000)
    expect(csms.of('MeterValues')).toHaveLength(2)
    const [meterValue] = csms.last('MeterValues')['meterValue'] as { sampledValue: Payload[] }[]
    expect(meterValue?.sampledValue.map(({ measurand }) => measurand)).toEqual(['SoC'])
    await csms.call('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '0' })
    csms.forget()
    await csms.pass(60_000)
    expect(csms.of('MeterValues')).toEqual([])
    await station.stop()
  })

  it('StopTransactionOnEVSideDisconnect false keeps the transaction when the car goes (errata 3.79)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    expect(await csms.call('ChangeConfiguration', { key: 'StopTransactionOnEVSideDisconnect', value: 'false' })).toEqual({
      status: 'Accepted',
    })
    await station.startCharging({ idToken: 'CARD', ev: {} })
    station.unplug()
    await settle()
    expect(csms.of('StopTransaction')).toEqual([])
    expect(station.state.evses[0]?.connectors[0]?.status).toBe('SuspendedEV')
    await station.stop()
  })
})

describe('a 1.6 station', () => {
  it('keeps one way for a transaction to end (StopTransactionOnEVSideDisconnect)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { txStopPoints: ['EVConnected'] } })
    expect(await csms.call('ChangeConfiguration', { key: 'StopTransactionOnEVSideDisconnect', value: 'false' })).toEqual({
      status: 'Rejected',
    })
    expect(station.settings.txStopPoints).toEqual(['EVConnected'])
    await station.stop()
  })
})

const get = (component: object, variable: object, more: object = {}): object => ({ getVariableData: [{ component, variable, ...more }] })
const set = (component: object, variable: object, attributeValue: string): object => ({
  setVariableData: [{ component, variable, attributeValue }],
})

describe.each(versions2)('%s variables', (_, version) => {
  it.each([
    [{ name: 'OCPPCommCtrlr' }, { name: 'HeartbeatInterval' }, 'Accepted', '300'],
    [{ name: 'ocppcommctrlr' }, { name: 'heartbeatinterval' }, 'Accepted', '300'],
    [{ name: 'OCPPCommCtrlr' }, { name: 'MessageAttempts', instance: 'TransactionEvent' }, 'Accepted', '3'],
    [{ name: 'Connector', evse: { id: 1, connectorId: 1 } }, { name: 'AvailabilityState' }, 'Accepted', 'Available'],
    [{ name: 'EVSE', evse: { id: 9 } }, { name: 'AvailabilityState' }, 'UnknownComponent', undefined],
    [{ name: 'Nonsense' }, { name: 'HeartbeatInterval' }, 'UnknownComponent', undefined],
    [{ name: 'OCPPCommCtrlr' }, { name: 'Nonsense' }, 'UnknownVariable', undefined],
    [{ name: 'OCPPCommCtrlr' }, { name: 'MessageAttempts', instance: 'Nonsense' }, 'UnknownVariable', undefined],
  ])('reading %j %j is %s %s (B06)', async (component, variable, attributeStatus, attributeValue) => {
    const { station, csms } = await setUpAccepted(version)
    const { getVariableResult } = await csms.call('GetVariables', get(component, variable))
    expect(getVariableResult).toEqual([
      { component, variable, attributeType: 'Actual', attributeStatus, ...(attributeValue === undefined ? {} : { attributeValue }) },
    ])
    await station.stop()
  })

  it('has no attribute but Actual (B06.FR.08)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const { getVariableResult } = await csms.call(
      'GetVariables',
      get({ name: 'OCPPCommCtrlr' }, { name: 'HeartbeatInterval' }, { attributeType: 'MinSet' }),
    )
    expect(getVariableResult).toMatchObject([{ attributeStatus: 'NotSupportedAttributeType', attributeType: 'MinSet' }])
    await station.stop()
  })

  it.each([
    [{ name: 'TxCtrlr' }, { name: 'TxStartPoint' }, 'Authorized,EVConnected', 'Accepted'],
    [{ name: 'TxCtrlr' }, { name: 'TxStartPoint' }, 'Whenever', 'Rejected'],
    [{ name: 'TxCtrlr' }, { name: 'TxStopPoint' }, '', 'Rejected'],
    [{ name: 'ClockCtrlr' }, { name: 'DateTime' }, '2026-01-01T00:00:00Z', 'Rejected'],
    [{ name: 'OCPPCommCtrlr' }, { name: 'HeartbeatInterval' }, '0', 'Rejected'],
    [{ name: 'Nonsense' }, { name: 'HeartbeatInterval' }, '1', 'UnknownComponent'],
    [{ name: 'TxCtrlr' }, { name: 'Nonsense' }, '1', 'UnknownVariable'],
  ])('setting %j %j to %s is %s (B05)', async (component, variable, value, attributeStatus) => {
    const { station, csms } = await setUpAccepted(version)
    const { setVariableResult } = await csms.call('SetVariables', set(component, variable, value))
    expect(setVariableResult).toMatchObject([{ component, variable, attributeStatus }])
    await station.stop()
  })

  it('takes effect: a transaction begins with the authorization once that is the start point (TC_E_10)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await csms.call('SetVariables', set({ name: 'TxCtrlr' }, { name: 'TxStartPoint' }, 'Authorized'))
    await station.presentCard({ idToken: 'CARD' })
    await settle()
    expect(csms.of('TransactionEvent')).toMatchObject([
      { eventType: 'Started', triggerReason: 'Authorized', transactionInfo: { chargingState: 'Idle' }, evse: { id: 1 } },
    ])
    station.plugIn()
    await settle()
    expect(csms.of('TransactionEvent')[1]).toMatchObject({ triggerReason: 'CablePluggedIn', evse: { id: 1, connectorId: 1 } })
    await station.stop()
  })
})
