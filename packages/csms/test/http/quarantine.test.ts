import { afterEach, describe, expect, test } from 'vitest'
import { type CsmsEvents, createMemoryStore, type Store, stationKey } from '../../src/index.js'
import { createMetrics } from '../../src/observability/index.js'
import { connect, type Driver, type VersionName, versionNames } from '../drivers.js'
import { connectRaw } from '../fuzz/raw-station.js'
import { startTestApi, type TestApi, userToken } from './api.js'

/* Transaction messages that stations were refused: what is kept of them, how much, and how they come into the ledger. */

let running: TestApi
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  await running.close()
})

const begin = async (csms: object = {}): Promise<CsmsEvents['message.quarantined'][]> => {
  running = await startTestApi({ csms: { acceptance: 'Pending', onError: () => {}, ...csms } })
  const told: CsmsEvents['message.quarantined'][] = []
  running.csms.on('message.quarantined', (event) => told.push(event as never))
  return told
}

async function station(version: VersionName, identity = 'CP1'): Promise<Driver> {
  const driver = await connect(version, running.csms.url, identity)
  ends.push(() => driver.close())
  await driver.boot()
  return driver
}

const at = '2026-01-01T10:00:00.000Z'
const event = (seqNo: number, more: object = {}) => ({
  eventType: seqNo === 0 ? 'Started' : 'Updated',
  timestamp: at,
  triggerReason: 'Authorized',
  seqNo,
  transactionInfo: { transactionId: 'T-1' },
  ...more,
})

const refusal = async (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => 'none',
    (error: { code: unknown }) => error.code,
  )

const kept = async () => (await running.ask('GET', '/v1/quarantine')).body.items
const figure = async (name: string): Promise<string | undefined> =>
  (await createMetrics(running.csms).metrics()).split('\n').find((line) => line.startsWith(`${name} `))

describe('what a station sends before it is accepted', () => {
  test('is kept once, however often it is said, and told of once (B01.FR.10)', async () => {
    const told = await begin()
    const cp = await station('2.0.1')
    for (let time = 0; time < 5; time += 1)
      expect(await refusal(cp.connection.callUntyped('TransactionEvent', event(0)))).toBe('SecurityError')
    expect(await kept()).toHaveLength(1)
    expect(told).toMatchObject([{ action: 'TransactionEvent', error: { message: 'the station is Pending' } }])
    expect(await figure('ocpp_csms_quarantine_messages')).toBe('ocpp_csms_quarantine_messages 1')
  })

  test('is refused all the same beyond the bounds, and counted, and not kept', async () => {
    await begin({ quarantine: { maxMessagesPerStation: 2 } })
    const cp = await station('2.0.1')
    for (let seqNo = 0; seqNo < 5; seqNo += 1)
      expect(await refusal(cp.connection.callUntyped('TransactionEvent', event(seqNo)))).toBe('SecurityError')
    expect(await kept()).toHaveLength(2)
    expect(running.csms.figures.quarantine).toEqual({ kept: 2, dropped: 3 })
    expect(await figure('ocpp_csms_quarantine_dropped_total')).toBe('ocpp_csms_quarantine_dropped_total 3')
  })

  test('fills the message log with no more than a share, and with no long payloads', async () => {
    await begin({ messageLog: true })
    const cp = await station('2.0.1')
    const long = event(0, { customData: { vendorId: 'V', text: 'x'.repeat(20_000) } })
    for (let time = 0; time < 150; time += 1) await refusal(cp.connection.callUntyped('TransactionEvent', long))
    await expect.poll(() => running.csms.figures.messageLog?.kept).toBeGreaterThan(90)
    const { items } = (await running.ask('GET', '/v1/stations/CP1/messages?limit=200')).body
    expect(items.length).toBeLessThan(110)
    expect(JSON.stringify(items)).not.toContain('xxxx')
    expect(running.csms.figures.messageLog?.shed).toBeGreaterThan(40)
  })

  test.each(versionNames)(
    'comes into the ledger in its order when the station is accepted, before what comes then (%s)',
    async (version) => {
      await begin()
      const cp = await station(version)
      expect(await refusal(cp.start('T1', 1_000, at))).toBe('SecurityError')
      await running.csms.station('CP1').decide('Accepted')
      expect(await cp.boot()).toBe('Accepted')
      // The same again gets what it would have got.
      const { transactionId } = await cp.start('T1', 1_000, at)
      const { items } = (await running.ask('GET', '/v1/transactions')).body
      expect(items).toMatchObject(version === '1.6' ? [{ id: transactionId, startedAt: at }] : [{ startedAt: at }, { startedAt: at }])
      expect(await kept()).toEqual([])
    },
  )

  test.each([
    ['it is connected, and waits to boot again', true],
    ['it has gone', false],
  ])('comes into the ledger once, in its order, when an operator lets it in while %s', async (_case, stays) => {
    const store = createMemoryStore()
    ends.push(() => store.close())
    const appended: unknown[] = []
    const append: Store['transactions']['append'] = (one, announce) => {
      appended.push(one.seqNo)
      return store.transactions.append(one, announce)
    }
    await begin({ store: { ...store, transactions: { ...store.transactions, append } } })
    const cp = await station('2.0.1')
    for (const seqNo of [0, 2, 1]) await refusal(cp.connection.callUntyped('TransactionEvent', event(seqNo)))
    if (!stays) {
      const gone = running.csms.once('station.disconnected')
      await cp.close()
      await gone
    }
    await Promise.all([running.csms.station('CP1').decide('Accepted'), running.csms.station('CP1').put({})])
    await expect.poll(kept).toEqual([])
    const { items } = (await running.ask('GET', '/v1/transactions')).body
    expect(items).toMatchObject([{ startedAt: at }])
    expect(appended).toEqual([0, 2, 1])
  })
})

