import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { scopes } from '../../src/http/scope.js'
import { createMemoryStore } from '../../src/index.js'
import { logIn, passwordOf, startTestApi, type TestApi, userToken } from './api.js'

let running: TestApi
const clock = createFakeClock()
const ask: TestApi['ask'] = (...args) => running.ask(...args)

beforeEach(async () => {
  running = await startTestApi({ csms: { clock } })
})
afterEach(() => running.close())

describe('the first start', () => {
  test('makes a token that does everything until the first user is there, and never again (G24)', async () => {
    const fresh = await startTestApi({ api: { adminToken: undefined } })
    const token = fresh.api.firstToken
    expect(token).toMatch(/^ocppf_[\w-]{43}$/)
    expect((await fresh.ask('GET', '/v1/me', { token: token ?? null })).body).toMatchObject({ kind: 'first', scopes: [...scopes] })
    const body = { name: 'ann', password: 'correct horse battery', role: 'admin' }
    expect((await fresh.ask('POST', '/v1/users', { token: token ?? null, body })).status).toBe(201)
    expect((await fresh.ask('GET', '/v1/me', { token: token ?? null })).status).toBe(401)
    expect((await fresh.ask('GET', '/v1/me', { token: await logIn(fresh, 'ann', body.password) })).body).toMatchObject({ name: 'ann' })
    await fresh.close()
  })

  test('shows another token at each start while there is no user, and none afterwards', async () => {
    const store = createMemoryStore()
    const start = () => startTestApi({ csms: { store }, api: { adminToken: undefined } })
    const first = await start()
    await first.close()
    const second = await start()
    expect((await second.ask('GET', '/v1/me', { token: first.api.firstToken })).status).toBe(401)
    expect((await second.ask('GET', '/v1/me', { token: second.api.firstToken })).status).toBe(200)
    await second.ask('POST', '/v1/users', {
      token: second.api.firstToken,
      body: { name: 'ann', password: 'correct horse battery', role: 'admin' },
    })
    await second.close()
    const third = await start()
    expect(third.api.firstToken).toBeUndefined()
    await third.close()
    await store.close()
  })

  test('with a preset token makes none, and ends one that was shown', async () => {
    expect(running.api.firstToken).toBeUndefined()
    const store = createMemoryStore()
    const bare = await startTestApi({ csms: { store }, api: { adminToken: undefined } })
    await bare.close()
    const preset = await startTestApi({ csms: { store } })
    expect((await preset.ask('GET', '/v1/me', { token: bare.api.firstToken })).status).toBe(401)
    expect((await preset.ask('GET', '/v1/me')).body).toMatchObject({ kind: 'admin' })
    await preset.close()
    await store.close()
  })

  test.each([
    ['a viewer', { role: 'viewer' }],
    ['an operator', { role: 'operator' }],
    ['limited to some stations', { role: 'admin', limitedTo: { labels: ['north'] } }],
  ])('the first user is not %s, which would lock everybody out', async (_who, rights) => {
    const fresh = await startTestApi({ api: { adminToken: undefined } })
    const token = fresh.api.firstToken
    const body = { name: 'ann', password: 'correct horse battery' }
    expect(await fresh.ask('POST', '/v1/users', { token, body: { ...body, ...rights } })).toMatchObject({
      status: 409,
      body: { detail: 'the first user must have the role admin, and no limit to some stations' },
    })
    expect((await fresh.ask('POST', '/v1/users', { token, body: { ...body, role: 'admin', limitedTo: null } })).status).toBe(201)
    await fresh.close()
  })

  test('the token that stands in makes no keys, for they would outlive it', async () => {
    const fresh = await startTestApi({ api: { adminToken: undefined } })
    const token = fresh.api.firstToken
    expect((await fresh.ask('POST', '/v1/api-keys', { token, body: { name: 'k', scopes: ['system:read'] } })).status).toBe(403)
    await fresh.close()
  })
})

