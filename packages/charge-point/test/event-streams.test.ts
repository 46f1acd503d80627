import { describe, expect, it } from 'vitest'
import { type ChargePointOptions, createMemoryStateStore } from '../src/index.js'
import { watchTimers } from './support/charging.js'
import { type Payload, type Setup, settle, setUp, setUpAccepted } from './support/csms.js'
import { events } from './support/device-model.js'
import { ocpp21, ocpp201 } from './support/versions.js'

type V = typeof ocpp21

const evsePower = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' } }
const stationPower = { component: { name: 'ChargingStation' }, variable: { name: 'Power' } }
const evseState = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' } }
const everySecond = { ...evsePower, type: 'Periodic', value: 1, severity: 8 }
const ev = { batteryCapacityWh: 1_000_000, socPercent: 10, maxPowerW: 10_000, taperFromPercent: 100 }

/** A station whose csms opens every stream. */
async function ready(options: Partial<ChargePointOptions<V>> = {}): Promise<Setup<V>> {
  const setup = await setUp(ocpp21, { ...options, settings: { sampleIntervalS: 0, ...options.settings } })
  setup.csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: setup.csms.now(), interval: 86_400 })
  setup.csms.answers['Heartbeat'] = () => ({ currentTime: setup.csms.now() })
  setup.csms.answers['OpenPeriodicEventStream'] = () => ({ status: 'Accepted' })
  await setup.station.start()
  await settle()
  setup.csms.forget()
  return setup
}

type Csms = Pick<Setup<V>, 'csms'>

const set = async ({ csms }: Csms, ...setMonitoringData: object[]): Promise<Payload[]> =>
  (await csms.call('SetVariableMonitoring', { setMonitoringData }))['setMonitoringResult'] as Payload[]

async function setOne(setup: Csms, data: object): Promise<number> {
  const [result] = await set(setup, data)
  expect(result).toMatchObject({ status: 'Accepted' })
  return result?.['id'] as number
}

const opened = ({ csms }: Csms): Payload[] =>
  csms.of('OpenPeriodicEventStream').map(({ constantStreamData }) => constantStreamData as Payload)

const written = ({ csms }: Csms): Payload[] => csms.of('NotifyPeriodicEventStream')

/** The values of all messages, in order. */
const values = (setup: Csms): unknown[] => written(setup).flatMap(({ data }) => (data as Payload[]).map(({ v }) => v))

const listed = async ({ csms }: Csms): Promise<unknown> => (await csms.call('GetPeriodicEventStream', {}))['constantStreamData']

