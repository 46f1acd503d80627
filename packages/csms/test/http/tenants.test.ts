import { describeWithService } from '@ocpp-kit/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { createMemoryStore, type Store } from '../../src/index.js'
import { openStore } from '../../src/store/sql/open.js'
import { connect, type Driver } from '../drivers.js'
import { temporarySchemas } from '../store/databases.js'
import { startTestApi, type TestApi, userToken } from './api.js'
import { type Operation, operationsOf } from './document.js'
import { exampleRequest } from './example-request.js'

/** Answered for any name: why nobody of that name shows up, and who has tried to. */
const ofAnyName = ['/doctor', '/connection-attempts']

/** Stands in every name that tenant A has, so that it is seen wherever it gets out. */
const marker = 'Only-Of-A'

interface Tenant extends TestApi {
  readonly station: Driver
  readonly transactionId: string
  readonly userToken: string
  readonly apiKey: { readonly id: string; readonly key: string }
  /** Of the admin token, and so of no user. */
  readonly ownerlessKey: string
}

async function startTenant(store: Store, tenantId: string, name: string): Promise<Tenant> {
  // What the csms asks for by itself, some time after a boot, would count as asked for by the other tenant.
  const csms = { store, tenantId, fullReports: 'onDemand' } as const
  const running = await startTestApi({ csms, api: { rateLimit: { burst: 10_000, requestsPerSecond: 10_000 } } })
  const station = await connect('2.0.1', running.csms.url, name)
  await station.boot()
  const { transactionId } = await station.start(name, 0)
  await running.ask('PUT', `/v1/tokens/ISO14443/${name}`, { body: { status: 'Blocked', group: { idToken: name } } })
  const token = await userToken(running, { name, role: 'admin' })
  const made = await running.ask('POST', '/v1/api-keys', { token, body: { name, scopes: ['transactions:read'] } })
  const ownerless = await running.ask('POST', '/v1/api-keys', { body: { name, scopes: ['transactions:read'] } })
  return {
    ...running,
    ownerlessKey: ownerless.body.key,
    station,
    transactionId,
    userToken: token,
    apiKey: { id: made.body.apiKey.id, key: made.body.key },
  }
}

/** Everything that a tenant has, as its own API shows it; what changes by being asked is left out, and what is written some seconds late. */
async function stateOf(tenant: Tenant, operations: readonly Operation[]): Promise<string> {
  const lists = operations.filter(({ method, path }) => method === 'GET' && !path.includes('{') && !/audit|system|events/.test(path))
  const bodies = []
  for (const { path } of lists) bodies.push([path, (await tenant.ask('GET', path)).body])
  return JSON.stringify(bodies, (key, value: unknown) => (key === 'lastSeenAt' ? undefined : value))
}

function tenantTests(createStore: () => Store | Promise<Store>): void {
  test('tenant B neither reads, changes, commands nor collides with tenant A, by any route (G16)', async () => {
    const store = await createStore()
    const a = await startTenant(store, 'a', marker)
    const b = await startTenant(store, 'b', 'of-b')
    const operations = operationsOf((await a.ask('GET', '/v1/openapi.json')).body)
    const before = await stateOf(a, operations)
    expect(before).toContain(marker)
    let commanded = 0
    a.csms.on('exchange', ({ direction }) => {
      if (direction === 'out') commanded += 1
    })

    // A's ids, in whatever place of a path a route has for one.
    const ids = [marker, a.transactionId, a.apiKey.id]
    // What B puts in under the name of A's is B's own, so everything is looked at first.
    for (const operation of operations.toSorted((left, right) => Number(right.method === 'GET') - Number(left.method === 'GET'))) {
      const isOfOne = operation.path.includes('{') && !ofAnyName.some((end) => operation.path.endsWith(end))
      for (const id of operation.path.includes('{') ? ids : ['']) {
        for (const isFull of [false, true]) {
          const { path, body } = exampleRequest(operation, id, isFull)
          const answer = await b.ask(operation.method, path, { body })
          const about = `${operation.method} ${path}`
          expect([about, answer.status < 500]).toEqual([about, true])
          // What is answered may repeat the path that was asked for.
          const said = JSON.stringify(answer.body)
            .replaceAll(path, '')
            .replaceAll(`${id}`, id === marker ? '' : id)
          if (!path.includes('audit') && path !== '/v1/tokens') expect([about, said]).toEqual([about, expect.not.stringContaining(marker)])
          if (isOfOne && operation.method === 'GET' && !path.startsWith('/v1/tokens')) expect([about, answer.status]).toEqual([about, 404])
        }
      }
    }

    expect(await stateOf(a, operations)).toBe(before)
    expect(commanded).toBe(0)
    const ofA = (await a.ask('GET', '/v1/audit-log?limit=200')).body.items
    expect(JSON.stringify(ofA)).not.toContain('of-b')

    // The same names in both are two things.
    await b.ask('PUT', `/v1/tokens/ISO14443/${marker}`, { body: { status: 'Invalid' } })
    const again = await connect('2.0.1', b.csms.url, marker)
    await again.boot()
    const { transactionId } = await again.start(marker, 0)
    expect((await a.ask('GET', `/v1/tokens/ISO14443/${marker}`)).body.status).toBe('Blocked')
    expect((await a.ask('GET', `/v1/transactions/${transactionId}`)).status).toBe(404)
    expect((await a.ask('GET', `/v1/transactions?station=${marker}`)).body.items).toHaveLength(1)
    expect((await b.ask('GET', `/v1/transactions?station=${marker}`)).body.items).toHaveLength(1)
    expect(await stateOf(a, operations)).toBe(before)

    for (const secret of [a.userToken, a.apiKey.key, a.ownerlessKey]) {
      expect((await b.ask('GET', '/v1/me', { token: secret })).status).toBe(401)
      expect((await a.ask('GET', '/v1/me', { token: secret })).status).toBe(200)
    }

    for (const driver of [again, a.station, b.station]) await driver.close()
    for (const running of [a, b]) await running.close()
    await store.close()
  }, 120_000)
}

describe('two tenants in one SQLite database', () => {
  tenantTests(() => createMemoryStore())
})

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  afterAll(() => schemas.dropAll())
  tenantTests(() => openStore(schemas.url, { schema: schemas.next() }))
})
