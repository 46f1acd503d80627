import { gzipSync } from 'node:zlib'
import { describeWithService } from '@ocpp-kit/testkit'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { createMemoryStore, type Store } from '../../src/index.js'
import { openStore } from '../../src/store/sql/open.js'
import { temporarySchemas } from '../store/databases.js'
import { adminToken, endingText, startTestApi } from './api.js'
import { type Operation, operationsOf } from './document.js'
import { exampleRequest } from './example-request.js'

const isLong = process.env['OCPP_KIT_LONG'] === '1'
const runsPerOperation = isLong ? 1_000 : 12

const odd = fc.constantFrom(
  '',
  '.',
  '..',
  '\u0000',
  '\u001a0000',
  '\ufeff',
  '𝕏',
  'é\u0301',
  "' or 1=1 --",
  '%',
  '{}',
  '-1',
  '1e999',
  'NaN',
  'null',
  '../../etc/passwd',
  'a/b?c#d',
  'x'.repeat(255),
  'x'.repeat(3_000),
  '__proto__',
  '2026-13-45T99:99:99Z',
  '+999999-01-01T00:00:00Z',
)
const text = fc.oneof(odd, fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 10 }))
const anything = fc.oneof(fc.jsonValue({ maxDepth: 4 }), text, fc.double(), fc.maxSafeInteger())

/** Halves of characters cannot stand in a URL. */
const inUrl = (value: string): string => encodeURIComponent(Buffer.from(value).toString())

const cursor = fc
  .oneof(fc.array(anything, { maxLength: 3 }), anything)
  .map((value) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url'))

interface Attempt {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | undefined
}

const json = { 'content-type': 'application/json' }

/** A body that is right but for one member, or wrong altogether. */
const bodyOf = (operation: Operation): fc.Arbitrary<Pick<Attempt, 'headers' | 'body'>> => {
  const full = exampleRequest(operation, 'x', true).body
  const changed =
    typeof full === 'object' && full !== null && !Array.isArray(full) && Object.keys(full).length > 0
      ? fc.tuple(fc.constantFrom(...Object.keys(full)), anything).map(([key, value]) => JSON.stringify({ ...full, [key]: value }))
      : fc.constant('{}')
  const asJson = fc.oneof(
    { weight: 5, arbitrary: changed },
    fc.constant(JSON.stringify(full ?? null)),
    anything.map((value) => JSON.stringify(value) ?? ''),
    fc.constantFrom(
      '',
      '{',
      '{"a":1,"a":2}',
      '{"__proto__":{"a":1}}',
      '{"constructor":{"prototype":{}}}',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
      `"${'x'.repeat(200_000)}"`,
      '"\\ud800"',
      '\ufeff{}',
    ),
  )
  return fc.oneof(
    { weight: 8, arbitrary: asJson.map((body) => ({ headers: json, body })) },
    fc.constantFrom(
      { headers: json, body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
      { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync('{}') },
      { headers: { 'content-type': 'application/xml' }, body: '<a/>' },
      { headers: { 'content-type': 'text/plain' }, body: '{}' },
      { headers: { 'content-type': 'application/json; charset=utf-16' }, body: Buffer.from('{}', 'utf16le') },
      { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' },
      { headers: { 'content-type': 'nonsense' }, body: '{}' },
      { headers: json, body: Buffer.alloc(2_000_000, 'x') },
      { headers: {}, body: undefined },
    ),
  )
}

const attemptOf = (operation: Operation): fc.Arbitrary<Attempt> => {
  const names = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name)
  const pair = fc.tuple(fc.constantFrom('limit', 'cursor', 'x', ...names), fc.oneof(text, cursor, fc.constantFrom('1', 'true')))
  const query = fc.array(pair, { maxLength: 3 }).map((pairs) => pairs.map(([name, value]) => `${name}=${inUrl(value)}`).join('&'))
  const path = fc
    .array(text, { minLength: 4, maxLength: 4 })
    .map((values) => operation.path.replace(/\{[^}]+\}/g, () => inUrl(values.pop() ?? 'x') || 'x'))
  const body = operation.method === 'GET' ? fc.constant({ headers: {}, body: undefined }) : bodyOf(operation)
  const key = fc.option(fc.constantFrom('K', 'k'.repeat(300), 'a b'), { nil: undefined, freq: 4 })
  return fc.tuple(path, query, body, key).map(([path, query, { headers, body }, key]) => ({
    path: query === '' ? path : `${path}?${query}`,
    headers: key === undefined ? headers : { ...headers, 'idempotency-key': key },
    body,
  }))
}

function fuzzTests(createStore: () => Store | Promise<Store>): void {
  test('no request to any route is answered 500, or ends the program (G14)', async () => {
    const store = await createStore()
    const errors: unknown[] = []
    const running = await startTestApi({
      csms: { store, onError: (error) => errors.push(error) },
      api: { rateLimit: { burst: 1_000_000, requestsPerSecond: 1_000_000 } },
    })
    const operations = operationsOf((await running.ask('GET', '/v1/openapi.json')).body)
    for (const operation of operations) {
      await fc.assert(
        fc.asyncProperty(attemptOf(operation), async ({ path, headers, body }) => {
          const response = await fetch(running.api.url + path, {
            method: operation.method,
            redirect: 'manual',
            headers: { authorization: `Bearer ${adminToken}`, ...headers },
            ...(body !== undefined && { body: body as never }),
          })
          const answer = await endingText(response)
          if (response.status >= 500) throw new Error(`${operation.method} ${path} was answered ${response.status}: ${answer}`)
          if (response.status >= 400) expect(JSON.parse(answer)).toMatchObject({ status: response.status })
        }),
        { numRuns: runsPerOperation },
      )
    }
    expect(errors).toEqual([])
    expect((await running.ask('GET', '/v1/me')).status).toBe(200)
    await running.close()
    await store.close()
  }, 600_000)
}

describe('with SQLite', () => {
  fuzzTests(() => createMemoryStore())
})

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  afterAll(() => schemas.dropAll())
  fuzzTests(() => openStore(schemas.url, { schema: schemas.next() }))
})
