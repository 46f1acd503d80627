import { describe, expect, it, vi } from 'vitest'
import { createMemoryStateStore } from '../src/index.js'
import { type Payload, type Setup, settle, setUp, setUpAccepted, type TestCsms } from './support/csms.js'
import { events, monitors, oddVersions2 } from './support/device-model.js'
import { ocpp16, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

const evseState = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' } }
const stationState = { component: { name: 'ChargingStation' }, variable: { name: 'AvailabilityState' } }
const evsePower = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' } }
const stationPower = { component: { name: 'ChargingStation' }, variable: { name: 'Power' } }
const threshold = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } }

const delta = { type: 'Delta', value: 1, severity: 8 }

async function set(csms: TestCsms, ...setMonitoringData: object[]): Promise<Payload[]> {
  return (await csms.call('SetVariableMonitoring', { setMonitoringData }))['setMonitoringResult'] as Payload[]
}

async function setOne(csms: TestCsms, data: object): Promise<number> {
  const [result] = await set(csms, data)
  expect(result).toMatchObject({ status: 'Accepted' })
  return result?.['id'] as number
}

/** The monitors that a report tells, as lists of settings; the status where there is no report. */
async function report(csms: TestCsms, wish: object = {}): Promise<unknown> {
  csms.forget()
  const { status } = await csms.call('GetMonitoringReport', { requestId: 5, ...wish })
  await settle()
  if (status !== 'Accepted') return status
  return monitors(csms).flatMap(({ component, variable, variableMonitoring }) =>
    (variableMonitoring as Payload[]).map((monitor) => ({ component, variable, ...monitor })),
  )
}

const ids = (list: unknown): unknown[] => (list as Payload[]).map(({ id }) => id)

const setVariable = (
  csms: TestCsms,
  { component, variable }: { component: object; variable: object },
  attributeValue: string,
): Promise<Payload> => csms.call('SetVariables', { setVariableData: [{ component, variable, attributeValue }] })

