import { createHmac } from 'node:crypto'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { createHttpServer, type HttpServer } from '@ocpp-kit/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryStore, type Store } from '../src/index.js'
import { connect } from './drivers.js'
import { startTestApi, type TestApi } from './http/api.js'

let receiver: HttpServer
let api: TestApi
const more: TestApi[] = []

beforeEach(async () => {
  receiver = await createHttpServer()
  receiver.answer = (_request, response) => response.writeHead(204).end()
  api = await startTestApi()
})
afterEach(async () => {
  for (const one of more.splice(0)) await one.close()
  await api.close()
  await receiver.close()
})

/** Resolves once the receiver has had so many requests. */
const received = async (count: number): Promise<readonly Record<string, unknown>[]> =>
  (await receiver.arrived(count)).map(({ body }) => JSON.parse(body) as Record<string, unknown>)

const create = async (one: TestApi, body: object = {}): Promise<{ id: string; secret: string }> => {
  const answer = await one.ask('POST', '/v1/webhooks', { body: { url: receiver.url, ...body } })
  expect(answer.status).toBe(201)
  return answer.body
}

const deliveries = async (one: TestApi, id: string): Promise<readonly Record<string, unknown>[]> =>
  (await one.ask('GET', `/v1/webhooks/${id}/deliveries`)).body.items

