import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientTypes } from '../../scripts/client-types.ts'
import { createClient } from '../../src/client/index.js'
import { connect } from '../drivers.js'
import { adminToken, startTestApi, type TestApi } from './api.js'

let running: TestApi
beforeEach(async () => {
  running = await startTestApi()
})
afterEach(() => running.close())

test('the types of the client are those of the OpenAPI document; if not: pnpm generate:client', async () => {
  const committed = readFileSync(new URL('../../src/client/openapi.ts', import.meta.url), 'utf8')
  expect(committed).toBe(await clientTypes())
})

test('a program makes a user, logs in, adds a token, and follows what comes of it', async () => {
  const { url } = running.api
  const admin = createClient({ url, token: adminToken })
  const made = await admin.POST('/v1/users', { body: { name: 'ann', password: 'correct horse battery', role: 'admin' } })
  expect(made.response.status).toBe(201)

  const session = await createClient({ url }).POST('/v1/sessions', { body: { name: 'ann', password: 'correct horse battery' } })
  const ann = createClient({ url, token: session.data?.token })
  const path = { type: 'ISO14443', value: 'AbC' }
  await ann.PUT('/v1/tokens/{type}/{value}', { params: { path }, body: { maxConcurrent: 1 } })

  const station = await connect('2.1', running.csms.url, 'CP1')
  await station.boot()
  const { transactionId } = await station.start('AbC', 0)
  const { data } = await ann.GET('/v1/transactions', { params: { query: { active: true, idToken: 'AbC' } } })
  expect(data?.items.map(({ id, stationId, endedAt }) => ({ id, stationId, endedAt }))).toEqual([
    { id: transactionId, stationId: 'CP1', endedAt: null },
  ])
  const answered = station.answer('RequestStopTransaction', { status: 'Accepted' })
  const stopped = await ann.POST('/v1/transactions/{id}/stop', { params: { path: { id: transactionId } } })
  expect([stopped.data?.status, (await answered)['transactionId']]).toEqual(['Accepted', transactionId])
  await station.close()

  const unknown = await ann.GET('/v1/transactions/{id}', { params: { path: { id: 'no such' } } })
  expect(unknown.error).toMatchObject({ status: 404, title: 'There is nothing here' })
})
