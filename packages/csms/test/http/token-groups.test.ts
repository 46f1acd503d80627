import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../drivers.js'
import { startTestApi, type TestApi } from './api.js'

let running: TestApi
const ask: TestApi['ask'] = (...args) => running.ask(...args)

beforeEach(async () => {
  running = await startTestApi({ csms: { unknownTokens: 'refuse' } })
})
afterEach(() => running.close())

test('a group is said something of, read whatever its case, replaced and forgotten; its tokens are told of by it', async () => {
  const path = '/v1/token-groups/Fleet'
  expect((await ask('GET', path)).status).toBe(404)
  await ask('PUT', '/v1/tokens/any/CARD', { body: { group: { idToken: 'FLEET' } } })
  const group = { groupId: 'Fleet', status: 'Blocked', isMasterPass: false, name: 'All cars', type: null, validFrom: null, expiresAt: null }
  expect(await ask('PUT', path, { body: { status: 'Blocked', name: 'All cars' } })).toMatchObject({ status: 201, body: group })
  expect((await ask('GET', '/v1/token-groups/fLEET')).body).toEqual(group)
  expect((await ask('GET', '/v1/token-groups')).body).toEqual({ items: [group], nextCursor: null })
  const cp = await connect('1.6', running.csms.url, 'CP1')
  await cp.boot()
  expect(await cp.authorize('CARD')).toBe('Blocked')
  const open = await ask('PUT', path, { body: { expiresAt: '2040-01-01T00:00:00+01:00', isMasterPass: true, name: null } })
  expect(open).toMatchObject({
    status: 200,
    body: { status: 'Accepted', expiresAt: '2039-12-31T23:00:00.000Z', isMasterPass: true, name: null },
  })
  expect(await cp.authorize('CARD')).toBe('Accepted')
  expect((await ask('DELETE', path)).status).toBe(204)
  expect((await ask('DELETE', path)).status).toBe(404)
  await cp.close()
})

test('a token has all its members, and null takes one away', async () => {
  const path = '/v1/tokens/ISO14443/FULL'
  const members = {
    status: 'Accepted',
    validFrom: '2020-01-01T00:00:00.000Z',
    expiresAt: '2040-01-01T00:00:00.000Z',
    group: { idToken: 'FLEET', type: 'Local' },
    maxConcurrent: 2,
    places: [{ station: 'CP1', evseIds: [1, 2] }, { label: 'depot' }],
    connectorTypes: ['cCCS2'],
    times: { timeZone: 'Europe/Amsterdam', windows: [{ days: ['Mon'], from: '08:00', until: '18:00' }] },
    cacheSeconds: 3600,
    chargingPriority: -3,
    language1: 'nl',
    language2: 'en',
    personalMessage: { content: 'Welcome', format: 'UTF8', language: 'en' },
    labels: ['depot'],
  }
  const added = await ask('PUT', path, { body: members })
  expect(added).toMatchObject({ status: 201, body: { type: 'ISO14443', idToken: 'FULL', ...members } })
  expect((await ask('GET', path)).body).toEqual(added.body)
  const none = Object.fromEntries(Object.keys(members).flatMap((name) => (name === 'status' ? [] : [[name, null]])))
  expect(await ask('PUT', path, { body: none })).toMatchObject({ status: 200, body: { status: 'Accepted', ...none } })
})

test.each([
  ['/v1/tokens/ISO14443/A', { language2: 'en' }, '/language2'],
  ['/v1/tokens/ISO14443/A', { places: [{ label: 'a', station: 'B' }] }, '/places/0'],
  ['/v1/tokens/ISO14443/A', { times: { windows: [{ from: '25:00', until: '08:00' }] } }, '/times/windows/0/from'],
  ['/v1/tokens/ISO14443/A', { validFrom: '2030-01-01', expiresAt: '2029-01-01' }, '/expiresAt'],
  ['/v1/tokens/ISO14443/with%20space', {}, '/idToken'],
  ['/v1/tokens/NoAuthorization/A', {}, '/type'],
  ['/v1/token-groups/G', { expiresAt: 'later' }, '/expiresAt'],
  ['/v1/token-groups/G', { status: 'ConcurrentTx' }, '/status'],
])('PUT %s of %j is refused by its member', async (path, body, pointer) => {
  expect(await ask('PUT', path, { body })).toMatchObject({ status: 400, body: { errors: [{ pointer }] } })
})
