import { OcppError } from '@ocpp-kit/rpc'
import { describe, expect, test } from 'vitest'
import { versionNames } from '../drivers.js'
import { arrive, startCsms } from './running.js'
import { answerReports, keyOf } from './station.js'

const threshold = { component: 'OCPPCommCtrlr', variable: 'OfflineThreshold' }
const remoteStart = { component: 'AuthCtrlr', variable: 'AuthorizeRemoteStart' }
const limit = (variable: string, instance: string) => ({ component: 'DeviceDataCtrlr', variable, instance })

const values = {
  'OCPPCommCtrlr.OfflineThreshold': '60',
  'AuthCtrlr.AuthorizeRemoteStart': 'true',
  'DeviceDataCtrlr.ItemsPerMessage[GetReport]': '10',
  'DeviceDataCtrlr.ItemsPerMessage[GetVariables]': '4',
  'DeviceDataCtrlr.ItemsPerMessage[SetVariables]': '2',
  'DeviceDataCtrlr.BytesPerMessage[GetReport]': '10000',
  'DeviceDataCtrlr.BytesPerMessage[GetVariables]': '10000',
}

const five = [
  limit('ItemsPerMessage', 'GetReport'),
  limit('ItemsPerMessage', 'GetVariables'),
  limit('BytesPerMessage', 'GetReport'),
  limit('BytesPerMessage', 'GetVariables'),
  remoteStart,
]

const sizes = (requests: readonly Record<string, unknown>[], list: string): readonly number[] =>
  requests.map((request) => (request[list] as readonly unknown[]).length)

