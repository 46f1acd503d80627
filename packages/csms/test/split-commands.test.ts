import type { SetVariableMonitoringRequest } from '@ocpp-kit/ocpp201'
import { OcppError } from '@ocpp-kit/rpc'
import { describe, expect, test } from 'vitest'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { arrive, leave, startCsms, until } from './provisioning/running.js'

/* Commands that carry more than a station takes in one message. */

const monitor = (at: number) => ({
  value: at,
  type: 'UpperThreshold' as const,
  severity: 5,
  component: { name: 'Connector', evse: { id: at, connectorId: 1 } },
  variable: { name: 'Temperature' },
})
type Monitors = SetVariableMonitoringRequest['setMonitoringData']
const monitors = [1, 2, 3, 4, 5].map(monitor) as Monitors

const start = async (values: Readonly<Record<string, string>> = {}) => {
  const csms = await startCsms({ fullReports: 'onDemand' })
  const station = await arrive('2.0.1', csms, values)
  await station.boot()
  let failAt = Number.POSITIVE_INFINITY
  station.on('SetVariableMonitoring', ({ setMonitoringData }: { readonly setMonitoringData: readonly ReturnType<typeof monitor>[] }) => {
    if (setMonitoringData.some(({ value }) => value === failAt)) throw new OcppError('InternalError', 'no more room')
    return {
      setMonitoringResult: setMonitoringData.map(({ value, type, severity, component, variable }) => ({
        id: value,
        status: 'Accepted',
        type,
        severity,
        component,
        variable,
      })),
    }
  })
  const send = async () => {
    const { id } = await csms.commands.send('CP1', ocpp201, 'SetVariableMonitoring', { setMonitoringData: monitors })
    return csms.commands.wait(id)
  }
  const sizes = () => station.asked('SetVariableMonitoring').map((one) => (one['setMonitoringData'] as readonly object[]).length)
  return { csms, station, send, sizes, failFrom: (at: number) => (failAt = at) }
}

describe('monitors', () => {
  test('are set in as many messages as the station needs, and the command has all answers (N04.FR.09)', async () => {
    const { send, sizes } = await start({ 'MonitoringCtrlr.ItemsPerMessage[SetVariableMonitoring]': '2' })
    const command = await send()
    expect(sizes()).toEqual([2, 2, 1])
    expect(command).toMatchObject({ state: 'done', attempt: 1, result: { setMonitoringResult: [1, 2, 3, 4, 5].map((id) => ({ id })) } })
  })

  test('are never too many, however few the station takes and nobody knew', async () => {
    const { csms, station } = await start({ 'MonitoringCtrlr.ItemsPerMessage[ClearVariableMonitoring]': '1' })
    station.on('ClearVariableMonitoring', ({ id }: { readonly id: readonly number[] }) => ({
      clearMonitoringResult: id.map((one) => ({ id: one, status: 'Accepted' })),
    }))
    const { id } = await csms.commands.send('CP1', ocpp201, 'ClearVariableMonitoring', { id: [1, 2] })
    expect(await csms.commands.wait(id)).toMatchObject({ state: 'done' })
    expect(station.asked('ClearVariableMonitoring')).toEqual([{ id: [1] }, { id: [2] }])
  })

  test('are set within the bytes that the station takes, though nobody knew them (N04.FR.09)', async () => {
    const values = {
      'MonitoringCtrlr.ItemsPerMessage[SetVariableMonitoring]': '10',
      'MonitoringCtrlr.BytesPerMessage[SetVariableMonitoring]': '500',
    }
    const { station, send, sizes } = await start(values)
    expect(await send()).toMatchObject({ state: 'done' })
    expect(sizes().length).toBeGreaterThan(1)
    for (const request of station.asked('SetVariableMonitoring'))
      expect(JSON.stringify([2, 'x'.repeat(36), 'SetVariableMonitoring', request]).length).toBeLessThanOrEqual(500)
  })

  test('are set one at a time where the station refuses to say what it takes', async () => {
    const { station, send, sizes } = await start()
    station.on('GetVariables', () => {
      throw new OcppError('NotSupported', 'no variables')
    })
    expect(await send()).toMatchObject({ state: 'done' })
    expect(sizes()).toEqual([1, 1, 1, 1, 1])
  })

  test('are not gone on with after the station has answered CALLERROR, and what it took before is known', async () => {
    const { send, sizes, failFrom } = await start({ 'MonitoringCtrlr.ItemsPerMessage[SetVariableMonitoring]': '2' })
    failFrom(3)
    expect(await send()).toMatchObject({
      state: 'failed',
      error: { code: 'InternalError' },
      result: { setMonitoringResult: [{ id: 1 }, { id: 2 }] },
    })
    expect(sizes()).toEqual([2, 2])
  })

  test('are all cleared again after the connection was lost in between', async () => {
    const values = { 'MonitoringCtrlr.ItemsPerMessage[ClearVariableMonitoring]': '4' }
    const { csms, station } = await start(values)
    const answer = ({ id }: { readonly id: readonly number[] }) => ({
      clearMonitoringResult: id.map((one) => ({ id: one, status: 'NotFound' })),
    })
    station.on('ClearVariableMonitoring', (request: never) =>
      station.asked('ClearVariableMonitoring').length < 2 ? answer(request) : new Promise<never>(() => {}),
    )
    const { id } = await csms.commands.send('CP1', ocpp201, 'ClearVariableMonitoring', { id: [1, 2, 3, 4, 5] })
    await until(() => station.asked('ClearVariableMonitoring').length === 2)
    await leave(csms, station)
    const again = await arrive('2.0.1', csms, values)
    again.on('ClearVariableMonitoring', answer)
    expect(await csms.commands.wait(id)).toMatchObject({ state: 'done', reason: 'alreadySo', attempt: 2 })
    expect(again.asked('ClearVariableMonitoring')).toEqual([{ id: [1, 2, 3, 4] }, { id: [5] }])
  })
})

