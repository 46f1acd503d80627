import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { afterEach, describe, expect, test } from 'vitest'
import type { AnswerRecord } from '../../src/http/index.js'
import { startTestApi, type TestApi } from './api.js'

let running: TestApi
afterEach(() => running.close())

describe('every answer', () => {
  test('carries the id of its request: the caller’s own, or one that was made', async () => {
    running = await startTestApi()
    const given = await running.ask('GET', '/v1/me', { headers: { 'x-request-id': 'trace-1.2:3' } })
    expect(given.headers.get('x-request-id')).toBe('trace-1.2:3')
    for (const bad of ['has spaces', 'x'.repeat(65), '<script>']) {
      const made = await running.ask('GET', '/v1/nothing', { headers: { 'x-request-id': bad } })
      expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    }
    expect((await running.ask('GET', '/v1/%E0%A4%A')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('tells browsers what not to do with it', async () => {
    running = await startTestApi()
    for (const path of ['/v1/me', '/v1/nothing', '/v1/transactions?limit=0']) {
      const { headers } = await running.ask('GET', path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
    }
    const { headers } = await running.ask('GET', '/v1/me')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await running.ask('GET', '/docs/', { token: null })).headers.get('content-security-policy')).toContain("script-src 'self'")
  })

  test('is told to the program, with names of routes and nothing of what was asked (G18)', async () => {
    const records: AnswerRecord[] = []
    running = await startTestApi({ api: { onAnswer: (record) => records.push(record) } })
    await running.ask('PUT', '/v1/tokens/any/SECRET-TAG?', { body: {}, headers: { 'x-request-id': 'r-1' } })
    await expect.poll(() => records.at(-1)?.requestId).toBe('r-1')
    expect(records.at(-1)).toEqual({
      requestId: 'r-1',
      method: 'PUT',
      route: '/v1/tokens/:type/:value',
      status: 201,
      tookMs: expect.any(Number),
      address: '127.0.0.1',
      actorId: 'admin',
    })
    expect(JSON.stringify(records)).not.toContain('SECRET-TAG')
  })
})

describe('a path that is there', () => {
  test.each([
    ['POST', '/v1/me', 'GET'],
    ['PATCH', '/v1/tokens/any/A', 'DELETE, GET, PUT'],
    ['DELETE', '/v1/users', 'GET, POST'],
    ['PUT', '/healthz', 'GET, HEAD'],
  ])('is answered 405 with what it takes where it does not take %s %s', async (method, path, allow) => {
    running = await startTestApi()
    const answer = await running.ask(method, path, { body: {} })
    expect(answer).toMatchObject({ status: 405, body: { type: 'urn:ocpp-kit:problem:wrong-method', status: 405 } })
    expect([answer.headers.get('allow'), answer.headers.get('content-type')]).toEqual([allow, 'application/problem+json'])
    expect((await running.ask(method, '/v1/no-such-path', { body: {} })).status).toBe(404)
  })

  test('of a probe also takes HEAD', async () => {
    running = await startTestApi()
    for (const path of ['/healthz', '/readyz'])
      expect(await running.ask('HEAD', path, { token: null })).toMatchObject({ status: 200, body: '' })
  })
})

describe('limits', () => {
  test('an address that asks too much is told when to come again', async () => {
    const clock = createFakeClock()
    running = await startTestApi({ csms: { clock }, api: { rateLimit: { burst: 3, requestsPerSecond: 0.5 } } })
    // One went for the document.
    const statuses = []
    for (let time = 0; time < 3; time += 1) statuses.push((await running.ask('GET', '/v1/me')).status)
    expect(statuses).toEqual([200, 200, 429])
    const limited = await running.ask('GET', '/v1/me', { token: null })
    expect(limited).toMatchObject({ status: 429, body: { type: 'urn:ocpp-kit:problem:rate-limited' } })
    expect(limited.headers.get('retry-after')).toBe('2')
    await clock.advance(2_000)
    expect((await running.ask('GET', '/v1/me')).status).toBe(200)
  })

  test('an IPv6 client has a /64 of addresses, and one allowance', async () => {
    const rateLimit = { burst: 3, requestsPerSecond: 0.5 }
    running = await startTestApi({ csms: { clock: createFakeClock() }, api: { rateLimit, trustedProxies: ['127.0.0.1'] } })
    const from = async (address: string) => (await running.ask('GET', '/v1/me', { headers: { 'x-forwarded-for': address } })).status
    const statuses = []
    for (let at = 0; at < 4; at += 1) statuses.push(await from(`2001:db8:1:2::${at}`))
    expect(statuses).toEqual([200, 200, 200, 429])
    expect(await from('2001:db8:1:3::1')).toBe(200)
  })

  test('those who watch over the process are answered however much else is asked', async () => {
    running = await startTestApi({ csms: { clock: createFakeClock() }, api: { rateLimit: { burst: 3, requestsPerSecond: 0.5 } } })
    const statuses = []
    for (let time = 0; time < 5; time += 1) statuses.push((await running.ask('GET', '/v1/me')).status)
    expect(statuses.at(-1)).toBe(429)
    for (let time = 0; time < 10; time += 1) {
      for (const path of ['/healthz', '/readyz']) expect((await running.ask('GET', path, { token: null })).status).toBe(200)
    }
    expect((await running.ask('GET', '/v1/system/metrics')).status).toBe(200)
  })

  test('guesses at the token of the metrics are counted all the same', async () => {
    running = await startTestApi({ csms: { clock: createFakeClock() }, api: { rateLimit: { burst: 3, requestsPerSecond: 0.5 } } })
    const statuses = []
    for (let time = 0; time < 4; time += 1) statuses.push((await running.ask('GET', '/v1/system/metrics', { token: 'a-guess' })).status)
    expect(statuses).toEqual([401, 401, 401, 429])
  })

  test('a body that is too long is refused (413), and so is one that is no JSON (415)', async () => {
    running = await startTestApi({ api: { maxBodyBytes: 1_000 } })
    const long = await running.ask('PUT', '/v1/tokens/any/A', { body: JSON.stringify({ status: 'x'.repeat(1_000) }) })
    expect(long).toMatchObject({ status: 413, body: { status: 413, type: 'urn:ocpp-kit:problem:body-too-large' } })
    const xml = await running.ask('PUT', '/v1/tokens/any/A', { body: '<a/>', headers: { 'content-type': 'application/xml' } })
    expect(xml).toMatchObject({ status: 415, body: { type: 'urn:ocpp-kit:problem:unsupported-type' } })
    expect(xml.body.detail).toBe('the body must be JSON, and say so: Content-Type: application/json')
    const text = await running.ask('PUT', '/v1/tokens/any/A', { body: '{}', headers: { 'content-type': 'text/plain' } })
    expect(text).toMatchObject({ status: 415, body: { type: 'urn:ocpp-kit:problem:unsupported-type' } })
  })

  test('an id that no path has is refused (414), and members that would change what every object is (400)', async () => {
    running = await startTestApi()
    const long = await running.ask('GET', `/v1/tokens/any/${'A'.repeat(1_025)}`)
    expect(long).toMatchObject({ status: 414, body: { type: 'urn:ocpp-kit:problem:path-too-long' } })
    for (const body of ['{"__proto__":{}}', '{"constructor":{"prototype":{}}}']) {
      const { status, body: found } = await running.ask('PUT', '/v1/tokens/any/A', { body })
      expect([status, found.detail]).toEqual([400, expect.stringContaining('a member "__proto__"')])
    }
    expect((await running.ask('PUT', '/v1/tokens/any/A', { body: '{' })).body.detail).toMatch(/not valid JSON/)
  })

  test('X-Forwarded-For is believed of trusted proxies alone', async () => {
    const addresses: string[] = []
    const onAnswer = ({ address }: AnswerRecord) => void addresses.push(address)
    running = await startTestApi({ api: { onAnswer } })
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    await running.ask('GET', '/v1/me', { headers })
    await running.close()
    running = await startTestApi({ api: { onAnswer, trustedProxies: ['127.0.0.1'] } })
    await running.ask('GET', '/v1/me', { headers })
    await expect.poll(() => addresses.includes('203.0.113.7')).toBe(true)
    expect(addresses.filter((address) => address === '203.0.113.7')).toHaveLength(1)
  })
})

describe('web pages of other origins', () => {
  const origin = 'https://operator.example'
  const preflight = { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' }

  test('may not use the API unless they are named (G24)', async () => {
    running = await startTestApi()
    const answer = await running.ask('OPTIONS', '/v1/tokens/any/A', { token: null, headers: preflight })
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([405, null])
    expect((await running.ask('GET', '/v1/me', { headers: { origin } })).headers.get('access-control-allow-origin')).toBeNull()
  })

  test('may where they are, and no others', async () => {
    running = await startTestApi({ api: { corsOrigins: [origin] } })
    const answer = await running.ask('OPTIONS', '/v1/tokens/any/A', { token: null, headers: preflight })
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, origin])
    expect(answer.headers.get('access-control-allow-methods')).toContain('DELETE')
    const other = await running.ask('GET', '/v1/me', { headers: { origin: 'https://evil.example' } })
    expect(other.headers.get('access-control-allow-origin')).not.toBe('https://evil.example')
    expect((await running.ask('GET', '/v1/me', { headers: { origin } })).headers.get('access-control-expose-headers')).toContain(
      'x-request-id',
    )
  })
})
