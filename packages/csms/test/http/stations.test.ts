import { connect as connectTcp } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../drivers.js'
import { startTestApi, type TestApi } from './api.js'

let running: TestApi
const ask: TestApi['ask'] = (...args) => running.ask(...args)

const ends: (() => unknown)[] = []
beforeEach(async () => {
  running = await startTestApi({ csms: { acceptance: undefined, unknownStations: 'pending', messageLog: true } })
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  await running.close()
})

async function arrive(identity = 'CP1', proof = {}) {
  const station = await connect('2.0.1', running.csms.url, identity, proof)
  ends.push(() => station.close())
  return station
}

const nothing = {
  version: null,
  vendor: null,
  model: null,
  serialNumber: null,
  firmwareVersion: null,
  bootedAt: null,
  registration: null,
  securityProfile: null,
  reachedSecurityProfile: null,
  expectedSerialNumber: null,
  labels: [],
  notes: null,
  isConnected: false,
  lastSeenAt: null,
}

test('a station is put in, changed, seen when it comes, and deleted', async () => {
  expect((await ask('GET', '/v1/stations/CP1')).status).toBe(404)
  const added = await ask('PUT', '/v1/stations/CP1', { body: { securityProfile: 0, labels: ['east'], notes: 'gate' } })
  const station = { ...nothing, id: 'CP1', decision: 'Accepted', securityProfile: 0, labels: ['east'], notes: 'gate' }
  expect(added).toMatchObject({ status: 201, body: station })
  const replaced = await ask('PUT', '/v1/stations/cp1', { body: { expectedSerialNumber: 'S1', notes: null } })
  expect(replaced).toMatchObject({ status: 200, body: { ...nothing, id: 'CP1', decision: 'Accepted', expectedSerialNumber: 'S1' } })

  const cp1 = await arrive()
  expect(await cp1.boot('S1')).toBe('Accepted')
  const seen = await ask('GET', '/v1/stations/CP1')
  expect(seen.body).toMatchObject({
    vendor: 'Acme',
    model: 'One',
    serialNumber: 'S1',
    registration: 'Accepted',
    version: '2.0.1',
    isConnected: true,
  })
  expect(seen.body.lastSeenAt).toMatch(/Z$/)

  expect((await ask('DELETE', '/v1/stations/CP1')).status).toBe(204)
  expect((await ask('DELETE', '/v1/stations/CP1')).status).toBe(404)
  expect((await ask('GET', '/v1/stations')).body).toEqual({ items: [], nextCursor: null })
})

test('stations are listed by identity, page by page, those too that came by themselves', async () => {
  for (const id of ['CP3', 'CP1']) await ask('PUT', `/v1/stations/${id}`, { body: {} })
  const cp2 = await arrive('CP2')
  await cp2.boot()
  const first = await ask('GET', '/v1/stations?limit=2')
  const last = await ask('GET', `/v1/stations?limit=2&cursor=${first.body.nextCursor}`)
  const items = [...first.body.items, ...last.body.items]
  expect(items.map(({ id, decision, registration, isConnected }) => [id, decision, registration, isConnected])).toEqual([
    ['CP1', 'Accepted', null, false],
    ['CP2', null, 'Pending', true],
    ['CP3', 'Accepted', null, false],
  ])
})

test.each([
  ['a profile that there is not', 'CP1', { securityProfile: 4 }],
  ['a decision that there is not', 'CP1', { decision: 'accepted' }],
  ['a member that is not known', 'CP1', { groups: ['east'] }],
  ['labels that are none', 'CP1', { labels: [''] }],
  ['no body', 'CP1', undefined],
  ['an identity that no station can have', 'x'.repeat(49), {}],
  ['an identity with a slash', 'a%2Fb', {}],
])('%s is refused', async (_, id, body) => {
  expect((await ask('PUT', `/v1/stations/${id}`, { body })).status).toBe(400)
  expect((await ask('GET', '/v1/stations')).body.items).toEqual([])
})