describe.each(['2.0.1', '2.1'] as const)('with a station of OCPP %s', (version) => {
  const start = async (own: Readonly<Record<string, string>> = values) => {
    const csms = await startCsms()
    const station = await arrive(version, csms, own)
    await station.boot()
    return { csms, station, handle: csms.station('CP1') }
  }

  test('one variable is read, and two in one message (TC_B_06_CSMS, TC_B_07_CSMS)', async () => {
    const { station, handle } = await start()
    expect(await handle.getVariables([threshold])).toMatchObject([{ ...threshold, status: 'Accepted', value: '60' }])
    expect(await handle.getVariables([threshold, remoteStart])).toMatchObject([{ value: '60' }, { value: 'true' }])
    expect(station.asked('GetVariables')).toEqual([
      { getVariableData: [{ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } }] },
      { getVariableData: [{ component: { name: 'DeviceDataCtrlr' }, variable: { name: 'ItemsPerMessage', instance: 'GetVariables' } }] },
      { getVariableData: [{ component: { name: 'DeviceDataCtrlr' }, variable: { name: 'BytesPerMessage', instance: 'GetVariables' } }] },
      {
        getVariableData: [
          { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } },
          { component: { name: 'AuthCtrlr' }, variable: { name: 'AuthorizeRemoteStart' } },
        ],
      },
    ])
  })

  test('a station that takes one at a time is never sent two, though nobody knew it before (B05.FR.11, B06.FR.05, B08.FR.06)', async () => {
    const { station, handle } = await start()
    for (const instance of ['GetVariables', 'SetVariables', 'GetReport'])
      station.values.set(`DeviceDataCtrlr.ItemsPerMessage[${instance}]`, '1')
    station.on('GetReport', () => ({ status: 'Accepted' }))
    await handle.getVariables([threshold, remoteStart])
    await handle.setVariables([
      { ...threshold, value: '70' },
      { ...remoteStart, value: 'false' },
    ])
    await handle.requestReport({ variables: [threshold, remoteStart] })
    const wire = [
      ['GetVariables', 'getVariableData'],
      ['SetVariables', 'setVariableData'],
      ['GetReport', 'componentVariable'],
    ] as const
    for (const [action, list] of wire) expect([action, new Set(sizes(station.asked(action), list))]).toEqual([action, new Set([1])])
  })

  test('five variables go to a station that takes four in two messages, with results in the order of the names (TC_B_08_CSMS)', async () => {
    const { station, handle } = await start()
    await handle.getVariables([limit('ItemsPerMessage', 'GetVariables')])
    await handle.getVariables([limit('BytesPerMessage', 'GetVariables')])
    const results = await handle.getVariables(five)
    expect(results.map((one) => one.value)).toEqual(['10', '4', '10000', '10000', 'true'])
    expect(sizes(station.asked('GetVariables'), 'getVariableData')).toEqual([1, 1, 4, 1])
  })

  test('limits that are not known are asked for by themselves, once, before a message that may be above them (B06.FR.05, B06.FR.17)', async () => {
    const { station, handle } = await start({ ...values, 'DeviceDataCtrlr.ItemsPerMessage[GetVariables]': '2' })
    expect((await handle.getVariables(five)).map(({ status }) => status)).toEqual(Array(5).fill('Accepted'))
    expect(sizes(station.asked('GetVariables'), 'getVariableData')).toEqual([1, 1, 2, 2, 1])
    const {
      'DeviceDataCtrlr.ItemsPerMessage[GetVariables]': _items,
      'DeviceDataCtrlr.BytesPerMessage[GetVariables]': _bytes,
      ...withoutLimits
    } = values
    const silent = await start(withoutLimits)
    await Promise.all([silent.handle.getVariables(five), silent.handle.getVariables(five)])
    await silent.handle.getVariables(five)
    expect(sizes(silent.station.asked('GetVariables'), 'getVariableData').toSorted()).toEqual([1, 1, 1, 1, 1, 4, 4, 4])
  })

  test('a limit that the station has reported is not asked for (B06.FR.05, B06.FR.17)', async () => {
    const { csms, station, handle } = await start()
    answerReports(station)
    const ended = csms.once('report.ended')
    await handle.requestReport()
    expect((await ended).report).toMatchObject({ state: 'complete' })
    await handle.getVariables(five)
    expect(sizes(station.asked('GetVariables'), 'getVariableData')).toEqual([4, 1])
  })

  test('a station that answers CALLERROR when it is asked how many bytes it takes is held to its items', async () => {
    const { station, handle } = await start({ ...values, 'DeviceDataCtrlr.ItemsPerMessage[SetVariables]': '2' })
    await handle.getVariables([limit('ItemsPerMessage', 'SetVariables')])
    station.on('GetVariables', () => {
      throw new OcppError('InternalError', 'no such limit')
    })
    const wanted = [
      { ...threshold, value: '70' },
      { ...remoteStart, value: 'false' },
    ]
    for (let times = 0; times < 2; times += 1) expect(await handle.setVariables(wanted)).toMatchObject([{}, { status: 'Accepted' }])
    expect(sizes(station.asked('SetVariables'), 'setVariableData')).toEqual([2, 2])
  })

  test('a message stays within the bytes that the station takes, though nobody knew them before (B06.FR.17)', async () => {
    const { station, handle } = await start({ ...values, 'DeviceDataCtrlr.BytesPerMessage[GetVariables]': '300' })
    await handle.getVariables(five)
    const messages = station.asked('GetVariables')
    expect(messages.length).toBeGreaterThan(4)
    for (const request of messages) expect(JSON.stringify([2, 'x'.repeat(36), 'GetVariables', request]).length).toBeLessThanOrEqual(300)
    const big = { ...threshold, value: '1'.repeat(400) }
    station.values.set('DeviceDataCtrlr.BytesPerMessage[SetVariables]', '300')
    expect(await handle.setVariables([big, { ...remoteStart, value: 'false' }])).toMatchObject([
      { status: 'Rejected', reason: 'not sent: the value does not fit a message of 300 bytes, which is all that the station takes' },
      { status: 'Accepted' },
    ])
    expect(station.asked('SetVariables')).toHaveLength(1)
  })

  test('values are set, in as many messages as the station needs, and none twice in one (TC_B_09_CSMS, TC_B_10_CSMS, B05.FR.11, B05.FR.13)', async () => {
    const { station, handle } = await start()
    expect(await handle.setVariables([{ ...threshold, value: '123' }])).toMatchObject([{ status: 'Accepted' }])
    const wanted = [
      { ...threshold, value: '124' },
      { ...remoteStart, value: 'false' },
    ]
    expect(await handle.setVariables(wanted)).toMatchObject([{ status: 'Accepted' }, { status: 'Accepted' }])
    await handle.getVariables([limit('ItemsPerMessage', 'SetVariables')])
    const twice = [...wanted, { ...threshold, value: '125' }, { component: 'AuthCtrlr', variable: 'NoSuch', value: '1' }]
    expect((await handle.setVariables(twice)).map(({ status }) => status)).toEqual(['Accepted', 'Accepted', 'Accepted', 'UnknownVariable'])
    expect(station.values.get('OCPPCommCtrlr.OfflineThreshold')).toBe('125')
    expect(sizes(station.asked('SetVariables'), 'setVariableData')).toEqual([1, 2, 2, 2])
    for (const request of station.asked('SetVariables')) {
      const names = (request['setVariableData'] as Parameters<typeof keyOf>[0][]).map(keyOf)
      expect(new Set(names).size).toBe(names.length)
    }
  })

  test('what was read and what was set is known from then on', async () => {
    const { csms, station, handle } = await start()
    await handle.getVariables([threshold])
    await handle.setVariables([{ ...remoteStart, value: 'false' }])
    await station.close()
    const known = (await csms.station('CP1').variables()).items
    expect(known).toMatchObject([
      { ...remoteStart, value: 'false', source: 'set' },
      { ...threshold, value: '60', source: 'get' },
    ])
    expect((await handle.variables({ component: 'authctrlr' })).items).toHaveLength(1)
  })

  test('a secret is sent and leaves no trace (G18)', async () => {
    const { csms, station, handle } = await start({ ...values, 'NetworkConfiguration.VpnPassword': '' })
    const password = { component: 'NetworkConfiguration', variable: 'VpnPassword' }
    expect(await handle.setVariables([{ ...password, value: 'hunter2hunter2hunter2' }])).toMatchObject([{ status: 'Accepted' }])
    expect(station.values.get('NetworkConfiguration.VpnPassword')).toBe('hunter2hunter2hunter2')
    await handle.getVariables([password])
    expect((await handle.variables()).items).toMatchObject([password])
    expect(JSON.stringify(await csms.station('CP1').variables())).not.toContain('hunter2')
    await expect(handle.setDesired([{ ...password, value: 'hunter3hunter3hunter3' }])).rejects.toThrow(/holds a secret/)
  })

  test('what a station tells of a variable by itself is known, and an old message does not undo it (N07)', async () => {
    const { csms, station, handle } = await start()
    const notify = async (actualValue: string, timestamp: string) => {
      const told = csms.once('notification')
      await station.connection.callUntyped('NotifyEvent', {
        generatedAt: timestamp,
        seqNo: 0,
        tbc: false,
        eventData: [
          {
            eventId: 1,
            timestamp,
            trigger: 'Delta',
            actualValue,
            eventNotificationType: 'HardWiredNotification',
            component: { name: 'ConnectorPlugRetentionLock', evse: { id: 1 } },
            variable: { name: 'Problem' },
          },
        ],
      })
      await told
    }
    await notify('true', new Date(Date.now() - 1000).toISOString())
    await notify('false', new Date(Date.now() - 60_000).toISOString())
    await expect
      .poll(async () => (await handle.variables()).items)
      .toMatchObject([{ component: 'ConnectorPlugRetentionLock', evseId: 1, variable: 'Problem', value: 'true', source: 'notify' }])
  })
})

