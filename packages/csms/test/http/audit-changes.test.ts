import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, type Driver } from '../drivers.js'
import { type Answer, startTestApi, type TestApi, userToken } from './api.js'
import { operationsOf } from './document.js'

let running: TestApi
let station: Driver
const ask: TestApi['ask'] = (...args) => running.ask(...args)
beforeEach(async () => {
  running = await startTestApi()
  await userToken(running, { name: 'boss', role: 'admin' })
  station = await connect('2.0.1', running.csms.url, 'CP1')
  await station.boot()
})
afterEach(async () => {
  await station.close()
  await running.close()
})

/** Every secret of these requests has it in it. */
const secret = 'a-secret-of-somebody'

interface Row {
  /** What the audit log shows of what was there before and is after; nothing for what changes nothing that is kept. */
  readonly change?: { readonly before: unknown; readonly after: unknown }
  /** What has to be there first, if anything; what it returns is handed on. */
  prepare?(): Promise<string | undefined>
  ask(prepared: string): Promise<Answer>
}

const put = (path: string, body: object) => ask('PUT', `/v1${path}`, { body })
const post = (path: string, body?: object) => ask('POST', `/v1${path}`, { body })
const user = { name: 'bob', password: secret, role: 'viewer' }
const addUser = async () => void (await post('/users', user)) as undefined
const addWebhook = async (): Promise<string> => (await post('/webhooks', { url: 'https://ops.example/a', description: 'old' })).body.id
const clearCache = { action: 'ClearCache', payload: {} }
const answered = (action: string, answer: object) => async () => void station.answer(action, answer) as undefined
const passwordAnswer = {
  setVariableResult: [{ attributeStatus: 'Accepted', component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } }],
}
const quarantined = async (): Promise<string> => {
  await running.csms.station('CP1').decide('Pending')
  await station.start('A', 0).catch(() => {})
  return (await ask('GET', '/v1/quarantine')).body.items[0].id
}
const heartbeat = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' }
const later = (): string => new Date(Date.now() + 3_600_000).toISOString()

