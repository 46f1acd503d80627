import { Validator } from '@seriousme/openapi-schema-validator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { schemaExamples, textExamples } from '../../src/http/examples/answers.js'
import { bodyExamples } from '../../src/http/examples/requests.js'
import { startApi } from '../../src/http/index.js'
import { publicRoutes, scopes } from '../../src/http/scope.js'
import { createCsms, createMemoryStore } from '../../src/index.js'
import { StoreError } from '../../src/store/store-error.js'
import { startTestApi, type TestApi, versions } from './api.js'
import { misfit, type Operation, operationsOf, resolved } from './document.js'

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly examples?: readonly unknown[]
}

let test_: TestApi
const ask: TestApi['ask'] = (...args) => test_.ask(...args)

beforeEach(async () => {
  test_ = await startTestApi()
})
afterEach(() => test_.close())

const operations = async (): Promise<readonly Operation[]> => operationsOf((await ask('GET', '/v1/openapi.json', { token: null })).body)

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { status, body } = await ask('GET', '/v1/openapi.json', { token: null })
    expect(status).toBe(200)
    expect(body.openapi).toMatch(/^3\.1/)
    expect(await new Validator().validate(structuredClone(body))).toEqual({ valid: true })
  })

  test('names every operation once, and says what it is for', async () => {
    const all = await operations()
    const ids = all.map(({ operationId }) => operationId)
    expect(ids).not.toContain(undefined)
    expect(new Set(ids).size).toBe(ids.length)
    expect(all.filter(({ summary }) => !summary)).toEqual([])
  })

  test('has no fixed name where another path has an id: whatever a station or a token is named, it is reached', async () => {
    const paths = (await operations()).map(({ path }) => path.split('/'))
    const isParameter = (part: string): boolean => part.startsWith('{')
    const places = new Map<string, Set<boolean>>()
    for (const path of paths) {
      for (const [at, part] of path.entries()) {
        const place = path
          .slice(0, at)
          .map((one) => (isParameter(one) ? '{}' : one))
          .join('/')
        places.set(place, (places.get(place) ?? new Set()).add(isParameter(part)))
      }
    }
    expect([...places].filter(([, kinds]) => kinds.size > 1).map(([place]) => place)).toEqual([])
  })

  test('tells of every operation what it is about, what it needs, and what becomes of it where it is not done', async () => {
    const { body } = await ask('GET', '/v1/openapi.json', { token: null })
    const described = new Map<string, string>(body.tags.map((tag: { name: string; description: string }) => [tag.name, tag.description]))
    for (const operation of await operations()) {
      const { name, method, tags = [], description = '', 'x-scope': scope, parameters = [], responses } = operation
      expect([name, tags.map((tag) => described.has(tag))]).toEqual([name, [true]])
      if (scope !== undefined && scope !== 'self') expect([name, description]).toEqual([name, expect.stringContaining(`\`${scope}\``)])
      expect([name, parameters.filter((one) => one.description === undefined).map((one) => one.name)]).toEqual([name, []])
      const expected = ['400', '401', '403', '429', '503', 'default', ...(method === 'GET' ? [] : ['409', '422'])]
      expect([name, Object.keys(responses)]).toEqual([name, expect.arrayContaining(expected)])
      expect([name, Object.values(responses).map((one) => one.description)]).not.toEqual([
        name,
        expect.arrayContaining(['Default Response']),
      ])
    }
    for (const words of described.values()) expect(words).toMatch(/\w/)
  })

  test('takes an Idempotency-Key wherever something is changed by somebody who is known (G17)', async () => {
    const isKey = ({ name }: { readonly name: string }): boolean => name.toLowerCase() === 'idempotency-key'
    for (const { name, method, parameters = [], security } of await operations()) {
      const takes = method !== 'GET' && security !== undefined
      expect([name, parameters.filter(isKey).length]).toEqual([name, takes ? 1 : 0])
    }
  })

  test('shows of every body, answer and problem an example that fits its schema', async () => {
    const { body } = await ask('GET', '/v1/openapi.json', { token: null })
    for (const { name, requestBody, responses } of await operations()) {
      if (requestBody !== undefined) {
        const { schema, example } = requestBody.content['application/json'] as { schema: object; example: unknown }
        expect([name, example, misfit(schema, example)]).toEqual([name, expect.anything(), undefined])
      }
      for (const { content = {} } of Object.values(responses)) {
        const { schema, example } = content['application/problem+json'] ?? { schema: {}, example: {} }
        expect([name, misfit(schema, example)]).toEqual([name, undefined])
      }
    }
    for (const [title, schema] of Object.entries<Schema>(resolved(body.components.schemas, body) as Record<string, Schema>)) {
      // Of a list it is what is in it that is shown.
      if (schema.properties?.['items'] !== undefined) continue
      expect([title, schema.examples?.map((example) => misfit(schema, example))]).toEqual([title, [undefined]])
    }
  })

  test('has every example for something', async () => {
    const { body } = await ask('GET', '/v1/openapi.json', { token: null })
    const ids = (await operations()).filter(({ requestBody }) => requestBody !== undefined).map(({ operationId }) => operationId)
    expect(Object.keys(bodyExamples).toSorted()).toEqual(ids.toSorted())
    expect(Object.keys(body.components.schemas)).toEqual(expect.arrayContaining(Object.keys(schemaExamples)))
    const shown = JSON.stringify(body)
    for (const texts of Object.values(textExamples)) for (const text of Object.values(texts)) expect(shown).toContain(JSON.stringify(text))
  })

  test('its page takes nothing from elsewhere, and works where the API is reached by plain HTTP from another machine', async () => {
    for (const path of ['/docs', '/docs/static/swagger-ui.css', '/docs/static/swagger-initializer.js']) {
      const { status, headers, body } = await ask('GET', path, { token: null })
      expect(status).toBe(200)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'; script-src 'self';")
      expect(policy).not.toMatch(/https:|upgrade-insecure-requests|swagger\.io/)
      if (path === '/docs') expect(body).not.toMatch(/(src|href)="(https?:)?\/\//)
    }
  })

  test('has a page for people', async () => {
    expect((await ask('GET', '/', { token: null })).headers.get('location')).toBe('/docs')
    expect((await ask('GET', '/docs', { token: null })).body).toContain('swagger-ui')
  })
})

