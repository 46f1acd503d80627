import { ocpp201 as protocol, type TransactionEventRequest } from '@ocpp-kit/ocpp201'
import { type Connection, OcppError } from '@ocpp-kit/rpc'
import { createFakeClock, type FakeClock } from '@ocpp-kit/rpc/testing'
import { type Client, dial } from '@ocpp-kit/rpc/ws'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Csms, createCsms, stationKey } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp201 } from '../src/versions/ocpp201.js'

/* What is missing of transactions, and how stations are asked for it (G4, E14). */

let csms: Csms<typeof ocpp201 | typeof ocpp16>
let client: Client<typeof protocol>
let station: Connection<typeof protocol, 'station'>
let clock: FakeClock
/** What the station is asked, by the id of a transaction, or "all". */
const asked: string[] = []
/** What it says of its queue. */
let queued: (transactionId: string | undefined) => boolean = () => false

const key = stationKey('default', 'CP1')
const minuteMs = 60_000

beforeEach(async () => {
  asked.length = 0
  queued = () => false
  clock = createFakeClock()
  csms = createCsms({ versions: [ocpp201, ocpp16], port: 0, acceptance: 'Accepted', unknownTokens: 'accept', clock, pingIntervalMs: 0 })
  await csms.start()
  await connect()
  await boot()
})

afterEach(async () => {
  await client.close()
  await csms.stop({ drainMs: 0 })
})

async function connect(): Promise<void> {
  client = dial({ url: csms.url, identity: 'CP1', versions: [protocol], reconnect: false })
  client.handle(protocol, 'GetTransactionStatus', ({ transactionId }) => {
    asked.push(transactionId ?? 'all')
    return { messagesInQueue: queued(transactionId), ...(transactionId !== undefined && { ongoingIndicator: false }) }
  })
  station = await client.open()
}

const boot = () => station.call('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'One' } })

const send = (seqNo: number, transactionId = 'TX-1', more: Partial<TransactionEventRequest> = {}) =>
  station.call('TransactionEvent', {
    eventType: seqNo === 0 ? 'Started' : seqNo === 9 ? 'Ended' : 'Updated',
    seqNo,
    timestamp: new Date(clock.now()).toISOString(),
    triggerReason: 'MeterValuePeriodic',
    transactionInfo: { transactionId },
    ...more,
  })

const gap = (transactionId = 'TX-1') => csms.store.transactions.findGap(key, transactionId)

/** Moves the clock, and waits until the station has been asked that often altogether, and its answer was kept. */
async function passes(ms: number, times: number): Promise<void> {
  await clock.advance(ms)
  await expect.poll(() => asked.length).toBe(times)
  const attempts = async () => (await csms.store.transactions.pageGaps({ tenantId: 'default' })).items.map((one) => one.attempts)
  await expect.poll(async () => Math.max(...(await attempts()))).toBeGreaterThanOrEqual(times > 0 ? 1 : 0)
  // By then it is known when the station is asked next.
  await station.call('Heartbeat', {}).catch(() => {})
}

test('a gap is asked for after half a minute, and closed as lost where the station has nothing more (G4, E14.FR.05, TC_E_31)', async () => {
  const closed = csms.once('transaction.gapClosed')
  await send(0)
  await send(9)
  expect(await gap()).toMatchObject({ state: 'open', missing: [[1, 8]], seenAt: new Date(clock.now()).toISOString() })
  await passes(29_000, 0)
  await clock.advance(1_000)
  expect((await closed).gap).toMatchObject({ state: 'lost', lost: [[1, 8]], attempts: 1 })
  expect(asked).toEqual(['TX-1'])
  expect(await gap()).toMatchObject({ state: 'lost', missing: [], lost: [[1, 8]] })
  expect(await csms.store.transactions.find(key, 'TX-1')).toMatchObject({ flags: ['gap'] })
})

test('a station that has more is asked again, less and less often, until everything came (G4, E14.FR.04, TC_E_29)', async () => {
  queued = () => true
  await send(0)
  await send(3)
  await passes(30_000, 1)
  await passes(59_000, 1)
  await passes(1_000, 2)
  await expect.poll(async () => (await gap())?.attempts).toBe(2)
  await passes(5 * minuteMs, 3)
  await expect.poll(async () => (await gap())?.attempts).toBe(3)
  await send(1)
  await send(2)
  expect(await gap()).toMatchObject({ state: 'filled', missing: [], lost: [] })
  await passes(1000 * minuteMs, 3)
})

test('of several gaps a station is first asked at once, without an id (E14.FR.08, TC_E_34)', async () => {
  for (const id of ['TX-1', 'TX-2', 'TX-3']) {
    await send(0, id)
    await send(2, id)
  }
  await clock.advance(30_000)
  await expect.poll(async () => (await gap('TX-1'))?.state).toBe('lost')
  expect(asked).toEqual(['all'])
  expect([(await gap('TX-2'))?.state, (await gap('TX-3'))?.state]).toEqual(['lost', 'lost'])
})

test('of several gaps each is asked for where the queue is not empty (E14.FR.07, TC_E_33)', async () => {
  queued = (id) => id === undefined || id === 'TX-2'
  for (const id of ['TX-1', 'TX-2']) {
    await send(0, id)
    await send(2, id)
  }
  await clock.advance(30_000)
  await expect.poll(async () => (await gap('TX-1'))?.state).toBe('lost')
  expect(asked.toSorted()).toEqual(['TX-1', 'TX-2', 'all'])
  expect(await gap('TX-2')).toMatchObject({ state: 'open', missing: [[1, 1]] })
})

test('a transaction known by its end alone is a gap, and nothing before its first number is (G4)', async () => {
  await send(9)
  expect(await gap()).toMatchObject({ state: 'open', missing: [], isStartMissing: true })
  await clock.advance(30_000)
  await expect.poll(async () => (await gap())?.state).toBe('lost')
  await send(8, 'TX-1', { eventType: 'Started' })
  expect(await gap()).toMatchObject({ state: 'filled', isStartLost: false })
})

test('is asked for when the station comes again, and never while it is not accepted (B02)', async () => {
  await send(0)
  await send(9)
  await csms.station('CP1').decide('Pending')
  await passes(30_000, 0)
  await client.close()
  await connect()
  await boot()
  await passes(24 * 60 * minuteMs, 0)
  await csms.station('CP1').decide('Accepted')
  await boot()
  await clock.advance(30_000)
  await expect.poll(async () => (await gap())?.state).toBe('lost')
  expect(asked).toEqual(['TX-1'])
})

test('an error of the station is tried again, one that says that it cannot is not', async () => {
  let error = 'InternalError'
  client.handle(protocol, 'GetTransactionStatus', () => {
    asked.push('?')
    throw new OcppError(error as 'InternalError')
  })
  await send(0)
  await send(9)
  await passes(30_000, 1)
  error = 'NotImplemented'
  await expect.poll(async () => (await gap())?.attempts).toBe(1)
  await passes(minuteMs, 2)
  await expect.poll(async () => (await gap())?.askAfter).toBeNull()
  await passes(10_000 * minuteMs, 2)
  expect((await gap())?.state).toBe('open')
})

test('a program may ask, too: about one transaction, or about all (TC_E_30, TC_E_33)', async () => {
  queued = (id) => id === undefined
  expect(await csms.station('CP1').transactionStatus('TX-7')).toEqual({ isOngoing: false, messagesInQueue: false })
  expect(await csms.station('CP1').transactionStatus()).toEqual({ isOngoing: undefined, messagesInQueue: true })
})
