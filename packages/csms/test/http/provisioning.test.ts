import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../provisioning/running.js'
import { answerReports, connectStation, type TestStation } from '../provisioning/station.js'
import { startTestApi, type TestApi } from './api.js'

let running: TestApi
let station: TestStation
const ask: TestApi['ask'] = (...args) => running.ask(...args)

const interval = { component: 'SampledDataCtrlr', variable: 'TxUpdatedInterval' }

beforeEach(async () => {
  running = await startTestApi({ csms: { fullReports: 'onDemand' } })
  station = await connectStation('2.0.1', running.csms.url, {
    'SampledDataCtrlr.TxUpdatedInterval': '60',
    'SecurityCtrlr.SecurityProfile': '1',
  })
  await station.boot()
})
afterEach(async () => {
  await station.close()
  await running.close()
})

test('what is wanted of a station is said, seen to drift, applied, and reverted', async () => {
  station.refusals.set('SampledDataCtrlr.TxUpdatedInterval', 'Rejected')
  const put = await ask('PUT', '/v1/stations/cp1/variables', { body: { values: [{ ...interval, value: '900' }] } })
  expect(put).toMatchObject({ status: 200, body: { items: [{ ...interval, desired: '900', attribute: 'Actual' }] } })
  const refused = await ask('POST', '/v1/stations/CP1/variables/apply')
  expect(refused).toMatchObject({
    status: 200,
    body: { items: [{ value: '60', applied: { status: 'Rejected' }, driftSince: expect.any(String) }] },
  })
  expect((await ask('GET', '/v1/stations/CP1/variables?drift=true')).body.items).toHaveLength(1)
  station.refusals.clear()
  const applied = await ask('POST', '/v1/stations/CP1/variables/apply', { body: {} })
  expect(applied.body.items).toMatchObject([{ value: '900', applied: { status: 'Accepted', before: '60' }, driftSince: null }])
  expect((await ask('GET', '/v1/stations/CP1/variables?drift=true')).body).toEqual({ items: [], nextCursor: null })
  expect((await ask('POST', '/v1/stations/CP1/variables/revert')).body.items).toMatchObject([{ desired: '60' }])
  await until(() => station.values.get('SampledDataCtrlr.TxUpdatedInterval') === '60')
})

test('a station is reset where a value needs it, if that is asked for', async () => {
  station.afterReboot.add('SampledDataCtrlr.TxUpdatedInterval')
  station.on('Reset', () => ({ status: 'Accepted' }))
  await ask('PUT', '/v1/stations/CP1/variables', { body: { values: [{ ...interval, value: '900' }] } })
  await ask('POST', '/v1/stations/CP1/variables/apply')
  expect(station.asked('Reset')).toEqual([])
  await ask('POST', '/v1/stations/CP1/variables/apply', { body: { reset: 'OnIdle' } })
  expect(station.asked('Reset')).toEqual([{ type: 'OnIdle' }])
})

test('a report is asked for, and read with its parts', async () => {
  answerReports(station, 1)
  const ended = running.csms.once('report.ended')
  const accepted = await ask('POST', '/v1/stations/CP1/reports')
  expect(accepted).toMatchObject({ status: 202, body: { items: [{ state: 'requested', attempt: 1 }] } })
  await ended
  const { requestId } = accepted.body.items[0]
  const report = await ask('GET', `/v1/stations/CP1/reports/${requestId}`)
  expect(report.body).toMatchObject({ state: 'complete', variables: [{ value: '60', dataType: 'integer' }, { value: '1' }] })
  expect((await ask('GET', '/v1/stations/CP1/reports')).body).toMatchObject({ items: [{ requestId, state: 'complete' }], nextCursor: null })
  expect((await ask('GET', '/v1/stations/CP1/reports/1')).status).toBe(404)
  const first = await ask('GET', '/v1/stations/CP1/variables?limit=1')
  const last = await ask('GET', `/v1/stations/CP1/variables?limit=1&cursor=${first.body.nextCursor}`)
  expect([...first.body.items, ...last.body.items].map(({ component }) => component)).toEqual(['SampledDataCtrlr', 'SecurityCtrlr'])
})

test('a network profile is written', async () => {
  station.values.set('OCPPCommCtrlr.ActiveNetworkProfile', '0')
  station.on('SetNetworkProfile', () => ({ status: 'Accepted' }))
  const profile = { url: 'wss://csms.example', interface: 'Wired0', securityProfile: 2 }
  const written = await ask('POST', '/v1/stations/CP1/network-profiles', { body: { slot: 1, profile } })
  expect(written).toMatchObject({ status: 200, body: { slot: 1, step: 'done', status: 'Accepted', reason: null } })
})

