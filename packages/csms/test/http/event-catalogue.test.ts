import { readFile } from 'node:fs/promises'
import type { TransactionEventRequest } from '@ocpp-kit/ocpp201'
import { createFakeClock, type FakeClock } from '@ocpp-kit/rpc/testing'
import { createHttpServer, type HttpServer } from '@ocpp-kit/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PublicEventType, publicEventTypes } from '../../src/events/public-event.js'
import { createMemoryStore, type Store } from '../../src/index.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { connect, type Driver, inSlot0 } from '../drivers.js'
import { arrive } from '../provisioning/running.js'
import { createSwitch } from '../spool/switch.js'
import { temporaryFolder } from '../store/databases.js'
import { startTestApi, type TestApi } from './api.js'
import { listen } from './event-stream.js'

let running: TestApi
let receiver: HttpServer
let station: Driver
let clock: FakeClock
let store: Store
let way: ReturnType<typeof createSwitch>
const folder = temporaryFolder()
const ends: (() => unknown)[] = []

beforeEach(async () => {
  receiver = await createHttpServer()
  clock = createFakeClock()
  store = createMemoryStore()
  way = createSwitch(store)
  running = await startTestApi({
    csms: {
      clock,
      store: way.store,
      spool: { folder: folder.path, retryMs: 20 },
      pingIntervalMs: 0,
      fullReports: 'onDemand',
      onError: () => {},
    },
  })
  station = await connect('2.0.1', running.csms.url, 'CP1')
  await station.boot()
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  await station.close()
  await running.close()
  await store.close()
  await receiver.close()
  folder.remove()
})

interface Row {
  /** What is told of it. */
  readonly data: unknown
  /** Default: CP1. */
  readonly station?: string | null
  /** Has it happen. */
  happen(): unknown
  /** What webhooks cannot tell of. */
  readonly isStreamOnly?: boolean
}

const csmsStation = () => running.csms.station('CP1')
const another = async (proof = {}): Promise<Driver> => {
  const driver = await connect('2.0.1', running.csms.url, 'CP2', proof)
  ends.push(() => driver.close())
  return driver
}
const boot = (firmwareVersion: string) =>
  station.connection.callUntyped('BootNotification', {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'Acme', model: 'One', firmwareVersion },
  })
const event = (seqNo: number, more: Partial<TransactionEventRequest> = {}) =>
  station.connection.callUntyped('TransactionEvent', {
    eventType: seqNo === 0 ? 'Started' : 'Updated',
    seqNo,
    timestamp: new Date(clock.now()).toISOString(),
    triggerReason: 'MeterValuePeriodic',
    transactionInfo: { transactionId: 'TX-1' },
    ...more,
  })
const send = (options = {}) => running.csms.commands.sendUntyped('CP1', 'ClearCache', {}, options)
const token = { idToken: 'A1', type: 'ISO14443' }
const name = { component: 'SampledDataCtrlr', variable: 'TxUpdatedInterval' }

