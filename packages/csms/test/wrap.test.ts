import { ocpp16 as bare16 } from '@ocpp-kit/ocpp16'
import { ocpp201 as bare201 } from '@ocpp-kit/ocpp201'
import { OcppError } from '@ocpp-kit/rpc'
import { dial } from '@ocpp-kit/rpc/ws'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCsms } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp201 } from '../src/versions/ocpp201.js'

const create = () =>
  createCsms({ versions: [ocpp201, ocpp16], port: 0, acceptance: 'Accepted', unknownTokens: 'accept', fullReports: 'onDemand' })
let csms: ReturnType<typeof create>
const closing: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  csms = create()
  await csms.start()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await csms.stop()
})

async function connect<P extends typeof bare16 | typeof bare201>(protocol: P) {
  const client = dial({ url: csms.url, identity: 'CP1', versions: [protocol] })
  closing.push(() => client.close())
  return client.open()
}

const started = {
  eventType: 'Started',
  timestamp: '2026-01-01T00:00:00Z',
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 'TX-1' },
  idToken: { idToken: 'AA', type: 'ISO14443' },
} as const

const boot = { reason: 'PowerUp', chargingStation: { model: 'M', vendorName: 'V' } } as const

test('a wrapped TransactionEvent is stored, and its answer says more', async () => {
  const seen: string[] = []
  csms.wrap(ocpp201, 'TransactionEvent', async ({ transactionInfo }, { connection }, handle) => {
    seen.push(`${connection.identity} ${transactionInfo.transactionId}`)
    const answer = await handle()
    expect(await csms.station('CP1').transactions()).toHaveLength(1)
    return { ...answer, totalCost: 1.5 }
  })
  const station = await connect(bare201)
  await station.call('BootNotification', boot)
  expect(await station.call('TransactionEvent', started)).toEqual({ totalCost: 1.5, idTokenInfo: { status: 'Accepted' } })
  expect(seen).toEqual(['CP1 TX-1'])
})

test('a wrapper that throws after the transaction was stored takes nothing away, and the station is answered', async () => {
  csms.wrap(ocpp201, 'TransactionEvent', async (_request, _message, handle) => {
    await handle()
    throw new Error('a slip')
  })
  const station = await connect(bare201)
  await station.call('BootNotification', boot)
  expect(await station.call('TransactionEvent', started)).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
  expect(await csms.station('CP1').transactions()).toHaveLength(1)
})

test('a wrapper that does not wait answers no sooner than the transaction is stored (G1)', async () => {
  csms.wrap(ocpp201, 'TransactionEvent', (_request, _message, handle) => {
    void handle()
    return {}
  })
  let isStored = false
  const { append } = csms.store.transactions
  csms.store.transactions.append = async (...args) => {
    await new Promise((resolve) => setImmediate(resolve))
    const appended = await append(...args)
    isStored = true
    return appended
  }
  const station = await connect(bare201)
  await station.call('BootNotification', boot)
  expect(await station.call('TransactionEvent', started)).toEqual({})
  expect(isStored).toBe(true)
})

test('what is wrapped does its work once, however often it is asked', async () => {
  let calls = 0
  csms.handle(ocpp201, 'DataTransfer', () => {
    calls += 1
    return { status: 'Rejected' }
  })
  csms.wrap(ocpp201, 'DataTransfer', async (_request, _message, handle) => {
    await handle()
    return handle()
  })
  const station = await connect(bare201)
  await station.call('BootNotification', boot)
  expect(await station.call('DataTransfer', { vendorId: 'v' })).toEqual({ status: 'Rejected' })
  expect(calls).toBe(1)
})

test('a wrapped boot is what the station is told, and what it is from then on', async () => {
  csms.wrap(ocpp201, 'BootNotification', async (_request, _message, handle) => ({ ...(await handle()), status: 'Pending' }))
  const station = await connect(bare201)
  expect(await station.call('BootNotification', boot)).toMatchObject({ status: 'Pending' })
  expect((await csms.station('CP1').record())?.registration).toBe('Pending')
})

test('one wrapper goes around another, and around a handler of the program', async () => {
  csms.handle([ocpp201, ocpp16], 'DataTransfer', () => ({ status: 'Accepted', data: 'own' }))
  csms.wrap([ocpp201, ocpp16], 'DataTransfer', async (_request, _message, handle) => ({ ...(await handle()), data: 'first' }))
  csms.wrap(ocpp16, 'DataTransfer', async (_request, _message, handle) => {
    const { data, ...answer } = await handle()
    return { ...answer, data: `${String(data)} and second` }
  })
  const station = await connect(bare16)
  await station.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  expect(await station.call('DataTransfer', { vendorId: 'v' })).toEqual({ status: 'Accepted', data: 'first and second' })
})

test('what nothing handles can be wrapped, and says so', async () => {
  csms.wrap(ocpp201, 'Get15118EVCertificate', (_request, _message, handle) =>
    handle().catch((error: unknown) => {
      expect(error).toBeInstanceOf(OcppError)
      return { status: 'Failed', exiResponse: '' } as const
    }),
  )
  const station = await connect(bare201)
  await station.call('BootNotification', boot)
  const request = { iso15118SchemaVersion: 'x', action: 'Install', exiRequest: 'x' } as const
  expect(await station.call('Get15118EVCertificate', request)).toMatchObject({ status: 'Failed' })
})

test('wrong use is named', () => {
  expect(() => csms.wrap([], 'Heartbeat' as never, (() => {}) as never)).toThrow('no version is given for "Heartbeat"')
  expect(() => csms.wrap(ocpp201, 'Reset' as never, (() => {}) as never)).toThrow(/"Reset" is sent by the csms/)
  expect(() => csms.wrap(ocpp201, 'Heartbeat', undefined as never)).toThrow(/must be a function/)
})