test('tells of a transaction in its order, signed as Standard Webhooks has it (G22)', async () => {
  const { secret } = await create(api, { types: ['transaction.*'] })
  const station = await connect('2.0.1', api.csms.url, 'CP1')
  await station.boot()
  const { transactionId } = await station.start('T', 1_000)
  await station.meter(transactionId, 1_500)
  await station.stop(transactionId, 2_500)
  const events = await received(3)
  expect(events.map(({ type }) => type)).toEqual(['transaction.started', 'transaction.updated', 'transaction.ended'])
  expect(events[2]).toMatchObject({
    station: 'CP1',
    data: { transaction: { id: transactionId, stationId: 'CP1', energyWh: 1_500, stopReason: 'Local' }, event: { eventType: 'Ended' } },
  })
  for (const { headers, body } of receiver.requests) {
    const id = String(headers['webhook-id'])
    expect(id).toBe(JSON.parse(body).id)
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    const signature = createHmac('sha256', key).update(`${id}.${headers['webhook-timestamp']}.${body}`).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signature}`)
  }
  await station.close()
})

test('tells nothing that was not asked for, and everything where nothing was', async () => {
  await create(api, { types: ['station.booted'] })
  const all = await createHttpServer()
  all.answer = (_request, response) => response.writeHead(200).end()
  await create(api, { url: all.url })
  const station = await connect('1.6', api.csms.url, 'CP1')
  await station.boot()
  await station.status(1, 'Available')
  expect((await all.arrived(3)).map(({ body }) => JSON.parse(body).type)).toEqual([
    'station.connected',
    'station.booted',
    'connector.status',
  ])
  expect((await received(1)).map(({ type }) => type)).toEqual(['station.booted'])
  await station.close()
  await all.close()
})

/** How often it was stored what came of an attempt; the pause after it begins then. */
function settlements(store: Store) {
  let settled = 0
  let look = (): void => {}
  const { settle } = store.webhooks
  store.webhooks.settle = async (...outcome) => {
    await settle(...outcome)
    settled += 1
    look()
  }
  return {
    reach: (count: number): Promise<void> =>
      new Promise((resolve) => {
        look = () => settled >= count && resolve()
        look()
      }),
  }
}

describe('an endpoint that fails', () => {
  test('is asked again after longer and longer pauses, and gets everything in order (G22)', async () => {
    const clock = createFakeClock()
    const store = createMemoryStore()
    const attempts = settlements(store)
    const slow = await startTestApi({ csms: { clock, store, random: () => 0.5 } })
    more.push(slow)
    await create(slow, { types: ['connector.status'] })
    receiver.answer = (_request, response) => response.writeHead(500).end()
    const station = await connect('1.6', slow.csms.url, 'CP1')
    await station.boot()
    await station.status(1, 'Occupied')
    await station.status(1, 'Available')
    await received(1)
    for (const [attempt, pauseMs] of [1_000, 3_000, 9_000].entries()) {
      await attempts.reach(attempt + 1)
      await clock.advance(pauseMs - 1)
      expect(receiver.requests).toHaveLength(attempt + 1)
      if (attempt === 2) receiver.answer = (_request, response) => response.writeHead(200).end()
      await clock.advance(1)
      await received(attempt + 2)
    }
    const events = await received(5)
    expect(events.map(({ data }) => (data as { status: string }).status)).toEqual([
      'Occupied',
      'Occupied',
      'Occupied',
      'Occupied',
      'Available',
    ])
    // The same id each time, so that a receiver can tell a repetition.
    expect(new Set(events.slice(0, 4).map(({ id: one }) => one)).size).toBe(1)
    await station.close()
  })

  test('delays no other endpoint (G22)', async () => {
    const dead = await createHttpServer()
    // It never answers.
    dead.answer = () => {}
    await create(api, { url: dead.url })
    await create(api)
    const station = await connect('2.1', api.csms.url, 'CP1')
    await station.boot()
    expect((await received(2)).map(({ type }) => type)).toEqual(['station.connected', 'station.booted'])
    await station.close()
    await dead.close()
  })

  test('is switched off when it says that it is gone (410)', async () => {
    const { id } = await create(api)
    receiver.answer = (_request, response) => response.writeHead(410).end()
    await api.ask('POST', `/v1/webhooks/${id}/test`)
    await received(1)
    await expect
      .poll(async () => (await api.ask('GET', `/v1/webhooks/${id}`)).body)
      .toMatchObject({ isEnabled: false, disabledBecause: 'it answered 410 Gone' })
  })
})

test('what was not delivered before the csms ended is delivered after its start', async () => {
  const store = createMemoryStore()
  const first = await startTestApi({ csms: { store } })
  receiver.answer = (_request, response) => response.destroy()
  const { id } = await create(first, { types: ['transaction.started'] })
  const station = await connect('1.6', first.csms.url, 'CP1')
  await station.boot()
  await station.start('T', 0)
  await received(1)
  await station.close()
  await first.api.close()
  await first.csms.stop()
  receiver.answer = (_request, response) => response.writeHead(200).end()
  const second = await startTestApi({ csms: { store } })
  more.push(second)
  expect((await received(2)).map(({ type }) => type)).toEqual(['transaction.started', 'transaction.started'])
  const [delivery] = await deliveries(second, id)
  expect(delivery).toMatchObject({ event: { type: 'transaction.started' } })
})

test('what was delivered is delivered again on demand', async () => {
  const { id } = await create(api, { types: ['station.booted'] })
  const station = await connect('1.6', api.csms.url, 'CP1')
  await station.boot()
  const [first] = await received(1)
  const answer = await api.ask('POST', `/v1/webhooks/${id}/replay`, { body: { since: '2020-01-01T00:00:00Z' } })
  expect(answer).toMatchObject({ status: 202, body: { deliveries: 1 } })
  expect((await received(2))[1]).toEqual(first)
  await station.close()
})

test('the secret is shown once, and another one signs after a rotation (G18)', async () => {
  const { id, secret } = await create(api)
  expect((await api.ask('GET', `/v1/webhooks/${id}`)).body).not.toHaveProperty('secret')
  const rotated = await api.ask('POST', `/v1/webhooks/${id}/rotate-secret`)
  expect(rotated.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(rotated.body.secret).not.toBe(secret)
})

test.each([
  [{ url: 'http://billing.example/' }, '/url', 'must begin with https://, except to this machine'],
  [{ url: 'ftp://billing.example/' }, '/url', 'must begin with https://'],
  [{ url: 'https://me:secret@billing.example/' }, '/url', 'no user name and no password'],
  [{ url: 'nonsense' }, '/url', 'must be a URL'],
  [{ types: ['transaction.exploded'] }, '/types', 'no events "transaction.exploded"'],
])('refuses %j, and says why', async (body, pointer, detail) => {
  const answer = await api.ask('POST', '/v1/webhooks', { body: { url: receiver.url, ...body } })
  expect(answer.status).toBe(400)
  expect(answer.body.errors).toEqual([{ pointer, detail: expect.stringContaining(detail) }])
})

test('that is changed twice while its last change is not in force yet is told at its last address alone', async () => {
  const store = createMemoryStore()
  const { pending } = store.webhooks
  let letOn = (): void => {}
  const held = new Promise<void>((resolve) => {
    letOn = resolve
  })
  let looks = 0
  store.webhooks.pending = async (...which) => {
    looks += 1
    if (looks === 1) await held
    return pending(...which)
  }
  const busy = await startTestApi({ csms: { store } })
  more.push(busy)
  const last = await createHttpServer()
  last.answer = (_request, response) => response.writeHead(204).end()
  const { id } = await create(busy, { types: ['webhook.test'] })
  await busy.ask('PATCH', `/v1/webhooks/${id}`, { body: { description: 'changed' } })
  await busy.ask('PATCH', `/v1/webhooks/${id}`, { body: { url: last.url } })
  letOn()
  await new Promise((resolve) => setImmediate(resolve))
  await busy.ask('POST', `/v1/webhooks/${id}/test`)
  await expect.poll(() => [receiver.requests.length, last.requests.length]).toEqual([0, 1])
  await last.close()
})

test('that one process is told about is known to the others of the database within seconds, and forgotten by them', async () => {
  const clock = createFakeClock()
  const store = createMemoryStore()
  const one = await startTestApi({ csms: { clock, store, nodeId: 'one' } })
  const other = await startTestApi({ csms: { clock, store, nodeId: 'other' } })
  more.push(one, other)
  const { id } = await create(one, { types: ['station.connected'] })
  await clock.advance(5_000)
  const station = await connect('2.0.1', other.csms.url, 'CP1')
  expect(await received(1)).toMatchObject([{ type: 'station.connected', station: 'CP1' }])
  await one.ask('PATCH', `/v1/webhooks/${id}`, { body: { isEnabled: false } })
  await clock.advance(5_000)
  expect((await other.ask('GET', `/v1/webhooks/${id}`)).body).toMatchObject({ isEnabled: false })
  await one.ask('DELETE', `/v1/webhooks/${id}`)
  await clock.advance(5_000)
  expect((await other.ask('GET', '/v1/webhooks')).body.items).toEqual([])
  await station.close()
})

test('is changed, listed page by page, and forgotten', async () => {
  const ids = [(await create(api)).id, (await create(api)).id]
  const page = await api.ask('GET', '/v1/webhooks?limit=1')
  expect(page.body.items.map(({ id }: { id: string }) => id)).toEqual([ids[0]])
  const next = await api.ask('GET', `/v1/webhooks?limit=1&cursor=${page.body.nextCursor}`)
  expect(next.body).toMatchObject({ items: [{ id: ids[1] }], nextCursor: null })
  const changed = await api.ask('PATCH', `/v1/webhooks/${ids[0]}`, { body: { isEnabled: false, description: 'billing' } })
  expect(changed.body).toMatchObject({ id: ids[0], isEnabled: false, description: 'billing', url: receiver.url })
  expect((await api.ask('DELETE', `/v1/webhooks/${ids[0]}`)).status).toBe(204)
  expect((await api.ask('DELETE', `/v1/webhooks/${ids[0]}`)).status).toBe(404)
  expect((await api.ask('POST', `/v1/webhooks/${ids[0]}/test`)).status).toBe(404)
})
