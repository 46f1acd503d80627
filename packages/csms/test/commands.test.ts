import { ocpp16 as bare16 } from '@ocpp-kit/ocpp16'
import { ocpp201 as bare201 } from '@ocpp-kit/ocpp201'
import { OcppError } from '@ocpp-kit/rpc'
import { afterEach, describe, expect, test } from 'vitest'
import { type CsmsOptions, createCsms } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, type Driver, type VersionName, versionNames } from './drivers.js'

const versions = [ocpp21, ocpp201, ocpp16]
const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function pair(version: VersionName, options: Partial<CsmsOptions<(typeof versions)[number]>> = {}) {
  const csms = createCsms({ versions, port: 0, acceptance: 'Accepted', unknownTokens: 'accept', ...options })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 100 }))
  const station = await connect(version, csms.url, 'CP1')
  ends.push(() => station.close())
  await station.boot()
  return { csms, station, handle: csms.station('CP1') }
}

const interval = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' }

describe('variables', () => {
  test('of 1.6 are its configuration keys, by their own names and by those of 2.x', async () => {
    const { station, handle } = await pair('1.6')
    const most = { key: 'GetConfigurationMaxKeys', readonly: true, value: '10' }
    void station.answer('GetConfiguration', { configurationKey: [most] })
    await handle.getVariables([{ component: 'Configuration', variable: most.key }])
    const asked = station.answer('GetConfiguration', {
      configurationKey: [
        { key: 'heartbeatinterval', readonly: false, value: '300' },
        { key: 'VendorKey', readonly: true },
      ],
      unknownKey: ['Nothing'],
    })
    const names = [
      interval,
      { component: 'Configuration', variable: 'VendorKey' },
      { component: 'Configuration', variable: 'Nothing' },
      { component: 'TxCtrlr', variable: 'NoSuch' },
      { ...interval, attribute: 'Target' as const },
    ]
    expect(await handle.getVariables(names)).toMatchObject([
      { status: 'Accepted', value: '300', component: 'OCPPCommCtrlr' },
      { status: 'Accepted', value: undefined },
      { status: 'UnknownVariable' },
      { status: 'UnknownVariable' },
      { status: 'NotSupportedAttributeType' },
    ])
    expect((await asked)['key']).toEqual(['HeartbeatInterval', 'VendorKey', 'Nothing'])
  })

  test('of 1.6 are changed one by one, and NotSupported means there is none (1.6 §5.3)', async () => {
    const { station, handle } = await pair('1.6')
    const asked = station.answer('ChangeConfiguration', { status: 'NotSupported' })
    expect(await handle.setVariables([{ ...interval, value: '60' }])).toEqual([{ ...interval, status: 'UnknownVariable' }])
    expect(await asked).toEqual({ key: 'HeartbeatInterval', value: '60' })
    void station.answer('ChangeConfiguration', { status: 'RebootRequired' })
    expect(await handle.setVariables([{ ...interval, value: '60' }])).toMatchObject([{ status: 'RebootRequired' }])
  })

  test.each(['2.0.1', '2.1'] as const)(
    'of %s are found by name in whatever order they come back, optional members left absent (B05, B06, TC_B_20)',
    async (version) => {
      const { station, handle } = await pair(version)
      for (const [name, attributeValue] of [
        ['ItemsPerMessage', '4'],
        ['BytesPerMessage', '4000'],
      ] as const) {
        const [component, variable] = [{ name: 'DeviceDataCtrlr' }, { name, instance: 'GetVariables' }]
        void station.answer('GetVariables', {
          getVariableResult: [{ attributeStatus: 'Accepted', attributeValue, component, variable }],
        })
        await handle.getVariables([{ component: component.name, variable: name, instance: variable.instance }])
      }
      const connector = { component: 'Connector', evseId: 1, connectorId: 2, variable: 'Enabled', attribute: 'Target' as const }
      const asked = station.answer('GetVariables', {
        getVariableResult: [
          {
            attributeStatus: 'Rejected',
            attributeType: 'Target',
            component: { name: 'connector', evse: { id: 1, connectorId: 2 } },
            variable: { name: 'Enabled' },
          },
          {
            attributeStatus: 'Accepted',
            attributeValue: '300',
            component: { name: 'OCPPCommCtrlr' },
            variable: { name: 'HeartbeatInterval' },
          },
        ],
      })
      expect(await handle.getVariables([interval, connector])).toMatchObject([
        { status: 'Accepted', value: '300' },
        { status: 'Rejected', value: undefined },
      ])
      expect((await asked)['getVariableData']).toEqual([
        { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } },
        { component: { name: 'Connector', evse: { id: 1, connectorId: 2 } }, variable: { name: 'Enabled' }, attributeType: 'Target' },
      ])
      const set = station.answer('SetVariables', {
        setVariableResult: [
          { attributeStatus: 'RebootRequired', component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } },
        ],
      })
      expect(await handle.setVariables([{ ...interval, value: '60' }])).toEqual([{ ...interval, status: 'RebootRequired' }])
      expect((await set)['setVariableData']).toEqual([
        { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' }, attributeValue: '60' },
      ])
    },
  )
})