describe('users', () => {
  test('are added, shown without their password, changed and deleted', async () => {
    const boss = await ask('POST', '/v1/users', { body: { name: 'boss', password: 'correct horse battery', role: 'admin' } })
    const body = { name: 'Ann', password: 'correct horse battery', role: 'operator', limitedTo: { labels: ['north'] } }
    const user = {
      name: 'Ann',
      role: 'operator',
      limitedTo: { stations: [], labels: ['north'] },
      isDisabled: false,
      createdAt: expect.any(String),
    }
    const added = await ask('POST', '/v1/users', { body })
    expect(added).toMatchObject({ status: 201, body: user })
    expect(added.headers.get('location')).toBe('/v1/users/Ann')
    expect((await ask('GET', '/v1/users/ANN')).body).toEqual(user)
    expect((await ask('GET', '/v1/users')).body).toEqual({ items: [user, boss.body], nextCursor: null })
    const changed = await ask('PATCH', '/v1/users/ann', { body: { role: 'viewer', limitedTo: null } })
    expect(changed.body).toEqual({ ...user, role: 'viewer', limitedTo: null })
    expect((await ask('DELETE', '/v1/users/ann')).status).toBe(204)
    for (const [method, path, given] of [
      ['GET', '', undefined],
      ['PATCH', '', {}],
      ['DELETE', '', undefined],
      ['PUT', '/password', { password: 'correct horse battery' }],
    ] as const)
      expect((await ask(method, `/v1/users/ann${path}`, { body: given })).status).toBe(404)
  })

  test('have names of their own, whatever the case', async () => {
    await userToken(running, { name: 'ann' })
    const again = await ask('POST', '/v1/users', { body: { name: 'ANN', password: 'correct horse battery', role: 'viewer' } })
    expect(again).toMatchObject({ status: 409, body: { type: 'urn:ocpp-kit:problem:conflict' } })
  })

  test.each([
    ['a password that is too short', { name: 'a', password: 'short', role: 'admin' }],
    ['a password that is too long', { name: 'a', password: 'p'.repeat(257), role: 'admin' }],
    ['no password', { name: 'a', role: 'admin' }],
    ['a role that is not there', { name: 'a', password: 'correct horse battery', role: 'root' }],
    ['a name with a slash', { name: 'a/b', password: 'correct horse battery', role: 'admin' }],
    ['no name', { name: '', password: 'correct horse battery', role: 'admin' }],
  ])('%s is refused', async (_what, body) => {
    expect((await ask('POST', '/v1/users', { body })).status).toBe(400)
  })

  test('the last who may do everything stays', async () => {
    await userToken(running, { name: 'ann', role: 'admin' })
    const limited = { name: 'bob', password: passwordOf('bob'), role: 'admin', limitedTo: { stations: ['CP1'] } }
    await ask('POST', '/v1/users', { body: limited })
    for (const change of [{ role: 'viewer' }, { isDisabled: true }, { limitedTo: { stations: ['CP1'] } }])
      expect((await ask('PATCH', '/v1/users/ann', { body: change })).status).toBe(409)
    expect((await ask('DELETE', '/v1/users/ann')).status).toBe(409)
    await ask('PATCH', '/v1/users/bob', { body: { limitedTo: null } })
    expect((await ask('DELETE', '/v1/users/ann')).status).toBe(204)
  })
})