/** One request for each operation that changes something, which does change it. */
const rows: Readonly<Record<string, Row>> = {
  putStation: {
    change: { before: { id: 'CP1', labels: [], notes: null }, after: { id: 'CP1', labels: ['east'], notes: null, securityProfile: 0 } },
    ask: () => put('/stations/CP1', { labels: ['east'], securityProfile: 0 }),
  },
  deleteStation: {
    change: { before: { id: 'CP9', labels: ['west'], decision: 'Accepted' }, after: null },
    prepare: async () => void (await put('/stations/CP9', { labels: ['west'] })) as undefined,
    ask: () => ask('DELETE', '/v1/stations/CP9'),
  },
  setPassword: {
    change: { before: { isSet: false }, after: { isSet: true } },
    ask: () => put('/stations/CP1/password', { password: secret }),
  },
  removePassword: {
    change: { before: { isSet: true }, after: { isSet: false } },
    prepare: async () => void (await put('/stations/CP1/password', { password: secret })) as undefined,
    ask: () => ask('DELETE', '/v1/stations/CP1/password'),
  },
  changePassword: {
    change: { before: { isSet: false }, after: { isSet: true, isOpen: false } },
    prepare: answered('SetVariables', passwordAnswer),
    ask: () => post('/stations/CP1/password/change', { password: secret }),
  },
  putToken: {
    change: { before: null, after: { idToken: 'A', status: 'Blocked' } },
    ask: () => put('/tokens/ISO14443/A', { status: 'Blocked' }),
  },
  deleteToken: {
    change: { before: { idToken: 'A', status: 'Accepted' }, after: null },
    prepare: async () => void (await put('/tokens/ISO14443/A', {})) as undefined,
    ask: () => ask('DELETE', '/v1/tokens/ISO14443/A'),
  },
  putTokenGroup: {
    change: { before: { groupId: 'G', name: 'old' }, after: { groupId: 'G', name: 'new' } },
    prepare: async () => void (await put('/token-groups/G', { name: 'old' })) as undefined,
    ask: () => put('/token-groups/G', { name: 'new' }),
  },
  deleteTokenGroup: {
    change: { before: { groupId: 'G', name: 'old' }, after: null },
    prepare: async () => void (await put('/token-groups/G', { name: 'old' })) as undefined,
    ask: () => ask('DELETE', '/v1/token-groups/G'),
  },
  sendCommand: {
    change: { before: null, after: { id: expect.any(String) } },
    ask: () => post('/stations/CP1/commands', clearCache),
  },
  sendCommands: {
    change: { before: null, after: { items: [{ stationId: 'CP1', id: expect.any(String) }] } },
    ask: () => post('/commands', { stations: ['CP1'], ...clearCache }),
  },
  cancelCommand: {
    change: { before: { state: 'queued' }, after: { state: 'cancelled' } },
    prepare: async () => (await post('/stations/CP1/commands', { ...clearCache, notBefore: later() })).body.id,
    ask: (id) => post(`/commands/${id}/cancel`),
  },
  callStation: { ask: () => post('/stations/CP1/calls', { action: 'SetVariables', payload: { setVariableData: [], password: secret } }) },
  createWebhook: {
    change: { before: null, after: { url: 'https://ops.example/b', isEnabled: true } },
    ask: () => post('/webhooks', { url: 'https://ops.example/b' }),
  },
  changeWebhook: {
    change: { before: { description: 'old', isEnabled: true }, after: { description: 'new', isEnabled: false } },
    prepare: addWebhook,
    ask: (id) => ask('PATCH', `/v1/webhooks/${id}`, { body: { description: 'new', isEnabled: false } }),
  },
  deleteWebhook: {
    change: { before: { description: 'old' }, after: null },
    prepare: addWebhook,
    ask: (id) => ask('DELETE', `/v1/webhooks/${id}`),
  },
  rotateWebhookSecret: { prepare: addWebhook, ask: (id) => post(`/webhooks/${id}/rotate-secret`) },
  testWebhook: { prepare: addWebhook, ask: (id) => post(`/webhooks/${id}/test`) },
  replayWebhook: { prepare: addWebhook, ask: (id) => post(`/webhooks/${id}/replay`, { since: '2026-01-01T00:00:00Z' }) },
  stopTransaction: {
    prepare: async () => {
      void station.answer('RequestStopTransaction', { status: 'Accepted' })
      return (await station.start('A', 0)).transactionId
    },
    ask: (id) => post(`/transactions/${id}/stop`),
  },
  closeTransaction: {
    change: { before: { endedAt: null, flags: [] }, after: { endedAt: expect.any(String), flags: expect.arrayContaining(['closed']) } },
    prepare: async () => (await station.start('A', 0)).transactionId,
    ask: (id) => post(`/transactions/${id}/close`, { reason: 'gone' }),
  },
  replayQuarantined: {
    change: { before: { stationId: 'cp1', cause: 'notAccepted' }, after: null },
    prepare: quarantined,
    ask: (id) => post(`/quarantine/${id}/replay`),
  },
  deleteQuarantined: {
    change: { before: { stationId: 'cp1', cause: 'notAccepted' }, after: null },
    prepare: quarantined,
    ask: (id) => ask('DELETE', `/v1/quarantine/${id}`),
  },
  putLocalList: {
    change: { before: { scope: null, excluded: 0 }, after: { scope: 'empty', excluded: 1 } },
    ask: () => put('/stations/CP1/local-list', { scope: 'empty', excluded: [{ idToken: secret, type: 'Central' }] }),
  },
  syncLocalList: { ask: () => post('/stations/CP1/local-list/sync') },
  clearCache: { prepare: answered('ClearCache', { status: 'Accepted' }), ask: () => post('/stations/CP1/clear-cache') },
  setDesiredVariables: {
    change: { before: { items: [{ ...heartbeat, value: '60' }] }, after: { items: [{ ...heartbeat, value: '90' }] } },
    prepare: async () => void (await put('/stations/CP1/variables', { values: [{ ...heartbeat, value: '60' }] })) as undefined,
    ask: () => put('/stations/CP1/variables', { values: [{ ...heartbeat, value: '90' }] }),
  },
  applyDesiredVariables: { ask: () => post('/stations/CP1/variables/apply') },
  revertVariables: { change: { before: { items: [] }, after: { items: [] } }, ask: () => post('/stations/CP1/variables/revert') },
  requestReport: { prepare: answered('GetBaseReport', { status: 'Accepted' }), ask: () => post('/stations/CP1/reports') },
  setNetworkProfile: {
    prepare: answered('SetNetworkProfile', { status: 'Rejected' }),
    ask: () =>
      post('/stations/CP1/network-profiles', {
        slot: 1,
        profile: {
          url: 'wss://csms.example',
          interface: 'Wired0',
          messageTimeoutSeconds: 30,
          securityProfile: 2,
          apn: { apn: 'internet', password: secret, authentication: 'AUTO' },
        },
      }),
  },
  logIn: { prepare: addUser, ask: () => ask('POST', '/v1/sessions', { token: null, body: { name: 'bob', password: secret } }) },
  logOut: {
    prepare: () => userToken(running, { name: 'ann' }),
    ask: (token) => ask('DELETE', '/v1/sessions/current', { token }),
  },
  changeMyPassword: {
    prepare: async () => {
      await addUser()
      return (await ask('POST', '/v1/sessions', { token: null, body: { name: 'bob', password: secret } })).body.token
    },
    ask: (token) => ask('PUT', '/v1/me/password', { token, body: { currentPassword: secret, newPassword: `${secret} again` } }),
  },
  createUser: { change: { before: null, after: { name: 'bob', role: 'viewer' } }, ask: () => post('/users', user) },
  changeUser: {
    change: { before: { name: 'bob', role: 'viewer' }, after: { name: 'bob', role: 'operator' } },
    prepare: addUser,
    ask: () => ask('PATCH', '/v1/users/bob', { body: { role: 'operator' } }),
  },
  deleteUser: { change: { before: { name: 'bob' }, after: null }, prepare: addUser, ask: () => ask('DELETE', '/v1/users/bob') },
  setUserPassword: { prepare: addUser, ask: () => put('/users/bob/password', { password: `${secret} again` }) },
  createApiKey: {
    change: { before: null, after: { name: 'k', scopes: ['tokens:read'] } },
    ask: () => post('/api-keys', { name: 'k', scopes: ['tokens:read'] }),
  },
  deleteApiKey: {
    change: { before: { name: 'k' }, after: null },
    prepare: async () => (await post('/api-keys', { name: 'k', scopes: ['tokens:read'] })).body.apiKey.id,
    ask: (id) => ask('DELETE', `/v1/api-keys/${id}`),
  },
}

test('every operation that changes something is looked at here', async () => {
  const { body: document } = await ask('GET', '/v1/openapi.json')
  const changing = operationsOf(document).filter(({ method }) => method !== 'GET')
  expect(Object.keys(rows).toSorted()).toEqual(changing.map(({ operationId }) => operationId).toSorted())
})

test.each(Object.entries(rows))('%s is in the audit log with what it changed, and without secrets (G17, G18)', async (action, row) => {
  const prepared = (await row.prepare?.()) ?? ''
  const { status, headers } = await row.ask(prepared)
  expect(status).toBeLessThan(400)
  const [entry] = (await ask('GET', '/v1/audit-log')).body.items
  const { before = null, after = null } = row.change ?? {}
  expect(entry).toMatchObject({ action, status, outcome: 'done', before, after, address: '127.0.0.1' })
  expect(entry.requestId).toBe(headers.get('x-request-id'))
  expect(entry.actor.kind).toMatch(/^(admin|user)$/)
  expect(entry.actor.name).not.toBe('')
  expect(JSON.stringify(await running.csms.store.audit.page('default', {}))).not.toContain(secret)
})
