import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryStore, StoreError } from '../../src/index.js'
import { openStore } from '../../src/store/sql/open.js'
import { temporaryFolder } from '../store/databases.js'
import { startTestApi, type TestApi, userToken } from './api.js'

let running: TestApi
const ask: TestApi['ask'] = (...args) => running.ask(...args)
const headers = { 'idempotency-key': 'K-1' }
const user = (name: string) => ({ name, password: 'correct horse battery', role: 'admin' })

beforeEach(async () => {
  running = await startTestApi()
})
afterEach(() => running.close())

describe('Idempotency-Key (G17)', () => {
  test('does a request once, and answers it as it was first', async () => {
    const first = await ask('POST', '/v1/users', { body: user('ann'), headers })
    const again = await ask('POST', '/v1/users', { body: user('ann'), headers })
    expect(first.status).toBe(201)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.headers.get('location')).toBe('/v1/users/ann')
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
    const { items } = (await ask('GET', '/v1/audit-log')).body
    expect(items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['repeated', 'done'])
  })

  test('repeats what was refused, too, and answers without a body', async () => {
    await ask('PUT', '/v1/tokens/any/A', { body: {} })
    for (const status of [204, 204]) expect((await ask('DELETE', '/v1/tokens/any/A', { headers })).status).toBe(status)
    const other = { 'idempotency-key': 'K-2' }
    expect((await ask('DELETE', '/v1/tokens/any/A', { headers: other })).status).toBe(404)
    await ask('PUT', '/v1/tokens/any/A', { body: {} })
    expect(await ask('DELETE', '/v1/tokens/any/A', { headers: other })).toMatchObject({
      status: 404,
      body: { title: 'There is nothing here' },
    })
  })

  test('is refused with another body or another path (422)', async () => {
    await ask('POST', '/v1/users', { body: user('ann'), headers })
    const other = await ask('POST', '/v1/users', { body: user('bob'), headers })
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
    await ask('PUT', '/v1/tokens/any/A', { body: {}, headers })
    expect((await ask('PUT', '/v1/tokens/any/B', { body: {}, headers })).status).toBe(422)
    expect((await ask('GET', '/v1/users/bob')).status).toBe(404)
  })

  test('of two at one time one is done, and the other told so (409)', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => ask('POST', '/v1/users', { body: user('ann'), headers })))
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses[0]).toBe(201)
    expect(statuses.every((status) => [201, 409].includes(status))).toBe(true)
    const busy = answers.filter(({ status }) => status === 409)
    for (const { body } of busy) expect(body).toMatchObject({ code: 'IDEMPOTENCY_KEY_IN_USE', retryAfterSeconds: 1 })
    expect(busy.length).toBeGreaterThan(0)
    const done = (await ask('GET', '/v1/audit-log')).body.items.filter(({ outcome }: { outcome: string }) => outcome === 'done')
    expect(done).toHaveLength(1)
  })

  test('has nothing to do with that of another caller or route', async () => {
    const token = await userToken(running, { name: 'ann' })
    expect((await ask('PUT', '/v1/tokens/any/A', { body: {}, headers })).status).toBe(201)
    const other = await ask('PUT', '/v1/tokens/any/A', { body: {}, headers, token })
    expect([other.status, other.headers.get('idempotency-replayed')]).toEqual([200, null])
    expect((await ask('DELETE', '/v1/tokens/any/A', { headers })).status).toBe(204)
  })

  test('of an answer that is shown once is used up', async () => {
    const body = { name: 'k', scopes: ['tokens:read'] }
    const made = await ask('POST', '/v1/api-keys', { body, headers })
    expect(made.status).toBe(201)
    expect(await ask('POST', '/v1/api-keys', { body, headers })).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_ANSWER_GONE' } })
    expect((await ask('GET', '/v1/api-keys')).body.items).toHaveLength(1)
  })

  test.each(['', 'has spaces', 'é', 'k'.repeat(256)])('is refused as %j', async (key) => {
    const answer = await fetch(`${running.api.url}/v1/tokens/any/A`, {
      method: 'PUT',
      headers: { authorization: 'Bearer an-admin-token-for-tests', 'content-type': 'application/json', 'idempotency-key': key },
      body: '{}',
    })
    expect(answer.status).toBe(400)
  })

  test('changes nothing where nothing is changed', async () => {
    await ask('GET', '/v1/users', { headers })
    await ask('POST', '/v1/users', { body: user('ann') })
    expect((await ask('GET', '/v1/users', { headers })).body.items).toHaveLength(1)
  })
})

test('an answer outlives the process', async () => {
  const folder = temporaryFolder()
  const once = async () => {
    const store = await openStore(folder.file('csms.db'))
    const api = await startTestApi({ csms: { store } })
    const answer = await api.ask('POST', '/v1/users', { body: user('ann'), headers })
    await api.close()
    await store.close()
    return answer
  }
  const [first, again] = [await once(), await once()]
  expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true'])
  folder.remove()
})

test('a request that was cut off is not done again under its key', async () => {
  const store = createMemoryStore()
  // As a process that dies between the work and its answer.
  const dying = await startTestApi({
    csms: {
      store: { ...store, idempotency: { ...store.idempotency, finish: () => Promise.reject(new Error('killed')) } },
      onError: () => {},
    },
  })
  await dying.ask('POST', '/v1/users', { body: user('ann'), headers })
  await dying.close()
  const next = await startTestApi({ csms: { store } })
  expect(await next.ask('POST', '/v1/users', { body: user('ann'), headers })).toMatchObject({
    status: 409,
    body: { code: 'IDEMPOTENCY_KEY_IN_USE' },
  })
  await next.close()
  await store.close()
})

test('a key is free again where the store could not be asked', async () => {
  const store = createMemoryStore()
  let isOut = true
  const putToken: typeof store.authorization.putToken = (...args) =>
    isOut ? Promise.reject(new StoreError('BUSY', 'busy')) : store.authorization.putToken(...args)
  const api = await startTestApi({ csms: { store: { ...store, authorization: { ...store.authorization, putToken } } } })
  expect((await api.ask('PUT', '/v1/tokens/any/A', { body: {}, headers })).status).toBe(503)
  isOut = false
  expect((await api.ask('PUT', '/v1/tokens/any/A', { body: {}, headers })).status).toBe(201)
  await api.close()
  await store.close()
})