describe('logging in', () => {
  test('gives a token that ends at its time, and with it all that it may do', async () => {
    const token = await userToken(running, { name: 'ann', role: 'viewer' })
    const me = await ask('GET', '/v1/me', { token })
    expect(me.body).toMatchObject({ kind: 'user', name: 'ann' })
    await clock.advance(12 * 3_600_000 - 1)
    expect((await ask('GET', '/v1/me', { token })).status).toBe(200)
    await clock.advance(1)
    expect((await ask('GET', '/v1/me', { token })).status).toBe(401)
  })

  test('with a wrong password, a wrong name or as a disabled user is answered the same', async () => {
    await userToken(running, { name: 'ann' })
    await userToken(running, { name: 'bob' })
    await ask('PATCH', '/v1/users/bob', { body: { isDisabled: true } })
    const answers = []
    for (const [name, password] of [
      ['ann', 'wrong password'],
      ['nobody', passwordOf('ann')],
      ['bob', passwordOf('bob')],
      ['no/such name', ''],
    ] as const)
      answers.push((await ask('POST', '/v1/sessions', { token: null, body: { name, password } })).body)
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 401 })
  })

  test('is refused after ten wrong guesses at an account, also with the right password, for a minute', async () => {
    await userToken(running, { name: 'ann' })
    const guess = (name: string, password: string) => ask('POST', '/v1/sessions', { token: null, body: { name, password } })
    const guesses = await Promise.all(Array.from({ length: 12 }, () => guess('ann', 'wrong password')))
    expect(guesses.map(({ status }) => status).toSorted()).toEqual([...Array(10).fill(401), 429, 429])
    const right = await guess('ANN', passwordOf('ann'))
    expect(right).toMatchObject({ status: 429, body: { retryAfterSeconds: 60 } })
    expect(right.headers.get('retry-after')).toBe('60')
    await clock.advance(60_000)
    expect((await guess('ann', passwordOf('ann'))).status).toBe(201)
  })

  describe('from other addresses', () => {
    const from = (address: string, name: string, password: string) =>
      ask('POST', '/v1/sessions', { token: null, body: { name, password }, headers: { 'x-forwarded-for': address } })
    beforeEach(async () => {
      await running.close()
      running = await startTestApi({ csms: { clock }, api: { trustedProxies: ['127.0.0.1'] } })
      await userToken(running, { name: 'ann', role: 'admin' })
    })

    test('goes on while somebody guesses from one', async () => {
      const guesses = await Promise.all(Array.from({ length: 150 }, () => from('203.0.113.7', 'ann', 'wrong password')))
      expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10)
      expect((await from('203.0.113.7', 'ann', passwordOf('ann'))).status).toBe(429)
      expect((await from('203.0.113.8', 'ann', passwordOf('ann'))).status).toBe(201)
    })

    test('of one IPv6 network counts as one, and as IPv4 what is written as IPv6', async () => {
      const spread = await Promise.all(Array.from({ length: 15 }, (_, at) => from(`2001:db8:1:2::${at}`, 'ann', 'wrong password')))
      expect(spread.filter(({ status }) => status === 401)).toHaveLength(10)
      expect((await from('2001:db8:1:2:ffff::1', 'ann', passwordOf('ann'))).status).toBe(429)
      expect((await from('2001:db8:1:3::1', 'ann', passwordOf('ann'))).status).toBe(201)
      for (let at = 0; at < 10; at += 1) await from('203.0.113.7', 'ann', 'wrong password')
      expect((await from('::ffff:203.0.113.7', 'ann', passwordOf('ann'))).status).toBe(429)
      expect((await from('::ffff:203.0.113.8', 'ann', passwordOf('ann'))).status).toBe(201)
    })

    test('is refused after a hundred guesses at an account from all of them', async () => {
      for (let at = 0; at < 10; at += 1) {
        const guesses = await Promise.all(Array.from({ length: 10 }, () => from(`203.0.113.${at}`, 'ann', 'wrong password')))
        expect(guesses.every(({ status }) => status === 401)).toBe(true)
      }
      expect((await from('203.0.113.99', 'Ann', 'wrong password')).status).toBe(429)
      expect((await from('203.0.113.99', 'bob', 'wrong password')).status).toBe(401)
    })
  })

  test('is refused after thirty guesses from one address, at whatever accounts', async () => {
    const guess = (name: string) => ask('POST', '/v1/sessions', { token: null, body: { name, password: 'wrong password' } })
    const statuses = []
    for (let at = 0; at < 31; at += 1) statuses.push((await guess(`user-${at}`)).status)
    expect(statuses.slice(0, 30).every((status) => status === 401)).toBe(true)
    expect(statuses[30]).toBe(429)
  })

  test('counts nothing that is right', async () => {
    await userToken(running, { name: 'ann' })
    for (let time = 0; time < 35; time += 1) await logIn(running, 'ann')
  })
})

