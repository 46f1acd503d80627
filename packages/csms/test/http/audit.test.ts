import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryStore, StoreError } from '../../src/index.js'
import { passwordOf, startTestApi, type TestApi, userToken } from './api.js'
import { operationsOf } from './document.js'
import { exampleRequest } from './example-request.js'

let running: TestApi
const ask: TestApi['ask'] = (...args) => running.ask(...args)
const log = async (query = '') => (await ask('GET', `/v1/audit-log${query}`)).body.items

beforeEach(async () => {
  running = await startTestApi()
})
afterEach(() => running.close())

describe('the audit log (G17)', () => {
  test('tells who changed what, when and from where, with what was there before', async () => {
    const token = await userToken(running, { name: 'ann' })
    const me = (await ask('GET', '/v1/me', { token })).body
    await ask('PUT', '/v1/tokens/ISO14443/A1', { token, body: { status: 'Blocked' } })
    await ask('PUT', '/v1/tokens/ISO14443/a1', { token, body: {}, headers: { 'x-request-id': 'my-request' } })
    await ask('DELETE', '/v1/tokens/ISO14443/A1', { token })
    const entries = await log(`?actor=${encodeURIComponent(me.id)}`)
    expect(entries).toMatchObject([
      { action: 'deleteToken', outcome: 'done', status: 204, before: { status: 'Accepted' }, after: null },
      {
        actor: { id: me.id, kind: 'user', name: 'ann' },
        action: 'putToken',
        resource: '/v1/tokens/ISO14443/a1',
        requestId: 'my-request',
        address: '127.0.0.1',
        outcome: 'done',
        status: 200,
        request: {},
        before: { idToken: 'A1', status: 'Blocked' },
        after: { idToken: 'a1', status: 'Accepted' },
      },
      { action: 'putToken', status: 201, before: null, after: { status: 'Blocked' } },
      { action: 'logIn', outcome: 'done', status: 201 },
    ])
  })

  test('has an entry for every operation that changes something, whatever came of it', async () => {
    const { body: document } = await ask('GET', '/v1/openapi.json')
    const changing = operationsOf(document).filter(({ method }) => method !== 'GET')
    expect(changing.length).toBeGreaterThan(8)
    for (const operation of changing) {
      const before = (await log('?limit=200')).length
      const { path, body } = exampleRequest(operation, 'nothing')
      await ask(operation.method, path, { body })
      const entries = await log('?limit=200')
      expect([operation.name, entries.length, entries[0].action]).toEqual([operation.name, before + 1, operation.operationId])
      expect([operation.name, entries[0].outcome]).not.toEqual([operation.name, 'begun'])
    }
  })

  test('has what was refused, but nothing of those that nobody knows', async () => {
    await ask('POST', '/v1/users', { body: { name: 'boss', password: passwordOf('boss'), role: 'admin' } })
    const token = await userToken(running, { name: 'ann', role: 'viewer' })
    await ask('PUT', '/v1/tokens/any/A', { token, body: {} })
    await ask('PUT', '/v1/tokens/any/A', { body: { status: 'Nonsense' } })
    await ask('PUT', '/v1/tokens/any/A', { token: null, body: {} })
    await ask('POST', '/v1/sessions', { token: null, body: { name: 'ann', password: 'wrong password' } })
    const entries = await log()
    expect(
      entries.map(({ action, status, outcome }: { action: string; status: number; outcome: string }) => [action, status, outcome]),
    ).toEqual([
      ['logIn', 401, 'refused'],
      ['putToken', 400, 'refused'],
      ['putToken', 403, 'refused'],
      ['logIn', 201, 'done'],
      ['createUser', 201, 'done'],
      ['createUser', 201, 'done'],
    ])
    expect(entries[0].actor).toEqual({ id: 'anonymous', kind: 'anonymous', name: '' })
    expect(entries[3].actor.name).toBe('ann')
  })

  test('and the store hold no password and no token (G18)', async () => {
    const token = await userToken(running, { name: 'ann', role: 'admin' })
    const { body } = await ask('POST', '/v1/api-keys', {
      token,
      body: { name: 'k', scopes: ['tokens:read'] },
      headers: { 'idempotency-key': 'K' },
    })
    const changed = { currentPassword: passwordOf('ann'), newPassword: 'a password that is new' }
    await ask('PUT', '/v1/me/password', { token, body: changed, headers: { 'idempotency-key': 'L' } })
    await ask('PUT', '/v1/users/ann/password', { body: { password: 'a password of the admin' } })
    const { identity, idempotency } = running.csms.store
    const kept = JSON.stringify([
      await log(),
      await identity.pageUsers('default', {}),
      await identity.pageKeys('default', {}),
      await idempotency.begin('default', {
        actorId: (await log())[1].actor.id,
        route: 'POST /v1/api-keys',
        key: 'K',
        requestHash: '',
        receivedAt: '',
      }),
    ])
    for (const secret of [token, body.key, passwordOf('ann'), 'a password that is new', 'a password of the admin'])
      expect(kept).not.toContain(secret)
    expect(kept).toContain('changeMyPassword')
  })

  test('is paged, newest first', async () => {
    for (const value of ['A', 'B', 'C']) await ask('PUT', `/v1/tokens/any/${value}`, { body: {} })
    const first = await ask('GET', '/v1/audit-log?limit=2')
    const last = await ask('GET', `/v1/audit-log?limit=2&cursor=${first.body.nextCursor}`)
    const resources = [...first.body.items, ...last.body.items].map(({ resource }) => resource)
    expect(resources).toEqual(['/v1/tokens/any/C', '/v1/tokens/any/B', '/v1/tokens/any/A'])
  })
})

test('nothing is done that cannot be written down first', async () => {
  const store = createMemoryStore()
  const add = () => Promise.reject(new StoreError('FULL', 'the disk is full'))
  const full = await startTestApi({ csms: { store: { ...store, audit: { ...store.audit, add } }, onError: () => {} } })
  expect((await full.ask('PUT', '/v1/tokens/any/A', { body: {} })).status).toBe(503)
  expect(await store.authorization.findToken('default', { idToken: 'A' })).toBeUndefined()
  await full.close()
  await store.close()
})

test('what was done is answered, though its end cannot be written down; the entry stays begun', async () => {
  const store = createMemoryStore()
  const errors: unknown[] = []
  const complete = () => Promise.reject(new StoreError('FULL', 'the disk is full'))
  const full = await startTestApi({
    csms: { store: { ...store, audit: { ...store.audit, complete } }, onError: (error) => errors.push(error) },
  })
  expect((await full.ask('PUT', '/v1/tokens/any/A', { body: {} })).status).toBe(201)
  expect(errors).toMatchObject([{ code: 'FULL' }])
  expect((await full.ask('GET', '/v1/audit-log')).body.items).toMatchObject([{ outcome: 'begun', status: null }])
  await full.close()
  await store.close()
})