describe('access', () => {
  test('every route under /v1 names its scope, but for the public ones (G17)', async () => {
    const all = await operations()
    expect(all.length).toBeGreaterThan(1)
    for (const { name, 'x-scope': scope, security } of all) {
      if (publicRoutes.includes(name)) continue
      expect([name, scope]).toEqual([name, expect.toSatisfy((one) => one === 'self' || scopes.includes(one))])
      expect([name, security]).toEqual([name, [{ bearer: [] }]])
    }
  })

  test('every route but the public ones answers 401 to those nobody knows, before it looks at anything else', async () => {
    for (const { name, method, path, 'x-scope': scope } of await operations()) {
      if (scope === undefined) continue
      for (const token of [null, 'not-a-token-of-anybody']) {
        const { status, body, headers } = await ask(method, path, { token })
        expect([name, status, body.type]).toEqual([name, 401, 'urn:ocpp-kit:problem:unauthenticated'])
        expect(headers.get('www-authenticate')).toBe('Bearer')
      }
    }
  })

  test('without a token of its own the API knows nobody (G24)', async () => {
    const bare = await startTestApi({ api: { adminToken: undefined } })
    expect((await bare.ask('GET', '/v1/transactions', { token: 'undefined' })).status).toBe(401)
    await bare.close()
  })

  test('the scheme is compared whatever its case, and other schemes are none', async () => {
    const { status } = await ask('GET', '/v1/transactions', { token: null, headers: { authorization: 'bearer an-admin-token-for-tests' } })
    expect(status).toBe(200)
    const basic = await ask('GET', '/v1/transactions', { token: null, headers: { authorization: 'Basic an-admin-token-for-tests' } })
    expect(basic.status).toBe(401)
  })
})