describe('a transaction message that breaks its schema', () => {
  /** A station that sends whatever it likes; gives what it was answered. */
  const raw = async () => {
    await station('1.6')
    await ends.pop()?.()
    const cp = await connectRaw(running.csms.port, 'CP1', 'ocpp1.6')
    ends.push(async () => cp.end())
    let id = 0
    return (action: string, payload: object): Promise<string | undefined> => {
      id += 1
      cp.send(JSON.stringify([2, String(id), action, payload]))
      return cp.next()
    }
  }

  test('is kept as it came, and cannot be replayed', async () => {
    await begin({ acceptance: 'Accepted' })
    const send = await raw()
    const payload = { connectorId: 1, idTag: 'T1', meterStart: 5, timestamp: '2026-01-01T10:00:00' }
    expect(await send('StartTransaction', payload)).toMatch(/^\[4,/)
    await expect.poll(kept).toMatchObject([{ action: 'StartTransaction', cause: 'invalid', payload, stationId: 'CP1', version: '1.6' }])
    const [{ id }] = await kept()
    expect(await running.ask('POST', `/v1/quarantine/${id}/replay`)).toMatchObject({ status: 422 })
    // Another kind of message is nobody’s fact.
    expect(await send('StatusNotification', {})).toMatch(/^\[4,/)
    expect(await send('StartTransaction', { ...payload, timestamp: at })).toMatch(/^\[3,/)
    expect(await kept()).toHaveLength(1)
  })

  test('is kept no more than the bounds allow', async () => {
    await begin({ acceptance: 'Accepted', quarantine: { maxMessagesPerStation: 1 } })
    const send = await raw()
    for (const meterStart of [1, 2, 3]) expect(await send('StartTransaction', { meterStart })).toMatch(/^\[4,/)
    await expect.poll(() => running.csms.figures.quarantine).toEqual({ kept: 1, dropped: 2 })
  })
})

describe('the list', () => {
  const two = async (): Promise<string[]> => {
    await begin()
    for (const identity of ['CP1', 'Cp-2']) await refusal((await station('2.0.1', identity)).start('T1', 1_000, at))
    return (await kept()).map(({ id }: { id: string }) => id)
  }

  test('is narrowed by station, and read page by page', async () => {
    const [newest, oldest] = await two()
    const { ask } = running
    expect((await ask('GET', '/v1/quarantine?station=cp-2')).body.items).toMatchObject([
      { id: newest, stationId: 'Cp-2', cause: 'notAccepted', reason: 'the station is Pending' },
    ])
    const first = (await ask('GET', '/v1/quarantine?limit=1')).body
    expect((await ask('GET', `/v1/quarantine?limit=1&cursor=${first.nextCursor}`)).body).toMatchObject({
      items: [{ id: oldest }],
      nextCursor: null,
    })
    expect((await ask('GET', `/v1/quarantine/${oldest}`)).body).toMatchObject({ id: oldest, payload: { idToken: { idToken: 'T1' } } })
    expect(await ask('GET', '/v1/quarantine/nothing')).toMatchObject({ status: 404 })
  })

  test('lets a message be replayed, or forgotten, and the audit log tells who did', async () => {
    const [newest, oldest] = await two()
    const { ask } = running
    expect(await ask('POST', `/v1/quarantine/${oldest}/replay`)).toMatchObject({ status: 204 })
    expect((await ask('GET', '/v1/transactions')).body.items).toMatchObject([{ stationId: 'CP1', startedAt: at }])
    expect(await ask('POST', `/v1/quarantine/${oldest}/replay`)).toMatchObject({ status: 404 })
    expect(await ask('DELETE', `/v1/quarantine/${newest}`)).toMatchObject({ status: 204 })
    expect(await kept()).toEqual([])
    expect((await ask('GET', '/v1/transactions')).body.items).toHaveLength(1)
    const { items } = (await ask('GET', '/v1/audit-log')).body
    expect(items.filter(({ action }: { action: string }) => /Quarantined/.test(action))).toMatchObject([
      { action: 'deleteQuarantined', before: { id: newest }, outcome: 'done' },
      { action: 'replayQuarantined', outcome: expect.not.stringMatching('done') },
      { action: 'replayQuarantined', before: { id: oldest }, outcome: 'done' },
    ])
  })

  test('shows what is of other stations to nobody who is limited, and tokens to nobody who may not read them', async () => {
    const [newest, oldest] = await two()
    const { ask } = running
    const token = await userToken(running, { name: 'Vic', role: 'viewer', limitedTo: { stations: ['CP1'], labels: [] } })
    const { items } = (await ask('GET', '/v1/quarantine', { token })).body
    expect(items).toMatchObject([{ id: oldest }])
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/replay'],
      ['DELETE', ''],
    ] as const)
      expect((await ask(method, `/v1/quarantine/${newest}${path}`, { token })).status).toBe(method === 'GET' ? 404 : 403)
  })
})

test('a message whose handler fails is replayed with what its station was told, once the fault is gone', async () => {
  await begin({ acceptance: 'Accepted' })
  const { store } = running.csms
  const { append } = store.transactions
  store.transactions.append = () => Promise.reject(new TypeError('a bug'))
  const cp = await station('1.6')
  const { transactionId } = await cp.start('T1', 1_000, at)
  const [{ id }] = await kept()
  expect(await running.ask('POST', `/v1/quarantine/${id}/replay`)).toMatchObject({ status: 409 })
  Object.assign(store.transactions, { append })
  expect(await running.ask('POST', `/v1/quarantine/${id}/replay`)).toMatchObject({ status: 204 })
  expect(await store.transactions.find(stationKey('default', 'CP1'), transactionId)).toMatchObject({ startedAt: at })
})