describe('a monitor with an event stream', () => {
  it('opens it and tells by it, and by nothing else (N11.FR.01–02, N15.FR.01, FR.06, FR.09)', async () => {
    const setup = await ready()
    await setup.station.startCharging({ idToken: 'CARD', ev })
    const id = await setOne(setup, { ...everySecond, periodicEventStream: { interval: 10 } })
    expect(opened(setup)).toEqual([{ id: 1, variableMonitoringId: id, params: { interval: 10 } }])
    expect(written(setup)).toEqual([])
    await setup.csms.pass(9_500, 500)
    expect(written(setup)).toEqual([])
    await setup.csms.pass(500, 500)
    const [first] = written(setup)
    expect(first).toMatchObject({ id: 1, pending: 0, basetime: expect.any(String) })
    expect(first?.['data']).toMatchObject([{ t: 0 }, { t: 1 }, { t: 2 }, ...Array.from({ length: values(setup).length - 3 }, () => ({}))])
    expect(new Set(values(setup))).toEqual(new Set(['10000']))
    await setup.csms.pass(10_000, 500)
    expect(written(setup)).toHaveLength(2)
    expect(values(setup).length).toBeGreaterThanOrEqual(19)
    expect(Date.parse(String(written(setup)[1]?.['basetime'])) - Date.parse(String(first?.['basetime']))).toBe(10_000)
    expect(events(setup.csms)).toEqual([])
    await setup.station.stop()
  })

  it('is written as soon as there are enough values (N15.FR.08)', async () => {
    const setup = await ready()
    await setOne(setup, { ...everySecond, periodicEventStream: { values: 4 } })
    await setup.csms.pass(12_000)
    expect(written(setup).map(({ data, pending }) => [(data as Payload[]).length, pending])).toEqual([
      [4, 0],
      [4, 0],
      [4, 0],
    ])
    await setup.station.stop()
  })

  it('is never written with more values than are wanted, and tells how many follow (N15.FR.04, FR.07, N14.FR.03)', async () => {
    const setup = await ready()
    await setOne(setup, { ...everySecond, periodicEventStream: { interval: 3600 } })
    await setup.csms.pass(7_000)
    expect(written(setup)).toEqual([])
    expect(await setup.csms.call('AdjustPeriodicEventStream', { id: 1, params: { values: 3 } })).toEqual({ status: 'Accepted' })
    expect(written(setup).map(({ data, pending }) => [(data as Payload[]).length, pending])).toEqual([
      [3, 4],
      [3, 1],
    ])
    expect(await listed(setup)).toMatchObject([{ id: 1, params: { interval: 3600, values: 3 } }])
    await setup.station.stop()
  })

  it('sends a delta at its next beat, which goes on while there is nothing to say', async () => {
    const setup = await ready()
    await setOne(setup, { ...evseState, type: 'Delta', value: 1, severity: 8, periodicEventStream: { interval: 10 } })
    const timers = watchTimers(setup.clock)
    await setup.csms.pass(25_000)
    expect(timers.size).toBe(0)
    setup.station.plugIn({ ev })
    await settle()
    expect(written(setup)).toEqual([])
    await setup.csms.pass(4_000)
    expect(written(setup)).toEqual([])
    await setup.csms.pass(1_000)
    expect(values(setup)).toEqual(['Occupied'])
    await setup.station.stop()
  })

  it('tells by NotifyEvent where the csms refuses the stream, also after a restart (N11.FR.07)', async () => {
    const state = createMemoryStateStore()
    const setup = await ready({ state })
    setup.csms.answers['OpenPeriodicEventStream'] = () => ({ status: 'Rejected' })
    const id = await setOne(setup, { ...everySecond, periodicEventStream: { values: 2 } })
    await setup.csms.pass(3_000)
    expect(written(setup)).toEqual([])
    expect(events(setup.csms)).toMatchObject([{ variableMonitoringId: id }, { variableMonitoringId: id }, { variableMonitoringId: id }])
    await setup.station.stop()
    setup.csms.forget()
    await setup.station.start()
    await settle()
    expect(opened(setup)).toEqual([])
    await setup.station.stop()
  })

  it('tells by NotifyEvent where the csms knows no streams (N11, error handling)', async () => {
    const setup = await ready()
    setup.csms.answers['OpenPeriodicEventStream'] = () => Promise.reject(new Error('what is that?'))
    await setOne(setup, { ...everySecond, periodicEventStream: { values: 2 } })
    await setup.csms.pass(2_000)
    expect(events(setup.csms)).toHaveLength(2)
    expect(await listed(setup)).toBeUndefined()
    await setup.station.stop()
  })

  it.each([
    ['MissingParam', {}],
    ['MissingParam', { interval: 0, values: 0 }],
    ['ValueOutOfRange', { interval: 86_401 }],
    ['ValueOutOfRange', { values: 1_001 }],
  ])('is refused with %s for %j (N11.FR.09)', async (reasonCode, periodicEventStream) => {
    const setup = await ready()
    expect(await set(setup, { ...everySecond, periodicEventStream })).toMatchObject([{ status: 'Rejected', statusInfo: { reasonCode } }])
    expect(opened(setup)).toEqual([])
    await setup.station.stop()
  })

  it('is one of so many (MaxPeriodicEventStreams)', async () => {
    const setup = await ready()
    const [component, variable] = [{ name: 'MonitoringCtrlr' }, { name: 'MaxPeriodicEventStreams' }]
    const { getVariableResult } = await setup.csms.call('GetVariables', { getVariableData: [{ component, variable }] })
    const max = Number((getVariableResult as Payload[])[0]?.['attributeValue'])
    const wish = (severity: number, value: number, place: object): object => ({
      ...place,
      type: value === 0 ? 'PeriodicClockAligned' : 'Periodic',
      value: 60,
      severity,
      periodicEventStream: { interval: 60 },
    })
    const wishes = Array.from({ length: max + 1 }, (_, index) =>
      wish(index % 10, Math.floor(index / 10) % 2, index < 20 ? evsePower : stationPower),
    )
    const statuses = (await set(setup, ...wishes)).map(({ status }) => status)
    expect(statuses.slice(0, max).every((status) => status === 'Accepted')).toBe(true)
    expect(statuses[max]).toBe('Rejected')
    expect(opened(setup)).toHaveLength(max)
    await setup.station.stop()
  })
})