test('its connection is shown, open and closed', async () => {
  expect((await ask('GET', '/v1/stations/CP1/connection')).status).toBe(404)
  const cp1 = await arrive()
  await expect
    .poll(async () => (await ask('GET', '/v1/stations/CP1/connection')).body)
    .toMatchObject({
      stationId: 'CP1',
      isConnected: true,
      epoch: 1,
      version: '2.0.1',
      remoteAddress: '127.0.0.1',
      securityProfile: 0,
      disconnectedAt: null,
      closeCode: null,
    })
  await cp1.close()
  await expect
    .poll(async () => (await ask('GET', '/v1/stations/CP1/connection')).body)
    .toMatchObject({ isConnected: false, closeCode: 1000 })
})

describe('a password', () => {
  const password = 'a-password-of-it'

  test('is set and changed, and never shown (G18)', async () => {
    expect((await ask('PUT', '/v1/stations/CP1/password', { body: { password } })).status).toBe(404)
    await ask('PUT', '/v1/stations/CP1', { body: { securityProfile: 1 } })
    const short = await ask('PUT', '/v1/stations/CP1/password', { body: { password: 'short-secret' } })
    expect(short).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/password', detail: 'must be 16 to 64 characters, not 12' }] },
    })
    expect(JSON.stringify(short.body)).not.toContain('short-secret')
    expect((await ask('PUT', '/v1/stations/CP1/password', { body: { password } })).status).toBe(204)

    const cp1 = await arrive('CP1', { password })
    await cp1.boot()
    void cp1.answer('SetVariables', {
      setVariableResult: [{ attributeStatus: 'Accepted', component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } }],
    })
    const changed = await ask('POST', '/v1/stations/CP1/password/change', { body: {} })
    expect(changed).toMatchObject({ status: 200, body: { status: 'Accepted' } })
    await cp1.close()
    await expect(arrive('CP1', { password })).rejects.toMatchObject({ status: 401 })
    const everything = await Promise.all(
      ['/v1/stations', '/v1/stations/CP1', '/v1/stations/CP1/doctor', '/v1/connection-attempts', '/v1/stations/CP1/messages'].map((path) =>
        ask('GET', path),
      ),
    )
    expect(JSON.stringify(everything.map(({ body }) => body))).not.toContain(password)
  })

  test('is removed, once', async () => {
    expect((await ask('DELETE', '/v1/stations/CP1/password')).status).toBe(404)
    await ask('PUT', '/v1/stations/CP1', { body: { securityProfile: 1 } })
    expect((await ask('DELETE', '/v1/stations/CP1/password')).status).toBe(404)
    await ask('PUT', '/v1/stations/CP1/password', { body: { password } })
    await (await arrive('CP1', { password })).close()
    expect((await ask('DELETE', '/v1/stations/cp1/password')).status).toBe(204)
    await expect(arrive('CP1', { password })).rejects.toMatchObject({ status: 401 })
    expect((await ask('DELETE', '/v1/stations/CP1/password')).status).toBe(404)
    const entries = (await ask('GET', '/v1/audit-log')).body.items
    expect(entries.slice(1, 3)).toMatchObject([
      { action: 'removePassword', before: { isSet: true, isOpen: false }, after: { isSet: false, since: null } },
      { action: 'setPassword', before: { isSet: false }, after: { isSet: true } },
    ])
    expect(JSON.stringify(entries)).not.toContain(password)
  })

  test('is not changed by a command or as a variable; a raw call that changes it is learned from', async () => {
    await ask('PUT', '/v1/stations/CP1', { body: { securityProfile: 1 } })
    await ask('PUT', '/v1/stations/CP1/password', { body: { password } })
    const cp1 = await arrive('CP1', { password })
    await cp1.boot()
    const fresh = 'another-password-of-it'
    const name = { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } }
    const payload = { setVariableData: [{ ...name, attributeValue: fresh }] }
    const value = { component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: fresh }
    const refused = {
      status: 422,
      body: { type: 'urn:ocpp-kit:problem:password-change', code: 'PASSWORD_CHANGE', detail: expect.stringContaining('/password/change') },
    }
    expect(await ask('POST', '/v1/stations/CP1/commands', { body: { action: 'SetVariables', payload } })).toMatchObject(refused)
    expect(await ask('PUT', '/v1/stations/CP1/variables', { body: { values: [value] } })).toMatchObject(refused)
    const many = await ask('POST', '/v1/commands', { body: { stations: ['CP1'], action: 'SetVariables', payload } })
    expect(many).toMatchObject({ status: 202, body: { items: [{ command: null, problem: refused.body }] } })

    void cp1.answer('SetVariables', { setVariableResult: [{ ...name, attributeStatus: 'Accepted' }] })
    expect((await ask('POST', '/v1/stations/CP1/calls', { body: { action: 'SetVariables', payload } })).status).toBe(200)
    await cp1.close()
    await expect(arrive('CP1', { password })).rejects.toMatchObject({ status: 401 })
    await arrive('CP1', { password: fresh })
    const told = [await ask('GET', '/v1/audit-log'), await ask('GET', '/v1/stations/CP1/messages'), many]
    expect(JSON.stringify(told.map(({ body }) => body))).not.toContain(fresh)
  })

  test('cannot be changed at a station that is not there', async () => {
    await ask('PUT', '/v1/stations/CP1', { body: {} })
    expect(await ask('POST', '/v1/stations/CP1/password/change', { body: {} })).toMatchObject({
      status: 409,
      body: { code: 'NOT_CONNECTED' },
    })
  })
})

