import { afterEach, expect, test } from 'vitest'
import { type CsmsOptions, createCsms, createMemoryStore } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, versionNames } from './drivers.js'

const versions = [ocpp21, ocpp201, ocpp16]
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function start(options: Partial<CsmsOptions<(typeof versions)[number]>> = {}) {
  const csms = createCsms({ versions, port: 0, unknownTokens: 'accept', ...options })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 50 }))
  return csms
}

async function arrive(url: string, identity = 'CP1', version: (typeof versionNames)[number] = '2.0.1') {
  const station = await connect(version, url, identity)
  ends.push(() => station.close())
  return station
}

test('a station that nobody knows is held, let in or refused, as is said (G24)', async () => {
  for (const [unknownStations, answer] of [
    [undefined, 'Pending'],
    ['pending', 'Pending'],
    ['accept', 'Accepted'],
  ] as const) {
    const csms = await start({ unknownStations })
    const station = await arrive(csms.url)
    expect(await station.boot()).toBe(answer)
  }
  const csms = await start({ unknownStations: 'refuse' })
  await expect(connect('1.6', csms.url, 'CP1')).rejects.toMatchObject({ status: 404 })
})

test.each(versionNames)('a station of %s that was put in is accepted, whoever else is refused', async (version) => {
  const csms = await start({ unknownStations: 'refuse' })
  await csms.station('Cp1').put({ labels: ['east', 'east'], notes: 'behind the gate' })
  expect(await (await arrive(csms.url, 'cP1', version)).boot()).toBe('Accepted')
  const { items } = await csms.stationRecords()
  expect(items).toMatchObject([{ identity: 'cP1', decision: 'Accepted', labels: ['east'], notes: 'behind the gate', version }])
})

test('a station that was let in before stays in when unknown ones are refused from now on', async () => {
  const store = createMemoryStore()
  const open = await start({ store, unknownStations: 'accept' })
  const before = await arrive(open.url)
  await before.boot()
  await open.stop({ drainMs: 0 })
  const closed = await start({ store, unknownStations: 'refuse' })
  expect(await (await arrive(closed.url)).boot()).toBe('Accepted')
  await expect(connect('1.6', closed.url, 'CP2')).rejects.toMatchObject({ status: 404 })
})

test('what is put in decides what a station is told, Pending and Rejected at once', async () => {
  const csms = await start({ unknownStations: 'accept' })
  const station = await arrive(csms.url)
  expect(await station.boot()).toBe('Accepted')
  await csms.station('CP1').put({ decision: 'Rejected' })
  await expect(station.heartbeat()).rejects.toMatchObject({ code: 'SecurityError' })
  expect(await station.boot()).toBe('Rejected')
  // Settings without a decision leave it.
  await csms.station('CP1').put({ notes: 'wrong place' })
  expect(await station.boot()).toBe('Rejected')
})

test('a station that is deleted has to go, is forgotten, and its transactions stay', async () => {
  const csms = await start({ unknownStations: 'refuse' })
  await csms.station('CP1').put()
  const station = await arrive(csms.url)
  await station.boot()
  const { transactionId } = await station.start('T1', 0)
  const closed = new Promise<number>((resolve) => station.connection.on('close', ({ code }) => resolve(code)))
  expect(await csms.station('CP1').delete()).toBe(true)
  expect(await closed).toBe(1008)
  expect(await csms.station('CP1').delete()).toBe(false)
  expect(await csms.station('CP1').record()).toBeUndefined()
  expect((await csms.stationRecords()).items).toEqual([])
  expect(await csms.station('CP1').transactions()).toMatchObject([{ transactionId }])
  await expect(connect('2.0.1', csms.url, 'CP1')).rejects.toMatchObject({ status: 404 })
})

test.each([
  ['an identity with a slash', 'a/b', {}],
  ['an identity that is too long', 'x'.repeat(49), {}],
  ['no identity', '', {}],
  ['a profile that there is not', 'CP1', { securityProfile: 4 }],
  ['a decision that there is not', 'CP1', { decision: 'accepted' }],
  ['a label that is none', 'CP1', { labels: [''] }],
])('%s is refused', async (_, identity, put) => {
  const csms = createCsms({ versions, port: 0 })
  await expect(csms.station(identity).put(put as never)).rejects.toThrow(TypeError)
})

test.each([
  [{ acceptance: 'Accepted', unknownStations: 'accept' }, /unknownStations and acceptance/],
  [{ unknownStations: 'maybe' }, /unknownStations/],
  [{ securityProfile: 2 }, /tls/],
  [{ passwordKey: 'short' }, /passwordKey/],
  [{ messageLog: 7 }, /messageLog/],
  [{ messageLog: { maxQueued: 0 } }, /maxQueued/],
  [{ nodeId: '' }, /nodeId/],
  [{ operatorName: [] }, /operatorName/],
])('%j is refused, with its name', (options, name) => {
  expect(() => createCsms({ versions, ...(options as object) })).toThrow(name)
})