describe('sessions', () => {
  test('end when the user logs out, each by itself', async () => {
    const one = await userToken(running, { name: 'ann' })
    const two = await logIn(running, 'ann')
    expect((await ask('DELETE', '/v1/sessions/current', { token: one })).status).toBe(204)
    expect((await ask('GET', '/v1/me', { token: one })).status).toBe(401)
    expect((await ask('GET', '/v1/me', { token: two })).status).toBe(200)
  })

  test.each([
    [
      'by the user',
      { path: '/v1/me/password', body: { currentPassword: passwordOf('ann'), newPassword: 'another good password' }, isOwn: true },
    ],
    ['by an administrator', { path: '/v1/users/ann/password', body: { password: 'another good password' }, isOwn: false }],
  ])('all end when the password is changed %s', async (_who, { path, body, isOwn }) => {
    const one = await userToken(running, { name: 'ann' })
    const two = await logIn(running, 'ann')
    expect((await ask('PUT', path, { body, ...(isOwn && { token: one }) })).status).toBe(204)
    for (const token of [one, two]) expect((await ask('GET', '/v1/me', { token })).status).toBe(401)
    expect((await ask('POST', '/v1/sessions', { token: null, body: { name: 'ann', password: passwordOf('ann') } })).status).toBe(401)
    await logIn(running, 'ann', 'another good password')
  })

  test('that are begun with the old password while it is changed are over', async () => {
    await userToken(running, { name: 'ann' })
    const { identity } = running.csms.store
    const stale = await identity.findUser('default', 'ann')
    await ask('PUT', '/v1/users/ann/password', { body: { password: 'another good password' } })
    // As a login does that had compared the password before.
    const { hashSecret } = await import('../../src/identity/secrets.js')
    await identity.addSession('default', {
      tokenHash: hashSecret('ocpps_late'),
      userName: 'ann',
      userId: stale?.id ?? '',
      generation: stale?.generation ?? 0,
      createdAt: new Date(clock.now()).toISOString(),
      expiresAt: '2999-01-01T00:00:00.000Z',
    })
    expect((await ask('GET', '/v1/me', { token: 'ocpps_late' })).status).toBe(401)
  })

  test('the own password is changed with the current one alone', async () => {
    const token = await userToken(running, { name: 'ann' })
    const body = { currentPassword: 'wrong password', newPassword: 'another good password' }
    expect((await ask('PUT', '/v1/me/password', { token, body })).status).toBe(403)
    expect((await ask('GET', '/v1/me', { token })).status).toBe(200)
  })

  test('of a user that is disabled or deleted end, and those of a namesake are its own', async () => {
    const token = await userToken(running, { name: 'ann' })
    await ask('PATCH', '/v1/users/ann', { body: { isDisabled: true } })
    expect((await ask('GET', '/v1/me', { token })).status).toBe(401)
    await ask('PATCH', '/v1/users/ann', { body: { isDisabled: false } })
    expect((await ask('GET', '/v1/me', { token })).status).toBe(401)
    const again = await logIn(running, 'ann')
    await ask('DELETE', '/v1/users/ann')
    expect((await ask('GET', '/v1/me', { token: again })).status).toBe(401)
    await userToken(running, { name: 'ann' })
    expect((await ask('GET', '/v1/me', { token: again })).status).toBe(401)
  })
})

describe('roles', () => {
  const allowed = async (token: string) => (await ask('GET', '/v1/me', { token })).body.scopes.toSorted()
  const reading = ['commands:read', 'stations:read', 'system:read', 'tokens:read', 'transactions:read']

  test('a viewer reads, an operator also writes, an admin does everything (G17)', async () => {
    expect(await allowed(await userToken(running, { name: 'v', role: 'viewer' }))).toEqual(reading)
    const writing = ['commands:send', 'stations:write', 'tokens:write', 'transactions:write']
    expect(await allowed(await userToken(running, { name: 'o', role: 'operator' }))).toEqual([...reading, ...writing].toSorted())
    expect(await allowed(await userToken(running, { name: 'a', role: 'admin' }))).toEqual([...scopes].toSorted())
  })

  test('a change of role holds at once', async () => {
    const token = await userToken(running, { name: 'ann', role: 'operator' })
    expect((await ask('PUT', '/v1/tokens/any/A', { token, body: {} })).status).toBe(201)
    await ask('PATCH', '/v1/users/ann', { body: { role: 'viewer' } })
    const refused = await ask('PUT', '/v1/tokens/any/B', { token, body: {} })
    expect(refused).toMatchObject({
      status: 403,
      body: { type: 'urn:ocpp-kit:problem:forbidden', detail: 'this needs the scope tokens:write' },
    })
    expect((await ask('GET', '/v1/tokens/any/B')).status).toBe(404)
  })
})

