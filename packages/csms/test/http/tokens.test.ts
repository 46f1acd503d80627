import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../drivers.js'
import { startTestApi, type TestApi } from './api.js'

let running: TestApi
const ask: TestApi['ask'] = (...args) => running.ask(...args)

beforeEach(async () => {
  running = await startTestApi({ csms: { unknownTokens: 'refuse' } })
})
afterEach(() => running.close())

test('a token is added, read whatever its case, replaced and forgotten', async () => {
  const path = '/v1/tokens/ISO14443/AbC1'
  expect((await ask('GET', path)).status).toBe(404)
  const added = await ask('PUT', path, { body: { status: 'Blocked', group: { idToken: 'FLEET' }, maxConcurrent: 2 } })
  const token = { type: 'ISO14443', idToken: 'AbC1', status: 'Blocked', expiresAt: null, group: { idToken: 'FLEET' }, maxConcurrent: 2 }
  expect(added).toMatchObject({ status: 201, body: token })
  expect((await ask('GET', '/v1/tokens/ISO14443/aBc1')).body).toEqual(added.body)
  const replaced = await ask('PUT', '/v1/tokens/ISO14443/ABC1', { body: {} })
  expect(replaced).toMatchObject({ status: 200, body: { idToken: 'ABC1', status: 'Accepted', group: null, maxConcurrent: null } })
  expect((await ask('DELETE', path)).status).toBe(204)
  expect((await ask('DELETE', path)).status).toBe(404)
  expect((await ask('GET', '/v1/tokens')).body).toEqual({ items: [], nextCursor: null })
})

test('a time that has passed makes a token Expired at the station', async () => {
  const past = await ask('PUT', '/v1/tokens/ISO14443/OLD', { body: { expiresAt: '2020-01-01T01:00:00+01:00' } })
  expect(past).toMatchObject({ status: 201, body: { status: 'Accepted', expiresAt: '2020-01-01T00:00:00.000Z' } })
  const cp = await connect('1.6', running.csms.url, 'CP1')
  await cp.boot()
  expect(await cp.authorize('OLD')).toBe('Expired')
  await cp.close()
})

test('an idTag of 1.6 is found by its value whatever the type, and 2.x by both', async () => {
  await ask('PUT', '/v1/tokens/eMAID/X1', { body: {} })
  await ask('PUT', '/v1/tokens/any/Y1', { body: {} })
  const cp16 = await connect('1.6', running.csms.url, 'CP1')
  const cp201 = await connect('2.0.1', running.csms.url, 'CP2')
  await cp16.boot()
  await cp201.boot()
  expect([await cp16.authorize('x1'), await cp16.authorize('y1')]).toEqual(['Accepted', 'Accepted'])
  expect([await cp201.authorize('x1'), await cp201.authorize('y1')]).toEqual(['Unknown', 'Accepted'])
  expect((await ask('GET', '/v1/tokens/ISO14443/Y1')).status).toBe(404)
  await cp16.close()
  await cp201.close()
})

test('are listed by value, page by page', async () => {
  for (const path of ['eMAID/b', 'any/C', 'ISO14443/A']) await ask('PUT', `/v1/tokens/${path}`, { body: {} })
  const first = await ask('GET', '/v1/tokens?limit=2')
  const last = await ask('GET', `/v1/tokens?limit=2&cursor=${first.body.nextCursor}`)
  expect([...first.body.items, ...last.body.items].map(({ idToken }) => idToken)).toEqual(['A', 'b', 'C'])
  expect(last.body.nextCursor).toBeNull()
})

test.each([
  ['a status that OCPP lacks', 'ISO14443/A', { status: 'Fine' }],
  ['a time that is none', 'ISO14443/A', { expiresAt: 'tomorrow' }],
  ['a member that is not known', 'ISO14443/A', { expires: '2030-01-01T00:00:00Z' }],
  ['no body', 'ISO14443/A', undefined],
  ['a body that is no object', 'ISO14443/A', '[]'],
  ['a body that is no JSON', 'ISO14443/A', '{'],
  ['a limit below one', 'ISO14443/A', { maxConcurrent: 0 }],
  ['a type that is too long', `${'T'.repeat(21)}/A`, {}],
  ['a type of its group that is none', 'ISO14443/A', { group: { idToken: 'FLEET', type: 'Card' } }],
  ['a value that is too long', `ISO14443/${'A'.repeat(256)}`, {}],
])('%s is refused', async (_what, path, body) => {
  expect((await ask('PUT', `/v1/tokens/${path}`, { body })).status).toBe(400)
  expect((await ask('GET', '/v1/tokens')).body.items).toEqual([])
})

test('a value may have what the longest of a version has, 255 characters, and a refusal says so', async () => {
  const longest = `/v1/tokens/any/${'A'.repeat(255)}`
  expect((await ask('PUT', longest, { body: {} })).status).toBe(201)
  expect((await ask('GET', longest)).body.idToken).toHaveLength(255)
  for (const [method, path] of [
    ['PUT', `${longest}A`],
    ['GET', `${longest}A`],
    ['DELETE', `/v1/tokens/ISO14443/${'A'.repeat(256)}`],
    ['PUT', '/v1/tokens/any/'],
  ] as const) {
    const { status, body } = await ask(method, path, method === 'PUT' ? { body: {} } : {})
    const detail = 'must be a text of 1 to 255 characters'
    expect([method, status, body.detail]).toEqual([method, 400, `token.idToken ${detail}`])
    expect(body.errors).toEqual([{ pointer: '/idToken', detail }])
  }
})

test('a type that is none is told all that are taken, and these are taken whatever their case', async () => {
  const types = 'any, Central, DirectPayment, eMAID, EVCCID, ISO14443, ISO15693, KeyCode, Local, MacAddress, VIN'
  for (const type of ['Card', 'T'.repeat(30)]) {
    for (const method of ['PUT', 'GET', 'DELETE']) {
      const { status, body } = await ask(method, `/v1/tokens/${type}/A`, method === 'PUT' ? { body: {} } : {})
      expect([status, body.detail]).toEqual([400, `token.type must be one of ${types}`])
    }
  }
  const ofGroup = await ask('PUT', '/v1/tokens/any/A', { body: { group: { idToken: 'FLEET', type: 'Card' } } })
  expect(ofGroup.body.errors).toEqual([{ pointer: '/group/type', detail: `must be one of ${types}` }])
  for (const type of types.split(', ')) {
    const { status, body } = await ask('PUT', `/v1/tokens/${type.toUpperCase()}/B`, { body: {} })
    expect([status, body.type]).toEqual([201, type])
  }
})
