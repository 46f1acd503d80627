import { get } from 'node:http'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import type { MockServerSettings } from '../src/options.js'
import { boot16, codeOf, mock, station16 } from './support/bench.js'

/** A server with control, one 1.6 station on it, and a client for the control. */
async function controlled(options: MockServerSettings = {}) {
  const server = await mock({ controlPort: 0, ...options })
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.controlUrl}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    })
    const text = await response.text()
    return { status: response.status, type: response.headers.get('content-type'), body: text === '' ? undefined : JSON.parse(text) }
  }
  const station = await station16(server.url)
  return { server, station, ask }
}

/** The status of the list of stations, asked for under another name; fetch would not send that. */
const withHost = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(`${url}/stations`, { headers: { host } }, (response) => resolve(response.resume().statusCode)).on('error', reject)
  })

describe('stations', () => {
  it('are listed, and found by identity', async () => {
    const { station, ask } = await controlled()
    await station.call('BootNotification', boot16)
    expect((await ask('GET', '/stations')).body).toMatchObject([
      { identity: 'CP1', version: '1.6', isConnected: true, registration: 'Accepted' },
    ])
    expect((await ask('GET', '/stations/cp1')).body).toMatchObject({ identity: 'CP1', boots: 1, vendor: 'Acme', transactions: [] })
    expect(await ask('GET', '/stations/CP9')).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { type: 'urn:ocpp-kit:problem:not-connected' },
    })
  })

  it('get commands, and what they answer comes back', async () => {
    const { station, ask } = await controlled()
    expect((await ask('POST', '/stations/CP1/commands', { action: 'Reset' })).body).toMatchObject({
      station: 'CP1',
      request: { type: 'Soft' },
      response: { status: 'Accepted' },
    })
    expect(
      (await ask('POST', '/stations/CP1/commands', { action: 'Reset', payload: { type: 'Hard' }, timeoutMs: 500 })).body.request,
    ).toEqual({ type: 'Hard' })
    expect((await ask('DELETE', '/stations/CP1/connection')).status).toBe(204)
    await expect(station.call('Heartbeat', {})).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it.each([
    ['CP9', { action: 'Reset' }, 404, 'not-connected', {}],
    ['CP1', { action: 'GetBaseReport' }, 422, 'no-such-command', {}],
    ['CP1', { action: 'Reset', payload: { type: 'Harder' } }, 422, 'invalid-payload', { errors: [{ pointer: '/type' }] }],
    ['CP1', { action: 'ClearCache', timeoutMs: 30 }, 504, 'no-answer', { code: 'CALL_TIMEOUT' }],
    ['CP1', { action: 'GetLocalListVersion' }, 502, 'call-error', { code: 'NotSupported' }],
    ['CP1', { payload: {} }, 400, 'invalid-request', { errors: [{ pointer: '/action', detail: 'is missing' }] }],
    ['CP1', { action: 'Reset', payloud: {} }, 400, 'invalid-request', { errors: [{ pointer: '/payloud', detail: 'is not known here' }] }],
    ['CP1', { action: 'Reset', payload: [] }, 400, 'invalid-request', { errors: [{ pointer: '/payload' }] }],
  ])('a command that fails is a problem: %s %j', async (identity, command, status, name, more) => {
    const { ask } = await controlled({ faults: [{ do: 'drop', when: { action: 'ClearCache' } }] })
    const answer = await ask('POST', `/stations/${identity}/commands`, command)
    expect(answer).toMatchObject({
      status,
      type: 'application/problem+json',
      body: { status, type: `urn:ocpp-kit:problem:${name}`, ...more },
    })
  })
})

