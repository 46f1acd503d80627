import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectListStation, ListMemory, type ListStation } from '../list-station.js'
import { startTestApi, type TestApi } from './api.js'

let running: TestApi
let memory: ListMemory
let station: ListStation | undefined
const ask: TestApi['ask'] = (...args) => running.ask(...args)

beforeEach(async () => {
  running = await startTestApi()
  memory = new ListMemory('2.0.1')
  station = await connectListStation(memory, running.csms.url)
  await station.boot()
})

afterEach(async () => {
  await station?.close()
  await running.close()
})

const path = '/v1/stations/cp1/local-list'

test('the list of a station is decided, brought in order and shown', async () => {
  await ask('PUT', '/v1/tokens/ISO14443/A', { body: { labels: ['depot'] } })
  await ask('PUT', '/v1/tokens/ISO14443/B', { body: {} })
  expect((await ask('GET', path)).body).toMatchObject({ status: 'off', scope: 'off', desired: null, actual: null, limits: null })
  const wanted = await ask('PUT', path, { body: { scope: { label: 'depot' }, excluded: [{ idToken: 'X' }] } })
  const wish = { scope: { label: 'depot' }, maxEntries: null, excluded: [{ idToken: 'X' }] }
  expect(wanted).toMatchObject({ status: 200, body: { scope: { label: 'depot' }, wish } })
  const synced = await ask('POST', `${path}/sync`)
  expect(synced).toMatchObject({
    status: 200,
    body: { status: 'inSync', reason: null, desired: { entries: 1 }, actual: { entries: 1 }, wish },
  })
  expect(synced.body.desired.hash).toBe(synced.body.actual.hash)
  expect(memory.listed).toEqual(['a'])
  const sent = memory.sent.length
  await ask('POST', `${path}/sync`)
  expect(memory.sent).toHaveLength(sent)
  await ask('POST', `${path}/sync?full=true`)
  expect(memory.sent.at(-1)?.updateType).toBe('Full')
  expect((await ask('PUT', path, { body: {} })).body).toMatchObject({ scope: 'off', wish: { scope: null, excluded: [{ idToken: 'X' }] } })
  expect((await ask('PUT', path, { body: { excluded: [] } })).body).toMatchObject({ wish: { excluded: [] } })
})

test('a station that refuses its list is no problem but the state of the list', async () => {
  await ask('PUT', path, { body: { scope: 'all' } })
  await ask('PUT', '/v1/tokens/ISO14443/A', { body: {} })
  memory.before = () => 'Failed'
  const refused = await ask('POST', `${path}/sync`)
  expect(refused).toMatchObject({ status: 200, body: { status: 'failed', reason: expect.stringContaining('Failed') } })
  expect(Date.parse(refused.body.nextAttemptAt)).toBeGreaterThan(Date.now())
})

test('a station forgets its cache', async () => {
  expect(await ask('POST', '/v1/stations/CP1/clear-cache')).toMatchObject({ status: 200, body: { status: 'Accepted' } })
  memory.cacheStatus = 'Rejected'
  expect((await ask('POST', '/v1/stations/CP1/clear-cache')).body).toEqual({ status: 'Rejected' })
})

test('a station that is not there cannot be told, and one of which nobody heard is not found', async () => {
  await station?.close()
  station = undefined
  await running.csms.stop({ drainMs: 0 })
  await ask('PUT', path, { body: { scope: 'all' } })
  expect(await ask('POST', `${path}/sync`)).toMatchObject({ status: 409, body: { code: 'NOT_CONNECTED' } })
  expect(await ask('POST', '/v1/stations/CP1/clear-cache')).toMatchObject({ status: 409, body: { code: 'NOT_CONNECTED' } })
  for (const [method, of] of [
    ['GET', path],
    ['PUT', path],
    ['POST', `${path}/sync`],
    ['POST', '/v1/stations/cp1/clear-cache'],
  ] as const) {
    const body = method === 'PUT' ? { body: {} } : {}
    expect((await ask(method, of.replace('cp1', 'CP9'), body)).status).toBe(404)
  }
})

test.each([
  ['a scope that is none', { scope: 'some' }],
  ['a label without a name', { scope: { label: '' } }],
  ['a number below 0', { maxEntries: -1 }],
  ['a member that is not known', { tokens: [] }],
])('%s is refused', async (_what, body) => {
  expect((await ask('PUT', path, { body })).status).toBe(400)
})
