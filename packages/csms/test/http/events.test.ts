import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../drivers.js'
import { startTestApi, type TestApi } from './api.js'
import { listen } from './event-stream.js'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

test('tells what happens, as it happens', async () => {
  const stream = await listen(api)
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream')
  const station = await connect('1.6', api.csms.url, 'CP1')
  await station.boot()
  const { transactionId } = await station.start('T', 0)
  expect(await stream.next()).toMatchObject({ event: 'station.connected', data: { station: 'CP1', data: { version: '1.6' } } })
  expect(await stream.next()).toMatchObject({ event: 'station.booted', data: { data: { registration: 'Accepted' } } })
  const started = await stream.next()
  expect(started).toMatchObject({ event: 'transaction.started', data: { data: { transaction: { id: transactionId, endedAt: null } } } })
  expect(started.data['id']).toBe(started.id)
  stream.close()
  await station.close()
})

test('tells of one kind, or of one station, where that is wanted', async () => {
  const stream = await listen(api, '?types=connector.*&station=cp3')
  const [second, third] = [await connect('2.0.1', api.csms.url, 'CP2'), await connect('2.1', api.csms.url, 'CP3')]
  await second.boot()
  await third.boot()
  await second.status(1, 'Occupied')
  await third.status(2, 'Available')
  expect(await stream.next()).toMatchObject({
    event: 'connector.status',
    data: { station: 'CP3', data: { evseId: 2, status: 'Available' } },
  })
  stream.close()
  await second.close()
  await third.close()
})

test('gives a reader that comes back what it has missed, or says that it cannot', async () => {
  const first = await listen(api, '?types=station.booted')
  const station = await connect('1.6', api.csms.url, 'CP4')
  await station.boot()
  const seen = await first.next()
  first.close()
  await station.boot()
  const again = await listen(api, '?types=station.booted', { 'last-event-id': seen.id })
  const missed = await again.next()
  expect(missed.event).toBe('station.booted')
  expect(missed.id).not.toBe(seen.id)
  again.close()
  const lost = await listen(api, '', { 'last-event-id': 'evt_unknown' })
  expect((await lost.next()).event).toBe('reset')
  lost.close()
  await station.close()
})

test('refuses kinds that there are not, and callers that nobody knows', async () => {
  expect(await api.ask('GET', '/v1/events?types=nonsense')).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('no events "nonsense"') },
  })
  expect((await api.ask('GET', '/v1/events', { token: null })).status).toBe(401)
})