describe('log', () => {
  it('has messages by station, action and direction, and verdicts', async () => {
    const { station, ask } = await controlled()
    await station.call('Heartbeat', {})
    await codeOf(station.callUntyped('Authorize', {}, { validation: 'off' }))
    expect((await ask('GET', '/messages')).body).toHaveLength(4)
    expect((await ask('GET', '/messages?station=cp1&action=Heartbeat&direction=out')).body).toMatchObject([
      { number: 2, kind: 'CALLRESULT', verdict: { kind: 'ok' } },
    ])
    expect((await ask('GET', '/verdicts?station=CP1')).body).toMatchObject([
      { by: 'station', action: 'Authorize', rule: 'required', pointer: '', messageNumber: 3 },
    ])
    expect((await ask('GET', '/connections?station=CP1')).body).toMatchObject([{ event: 'connected', version: '1.6' }])
    expect((await ask('GET', '/messages?after=2&limit=1')).body).toMatchObject([{ number: 3 }])
  })

  it.each([
    ['GET', '/messages?direction=sideways', 'the querystring /direction must be one of in, out'],
    ['GET', '/messages?staton=CP1', 'the querystring /staton is not known here'],
    ['GET', '/messages?limit=few', 'the querystring /limit must be integer'],
    ['GET', '/stations?x=1', 'the querystring /x is not known here'],
    ['PUT', '/answers/Heartbeat?versoin=1.6', 'the querystring /versoin is not known here'],
  ])('a query that is misspelled is refused, not left out: %s %s', async (method, path, detail) => {
    const { ask } = await controlled()
    expect(await ask(method, path, method === 'PUT' ? { answer: {} } : undefined)).toMatchObject({ status: 400, body: { detail } })
  })
})

describe('answers, rules and faults', () => {
  it('are put and removed', async () => {
    const { station, ask } = await controlled()
    const status = async (): Promise<unknown> => (await station.call('Authorize', { idTag: 'A' })).idTagInfo.status
    expect((await ask('PUT', '/answers/Authorize?version=1.6', { answer: { idTagInfo: { status: 'Blocked' } } })).status).toBe(204)
    expect(await status()).toBe('Blocked')
    expect((await ask('GET', '/answers')).body).toEqual([
      { action: 'Authorize', version: '1.6', answer: { idTagInfo: { status: 'Blocked' } } },
    ])
    expect((await ask('DELETE', '/answers/Authorize?version=1.6')).status).toBe(204)
    expect(await status()).toBe('Accepted')

    const rule = { when: { action: 'Authorize' }, then: { answer: { idTagInfo: { status: 'Expired' } } } }
    expect((await ask('PUT', '/rules/mine', rule)).body).toEqual({ name: 'mine', ...rule })
    expect((await ask('POST', '/rules', rule)).body.name).toBe('rule-1')
    expect(await status()).toBe('Expired')
    expect((await ask('DELETE', '/rules/mine')).status).toBe(204)
    expect(await ask('DELETE', '/rules/mine')).toMatchObject({ status: 404, body: { type: 'urn:ocpp-kit:problem:no-such-rule' } })
    expect(await ask('DELETE', '/answers/Authorize')).toMatchObject({ status: 404, body: { type: 'urn:ocpp-kit:problem:no-such-answer' } })
    expect((await ask('GET', '/rules')).body).toHaveLength(1)

    expect((await ask('PUT', '/faults', [{ do: 'close', when: { action: 'Heartbeat' } }])).status).toBe(204)
    expect((await ask('GET', '/faults')).body).toHaveLength(1)
    expect((await ask('POST', '/reset')).status).toBe(204)
    expect([(await ask('GET', '/rules')).body, (await ask('GET', '/faults')).body]).toEqual([[], []])
    expect(await status()).toBe('Accepted')
  })

  it.each([
    ['POST', '/rules', { then: { delayMs: -1 } }, /rule\.then\.delayMs must be ms/],
    ['PUT', '/rules/x', { wen: {}, then: {} }, /rule\.wen is not known here/],
    ['PUT', '/faults', [{ do: 'vanish' }], /faults\[0\]\.do must be one of/],
    ['PUT', '/answers/Reset', { answer: {} }, /action must be a message that stations send/],
    ['PUT', '/answers/Authorize', {}, /answer is missing/],
    ['PUT', '/answers/Authorize', { anser: {} }, /\/anser is not known here/],
    ['POST', '/rules', { when: { action: 'Heartbeet' }, then: { silence: true } }, /rule\.when\.action must be .* such as Heartbeat/],
    ['PUT', '/faults', [{ do: 'delay', ms: 'soon' }], /faults\[0\]\.ms must be ms/],
  ])('that are none are refused: %s %s %j', async (method, path, body, detail) => {
    const { ask } = await controlled()
    expect(await ask(method, path, body)).toMatchObject({ status: 400, body: { detail: expect.stringMatching(detail) } })
  })
})

