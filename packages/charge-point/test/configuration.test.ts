import { describe, expect, it } from 'vitest'
import { type Payload, settle, setUpAccepted } from './support/csms.js'
import { ocpp16, versions2 } from './support/versions.js'

interface Key {
  readonly key: string
  readonly readonly: boolean
  readonly value: string
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
  ])('setting %s to %s is %s (1.6 §5.3)', async (key, value, status) => {
    const { station, csms } = await setUpAccepted(ocpp16)
    expect(await csms.call('ChangeConfiguration', { key, value })).toEqual({ status })
    await station.stop()
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