describe('an event stream', () => {
  it('is listed while it is open, and is not while there is none (N12.FR.01)', async () => {
    const setup = await ready()
    expect(await listed(setup)).toBeUndefined()
    const first = await setOne(setup, { ...everySecond, periodicEventStream: { interval: 10, values: 5 } })
    const second = await setOne(setup, { ...everySecond, ...stationPower, periodicEventStream: { values: 5 } })
    expect(await listed(setup)).toEqual([
      { id: 1, variableMonitoringId: first, params: { interval: 10, values: 5 } },
      { id: 2, variableMonitoringId: second, params: { values: 5 } },
    ])
    await setup.station.stop()
  })

  it('that does not exist, or in a way that cannot be, is not adjusted (N14.FR.02)', async () => {
    const setup = await ready()
    const adjust = (id: number, params: object): Promise<Payload> => setup.csms.call('AdjustPeriodicEventStream', { id, params })
    expect(await adjust(1, { interval: 5 })).toEqual({ status: 'Rejected', statusInfo: { reasonCode: 'NotFound' } })
    await setOne(setup, { ...everySecond, periodicEventStream: { interval: 10 } })
    expect(await adjust(1, { interval: 100_000 })).toMatchObject({ status: 'Rejected', statusInfo: { reasonCode: 'ValueOutOfRange' } })
    expect(await adjust(1, { interval: 0 })).toMatchObject({ status: 'Rejected', statusInfo: { reasonCode: 'MissingParam' } })
    expect(await adjust(1, { interval: 3 })).toEqual({ status: 'Accepted' })
    await setup.csms.pass(9_000)
    expect(written(setup)).toHaveLength(3)
    await setup.station.stop()
  })

  it('goes with its monitor, once all is said (N13.FR.01, FR.03, FR.05)', async () => {
    const setup = await ready()
    const id = await setOne(setup, { ...everySecond, periodicEventStream: { interval: 60 } })
    await setup.csms.pass(3_000)
    setup.csms.forget()
    await setup.csms.call('ClearVariableMonitoring', { id: [id] })
    expect(setup.csms.actions).toEqual(['NotifyPeriodicEventStream', 'ClosePeriodicEventStream'])
    expect(values(setup)).toHaveLength(3)
    expect(setup.csms.last('ClosePeriodicEventStream')).toEqual({ id: 1 })
    await setup.csms.pass(120_000, 10_000)
    expect(setup.csms.actions).toEqual(['NotifyPeriodicEventStream', 'ClosePeriodicEventStream'])
    expect(await listed(setup)).toBeUndefined()
    await setup.station.stop()
  })

  it('is closed when its monitor is set again without one, which tells by NotifyEvent then (N13.FR.04, FR.06)', async () => {
    const setup = await ready()
    const id = await setOne(setup, { ...everySecond, periodicEventStream: { interval: 60 } })
    setup.csms.forget()
    await setOne(setup, { ...everySecond, id })
    expect(setup.csms.actions).toEqual(['ClosePeriodicEventStream'])
    await setup.csms.pass(2_000)
    expect(written(setup)).toEqual([])
    expect(events(setup.csms)).toMatchObject([{ variableMonitoringId: id, trigger: 'Periodic' }, {}])
    await setup.station.stop()
  })

  it('makes room for another one when its monitor is set again with one (N11.FR.02)', async () => {
    const setup = await ready()
    const id = await setOne(setup, { ...everySecond, periodicEventStream: { interval: 60 } })
    await setOne(setup, { ...everySecond, id, periodicEventStream: { values: 2 } })
    expect(setup.csms.of('ClosePeriodicEventStream')).toEqual([{ id: 1 }])
    expect(await listed(setup)).toEqual([{ id: 2, variableMonitoringId: id, params: { values: 2 } }])
    await setup.station.stop()
  })

  it('is closed after it was opened, where nobody wants it any more meanwhile (N13.FR.05)', async () => {
    const setup = await ready()
    let answer: (response: object) => void = () => {}
    setup.csms.answers['OpenPeriodicEventStream'] = () => new Promise((resolve) => (answer = resolve))
    const id = await setOne(setup, { ...everySecond, periodicEventStream: { interval: 60 } })
    await setup.csms.call('ClearVariableMonitoring', { id: [id] })
    expect(setup.csms.of('ClosePeriodicEventStream')).toEqual([])
    answer({ status: 'Accepted' })
    await settle()
    expect(setup.csms.of('ClosePeriodicEventStream')).toEqual([{ id: 1 }])
    await setup.station.stop()
  })

  it('is closed when the base takes its monitor away (N03, N13.FR.01)', async () => {
    const setup = await ready()
    await setOne(setup, { ...everySecond, periodicEventStream: { interval: 60 } })
    await setup.csms.call('SetMonitoringBase', { monitoringBase: 'All' })
    expect(setup.csms.of('ClosePeriodicEventStream')).toEqual([])
    await setup.csms.call('SetMonitoringBase', { monitoringBase: 'FactoryDefault' })
    expect(setup.csms.of('ClosePeriodicEventStream')).toEqual([{ id: 1 }])
    await setup.station.stop()
  })

  it('is opened and closed by the station itself, also for a monitor of its maker (N11.FR.03, N13.FR.01, FR.04)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    station.openEventStream({ monitorId: 1, interval: 10 })
    await settle()
    expect(opened(setup)).toEqual([{ id: 1, variableMonitoringId: 1, params: { interval: 10 } }])
    station.setFault({ fault: 'GroundFailure' })
    await csms.pass(10_000)
    expect(values(setup)).toEqual(['true'])
    station.clearFault({ fault: 'GroundFailure' })
    station.closeEventStream({ monitorId: 1 })
    await settle()
    expect(values(setup)).toEqual(['true', 'false'])
    expect(csms.of('ClosePeriodicEventStream')).toEqual([{ id: 1 }])
    station.setFault({ fault: 'GroundFailure' })
    await settle()
    expect(events(csms).map(({ variableMonitoringId }) => variableMonitoringId)).toContain(1)
    expect(() => station.openEventStream({ monitorId: 99, values: 1 })).toThrow('the station has no monitor 99')
    expect(() => station.openEventStream({ monitorId: 1 })).toThrow('MissingParam')
    await station.stop()
  })

  it('is not used offline: what matters waits as events, what does not is not told (N07.FR.04, N08.FR.03)', async () => {
    const setup = await ready()
    await setOne(setup, { ...everySecond, severity: 3, periodicEventStream: { interval: 60 } })
    await setOne(setup, { ...everySecond, periodicEventStream: { interval: 60 } })
    await setup.csms.pass(2_000)
    await setup.csms.cut()
    await setup.csms.pass(2_000)
    setup.csms.forget()
    await setup.csms.restore()
    expect(events(setup.csms).map(({ severity }) => severity)).toEqual([3, 3, 3, 3])
    expect(new Set(events(setup.csms).map(({ timestamp }) => timestamp)).size).toBe(4)
    // The csms has not forgotten it.
    expect(opened(setup)).toEqual([])
    await setup.csms.pass(60_000)
    expect(written(setup)).toHaveLength(2)
    expect(setup.errors).toEqual([])
    await setup.station.stop()
  })

  it('is opened anew after a restart (N11, remark)', async () => {
    const setup = await ready()
    await setOne(setup, { ...everySecond, periodicEventStream: { values: 2 } })
    setup.csms.forget()
    await setup.csms.call('Reset', { type: 'Immediate' })
    await setup.csms.pass(10_000)
    expect(opened(setup)).toMatchObject([{ id: 1 }])
    expect(written(setup).length).toBeGreaterThan(0)
    await setup.station.stop()
  })

  it('is opened anew after a power cut, under its number (N11, remark)', async () => {
    const state = createMemoryStateStore()
    const setup = await ready({ state })
    const id = await setOne(setup, { ...everySecond, periodicEventStream: { interval: 60 } })
    await setup.csms.call('AdjustPeriodicEventStream', { id: 1, params: { values: 2 } })
    setup.station.powerCut()
    await settle()
    setup.csms.forget()
    await setup.station.powerRestored()
    await settle()
    expect(opened(setup)).toEqual([{ id: 1, variableMonitoringId: id, params: { interval: 60, values: 2 } }])
    await setup.csms.pass(4_000)
    expect(written(setup)).toHaveLength(2)
    const next = await setOne(setup, { ...everySecond, severity: 7, periodicEventStream: { interval: 60 } })
    expect(opened(setup).at(-1)).toMatchObject({ id: 2, variableMonitoringId: next })
    await setup.station.stop()
  })
})

describe('a 2.0.1 station', () => {
  it('knows no event streams', async () => {
    const { station, csms } = await setUpAccepted(ocpp201)
    const component = { name: 'MonitoringCtrlr' }
    const variable = { name: 'MaxPeriodicEventStreams' }
    const { getVariableResult } = await csms.call('GetVariables', { getVariableData: [{ component, variable }] })
    expect(getVariableResult).toMatchObject([{ attributeStatus: 'UnknownVariable' }])
    expect(() => station.closeEventStream({ monitorId: 1 })).toThrow('OCPP 2.0.1 has no event streams')
    await station.stop()
  })
})