test('the doctor says why a charger does not show up, also of one that nobody has put in', async () => {
  expect((await ask('GET', '/v1/stations/CP9/doctor')).body).toMatchObject({
    stationId: 'CP9',
    isConnected: false,
    findings: [{ code: 'neverSeen' }],
  })
  await ask('PUT', '/v1/stations/CP1', { body: { securityProfile: 1 } })
  await expect(arrive()).rejects.toMatchObject({ status: 401 })
  const { body } = await ask('GET', '/v1/stations/CP1/doctor')
  expect(body).toMatchObject({
    findings: [{ code: 'refused', fix: expect.stringMatching(/password/i) }, { code: 'noPassword' }],
    attempts: [{ reason: 'noCredentials', status: 401, stationId: 'CP1' }],
    connection: null,
  })
})

test('refused attempts are listed, those without a name too, and under the station that they named', async () => {
  await ask('PUT', '/v1/stations/CP1', { body: { securityProfile: 1 } })
  await expect(arrive()).rejects.toMatchObject({ status: 401 })
  await new Promise<void>((resolve) => {
    const socket = connectTcp(running.csms.port, '127.0.0.1', () => socket.end('nonsense\r\n\r\n'))
    socket.resume().on('close', () => resolve())
  })
  await expect
    .poll(async () => (await ask('GET', '/v1/connection-attempts')).body.items)
    .toMatchObject([
      { stationId: null, reason: 'malformedRequest', fix: expect.stringContaining('ws://') },
      { stationId: 'CP1', reason: 'noCredentials', path: '/CP1', offered: ['ocpp2.0.1'], unkept: 0 },
    ])
  const own = await ask('GET', '/v1/stations/cp1/connection-attempts')
  expect(own.body.items).toMatchObject([{ stationId: 'CP1' }])
})

test('messages are shown without secrets, by action and direction, newest first', async () => {
  const cp1 = await arrive()
  await cp1.boot()
  await expect(cp1.authorize('DEADBEEF')).rejects.toMatchObject({ code: 'SecurityError' })
  await expect.poll(async () => (await ask('GET', '/v1/stations/CP1/messages')).body.items.length).toBe(2)
  const { body } = await ask('GET', '/v1/stations/CP1/messages')
  expect(body.items).toMatchObject([
    { action: 'Authorize', direction: 'in', status: 'SecurityError', isError: true, response: null },
    { action: 'BootNotification', direction: 'in', status: 'Pending', isError: false, response: { status: 'Pending' } },
  ])
  expect(JSON.stringify(body)).not.toContain('DEADBEEF')
  expect((await ask('GET', '/v1/stations/CP1/messages?action=Authorize&direction=in&limit=1')).body.items).toHaveLength(1)
  expect((await ask('GET', '/v1/stations/CP1/messages?direction=out')).body.items).toEqual([])
  expect((await ask('GET', '/v1/stations/CP1/messages?direction=up')).status).toBe(400)
})
