import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, startTestApi, type TestApi } from './api.js'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

const publicly = (path: string): Promise<Answer> => api.ask('GET', path, { token: null })

test('anybody may ask whether the process is alive and ready, and learns no more than that', async () => {
  expect(await publicly('/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } })
  const ready = await publicly('/readyz')
  expect(ready.status).toBe(200)
  expect(ready.body).toEqual({ status: 'ready', isDurable: false })
})

test('whoever may read the system learns which durability is in force', async () => {
  const { status, body } = await api.ask('GET', '/v1/system/health')
  expect(status).toBe(200)
  expect(body).toMatchObject({ status: 'ready', durability: { isDurable: false, engine: 'sqlite' }, connections: 0 })
  expect((await publicly('/v1/system/health')).status).toBe(401)
})

test('Prometheus reads figures with a token', async () => {
  const { status, headers, body } = await api.ask('GET', '/v1/system/metrics')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(body).toMatch(/^ocpp_csms_store_pending_writes 0$/m)
  expect((await publicly('/v1/system/metrics')).status).toBe(401)
})

test('a csms that takes no stations is not ready', async () => {
  const other = await startTestApi()
  await other.csms.stop()
  expect(await other.ask('GET', '/readyz', { token: null })).toMatchObject({ status: 503, body: { status: 'starting' } })
  expect(await other.ask('GET', '/v1/system/health')).toMatchObject({ status: 503, body: { status: 'starting' } })
  await other.close()
})