test('variables are read and set by commands as a station takes them, and none twice in one message (B05.FR.11, B05.FR.13, B06.FR.05)', async () => {
  const own = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [`Vendor.${name}`, '0']))
  const limits = {
    'DeviceDataCtrlr.ItemsPerMessage[GetVariables]': '4',
    'DeviceDataCtrlr.ItemsPerMessage[SetVariables]': '3',
  }
  const csms = await startCsms({ fullReports: 'onDemand' })
  const station = await arrive('2.0.1', csms, { ...own, ...limits })
  await station.boot()
  const names = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ component: { name: 'Vendor' }, variable: { name } }))
  const read = await csms.commands.sendUntyped('CP1', 'GetVariables', { getVariableData: names })
  const answered = await csms.commands.wait(read.id)
  expect(answered).toMatchObject({ state: 'done', result: { getVariableResult: names } })
  expect(station.asked('GetVariables').map((one) => (one['getVariableData'] as readonly object[]).length)).toEqual([1, 1, 4, 1])
  const setVariableData = [...names, ...names.slice(0, 1)].map((one, at) => ({ ...one, attributeValue: String(at) }))
  const set = await csms.commands.sendUntyped('CP1', 'SetVariables', { setVariableData })
  expect(await csms.commands.wait(set.id)).toMatchObject({ state: 'done' })
  expect(station.asked('SetVariables').map((one) => (one['setVariableData'] as readonly object[]).length)).toEqual([3, 3])
  expect(station.values.get('Vendor.A')).toBe('5')
})

test('keys of 1.6 are read by a command as the station takes them', async () => {
  const keys = ['A', 'B', 'C', 'D', 'E']
  const csms = await startCsms({ fullReports: 'onDemand' })
  const own = { GetConfigurationMaxKeys: '2', ...Object.fromEntries(keys.map((name) => [name, '0'])) }
  const station = await arrive('1.6', csms, own)
  await station.boot()
  const { id } = await csms.commands.send('CP1', ocpp16, 'GetConfiguration', { key: [...keys, 'NoSuch'] })
  const command = await csms.commands.wait(id)
  expect(station.asked('GetConfiguration').map((one) => one['key'])).toEqual([
    ['GetConfigurationMaxKeys'],
    ['A', 'B'],
    ['C', 'D'],
    ['E', 'NoSuch'],
  ])
  expect(command?.result).toMatchObject({ unknownKey: ['NoSuch'], configurationKey: keys.map((key) => ({ key })) })
})
