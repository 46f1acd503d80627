import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../drivers.js'
import { startTestApi, type TestApi, userToken } from './api.js'
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

test('shows tokens whole to those alone who may read them (G18)', async () => {
  const listenAs = async (...scopes: string[]) => {
    const { key } = (await api.ask('POST', '/v1/api-keys', { body: { name: 'k', scopes } })).body
    return listen(api, '?types=transaction.started&station=CP5', { authorization: `Bearer ${key}` })
  }
  const streams = [await listenAs('transactions:read'), await listenAs('transactions:read', 'tokens:read')]
  const station = await connect('2.0.1', api.csms.url, 'CP5')
  await station.boot()
  await station.start('CARD-12345678', 0)
  const told = await Promise.all(streams.map(({ next }) => next()))
  expect(told.map(({ data }) => data)).toMatchObject([
    { data: { transaction: { idToken: '***5678' } } },
    { data: { transaction: { idToken: 'CARD-12345678' } } },
  ])
  for (const stream of streams) stream.close()
  await station.close()
})

test('refuses kinds that there are not, and callers that nobody knows', async () => {
  expect(await api.ask('GET', '/v1/events?types=nonsense')).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('no events "nonsense"') },
  })
  expect((await api.ask('GET', '/v1/events', { token: null })).status).toBe(401)
})

describe('a stream ends when its reader', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

  test.each([
    ['has another role', 'PATCH', '', { role: 'viewer' }],
    ['is limited to some stations', 'PATCH', '', { limitedTo: { stations: ['CP1'] } }],
    ['is disabled', 'PATCH', '', { isDisabled: true }],
    ['has another password', 'PUT', '/password', { password: 'another good password' }],
    ['is deleted', 'DELETE', '', undefined],
  ])('%s, at once', async (_what, method, path, body) => {
    const running = await startTestApi()
    await userToken(running, { name: 'boss', role: 'admin' })
    const [stays, goes] = [await userToken(running, { name: 'bob' }), await userToken(running, { name: 'ann' })]
    const [kept, cut] = [await listen(running, '', bearer(stays)), await listen(running, '', bearer(goes))]
    const end = expect(cut.next()).rejects.toThrow(/ended|terminated/)
    expect((await running.ask(method, `/v1/users/ann${path}`, { body })).status).toBeLessThan(300)
    await end
    const station = await connect('1.6', running.csms.url, 'CP1')
    expect(await kept.next()).toMatchObject({ event: 'station.connected' })
    kept.close()
    await station.close()
    await running.close()
  })

  test('is a key that is ended, or whose owner is narrowed', async () => {
    const running = await startTestApi()
    const body = { name: 'k', scopes: ['stations:read'] }
    const { key, apiKey } = (await running.ask('POST', '/v1/api-keys', { body })).body
    const own = await listen(running, '', bearer(key))
    const end = expect(own.next()).rejects.toThrow(/ended|terminated/)
    await running.ask('DELETE', `/v1/api-keys/${apiKey.id}`)
    await end
    await userToken(running, { name: 'boss', role: 'admin' })
    const token = await userToken(running, { name: 'ann' })
    const owned = (await running.ask('POST', '/v1/api-keys', { body, token })).body
    const stream = await listen(running, '', bearer(owned.key))
    const narrowed = expect(stream.next()).rejects.toThrow(/ended|terminated/)
    await running.ask('PATCH', '/v1/users/ann', { body: { limitedTo: { stations: ['CP1'] } } })
    await narrowed
    await running.close()
  })

  test('was changed by another process, or its session is over, within 15 s', async () => {
    const clock = createFakeClock()
    const running = await startTestApi({ csms: { clock } })
    await userToken(running, { name: 'boss', role: 'admin' })
    const token = await userToken(running, { name: 'ann' })
    const stream = await listen(running, '', bearer(token))
    const end = expect(stream.next()).rejects.toThrow(/ended|terminated/)
    await running.csms.store.identity.changeUser('default', 'ann', { role: 'viewer' })
    await clock.advance(15_000)
    await end
    await running.close()
  })
})