test('what came of a network profile is read of each slot, without its secrets', async () => {
  const list = async (query = '') => (await ask('GET', `/v1/stations/cp1/network-profiles${query}`)).body
  expect(await list()).toEqual({ items: [], nextCursor: null })
  for (const action of ['SetNetworkProfile', 'Reset']) station.on(action, () => ({ status: 'Accepted' }))
  station.values.set('OCPPCommCtrlr.ActiveNetworkProfile', '0')
  station.values.set('OCPPCommCtrlr.NetworkConfigurationPriority', '0')
  const apn = { apn: 'internet', apnPassword: 'hunter2', apnAuthentication: 'AUTO' }
  const profile = { url: 'wss://csms.example', interface: 'Wired0', securityProfile: 2, messageTimeoutSeconds: 45, apn }
  const write = (body: object) => ask('POST', '/v1/stations/CP1/network-profiles', { body: { profile, ...body } })
  const waiting = await write({ slot: 2, activate: true, reset: 'OnIdle' })
  expect(waiting.body).toMatchObject({ step: 'waiting', messageTimeoutSeconds: 45, activate: true, reset: 'OnIdle' })
  station.on('SetNetworkProfile', () => ({ status: 'Failed', statusInfo: { reasonCode: 'InternalError' } }))
  await write({ slot: 1 })
  const failed = { slot: 1, url: 'wss://csms.example', interface: 'Wired0', step: 'failed', status: 'Failed', reason: 'InternalError' }
  expect(await list()).toMatchObject({ items: [{ ...failed, activate: false, reset: null }, waiting.body], nextCursor: null })

  await station.close()
  const ended = running.csms.once('station.networkProfile')
  station = await connectStation('2.0.1', running.csms.url, { 'OCPPCommCtrlr.ActiveNetworkProfile': '2' })
  await station.boot({ reason: 'RemoteReset' })
  expect((await ended).change).toMatchObject({ slot: 2, step: 'done' })
  const first = await list('?limit=1')
  const second = await list(`?limit=1&cursor=${first.nextCursor}`)
  expect([...first.items, ...second.items]).toMatchObject([failed, { slot: 2, step: 'done', startedAt: waiting.body.startedAt }])
  expect(second.nextCursor).toBeNull()
  expect(JSON.stringify(await list())).not.toContain('hunter2')
  expect((await ask('GET', '/v1/stations/CP1/network-profiles?cursor=x')).status).toBe(400)
  expect((await running.csms.station('CP1').record())?.networkProfile).toMatchObject({ slot: 1 })
})

test.each([
  ['PUT', 'variables', { values: [] }, 400],
  ['PUT', 'variables', { values: [{ ...interval, value: 7 }] }, 400],
  ['PUT', 'variables', { values: [{ component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: 'x' }] }, 422],
  ['PUT', 'variables', { values: [{ component: 'NetworkConfiguration', variable: 'VpnPassword', value: 'x' }] }, 400],
  ['POST', 'reports', { base: 'FullInventory', criteria: ['Active'] }, 400],
  ['POST', 'reports', { criteria: ['Broken'] }, 400],
  ['POST', 'network-profiles', { slot: 1, profile: { url: 'ws://c', interface: 'Wired0', securityProfile: 2 } }, 400],
])('%s %s with %j is refused', async (method, path, body, status) => {
  const answer = await ask(method, `/v1/stations/CP1/${path}`, { body })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(station.requests).toEqual([])
})

test('a station that is not connected keeps what is wanted, and cannot be asked', async () => {
  expect((await ask('PUT', '/v1/stations/CP9/variables', { body: { values: [{ ...interval, value: '900' }] } })).status).toBe(200)
  expect((await ask('POST', '/v1/stations/CP9/reports')).body).toMatchObject({ status: 409, code: 'NOT_CONNECTED' })
  expect((await ask('POST', '/v1/stations/CP9/variables/apply')).body).toMatchObject({ status: 409, code: 'NOT_CONNECTED' })
})

test('nobody does this without a token', async () => {
  for (const [method, path] of [
    ['GET', 'variables'],
    ['PUT', 'variables'],
    ['POST', 'variables/apply'],
    ['POST', 'variables/revert'],
    ['POST', 'reports'],
    ['GET', 'reports'],
    ['POST', 'network-profiles'],
    ['GET', 'network-profiles'],
  ] as const)
    expect((await ask(method, `/v1/stations/CP1/${path}`, { token: null })).status).toBe(401)
})