describe('API keys', () => {
  const make = (token: string | undefined, body: object) => ask('POST', '/v1/api-keys', { token, body })

  test('are shown once, kept as a hash, and told by how they begin (G18)', async () => {
    const { status, body } = await make(undefined, { name: 'billing', scopes: ['transactions:read'] })
    expect(status).toBe(201)
    expect(body.key).toMatch(/^ocppk_[\w-]{43}$/)
    expect(body.key.startsWith(body.apiKey.prefix)).toBe(true)
    expect((await ask('GET', '/v1/api-keys')).body.items).toEqual([body.apiKey])
    const stored = JSON.stringify(await running.csms.store.identity.findKey('default', body.apiKey.id))
    expect(stored).not.toContain(body.key)
    expect((await ask('GET', '/v1/transactions', { token: body.key })).status).toBe(200)
    expect((await ask('GET', '/v1/tokens', { token: body.key })).status).toBe(403)
  })

  test('expire, and tell to the minute when they were used', async () => {
    const expiresAt = new Date(clock.now() + 120_000).toISOString()
    const { body } = await make(undefined, { name: 'k', scopes: ['transactions:read'], expiresAt })
    const lastUsed = async () => (await ask('GET', '/v1/api-keys')).body.items[0].lastUsedAt
    expect(await lastUsed()).toBeNull()
    const usedAt = new Date(clock.now()).toISOString()
    await ask('GET', '/v1/transactions', { token: body.key })
    await expect.poll(lastUsed).toBe(usedAt)
    await clock.advance(119_999)
    expect((await ask('GET', '/v1/transactions', { token: body.key })).status).toBe(200)
    await clock.advance(1)
    expect((await ask('GET', '/v1/transactions', { token: body.key })).status).toBe(401)
  })

  test('have no scope that their maker lacks, and lose those that the maker loses (G17)', async () => {
    const token = await userToken(running, { name: 'ann', role: 'operator' })
    expect((await make(token, { name: 'k', scopes: ['users:read'] })).status).toBe(403)
    const { body } = await make(token, { name: 'k', scopes: ['tokens:read', 'tokens:write'] })
    expect((await ask('PUT', '/v1/tokens/any/A', { token: body.key, body: {} })).status).toBe(201)
    await ask('PATCH', '/v1/users/ann', { body: { role: 'viewer' } })
    expect((await ask('PUT', '/v1/tokens/any/A', { token: body.key, body: {} })).status).toBe(403)
    expect((await ask('GET', '/v1/tokens', { token: body.key })).status).toBe(200)
    await ask('PATCH', '/v1/users/ann', { body: { isDisabled: true } })
    expect((await ask('GET', '/v1/tokens', { token: body.key })).status).toBe(401)
    await ask('DELETE', '/v1/users/ann')
    expect((await ask('GET', '/v1/tokens', { token: body.key })).status).toBe(401)
  })

  test('make no keys, change no password and end no session', async () => {
    const { body } = await make(undefined, { name: 'k', scopes: [...scopes] })
    const { key } = body
    expect((await make(key, { name: 'k2', scopes: ['system:read'] })).status).toBe(403)
    expect((await ask('DELETE', '/v1/sessions/current', { token: key })).status).toBe(403)
    const passwords = { currentPassword: 'a', newPassword: 'another good password' }
    expect((await ask('PUT', '/v1/me/password', { token: key, body: passwords })).status).toBe(403)
  })

  test('of another are not there for a user, and all are for an administrator', async () => {
    const [ann, bob] = [await userToken(running, { name: 'ann' }), await userToken(running, { name: 'bob' })]
    const { body } = await make(ann, { name: 'k', scopes: ['system:read'] })
    const { id } = body.apiKey
    expect((await ask('GET', '/v1/api-keys', { token: bob })).body.items).toEqual([])
    expect((await ask('DELETE', `/v1/api-keys/${id}`, { token: bob })).status).toBe(404)
    expect((await ask('GET', '/v1/api-keys', { token: ann })).body.items).toMatchObject([{ id, owner: 'ann' }])
    expect((await ask('GET', '/v1/api-keys')).body.items).toMatchObject([{ id }])
    expect((await ask('DELETE', `/v1/api-keys/${id}`, { token: ann })).status).toBe(204)
    expect((await ask('GET', '/v1/me', { token: body.key })).status).toBe(401)
  })
})