test('what 1.6 cannot express is answered as a station would, without a message', async () => {
  const { handle } = await pair('1.6')
  expect(await handle.trigger({ message: 'TransactionEvent' })).toEqual({ status: 'NotImplemented' })
  expect(await handle.reset({ type: 'OnIdle', evseId: 1 })).toEqual({ status: 'Rejected' })
  expect(await handle.remoteStop({ transactionId: 'orphan-1' })).toEqual({ status: 'Rejected' })
})

test('1.6 is asked for certificates and logs by the extended trigger of its security edition', async () => {
  const { station, handle } = await pair('1.6')
  const asked = station.answer('ExtendedTriggerMessage', { status: 'Accepted' })
  await handle.trigger({ message: 'SignChargingStationCertificate' })
  expect(await asked).toEqual({ requestedMessage: 'SignChargePointCertificate' })
})

describe.each(['2.0.1', '2.1'] as const)('a status that OCPP %s is asked for', (version) => {
  const listen = (station: Driver, status = 'Accepted') => {
    const asked: unknown[] = []
    const again = async (): Promise<void> => {
      const { evse } = await station.answer('TriggerMessage', { status })
      asked.push(evse)
      await again()
    }
    void again()
    return asked
  }

  test('is that of a connector, the first where an EVSE alone is named (F06.FR.13)', async () => {
    const { station, handle } = await pair(version)
    const asked = listen(station)
    await handle.trigger({ message: 'StatusNotification', evseId: 2 })
    await handle.trigger({ message: 'StatusNotification', evseId: 1, connectorId: 2 })
    await handle.trigger({ message: 'MeterValues', evseId: 1 })
    expect(asked).toEqual([{ id: 2, connectorId: 1 }, { id: 1, connectorId: 2 }, { id: 1 }])
  })

  test('is that of every connector it has told of where nothing is named, and of none where it has told of none', async () => {
    const { station, handle } = await pair(version)
    const asked = listen(station)
    await expect(handle.trigger({ message: 'StatusNotification' })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    await station.status(1, 'Available')
    await station.status(2, 'Occupied')
    expect(await handle.trigger({ message: 'StatusNotification' })).toMatchObject({ status: 'Accepted' })
    expect(asked).toEqual([
      { id: 1, connectorId: 1 },
      { id: 2, connectorId: 1 },
    ])
    listen(station, 'Rejected')
    expect(await handle.trigger({ message: 'StatusNotification' })).toMatchObject({ status: 'Rejected' })
  })
})

test.each(versionNames)('DataTransfer of %s reaches the handler of its vendor, and goes out the same way', async (version) => {
  const { station, handle } = await pair(version, {
    dataTransfer: {
      'com.example': (message, from) => ({ status: 'Accepted', data: { echo: message.vendorId, from: from.station.identity } }),
    },
  })
  expect(await station.dataTransfer('com.example')).toBe('Accepted')
  expect(await station.dataTransfer('toString')).toBe('UnknownVendorId')
  const asked = station.answer('DataTransfer', { status: 'Accepted' })
  expect(await handle.dataTransfer({ vendorId: 'com.example', data: { a: 1 } })).toMatchObject({ status: 'Accepted' })
  expect((await asked)['data']).toEqual(version === '1.6' ? '{"a":1}' : { a: 1 })
})

test('the message log says of a command what the command says', async () => {
  const { csms, station, handle } = await pair('2.0.1')
  const told = csms.once('message')
  // A peer may answer what it likes: the client of the test checks nothing.
  station.connection.on('frame', ({ direction, text }) => {
    const [type, messageId] = JSON.parse(text) as [number, string]
    if (direction === 'in' && type === 2) station.connection.sendText(JSON.stringify([3, messageId, { status: 'Banana' }]))
  })
  await expect(handle.reset({ type: 'OnIdle' })).rejects.toMatchObject({ code: 'PropertyConstraintViolation' })
  expect(await told).toMatchObject({ action: 'Reset', status: 'invalid answer', isError: true })
})

test('the message log gives up when the command does', async () => {
  const { csms, station, handle } = await pair('2.0.1', { callTimeoutMs: 50 })
  let answerLate: (value: object) => void = () => {}
  const late = new Promise<object>((resolve) => (answerLate = resolve))
  const connected = csms.station('CP1').connection
  void station.answer('Reset', late)
  const told = csms.once('message')
  await expect(handle.reset({ type: 'OnIdle' })).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
  expect(await told).toMatchObject({ action: 'Reset', status: 'no answer', isError: true })
  const others: string[] = []
  csms.on('message', ({ action }) => others.push(action))
  const unmatched = new Promise((resolve) => connected?.on('unmatchedAnswer', resolve))
  answerLate({ status: 'Accepted' })
  expect(await unmatched).toMatchObject({ late: true })
  expect(others).toEqual([])
})

test('a handler of the program takes the place of the built-in one, before and after the start', async () => {
  const csms = createCsms({ versions, port: 0, acceptance: 'Accepted' })
  csms.handle(ocpp201, 'Authorize', () => ({ idTokenInfo: { status: 'NoCredit' } }))
  await csms.start()
  ends.push(() => csms.stop())
  const station = await connect('2.0.1', csms.url, 'CP1')
  ends.push(() => station.close())
  await station.boot()
  expect(await station.authorize('T1')).toBe('NoCredit')
  csms.implement(ocpp201, {
    Authorize: () => {
      throw new OcppError('GenericError', 'closed today')
    },
  })
  await expect(station.authorize('T1')).rejects.toMatchObject({ code: 'GenericError', description: 'closed today' })
})

test('a bare protocol gives typed messages alone: nothing is handled, nobody is refused', async () => {
  const csms = createCsms({ versions: [bare16, bare201], port: 0 })
  csms.handle(bare16, 'Heartbeat', () => ({ currentTime: '2026-01-01T00:00:00.000Z' }))
  await csms.start()
  ends.push(() => csms.stop())
  const station = await connect('1.6', csms.url, 'CP1')
  ends.push(() => station.close())
  expect(await station.heartbeat()).toBe('2026-01-01T00:00:00.000Z')
  await expect(station.boot()).rejects.toMatchObject({ code: 'NotSupported' })
  await expect(csms.station('CP1').reset({ type: 'OnIdle' })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  void station.answer('ClearCache', { status: 'Accepted' })
  const { connection } = csms.station('CP1')
  if (connection?.version !== '1.6') throw new Error('expected a 1.6 station')
  expect(await connection.call('ClearCache', {})).toEqual({ status: 'Accepted' })
})