describe.each(versions2)('monitors of a %s station', (name, version) => {
  const start = (options: object = {}): Promise<Setup<typeof version>> => setUpAccepted(version, options) as Promise<Setup<typeof version>>

  it('are set, alone or together, and reported (N04.FR.01–02, N04.FR.11, TC_N_08, TC_N_09, TC_N_10)', async () => {
    const { station, csms } = await start()
    const [first, second, third] = await set(
      csms,
      { ...evseState, ...delta },
      { ...stationState, ...delta },
      { ...evseState, ...delta, severity: 7 },
    )
    expect(first).toEqual({ ...evseState, id: expect.any(Number), status: 'Accepted', type: 'Delta', severity: 8 })
    expect(second).toEqual({ ...stationState, id: expect.any(Number), status: 'Accepted', type: 'Delta', severity: 8 })
    expect(third).toEqual({ ...evseState, id: expect.any(Number), status: 'Accepted', type: 'Delta', severity: 7 })
    expect(await report(csms, { componentVariable: [evseState, stationState] })).toEqual([
      { ...evseState, ...delta, id: first?.['id'], transaction: false, ...kind('CustomMonitor') },
      { ...evseState, ...delta, severity: 7, id: third?.['id'], transaction: false, ...kind('CustomMonitor') },
      { ...stationState, ...delta, id: second?.['id'], transaction: false, ...kind('CustomMonitor') },
    ])
    expect(csms.of('NotifyMonitoringReport')).toMatchObject([{ requestId: 5, seqNo: 0, tbc: false, generatedAt: expect.any(String) }])
    await station.stop()
  })

  it.each([
    ['UnknownComponent', { ...evseState, component: { name: 'EVSE', evse: { id: 99 } }, ...delta }, 'N04.FR.03, TC_N_11'],
    ['UnknownComponent', { ...evseState, component: { name: 'NonExistent' }, ...delta }, 'N04.FR.03, TC_N_11'],
    ['UnknownVariable', { ...evseState, variable: { name: 'unknownVariable' }, ...delta }, 'N04.FR.04, TC_N_37'],
    ['UnsupportedMonitorType', { ...evseState, ...delta, type: 'UpperThreshold' }, 'N04.FR.05, TC_N_38'],
    ['UnsupportedMonitorType', { component: { name: 'ChargingStation' }, variable: { name: 'Available' }, ...delta }, 'N04.FR.05'],
    ['Rejected', { ...evseState, ...delta, value: -1 }, 'N04.FR.14, TC_N_12'],
    ['Rejected', { ...evsePower, ...delta, type: 'UpperThreshold', value: 22_001 }, 'N04.FR.06, TC_N_13'],
    ['Rejected', { ...evsePower, ...delta, type: 'LowerThreshold', value: -1 }, 'N04.FR.06, TC_N_13'],
    ['Rejected', { ...evseState, ...delta, severity: 10 }, 'N04'],
    ['Rejected', { ...evseState, ...delta, type: 'Periodic', value: 0 }, 'N08'],
    ['Rejected', { ...evseState, ...delta, id: 999 }, 'N04.FR.13'],
  ])('are refused as %s: %j (%s)', async (status, data, _requirement) => {
    const { station, csms } = await start()
    const { component, variable, type, severity } = data
    const [result] = await set(csms, data)
    expect(result).toMatchObject({ component, variable, type, severity, status })
    expect(result).not.toHaveProperty('id')
    await station.stop()
  })

  it('may not be two of a kind on one variable (N04.FR.10, TC_N_15)', async () => {
    const { station, csms } = await start()
    expect(await set(csms, { ...evseState, ...delta }, { ...evseState, ...delta, value: 5 })).toMatchObject([
      { status: 'Accepted' },
      { status: 'Duplicate', severity: 8, type: 'Delta' },
    ])
    await station.stop()
  })

  it('are judged one by one (TC_N_43)', async () => {
    const { station, csms } = await start()
    const results = await set(
      csms,
      { ...evsePower, type: 'UpperThreshold', value: 9_000, severity: 5 },
      { ...evsePower, type: 'Delta', value: -1, severity: 5 },
      { ...evsePower, type: 'LowerThreshold', value: 1_000, severity: 5 },
    )
    expect(results.map(({ status }) => status)).toEqual(['Accepted', 'Rejected', 'Accepted'])
    await station.stop()
  })

  it('are replaced by id, but stay with their variable (N04.FR.12, N04.FR.16, TC_N_39, TC_N_40)', async () => {
    const { station, csms } = await start()
    const id = await setOne(csms, { ...evseState, ...delta, severity: 5 })
    expect(await set(csms, { ...stationPower, id, type: 'UpperThreshold', value: 5, severity: 5 })).toMatchObject([{ status: 'Rejected' }])
    expect(await report(csms, { componentVariable: [stationPower] })).toBe('EmptyResultSet')
    expect(await set(csms, { ...evseState, ...delta, id, severity: 4 })).toMatchObject([{ status: 'Accepted', id }])
    expect(await report(csms, { componentVariable: [evseState], monitoringCriteria: ['DeltaMonitoring'] })).toMatchObject([
      { id, severity: 4 },
    ])
    await station.stop()
  })

  it('are reported by what they watch for (N02.FR.05–14, TC_N_01, TC_N_02, TC_N_03, TC_N_47)', async () => {
    const { station, csms } = await start()
    const lower = await setOne(csms, { ...evsePower, type: 'LowerThreshold', value: 0, severity: 5 })
    const upper = await setOne(csms, { ...evsePower, type: 'UpperThreshold', value: 9_000, severity: 5 })
    const evseDelta = await setOne(csms, { ...evseState, ...delta })
    const stationDelta = await setOne(csms, { ...stationState, ...delta })
    const periodic = await setOne(csms, { ...stationPower, type: 'Periodic', value: 600, severity: 5 })
    const aligned = await setOne(csms, { ...stationPower, type: 'PeriodicClockAligned', value: 900, severity: 5 })
    const builtIn = (await report(csms, {
      componentVariable: [{ component: { name: 'EVSE' }, variable: { name: 'Problem' } }],
    })) as Payload[]
    expect(builtIn).toHaveLength(1)
    expect(new Set(ids(await report(csms)))).toEqual(
      new Set([lower, upper, evseDelta, stationDelta, periodic, aligned, ...ids(await report(csms, { componentVariable: anyProblem }))]),
    )
    expect(ids(await report(csms, { monitoringCriteria: ['ThresholdMonitoring'] }))).toEqual([lower, upper])
    expect(ids(await report(csms, { monitoringCriteria: ['ThresholdMonitoring', 'PeriodicMonitoring'] }))).toEqual([
      lower,
      upper,
      periodic,
      aligned,
    ])
    expect(
      ids(await report(csms, { componentVariable: [stationState, { component: evseState.component, variable: evseState.variable }] })),
    ).toEqual([evseDelta, stationDelta])
    const both = [stationState, evseState]
    expect(await report(csms, { monitoringCriteria: ['ThresholdMonitoring'], componentVariable: both })).toBe('EmptyResultSet')
    expect(ids(await report(csms, { monitoringCriteria: ['DeltaMonitoring'], componentVariable: both }))).toEqual([evseDelta, stationDelta])
    await station.stop()
  })

  const problem = { component: { name: 'Connector' }, variable: { name: 'Problem' } }
  const lockProblem = { component: { name: 'ConnectorPlugRetentionLock' }, variable: { name: 'Problem' } }
  const anyProblem = [problem, { component: { name: 'EVSE' }, variable: { name: 'Problem' } }, lockProblem]
  const kind = (eventNotificationType: string): object => (name === '2.1' ? { eventNotificationType } : {})

  it('are cleared, except what is hard-wired or not there (N06, TC_N_18, TC_N_19, TC_N_44)', async () => {
    const { station, csms } = await start()
    const [hard] = ids(await report(csms, { componentVariable: [problem] }))
    const mine = [await setOne(csms, { ...stationState, ...delta }), await setOne(csms, { ...evseState, ...delta })]
    const { clearMonitoringResult } = await csms.call('ClearVariableMonitoring', { id: [...mine, 999, hard] })
    expect(clearMonitoringResult).toEqual([
      { id: mine[0], status: 'Accepted' },
      { id: mine[1], status: 'Accepted' },
      { id: 999, status: 'NotFound' },
      { id: hard, status: 'Rejected' },
    ])
    expect(await report(csms, { componentVariable: [stationState, evseState] })).toBe('EmptyResultSet')
    expect(
      await set(csms, { ...problem, component: { name: 'Connector', evse: { id: 1, connectorId: 1 } }, ...delta, id: hard }),
    ).toMatchObject([{ status: 'Rejected' }])
    const many = Array.from({ length: 101 }, (_, id) => id)
    await expect(csms.call('ClearVariableMonitoring', { id: many })).rejects.toMatchObject({ code: 'OccurrenceConstraintViolation' })
    await station.stop()
  })

  it('are not reported by criteria, nor put back to a base, that the station does not know (N02.FR.02, N03.FR.02, TC_N_04, TC_N_07)', async () => {
    const settings = { monitoringCriteria: ['DeltaMonitoring'], monitoringBases: ['All', 'FactoryDefault'] }
    const { station, csms } = await start({ settings })
    const id = await setOne(csms, { ...evseState, ...delta })
    const notSupported = { status: 'NotSupported', statusInfo: { reasonCode: 'UnsupportedParam' } }
    const monitoringCriteria = ['DeltaMonitoring', 'ThresholdMonitoring']
    expect(await csms.call('GetMonitoringReport', { requestId: 1, monitoringCriteria })).toEqual(notSupported)
    expect(await csms.call('SetMonitoringBase', { monitoringBase: 'HardWiredOnly' })).toEqual(notSupported)
    expect(csms.of('NotifyMonitoringReport')).toEqual([])
    expect(ids(await report(csms, { monitoringCriteria: ['DeltaMonitoring'] }))).toContain(id)
    await station.stop()
  })

  it('go back to what the maker had set (N03, N04.FR.15, TC_N_05, TC_N_06, TC_N_41)', async () => {
    const { station, csms } = await start()
    const setBase = async (monitoringBase: string): Promise<void> =>
      expect(await csms.call('SetMonitoringBase', { monitoringBase })).toEqual({ status: 'Accepted' })
    const own = await setOne(csms, { ...stationState, ...delta })
    const [preconfigured] = (await report(csms, { componentVariable: [anyProblem[1]] })) as Payload[]
    const { component, variable, type, value, id } = preconfigured as Payload
    expect(preconfigured).toMatchObject({ severity: 4, ...kind('PreconfiguredMonitor') })
    await setOne(csms, { component, variable, type, value, id, severity: 5 })
    expect(await report(csms, { componentVariable: [anyProblem[1]] })).toMatchObject([{ id, severity: 5, ...kind('CustomMonitor') }])
    await setBase('All')
    expect(await report(csms, { componentVariable: [anyProblem[1], stationState] })).toMatchObject([{ id, severity: 5 }, { id: own }])
    await setBase('FactoryDefault')
    expect(await report(csms, { componentVariable: [anyProblem[1], stationState] })).toMatchObject([
      { id, severity: 4, ...kind('PreconfiguredMonitor') },
    ])
    await csms.call('ClearVariableMonitoring', { id: [id] })
    expect(await report(csms, { componentVariable: [anyProblem[1]] })).toBe('EmptyResultSet')
    await setBase('All')
    expect(await report(csms, { componentVariable: [anyProblem[1]] })).toMatchObject([{ id, severity: 4 }])
    await setOne(csms, { ...stationState, ...delta })
    await setBase('HardWiredOnly')
    expect(await report(csms, { componentVariable: [stationState] })).toBe('EmptyResultSet')
    expect(await report(csms)).toMatchObject([problem, lockProblem])
    const read = { getVariableData: [{ component: { name: 'MonitoringCtrlr' }, variable: { name: 'ActiveMonitoringBase' } }] }
    expect(await csms.call('GetVariables', read)).toMatchObject({ getVariableResult: [{ attributeValue: 'HardWiredOnly' }] })
    await station.stop()
  })

  it('are told of up to a level (N05, N07.FR.15, TC_N_16, TC_N_17)', async () => {
    const { station, csms } = await start()
    await setOne(csms, { ...evseState, ...delta })
    expect(await csms.call('SetMonitoringLevel', { severity: 10 })).toMatchObject({ status: 'Rejected' })
    if (name === '2.0.1') expect(await csms.call('SetMonitoringLevel', { severity: -1 })).toMatchObject({ status: 'Rejected' })
    expect(await csms.call('SetMonitoringLevel', { severity: 7 })).toEqual({ status: 'Accepted' })
    station.plugIn()
    await settle()
    expect(events(csms)).toEqual([])
    await csms.call('SetMonitoringLevel', { severity: 8 })
    await settle()
    expect(events(csms)).toMatchObject([{ actualValue: 'Occupied', trigger: 'Delta' }])
    await station.stop()
  })

  it('tell that a value went beyond a threshold, and that it came back (N07.FR.02, N07.FR.16–17, TC_N_20)', async () => {
    const { station, csms } = await start()
    const high = await setOne(csms, { ...evsePower, type: 'UpperThreshold', value: 9_000, severity: 5 })
    const { transactionId } = await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    const [first] = events(csms)
    expect(events(csms)).toEqual([
      {
        ...evsePower,
        eventId: expect.any(Number),
        timestamp: expect.any(String),
        trigger: 'Alerting',
        actualValue: '10000',
        transactionId,
        variableMonitoringId: high,
        eventNotificationType: 'CustomMonitor',
        ...(name === '2.1' ? { severity: 5 } : {}),
      },
    ])
    expect(csms.of('NotifyEvent')).toMatchObject([{ seqNo: 0, tbc: false, generatedAt: expect.any(String) }])
    const low = await setOne(csms, { ...evsePower, type: 'LowerThreshold', value: 10, severity: 5 })
    csms.forget()
    await station.stopCharging()
    await settle()
    expect(csms.of('NotifyEvent')).toHaveLength(1)
    expect(events(csms)).toMatchObject([
      { trigger: 'Alerting', actualValue: '0', cleared: true, transactionId, variableMonitoringId: high },
      { trigger: 'Alerting', actualValue: '0', transactionId, variableMonitoringId: low },
    ])
    expect(events(csms)[1]).not.toHaveProperty('cleared')
    expect(new Set([first, ...events(csms)].map((event) => event?.['eventId'])).size).toBe(3)
    await station.stop()
  })

  it('notice what changes by itself while energy flows, and set no timer for it otherwise', async () => {
    const { station, csms, clock } = await start({ settings: { sampleIntervalS: 0, heartbeatIntervalS: 0 } })
    csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: csms.now(), interval: 0 })
    station.configure({ heartbeatIntervalS: 0 })
    const timers = vi.spyOn(clock, 'setTimeout')
    const timersIn = async (ms: number): Promise<number> => {
      timers.mockClear()
      await csms.pass(ms)
      return timers.mock.calls.length
    }
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(await timersIn(30_000)).toBe(0)
    const soc = { component: { name: 'ConnectedEV', evse: { id: 1 } }, variable: { name: 'StateOfCharge' } }
    await setOne(csms, { ...soc, type: 'UpperThreshold', value: 52, severity: 5 })
    expect(await timersIn(30_000)).toBe(3)
    expect(events(csms)).toEqual([])
    await csms.pass(30_000)
    expect(events(csms)).toMatchObject([{ ...soc, trigger: 'Alerting' }])
    await station.stopCharging()
    await csms.pass(10_000)
    expect(await timersIn(60_000)).toBe(0)
    await station.stop()
  })

  it('that are changed look again at once (N07.FR.11, TC_N_51)', async () => {
    const { station, csms } = await start()
    const id = await setOne(csms, { ...evsePower, type: 'UpperThreshold', value: 21_999, severity: 5 })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(events(csms)).toEqual([])
    const change = async (value: number): Promise<readonly Payload[]> => {
      csms.forget()
      await setOne(csms, { ...evsePower, id, type: 'UpperThreshold', value, severity: 5 })
      await settle()
      return events(csms)
    }
    expect(await change(5_000)).toMatchObject([{ trigger: 'Alerting', actualValue: '10000', variableMonitoringId: id }])
    expect(await change(6_000)).toMatchObject([{ trigger: 'Alerting', actualValue: '10000' }])
    expect(await change(20_000)).toMatchObject([{ cleared: true }])
    expect(await change(20_000)).toEqual([])
    await station.stop()
  })

  it('that are removed say nothing more (N07.FR.12, TC_N_52)', async () => {
    const { station, csms } = await start()
    const id = await setOne(csms, { ...evsePower, type: 'UpperThreshold', value: 0, severity: 5 })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(events(csms)).toHaveLength(1)
    await csms.call('ClearVariableMonitoring', { id: [id] })
    expect(await report(csms, { componentVariable: [evsePower], monitoringCriteria: ['ThresholdMonitoring'] })).toBe('EmptyResultSet')
    await station.stopCharging()
    await settle()
    expect(csms.of('NotifyEvent')).toEqual([])
    await station.stop()
  })

  it('tell differences: of a number beyond their value, of anything else each (N07.FR.18–19, TC_N_45, TC_N_56, TC_N_61)', async () => {
    const { station, csms } = await start()
    const number = await setOne(csms, { ...threshold, type: 'Delta', value: 1, severity: 5 })
    await setVariable(csms, threshold, '61')
    expect(events(csms)).toEqual([])
    csms.forget()
    await setVariable(csms, threshold, '62')
    await settle()
    expect(events(csms)).toMatchObject([{ ...threshold, trigger: 'Delta', actualValue: '62', variableMonitoringId: number }])
    csms.forget()
    const state = await setOne(csms, { ...evseState, ...delta, severity: 5 })
    const power = await setOne(csms, { ...evsePower, ...delta, value: 100, severity: 5 })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(events(csms)).toMatchObject([
      { ...evseState, trigger: 'Delta', actualValue: 'Occupied', variableMonitoringId: state },
      { ...evsePower, trigger: 'Delta', actualValue: '10000', variableMonitoringId: power },
    ])
    await station.stop()
  })

  it('speak after the answer to what made them speak', async () => {
    const { station, csms } = await start()
    await setOne(csms, { ...threshold, type: 'Delta', value: 1, severity: 5 })
    const order: string[] = []
    station.on('message', ({ kind: sort, action }) => order.push(`${sort} ${action}`))
    await setVariable(csms, threshold, '600')
    await settle()
    expect(order.slice(0, 3)).toEqual(['request SetVariables', 'response SetVariables', 'request NotifyEvent'])
    await station.stop()
  })

  it('speak at their interval, or when the clock strikes (N08, TC_N_24)', async () => {
    const { station, csms } = await start()
    await csms.call('SetMonitoringLevel', { severity: 8 })
    const id = await setOne(csms, { ...evsePower, type: 'Periodic', value: 2, severity: 5 })
    await csms.pass(6_000)
    expect(events(csms).map(({ trigger, variableMonitoringId, actualValue }) => [trigger, variableMonitoringId, actualValue])).toEqual([
      ['Periodic', id, '0'],
      ['Periodic', id, '0'],
      ['Periodic', id, '0'],
    ])
    await csms.call('ClearVariableMonitoring', { id: [id] })
    csms.forget()
    csms.answers['Heartbeat'] = () => ({ currentTime: csms.now() })
    await setOne(csms, { ...evseState, type: 'PeriodicClockAligned', value: 900, severity: 5 })
    await csms.pass(1_800_000, 60_000)
    expect(events(csms).map(({ timestamp }) => Math.floor(Date.parse(String(timestamp)) / 1000) % 900)).toEqual([0, 0])
    await station.stop()
  })

  it('strike when the clock does, though it was set back meanwhile (N08.FR.07)', async () => {
    const { station, csms, clock } = await start()
    csms.answers['Heartbeat'] = () => ({ currentTime: csms.now() })
    await csms.pass(300_000, 60_000)
    await setOne(csms, { ...evseState, type: 'PeriodicClockAligned', value: 900, severity: 5 })
    csms.answers['Heartbeat'] = () => ({ currentTime: new Date(clock.now() - 300_000).toISOString() })
    await csms.pass(2_400_000, 60_000)
    const seconds = events(csms).map(({ timestamp }) => (Date.parse(String(timestamp)) / 1000) % 900)
    expect(seconds.length).toBeGreaterThanOrEqual(2)
    expect(seconds.every((second) => second < 1)).toBe(true)
    await station.stop()
  })

  it('watch transactions only, where that is asked for', async () => {
    const { station, csms } = await start({ settings: { txStartPoints: ['Authorized'] } })
    await setOne(csms, { ...evseState, ...delta, severity: 5, transaction: true })
    station.plugIn()
    await settle()
    expect(events(csms)).toEqual([])
    await station.presentCard({ idToken: 'CARD', evseId: 1 })
    await settle()
    expect(events(csms)).toMatchObject([{ actualValue: 'Occupied', transactionId: expect.any(String) }])
    await station.stop()
  })

  it('are silent while monitoring is switched off', async () => {
    const { station, csms } = await start()
    await setOne(csms, { ...evseState, ...delta, severity: 5 })
    await setVariable(csms, { component: { name: 'MonitoringCtrlr' }, variable: { name: 'Enabled' } }, 'false')
    station.plugIn()
    await settle()
    expect(events(csms)).toEqual([])
    await station.stop()
  })

  it('wait offline with what matters enough (N07.FR.04, TC_N_22)', async () => {
    const { station, csms } = await start()
    await setVariable(csms, { component: { name: 'MonitoringCtrlr' }, variable: { name: 'OfflineQueuingSeverity' } }, '5')
    await setOne(csms, { ...evseState, ...delta, severity: 5 })
    await csms.cut()
    station.plugIn()
    await csms.pass(10_000)
    station.unplug()
    await csms.pass(10_000)
    csms.forget()
    await csms.restore()
    expect(events(csms).map(({ trigger, actualValue, component }) => [trigger, actualValue, component])).toEqual([
      ['Delta', 'Occupied', evseState.component],
      ['Delta', 'Available', evseState.component],
    ])
    await station.stop()
  })

  it('forget offline what matters less, and tell what is the case afterwards (N07, remark, TC_N_23)', async () => {
    const { station, csms } = await start()
    await setVariable(csms, { component: { name: 'MonitoringCtrlr' }, variable: { name: 'OfflineQueuingSeverity' } }, '5')
    await setOne(csms, { ...evseState, ...delta, severity: 6 })
    station.plugIn()
    await settle()
    expect(events(csms)).toHaveLength(1)
    await csms.cut()
    station.unplug()
    station.plugIn()
    await csms.pass(10_000)
    csms.forget()
    await csms.restore()
    expect(csms.received.map(({ action }) => action).filter((action) => action !== 'TransactionEvent')).toEqual([])
    await csms.cut()
    station.unplug()
    csms.forget()
    await csms.restore()
    expect(events(csms)).toMatchObject([{ actualValue: 'Available' }])
    await station.stop()
  })

  it('lose no event that matters with the line, and drop one that the csms cannot take', async () => {
    const { station, csms, errors } = await start({ settings: { offlineQueuingSeverity: 5 } })
    await setOne(csms, { ...evseState, ...delta, severity: 5 })
    csms.answers['NotifyEvent'] = () => new Promise<object>(() => {})
    station.plugIn()
    await settle()
    await csms.cut()
    csms.answers['NotifyEvent'] = () => {
      throw new Error('database down')
    }
    csms.forget()
    await csms.restore()
    expect(events(csms)).toMatchObject([{ actualValue: 'Occupied' }])
    expect(errors.length).toBeGreaterThan(0)
    delete csms.answers['NotifyEvent']
    csms.forget()
    await csms.cut()
    await csms.restore()
    expect(events(csms)).toEqual([])
    await station.stop()
  })

  it('outlive a restart and a power cut, with what they have seen (N07.FR.13–14, TC_N_53)', async () => {
    const state = createMemoryStateStore()
    const first = await start({ state })
    const id = await setOne(first.csms, { ...threshold, type: 'UpperThreshold', value: 100, severity: 4 })
    const periodic = await setOne(first.csms, { ...evseState, type: 'Periodic', value: 600, severity: 4 })
    await setVariable(first.csms, threshold, '200')
    await settle()
    expect(events(first.csms)).toHaveLength(1)
    await first.csms.call('SetMonitoringLevel', { severity: 6 })
    await first.station.stop()

    const second = await setUp(version, { state })
    second.station.configure({ offlineThresholdS: 50 })
    await second.station.start()
    await settle()
    expect(events(second.csms)).toMatchObject([{ variableMonitoringId: id, cleared: true, actualValue: '50' }])
    expect(ids(await report(second.csms, { monitoringCriteria: ['ThresholdMonitoring'] }))).toEqual([id])
    second.csms.forget()
    await second.csms.pass(600_000, 60_000)
    expect(events(second.csms)).toMatchObject([{ variableMonitoringId: periodic, trigger: 'Periodic' }])
    const read = { getVariableData: [{ component: { name: 'MonitoringCtrlr' }, variable: { name: 'ActiveMonitoringLevel' } }] }
    expect(await second.csms.call('GetVariables', read)).toMatchObject({ getVariableResult: [{ attributeValue: '6' }] })
    await second.csms.call('Reset', { type: 'Immediate' })
    await second.csms.pass(10_000)
    second.csms.forget()
    await second.csms.pass(600_000, 60_000)
    expect(events(second.csms)).toHaveLength(1)
    await second.station.stop()
  })

  it('that were cleared stay so through a power cut, preconfigured ones too', async () => {
    const state = createMemoryStateStore()
    const preconfigured = { componentVariable: [anyProblem[1]] }
    const first = await start({ state })
    await first.csms.call('ClearVariableMonitoring', { id: ids(await report(first.csms, preconfigured)) })
    await first.station.stop()
    const second = await start({ state })
    expect(await report(second.csms, preconfigured)).toBe('EmptyResultSet')
    await second.station.stop()
  })

  it('keep events that wait through a power cut', async () => {
    const state = createMemoryStateStore()
    const first = await start({ state })
    await setOne(first.csms, { ...evseState, ...delta, severity: 1 })
    await first.csms.cut()
    first.station.plugIn()
    await first.station.stop()
    const second = await setUp(version, { state })
    await second.station.start()
    await settle()
    expect(events(second.csms)[0]).toMatchObject({ actualValue: 'Occupied' })
    expect([...state.load('events')]).toEqual([])
    await second.station.stop()
  })

  it('that are hard-wired tell of faults, and what follows names its cause (N07.FR.05)', async () => {
    const { station, csms } = await start()
    station.setFault({ fault: 'GroundFailure' })
    await settle()
    const [hard, following] = events(csms)
    expect(hard).toMatchObject({
      component: { name: 'Connector', evse: { id: 1, connectorId: 1 } },
      variable: { name: 'Problem' },
      eventNotificationType: 'HardWiredMonitor',
      trigger: 'Delta',
      actualValue: 'true',
      techCode: 'GroundFailure',
    })
    expect(following).toMatchObject({
      component: { name: 'EVSE' },
      eventNotificationType: 'PreconfiguredMonitor',
      cause: hard?.['eventId'],
    })
    csms.forget()
    station.clearFault({ fault: 'GroundFailure' })
    await settle()
    expect(events(csms)[0]).toMatchObject({ actualValue: 'false' })
    await station.stop()
  })

  it('are not needed for what the firmware reports by itself (TC_N_21)', async () => {
    const { station, csms } = await start()
    station.reportEvent({
      component: { name: 'chargingstation' },
      variable: { name: 'Problem' },
      actualValue: 'true',
      severity: 3,
      techCode: 'E42',
      techInfo: 'fan',
    })
    await settle()
    expect(events(csms)).toMatchObject([
      {
        component: { name: 'ChargingStation' },
        variable: { name: 'Problem' },
        eventNotificationType: 'HardWiredNotification',
        trigger: 'Alerting',
        actualValue: 'true',
        techCode: 'E42',
        techInfo: 'fan',
        ...(name === '2.1' ? { severity: 3 } : {}),
      },
    ])
    const unknown = { component: { name: 'Fan' }, variable: { name: 'Problem' }, actualValue: 'true' }
    expect(() => station.reportEvent(unknown)).toThrow('UnknownComponent')
    expect(() => station.reportEvent({ ...unknown, component: { name: 'ChargingStation' }, severity: 10 })).toThrow('severity')
    await station.stop()
  })

  it('fill several messages of a report where there are many (N02.FR.09)', async () => {
    const { station, csms } = await start({ evses: Array.from({ length: 60 }, () => ({ connectors: 2 })) })
    const all = (await report(csms)) as Payload[]
    expect(all).toHaveLength(300)
    const parts = csms.of('NotifyMonitoringReport')
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.map(({ seqNo, tbc }) => [seqNo, tbc])).toEqual(parts.map((_, index) => [index, index < parts.length - 1]))
    await station.stop()
  })
})

