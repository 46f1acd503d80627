import { afterEach, expect, test } from 'vitest'
import { type CsmsOptions, createCsms, createMemoryStore } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect } from './drivers.js'

const versions = [ocpp201, ocpp16]
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function start(options: Partial<CsmsOptions<(typeof versions)[number]>> = {}) {
  const csms = createCsms({ versions, port: 0, acceptance: 'Accepted', ...options })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 50 }))
  return csms
}

async function arrive(url: string, identity = 'CP1') {
  const station = await connect('2.0.1', url, identity)
  ends.push(() => station.close())
  return station
}

test('the connection of a station is there while it is, and then how it ended', async () => {
  const csms = await start({ nodeId: 'node-1' })
  const station = await arrive(csms.url)
  const { lastConnection } = csms.station('CP1')
  await expect.poll(lastConnection).toMatchObject({
    identity: 'CP1',
    epoch: 1,
    node: 'node-1',
    version: '2.0.1',
    remoteAddress: '127.0.0.1',
    securityProfile: 0,
  })
  expect((await csms.connections({ isConnected: true })).items).toHaveLength(1)
  await station.connection.close({ code: 4001, reason: 'to the workshop' })
  await expect.poll(lastConnection).toMatchObject({ epoch: 1, closeCode: 4001, closeReason: 'to the workshop' })
  expect((await csms.connections({ isConnected: true })).items).toEqual([])
  expect((await csms.connections()).items).toHaveLength(1)
})

test('a connection that replaces another is no end of the station (G10)', async () => {
  const csms = await start()
  const gone: number[] = []
  csms.on('station.disconnected', ({ code }) => gone.push(code))
  const older = await arrive(csms.url)
  await older.boot()
  const closed = new Promise<number>((resolve) => older.connection.on('close', ({ code }) => resolve(code)))
  const newer = await arrive(csms.url)
  expect(await closed).toBe(1008)
  await newer.heartbeat()
  expect(csms.station('CP1').isConnected).toBe(true)
  await expect.poll(csms.station('CP1').lastConnection).toMatchObject({ epoch: 2 })
  expect((await csms.station('CP1').lastConnection())?.disconnectedAt).toBeUndefined()
  expect(gone).toEqual([])
  await newer.close()
  await expect.poll(() => gone).toEqual([1000])
})

test('the late close at one node leaves a station online that has come to another (G10)', async () => {
  const store = createMemoryStore()
  const [one, two] = [await start({ store, nodeId: 'one' }), await start({ store, nodeId: 'two' })]
  const older = await arrive(one.url)
  await expect.poll(one.station('CP1').lastConnection).toMatchObject({ epoch: 1, node: 'one' })
  await arrive(two.url)
  await expect.poll(one.station('CP1').lastConnection).toMatchObject({ epoch: 2, node: 'two' })
  const gone = one.once('station.disconnected')
  await older.close()
  await gone
  await one.stop({ drainMs: 0 })
  expect(await two.station('CP1').lastConnection()).toMatchObject({ epoch: 2, node: 'two' })
  expect((await two.station('CP1').lastConnection())?.disconnectedAt).toBeUndefined()
})

test('a csms that stops has closed what it had', async () => {
  const csms = await start()
  await Promise.all(['CP1', 'CP2', 'CP3'].map((identity) => arrive(csms.url, identity)))
  await csms.stop({ drainMs: 0 })
  const { items } = await csms.connections()
  expect(items.map(({ closeCode }) => closeCode)).toEqual([1012, 1012, 1012])
})

test('two devices under one identity are told of', async () => {
  const csms = await start()
  const flapping = csms.once('station.flapping')
  for (let n = 0; n < 5; n += 1) await arrive(csms.url)
  expect(await flapping).toMatchObject({ replacements: 4, remoteAddresses: ['127.0.0.1'], station: { identity: 'CP1' } })
  const { findings } = await csms.station('CP1').doctor()
  expect(findings.map(({ code }) => code)).toContain('flapping')
})

test('of two devices under one identity the one that is there stays, and the other gets 503', async () => {
  const csms = await start()
  const flapping = csms.once('station.flapping')
  for (let n = 0; n < 4; n += 1) await arrive(csms.url)
  const held = await arrive(csms.url)
  await flapping
  for (let n = 0; n < 10; n += 1) await expect(arrive(csms.url)).rejects.toMatchObject({ status: 503 })
  expect(await held.boot()).toBe('Accepted')
  const { findings, attempts } = await csms.station('CP1').doctor()
  expect(findings.find(({ code }) => code === 'flapping')?.text).toContain('14 times')
  expect(attempts[0]).toMatchObject({ reason: 'duplicate', status: 503 })
  await held.close()
  await expect.poll(async () => (await arrive(csms.url)).boot()).toBe('Accepted')
})

test('more stations at one time than acceptRate allows get 503 and come again', async () => {
  const csms = await start({ acceptRate: { requestsPerSecond: 0.001, burst: 3 } })
  const arrivals = await Promise.allSettled(['A', 'B', 'C', 'D', 'E'].map((identity) => arrive(csms.url, identity)))
  const refused = arrivals.flatMap((arrival) => (arrival.status === 'rejected' ? [arrival.reason as { status?: number }] : []))
  expect(refused.map(({ status }) => status)).toEqual([503, 503])
})

test('a store that takes no connections keeps no station out, and is told of', async () => {
  const store = createMemoryStore()
  const failures: unknown[] = []
  const csms = await start({
    store: { ...store, connections: { ...store.connections, apply: () => Promise.reject(new Error('down')) } },
    onError: (error, { event }) => failures.push([(error as Error).message, event]),
  })
  const station = await arrive(csms.url)
  expect(await station.boot()).toBe('Accepted')
  await expect.poll(() => failures).toContainEqual(['down', 'connection'])
})