/** How each kind of event comes about, and what is told of it. */
const rows: Readonly<Record<Exclude<PublicEventType, 'webhook.test'>, Row>> = {
  'station.connected': { station: 'CP2', data: { version: '2.0.1' }, happen: () => another() },
  'station.disconnected': { station: 'CP2', data: { code: 1000 }, happen: async () => (await another()).close() },
  'station.booted': { data: { registration: 'Accepted', boot: { firmwareVersion: '2' } }, happen: () => boot('2') },
  'station.firmwareChanged': {
    data: { from: null, to: '2' },
    happen: () => boot('2'),
  },
  'station.reset': {
    data: { state: 'booted', type: 'Immediate', bootReason: 'PowerUp' },
    happen: async () => {
      void station.answer('Reset', { status: 'Accepted' })
      await csmsStation().reset({ type: 'Immediate' })
      await boot('1')
    },
  },
  'station.clockDrift': {
    data: { driftMs: expect.any(Number) },
    happen: async () => {
      await clock.advance(61_000)
      for (let at = 0; at < 3; at += 1) await station.status(1, 'Available')
    },
  },
  'station.flapping': {
    station: 'CP2',
    data: { replacements: 4, remoteAddresses: ['127.0.0.1'] },
    happen: async () => {
      for (let at = 0; at < 5; at += 1) await another()
    },
  },
  'station.secured': {
    station: 'CP2',
    data: { securityProfile: 1 },
    happen: async () => {
      await running.csms.station('CP2').put()
      await running.csms.station('CP2').setPassword('a-password-of-it')
      await another({ password: 'a-password-of-it' })
    },
  },
  'station.passwordChanged': { data: { how: 'set' }, happen: () => csmsStation().setPassword('a-password-of-it') },
  'station.networkProfile': {
    data: { slot: 1, step: 'failed', status: 'Rejected' },
    happen: () => {
      void station.answer('GetVariables', inSlot0)
      void station.answer('SetNetworkProfile', { status: 'Rejected' })
      return csmsStation().setNetworkProfile({ slot: 1, profile: { url: 'wss://csms.example', interface: 'Wired0', securityProfile: 3 } })
    },
  },
  'connector.status': { data: { evseId: 1, connectorId: 1, status: 'Occupied' }, happen: () => station.status(1, 'Occupied') },
  'variable.drifted': {
    data: { ...name, instance: null, value: '30', desired: '60', source: 'set' },
    happen: async () => {
      const own = await arrive('2.0.1', running.csms, { 'SampledDataCtrlr.TxUpdatedInterval': '60' })
      await own.boot()
      await csmsStation().getVariables([name])
      await csmsStation().setDesired([{ ...name, value: '60' }])
      await csmsStation().setVariables([{ ...name, value: '30' }])
    },
  },
  'report.ended': {
    data: { requestId: expect.any(Number), state: 'refused', status: 'NotSupported' },
    happen: () => {
      void station.answer('GetBaseReport', { status: 'NotSupported' })
      return csmsStation().requestReport()
    },
  },
  'localList.synced': {
    data: { status: 'inSync', reason: null, entries: 0 },
    happen: () => {
      void station.answer('GetLocalListVersion', { versionNumber: 0 })
      void station.answer('GetVariables', {
        getVariableResult: [
          {
            attributeStatus: 'Accepted',
            attributeValue: 'true',
            component: { name: 'LocalAuthListCtrlr' },
            variable: { name: 'Enabled' },
          },
        ],
      })
      return csmsStation().setLocalList({ scope: 'empty' })
    },
  },
  'localList.failed': {
    data: { status: 'notSupported', reason: expect.any(String) },
    happen: () => csmsStation().setLocalList({ scope: 'empty' }),
  },
  'token.changed': {
    station: null,
    data: { before: null, after: { ...token, status: 'Blocked', group: null } },
    happen: () => running.csms.tokens.put({ ...token, status: 'Blocked' }),
  },
  'token.removed': {
    station: null,
    data: { before: { ...token, status: 'Accepted' }, after: null },
    happen: async () => {
      await running.csms.tokens.put(token)
      await running.csms.tokens.delete(token)
    },
  },
  'tokenGroup.changed': {
    station: null,
    data: { before: null, after: { groupId: 'G', name: 'Fleet', status: 'Accepted' } },
    happen: () => running.csms.tokenGroups.put({ groupId: 'G', name: 'Fleet' }),
  },
  'tokenGroup.removed': {
    station: null,
    data: { before: { groupId: 'G' }, after: null },
    happen: async () => {
      await running.csms.tokenGroups.put({ groupId: 'G' })
      await running.csms.tokenGroups.delete('G')
    },
  },
  'command.created': {
    data: { action: 'ClearCache', class: 'converging', state: 'queued', actor: 'ann' },
    happen: () => send({ actor: 'ann' }),
  },
  'command.sent': { data: { action: 'ClearCache', state: 'sent', attempt: 1 }, happen: () => send() },
  'command.settled': {
    data: { action: 'ClearCache', state: 'done', reason: null, endedAt: expect.any(String) },
    happen: () => {
      void station.answer('ClearCache', { status: 'Accepted' })
      return send()
    },
  },
  'transaction.started': {
    data: { transaction: { id: 'TX-1', endedAt: null }, event: { eventType: 'Started', seqNo: 0 } },
    happen: () => event(0),
  },
  'transaction.updated': {
    data: { transaction: { id: 'TX-1' }, event: { eventType: 'Updated', seqNo: 1 } },
    happen: async () => {
      await event(0)
      await event(1)
    },
  },
  'transaction.ended': {
    data: { transaction: { id: 'TX-1', endedAt: expect.any(String) }, event: { eventType: 'Ended' } },
    happen: async () => {
      await event(0)
      await event(1, { eventType: 'Ended' })
    },
  },
  'transaction.gapFound': {
    data: { transactionId: 'TX-1', missing: [[1, 2]], isStartMissing: false },
    happen: async () => {
      await event(0)
      await event(3)
    },
  },
  'transaction.gapFilled': {
    data: { transactionId: 'TX-1', missing: [], isStartMissing: false },
    happen: async () => {
      await event(0)
      await event(2)
      await event(1)
    },
  },
  'transaction.gapLost': {
    data: { transactionId: 'TX-1', lost: [[1, 1]], isStartLost: false },
    happen: async () => {
      void station.answer('GetTransactionStatus', { messagesInQueue: false })
      await event(0)
      await event(2)
      await clock.advance(30_000)
    },
  },
  'message.quarantined': {
    data: { action: 'TransactionEvent', messageId: expect.any(String) },
    happen: () => {
      running.csms.handle(ocpp201, 'TransactionEvent', () => {
        throw new TypeError('a bug')
      })
      return event(0)
    },
  },
  'meter.values': {
    data: { evseId: 1, samples: [expect.objectContaining({ value: '7' })] },
    happen: () =>
      station.connection.callUntyped('MeterValues', {
        evseId: 1,
        meterValue: [{ timestamp: new Date(clock.now()).toISOString(), sampledValue: [{ value: 7, context: 'Sample.Clock' }] }],
      }),
  },
  'spool.started': {
    station: null,
    data: {},
    isStreamOnly: true,
    happen: async () => {
      way.cut()
      await event(0)
      way.restore()
    },
  },
  'spool.drained': {
    station: null,
    data: { replayed: 1 },
    happen: async () => {
      way.cut()
      await event(0)
      const drained = running.csms.once('spool.drained')
      way.restore()
      await clock.advance(1_000)
      await drained
    },
  },
}