describe('with a station of OCPP 1.6', () => {
  const keys = {
    HeartbeatInterval: '300',
    GetConfigurationMaxKeys: '2',
    NumberOfConnectors: '1',
    VendorKey: 'x',
    ConnectionTimeOut: '60',
    AuthorizationKey: 'abcdef0123456789',
  }
  const key = (variable: string) => ({ component: 'Configuration', variable })

  const start = async () => {
    const csms = await startCsms()
    const station = await arrive('1.6', csms, keys)
    station.refusals.set('NumberOfConnectors', 'Rejected')
    await station.boot()
    return { station, handle: csms.station('CP1') }
  }

  test('no more keys are asked for at once than GetConfigurationMaxKeys allows (1.6 §9.1.8)', async () => {
    const { station, handle } = await start()
    const names = ['HeartbeatInterval', 'NumberOfConnectors', 'VendorKey', 'ConnectionTimeOut', 'NoSuch'].map(key)
    const results = await handle.getVariables(names)
    expect(results.map(({ status }) => status)).toEqual([...Array(4).fill('Accepted'), 'UnknownVariable'])
    expect(sizes(station.asked('GetConfiguration'), 'key')).toEqual([1, 2, 2, 1])
  })

  test('keys are kept under their own names, and found under those of 2.x', async () => {
    const { handle } = await start()
    const interval = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' }
    await handle.getVariables([interval, key('NumberOfConnectors')])
    await handle.setVariables([{ ...interval, value: '60' }])
    expect((await handle.variables()).items).toMatchObject([
      // What the station was asked before more than one key.
      { ...key('GetConfigurationMaxKeys') },
      { ...key('HeartbeatInterval'), value: '60', mutability: 'ReadWrite', source: 'set' },
      { ...key('NumberOfConnectors'), value: '1', mutability: 'ReadOnly' },
    ])
    expect((await handle.variables(interval)).items).toHaveLength(1)
  })

  test('all keys are asked for by one question, and a secret among them is not kept (G18)', async () => {
    const { station, handle } = await start()
    const [report] = await handle.requestReport()
    expect(report).toMatchObject({ state: 'complete' })
    expect(station.asked('GetConfiguration')).toEqual([{}])
    expect((await handle.variables()).items).toHaveLength(6)
    const stored = JSON.stringify([await handle.variables(), await handle.report(report?.requestId ?? 0)])
    expect(stored).not.toContain('abcdef0123456789')
    const [some] = await handle.requestReport({ variables: [key('VendorKey'), key('NoSuch')] })
    expect(some).toMatchObject({ state: 'complete', unknown: ['NoSuch'] })
    expect(await handle.requestReport({ criteria: ['Problem'] })).toMatchObject([{ state: 'refused', status: 'NotSupported' }])
  })
})

test.each(versionNames)('variables of OCPP %s cannot be read from a station that is not connected', async () => {
  const csms = await startCsms()
  await expect(csms.station('CP1').getVariables([threshold])).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  expect(await csms.station('CP1').variables()).toEqual({ items: [] })
})