describe.each(oddVersions2)('a monitor of a %s station on what can only be written', (_, version) => {
  it('tells that it was written, and nothing of the value (N07.FR.10, TC_N_48)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const password = { component: { name: 'Odd' }, variable: { name: 'Password' } }
    const id = await setOne(csms, { ...password, ...delta })
    await setVariable(csms, password, 'secret-secret-secret')
    await settle()
    expect(events(csms)).toMatchObject([{ ...password, trigger: 'Delta', actualValue: '', variableMonitoringId: id }])
    await station.stop()
  })
})

describe('a monitor of 2.1', () => {
  const [, [, ocpp21]] = versions2

  it.each([
    ['TargetDelta', 2_000],
    ['TargetDeltaRelative', 0.1],
  ])('of type %s watches how far a value is from its target (N07.FR.22–23, N02.FR.13)', async (type, value) => {
    const { station, csms } = await setUpAccepted(ocpp21)
    const id = await setOne(csms, { ...evsePower, type, value, severity: 5 })
    station.setLimit({ limitW: 9_000 })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(events(csms)).toEqual([])
    station.setLimit({ limitW: undefined })
    await settle()
    expect(events(csms)).toMatchObject([{ trigger: 'Alerting', actualValue: '10000', variableMonitoringId: id }])
    csms.forget()
    await station.stopCharging()
    await settle()
    expect(events(csms)).toMatchObject([{ cleared: true }])
    expect(await report(csms, { monitoringCriteria: ['DeltaMonitoring'], componentVariable: [evsePower] })).toMatchObject([{ id, type }])
    expect(await set(csms, { ...stationPower, type, value, severity: 5 })).toMatchObject([{ status: 'UnsupportedMonitorType' }])
    await station.stop()
  })
})

describe('a 1.6 station', () => {
  it('has no events of variables', async () => {
    const { station } = await setUpAccepted(ocpp16)
    const event = { component: { name: 'ChargingStation' }, variable: { name: 'Problem' }, actualValue: 'true' }
    expect(() => station.reportEvent(event)).toThrow(expect.objectContaining({ code: 'NOT_IN_VERSION' }))
    await station.stop()
  })
})