/** What a receiver is told next. */
const received = (): Promise<Record<string, unknown>> =>
  new Promise((resolve) => {
    receiver.answer = ({ body }, response) => {
      response.writeHead(204).end()
      resolve(JSON.parse(body))
    }
  })

test.each(Object.entries(rows))('%s is told by the event stream and by webhooks, with the same id', async (type, row) => {
  const { body } = await running.ask('POST', '/v1/webhooks', { body: { url: receiver.url, types: [type] } })
  expect(body.id).toEqual(expect.any(String))
  const stream = await listen(running, `?types=${type}`)
  const delivered = received()
  await row.happen()
  const told = await stream.next()
  expect(told).toMatchObject({
    event: type,
    data: { id: told.id, type, at: expect.stringMatching(/Z$/), station: row.station === undefined ? 'CP1' : row.station, data: row.data },
  })
  if (row.isStreamOnly !== true) expect(await delivered).toEqual(told.data)
  stream.close()
})

test('a key code is not told of with its token (C04.FR.04)', async () => {
  const stream = await listen(running, '?types=token.*')
  await running.csms.tokens.put({ idToken: '4711', type: 'KeyCode' })
  const told = await stream.next()
  expect(told.data).toMatchObject({ data: { after: { type: 'KeyCode', idToken: null } } })
  expect(JSON.stringify(told)).not.toContain('4711')
  stream.close()
})

test('every kind of event stands in the reference, and is asked for by its own name or with all of its kind', async () => {
  expect(Object.keys(publicEventTypes)).toEqual([...Object.keys(rows), 'webhook.test'])
  const reference = await readFile(new URL('../../../../docs/csms-reference.md', import.meta.url), 'utf8')
  for (const [type, { scope, meaning }] of Object.entries(publicEventTypes)) {
    expect(reference).toContain(`| \`${type}\` | ${scope} | ${meaning} |`)
    const { status } = await running.ask('GET', `/v1/events?types=${type.split('.')[0]}.*`)
    expect([type, status]).toEqual([type, 200])
  }
})