describe('problems (RFC 9457)', () => {
  test.each([
    ['a path that is not there', 'GET', '/v1/nothing', 404],
    ['a method that is not there', 'PATCH', '/v1/transactions', 405],
    ['a URL that nobody can decode', 'GET', '/v1/transactions/%E0%A4%A', 400],
    ['a limit that no list takes', 'GET', '/v1/transactions?limit=0', 400],
    ['a limit above that of all lists', 'GET', '/v1/transactions?limit=201', 400],
    ['a limit that is no number', 'GET', '/v1/transactions?limit=ten', 400],
    ['a cursor that no page has given', 'GET', '/v1/transactions?cursor=nonsense', 400],
    ['a filter that is not known', 'GET', '/v1/transactions?stationn=CP1', 400],
    ['a filter of another type', 'GET', '/v1/transactions?active=perhaps', 400],
  ])('are the answer to %s', async (_what, method, path, status) => {
    const answer = await ask(method, path)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer).toMatchObject({
      status,
      body: { status, type: expect.stringMatching(/^urn:ocpp-kit:problem:/), detail: expect.stringMatching(/./) },
    })
  })

  test('name what is wrong in a query, and where', async () => {
    const { body } = await ask('GET', '/v1/transactions?stationn=CP1')
    expect(body).toMatchObject({
      detail: 'the querystring: /stationn is not known here; did you mean station?',
      errors: [{ pointer: '/stationn', detail: 'is not known here; did you mean station?' }],
    })
  })

  test('do not ask for a body where there may be none, though the request names a type', async () => {
    expect(await ask('POST', '/v1/transactions/1/stop', { body: '' })).toMatchObject({ status: 404 })
    expect(await ask('PUT', '/v1/tokens/any/A', { body: '' })).toMatchObject({ status: 400, body: { detail: 'the body: must be object' } })
  })

  test.each([
    ['PUT', '/v1/stations/CP1', { securityprofile: 1 }, '/securityprofile', 'is not known here; did you mean securityProfile?'],
    ['PUT', '/v1/stations/CP1', { colour: 1 }, '/colour', 'is not known here'],
    ['PUT', '/v1/tokens/any/A', { places: [{ sttaion: 'CP1' }] }, '/places/0/sttaion', 'is not known here; did you mean station?'],
    ['POST', '/v1/users', { name: 'ann', password: 'a long password', role: 'Admin' }, '/role', 'must be one of viewer, operator, admin'],
    ['PUT', '/v1/stations/CP1/local-list', { scope: 'most' }, '/scope', 'must be one of off, empty, all, an object'],
    ['POST', '/v1/webhooks', { url: 'ftp://x' }, '/url', 'must begin with https://'],
    ['GET', '/v1/transaction-export?format=xml', undefined, '/format', 'must be one of csv, json'],
    ['POST', '/v1/transactions/1/close', { reason: '' }, '/reason', 'must not have fewer than 1 characters'],
  ])('of %s %s with %j say at %s that it %s', async (method, path, body, pointer, detail) => {
    const answer = await ask(method, path, { body })
    expect(answer).toMatchObject({ status: 400 })
    expect(answer.body.errors).toContainEqual({ pointer, detail })
    expect(JSON.stringify(answer.body)).not.toContain('must be null')
  })
})

describe('failures behind a route', () => {
  const failing = async (error: unknown) => {
    const store = createMemoryStore()
    const errors: unknown[] = []
    const broken = { ...store, transactions: { ...store.transactions, page: () => Promise.reject(error) } }
    const api = await startTestApi({ csms: { store: broken, onError: (error) => errors.push(error) } })
    const answer = await api.ask('GET', '/v1/transactions')
    await api.close()
    return { answer, errors }
  }

  test('a store that is out of reach is 503, with the time to ask again', async () => {
    const { answer, errors } = await failing(new StoreError('UNAVAILABLE', 'postgres://user@secret-host is gone'))
    expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE', retryAfterSeconds: 5 } })
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(JSON.stringify(answer.body)).not.toContain('secret-host')
    expect(errors).toEqual([])
  })

  test('anything unforeseen is 500, tells the caller nothing, and the program everything', async () => {
    const error = new Error('the password is 1234')
    const { answer, errors } = await failing(error)
    expect(answer).toMatchObject({ status: 500, body: { type: 'urn:ocpp-kit:problem:internal-error' } })
    expect(JSON.stringify(answer.body)).not.toContain('1234')
    expect(errors).toEqual([error])
  })
})

describe('the start', () => {
  test('a port that is taken is a PORT_TAKEN', async () => {
    await expect(startApi(test_.csms, { port: test_.api.port })).rejects.toMatchObject({ code: 'PORT_TAKEN' })
  })

  test.each([
    [{ port: 70_000 }, 'port must be'],
    [{ host: '' }, 'host must be'],
    [{ adminToken: 'short' }, 'adminToken must be'],
    [{ adminToken: 'has a space in the middle' }, 'adminToken must be'],
  ])('%j is named as what is wrong', async (options, message) => {
    await expect(startApi(createCsms({ versions }), options)).rejects.toThrow(message)
  })

  test('what is no csms is refused', async () => {
    await expect(startApi({} as never)).rejects.toThrow('createCsms()')
  })

  test('listens on the loopback unless it is told otherwise (G24)', () => {
    expect(new URL(test_.api.url).hostname).toBe('127.0.0.1')
  })
})
