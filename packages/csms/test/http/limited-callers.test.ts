import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { scopes } from '../../src/http/scope.js'
import { stationKey } from '../../src/identifier.js'
import { connect, type Driver } from '../drivers.js'
import { startTestApi, type TestApi, userToken } from './api.js'
import { operationsOf } from './document.js'
import { exampleRequest, requiredQuery } from './example-request.js'

let running: TestApi
const drivers: Driver[] = []
const ask: TestApi['ask'] = (...args) => running.ask(...args)

const station = async (identity: string, labels: readonly string[]): Promise<Driver> => {
  const driver = await connect('1.6', running.csms.url, identity)
  drivers.push(driver)
  await driver.boot()
  await running.csms.store.provisioning.save({ station: stationKey('default', identity), identity, labels })
  return driver
}

let north: Driver
let south: Driver
beforeEach(async () => {
  running = await startTestApi()
  north = await station('North-1', ['north', 'depot'])
  south = await station('South-1', ['south'])
})
afterEach(async () => {
  for (const driver of drivers.splice(0)) await driver.close()
  await running.close()
})

describe('a caller who is limited to some stations', () => {
  test.each([
    ['by a label', { labels: ['north'] }],
    ['by name, whatever its case', { stations: ['NORTH-1'] }],
  ])('%s sees and commands those alone', async (_how, limitedTo) => {
    const token = await userToken(running, { name: 'ann', limitedTo })
    const own = await north.start('A', 0)
    const others = await south.start('B', 0)
    const list = await ask('GET', '/v1/transactions', { token })
    expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual([own.transactionId])
    expect((await ask('GET', `/v1/transactions?station=South-1`, { token })).body.items).toEqual([])
    expect((await ask('GET', `/v1/transactions/${own.transactionId}`, { token })).status).toBe(200)
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/stop'],
    ] as const) {
      for (const query of ['', '?station=South-1']) {
        const hidden = await ask(method, `/v1/transactions/${others.transactionId}${path}${query}`, { token })
        const missing = await ask(method, `/v1/transactions/4711${path}${query}`, { token })
        expect(hidden.status).toBe(404)
        expect(hidden.body).toEqual({ ...missing.body, detail: missing.body.detail.replace('4711', others.transactionId) })
      }
    }
    expect((await ask('GET', `/v1/transactions/${others.transactionId}`)).status).toBe(200)
  })

  test('finds the one it may see where several stations gave an id', async () => {
    const { transactions } = running.csms.store
    for (const stationId of ['north-1', 'south-1']) {
      await transactions.append({
        station: { tenantId: 'default', stationId },
        transactionId: 'shared',
        version: '2.0.1',
        key: 'event/shared/0',
        contentHash: stationId,
        eventType: 'Started',
        position: 0,
        seqNo: 0,
        timestamp: '2026-01-01T00:00:00.000Z',
        receivedAt: '2026-01-01T00:00:00.000Z',
        samples: [],
        flags: [],
        raw: {},
      })
    }
    const token = await userToken(running, { name: 'ann', limitedTo: { labels: ['north'] } })
    expect((await ask('GET', '/v1/transactions/shared')).body.stations).toHaveLength(2)
    expect((await ask('GET', '/v1/transactions/shared', { token })).body).toMatchObject({ stationId: 'North-1' })
  })

  test('gets every one of its own page by page, however many others lie between', async () => {
    for (let at = 0; at < 4; at += 1) {
      await north.start(`NORTH-000${at}`, 0)
      for (let other = 0; other < 5; other += 1) await south.start(`S${at}-${other}`, 0)
    }
    const token = await userToken(running, { name: 'ann', limitedTo: { labels: ['north'] } })
    const found: string[] = []
    let cursor: string | null = null
    let pages = 0
    do {
      const { body } = await ask('GET', `/v1/transactions?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`, { token })
      expect(body.items.length).toBeLessThanOrEqual(3)
      found.push(...body.items.map(({ idToken }: { idToken: string }) => idToken))
      cursor = body.nextCursor
      pages += 1
    } while (cursor !== null && pages < 20)
    expect(found).toEqual(['***0003', '***0002', '***0001', '***0000'])
  })

  test('commands its own stations alone, and sees no commands of others', async () => {
    const token = await userToken(running, { name: 'ann', limitedTo: { labels: ['north'] } })
    const command = { action: 'ClearCache', payload: {} }
    void north.answer('ClearCache', { status: 'Accepted' })
    void south.answer('ClearCache', { status: 'Accepted' })
    const sent = async (stationId: string) => (await ask('POST', `/v1/stations/${stationId}/commands`, { body: command })).body.id
    const [own, others] = [await sent('North-1'), await sent('South-1')]
    const list = await ask('GET', '/v1/commands', { token })
    expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual([own])
    expect((await ask('GET', `/v1/commands/${own}`, { token })).status).toBe(200)
    expect((await ask('GET', `/v1/commands/${others}`, { token })).status).toBe(404)
    expect((await ask('POST', `/v1/commands/${others}/cancel`, { token })).status).toBe(404)
    const many = await ask('POST', '/v1/commands', { token, body: { stations: ['South-1', 'North-1', 'No-such'], ...command } })
    expect(many.body.items).toMatchObject([
      { stationId: 'South-1', command: null, problem: { status: 404, code: 'UNKNOWN_STATION' } },
      { stationId: 'North-1', command: { action: 'ClearCache' }, problem: null },
      { stationId: 'No-such', command: null, problem: { status: 404, code: 'UNKNOWN_STATION' } },
    ])
    expect((await ask('GET', '/v1/commands?station=South-1')).body.items).toHaveLength(1)
  })

  test('exports and hears of its own stations alone', async () => {
    const token = await userToken(running, { name: 'ann', limitedTo: { labels: ['north'] } })
    const stop = new AbortController()
    const stream = await fetch(`${running.api.url}/v1/events?types=transaction.*`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stop.signal,
    })
    const reader = (stream.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
    await south.start('B', 0)
    await north.start('A', 0)
    let heard = ''
    while (!heard.includes('transaction.started')) heard += (await reader.read()).value
    expect(heard).toContain('North-1')
    expect(heard).not.toContain('South-1')
    stop.abort()
    for (const format of ['csv', 'json']) {
      const { status, body } = await ask('GET', `/v1/transaction-export?format=${format}`, { token })
      expect([status, JSON.stringify(body).includes('North-1'), JSON.stringify(body).includes('South-1')]).toEqual([200, true, false])
    }
  })

  test('has no part in what is the whole tenant’s', async () => {
    const token = await userToken(running, { name: 'ann', role: 'admin', limitedTo: { labels: ['north'] } })
    for (const path of ['/v1/users', '/v1/tokens', '/v1/audit-log']) {
      const { status, body } = await ask('GET', path, { token })
      expect({ status, detail: body.detail }).toEqual({
        status: 403,
        detail: expect.stringMatching(/^this needs the scope \w+:read, which nobody has who is limited to some stations$/),
      })
    }
    expect((await ask('GET', '/v1/me', { token })).body.scopes.toSorted()).toEqual([
      'commands:read',
      'commands:send',
      'stations:read',
      'stations:write',
      'transactions:read',
      'transactions:write',
    ])
  })

  test('by nothing at all sees no station', async () => {
    await north.start('A', 0)
    const token = await userToken(running, { name: 'ann', limitedTo: {} })
    expect((await ask('GET', '/v1/transactions', { token })).body).toEqual({ items: [], nextCursor: null })
  })

  test('sees none of the others in any list', async () => {
    const refused = running.csms.once('station.refused')
    await ask('PUT', '/v1/stations/South-1/password', { body: { password: 'a-password-of-it' } })
    await expect(connect('1.6', running.csms.url, 'South-1', { password: 'not-its-password' })).rejects.toThrow()
    await refused
    await expect.poll(async () => (await ask('GET', '/v1/connection-attempts')).body.items.length).toBe(1)
    for (const driver of [north, south]) await driver.start('A', 0)
    await ask('POST', '/v1/stations/South-1/commands', { body: { action: 'ClearCache', payload: {} } })
    const token = await userToken(running, { name: 'ann', limitedTo: { labels: ['north'] } })
    const { body: document } = await ask('GET', '/v1/openapi.json')
    const lists = operationsOf(document).filter(({ method, path }) => method === 'GET' && !path.includes('{') && path !== '/v1/events')
    const ofOthers: string[] = []
    for (const operation of lists) {
      const path = operation.path + requiredQuery(operation)
      const all = JSON.stringify((await ask('GET', path)).body)
      if (all.includes('South-1')) ofOthers.push(operation.path)
      expect([path, JSON.stringify((await ask('GET', path, { token })).body)]).toEqual([path, expect.not.stringContaining('South-1')])
    }
    expect(ofOthers).toEqual(expect.arrayContaining(['/v1/stations', '/v1/connection-attempts', '/v1/transactions', '/v1/commands']))
    expect((await ask('GET', '/v1/stations', { token })).body.items).toMatchObject([{ id: 'North-1' }])
  })

  test.each([
    ['by a label', { labels: ['north'] }],
    ['by name', { stations: ['North-1'] }],
  ])('%s cannot change labels, and so neither widens it nor lets others in', async (_how, limitedTo) => {
    const token = await userToken(running, { name: 'ann', limitedTo })
    const put = (body: object, stationId = 'North-1') => ask('PUT', `/v1/stations/${stationId}`, { token, body })
    for (const labels of [['north'], ['north', 'depot', 'south'], [], undefined]) {
      const answer = await put({ labels, notes: 'mine' })
      expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringContaining('labels') } })
    }
    expect((await put({ labels: ['north'] }, 'South-1')).status).toBe(404)
    expect((await put({ labels: ['north'] }, 'New-1')).status).toBe(404)
    expect((await ask('GET', '/v1/stations/North-1')).body).toMatchObject({ labels: ['north', 'depot'], notes: null })
    expect(await put({ labels: ['depot', 'north'], notes: 'mine' })).toMatchObject({ status: 200, body: { notes: 'mine' } })
  })

  test('cannot widen it by a key; a key may be narrower', async () => {
    await north.start('A', 0)
    await south.start('B', 0)
    const seenBy = async (maker: string | undefined, limitedTo: object | null): Promise<string[]> => {
      const { body } = await ask('POST', '/v1/api-keys', { token: maker, body: { name: 'k', scopes: ['transactions:read'], limitedTo } })
      const list = await ask('GET', '/v1/transactions', { token: body.key })
      return list.body.items.map(({ stationId }: { stationId: string }) => stationId)
    }
    const token = await userToken(running, { name: 'ann', limitedTo: { labels: ['north'] } })
    expect(await seenBy(token, null)).toEqual(['North-1'])
    expect(await seenBy(token, { labels: ['south'] })).toEqual([])
    expect(await seenBy(token, { labels: ['north', 'south'] })).toEqual(['North-1'])
    expect(await seenBy(undefined, { labels: ['south'] })).toEqual(['South-1'])
  })

  test('has no key with a scope that is the whole tenant’s, whoever makes it', async () => {
    const make = (scopes: readonly string[], limitedTo: object | null) =>
      ask('POST', '/v1/api-keys', { body: { name: 'k', scopes, limitedTo } })
    const ofStations = ['stations:read', 'stations:write', 'commands:read', 'commands:send', 'transactions:read', 'transactions:write']
    const ofTenant = scopes.filter((scope) => !ofStations.includes(scope))
    for (const scope of ofTenant) {
      expect(await make(['stations:read', scope], { labels: ['north'] })).toMatchObject({
        status: 400,
        body: {
          detail: `a key that is limited to some stations cannot have ${scope}`,
          errors: [{ pointer: '/scopes/1', detail: 'must be a scope of stations, commands or transactions' }],
        },
      })
    }
    expect((await ask('GET', '/v1/api-keys')).body.items).toEqual([])
    expect((await make(ofStations, { labels: ['north'] })).status).toBe(201)
    expect((await make(ofTenant, null)).status).toBe(201)
  })

  test('is told by every route that it cannot use, whichever role it has, that its limit is why', async () => {
    const token = await userToken(running, { name: 'ann', role: 'admin', limitedTo: { labels: ['north'] } })
    const { body: document } = await ask('GET', '/v1/openapi.json')
    const refused: string[] = []
    for (const operation of operationsOf(document).filter(({ path }) => !path.includes('{stationId}') && path !== '/v1/events')) {
      if (operation.path.startsWith('/v1/sessions')) continue
      const { body } = exampleRequest(operation, 'x')
      const path = operation.path.replace(/\{[^}]+\}/g, 'x') + requiredQuery(operation)
      const answer = await ask(operation.method, path, { token, body })
      if (answer.status !== 403 || operation.path.startsWith('/v1/me') || operation.path.startsWith('/v1/api-keys')) continue
      refused.push(operation.name)
      expect([operation.name, answer.body.detail]).toEqual([operation.name, expect.stringContaining('limited to some stations')])
    }
    expect(refused.length).toBeGreaterThan(10)
  })

  test('is answered 404 by every route of a station that is not its own, as if there were none', async () => {
    const token = await userToken(running, { name: 'ann', role: 'admin', limitedTo: { labels: ['north'] } })
    const { body: document } = await ask('GET', '/v1/openapi.json')
    for (const operation of operationsOf(document).filter(({ path }) => path.includes('{stationId}'))) {
      const at = (stationId: string) =>
        operation.path.replace('{stationId}', stationId).replace(/\{[^}]+\}/g, 'x') + requiredQuery(operation)
      const { body } = exampleRequest(operation, 'x')
      const hidden = await ask(operation.method, at('South-1'), { token, body })
      const missing = await ask(operation.method, at('No-such'), { token, body })
      expect([operation.name, hidden.status]).toEqual([operation.name, 404])
      expect([operation.name, hidden.body]).toEqual([
        operation.name,
        { ...missing.body, detail: missing.body.detail.replace('No-such', 'South-1') },
      ])
    }
  })
})