describe('the control itself', () => {
  it('is described in OpenAPI 3.1, every route of it, and has a page with no assets of elsewhere', async () => {
    const { server, ask } = await controlled()
    const { body } = await ask('GET', '/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths)).toEqual([
      '/stations',
      '/stations/{station}',
      '/stations/{station}/commands',
      '/stations/{station}/connection',
      '/messages',
      '/verdicts',
      '/connections',
      '/answers',
      '/answers/{action}',
      '/rules',
      '/rules/{name}',
      '/faults',
      '/reset',
    ])
    const page = await fetch(`${server.controlUrl}/`)
    expect(page.url).toBe(`${server.controlUrl}/docs`)
    const html = await page.text()
    expect(html).toContain('swagger-ui')
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, asset]) => asset ?? '')
    expect(assets.length).toBeGreaterThan(2)
    for (const asset of assets) {
      const url = new URL(asset, page.url)
      expect(url.origin).toBe(server.controlUrl)
      expect((await fetch(url)).status).toBe(200)
    }
  })

  it('is described validly, with a name for every operation, and says what rules and faults are made of', async () => {
    const { ask } = await controlled()
    const { body } = await ask('GET', '/openapi.json')
    expect(await new Validator().validate(structuredClone(body))).toEqual({ valid: true })
    const operations = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap((path) => Object.values(path))
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(18)
    expect(ids).not.toContain(undefined)
    const { schema: rule } = body.paths['/rules'].post.requestBody.content['application/json']
    expect(rule.required).toEqual(['then'])
    expect(Object.keys(rule.properties.then.properties)).toContain('callError')
    const { schema: faults } = body.paths['/faults'].put.requestBody.content['application/json']
    expect(faults.items.properties.do.enum).toContain('halfOpen')
  })

  it('takes every rule and fault that the library takes', async () => {
    const { ask } = await controlled()
    const rule = {
      when: { action: ['Heartbeat', 'Auth*'], station: 'CP*', version: ['1.6'], payload: { a: [1] }, nth: [1, 2] },
      then: { answer: { a: null }, delayMs: 5, close: {}, command: [{ action: 'Reset', delayMs: 1 }, { action: 'ClearCache' }] },
    }
    expect((await ask('PUT', '/rules/all', rule)).body).toEqual({ name: 'all', ...rule })
    const faults = [
      { do: 'drop', name: 'x', when: { direction: 'in', action: 'A', messageType: ['CALL', 3], station: ['CP1'], after: 1, nth: 1 } },
      { do: 'delay', ms: [1, 2.5], when: { every: 3, limit: 2, probability: 0.5 } },
      { do: 'duplicate', times: 2, ms: 0 },
      { do: 'reorder', frames: 2 },
      { do: 'corrupt', how: ['flip'] },
      { do: 'wrongId', id: 'x' },
      { do: 'late', ms: 5 },
      { do: 'halfOpen', direction: 'both', pass: true },
      { do: 'close', code: 4000, reason: 'x' },
    ]
    expect((await ask('PUT', '/faults', faults)).status).toBe(204)
    expect((await ask('GET', '/faults')).body).toEqual(faults)
  })

  it('is for programs and pages of this machine, not for pages of elsewhere', async () => {
    const { server, ask } = await controlled()
    expect(await ask('GET', '/nowhere')).toMatchObject({ status: 404, body: { type: 'urn:ocpp-kit:problem:not-found' } })
    const refused = { status: 403, body: { type: 'urn:ocpp-kit:problem:foreign-origin' } }
    expect(await ask('POST', '/reset', undefined, { origin: 'http://evil.example' })).toMatchObject(refused)
    expect(await withHost(server.controlUrl ?? '', 'evil.example')).toBe(403)
    expect(await withHost(server.controlUrl ?? '', 'localhost:1')).toBe(200)
  })

  it('ends with the server', async () => {
    const { server, ask } = await controlled()
    await server.close()
    await expect(ask('GET', '/stations')).rejects.toThrow()
  })

  it('whose port is taken keeps the server from starting, and leaves no port open', async () => {
    const { server } = await controlled()
    const controlPort = Number(new URL(server.controlUrl ?? '').port)
    await expect(mock({ controlPort })).rejects.toMatchObject({ code: 'PORT_TAKEN' })
  })
})
