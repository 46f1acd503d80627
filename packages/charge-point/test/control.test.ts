import { ocpp201 as protocol } from '@ocpp-kit/ocpp201'
import { type Listener, listen } from '@ocpp-kit/rpc/ws'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Control, StationHost, startControl } from '../src/control/index.js'
import { ocpp16, ocpp21, ocpp201 } from './support/versions.js'

interface Answer {
  readonly status: number
  readonly type: string | null
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at any JSON
  readonly body: any
}

let csms: Listener<typeof protocol>
let host: StationHost
let control: Control

beforeEach(async () => {
  csms = await listen({ versions: [protocol], port: 0 })
  csms.implement(protocol, {
    BootNotification: () => ({ status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 }),
    Heartbeat: () => ({ currentTime: new Date().toISOString() }),
    StatusNotification: () => ({}),
    Authorize: ({ idToken }) => ({ idTokenInfo: { status: idToken.idToken === 'STOLEN' ? 'Blocked' : 'Accepted' } }),
    TransactionEvent: () => ({}),
  })
  host = new StationHost({ versions: [ocpp16, ocpp201, ocpp21] })
  control = await startControl(host, { port: 0 })
})

afterEach(async () => {
  await control.close()
  await host.stop()
  await csms.close()
})

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(control.url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  }
}

const spec = (more: object = {}): object => ({ identity: 'CP1', version: '2.0.1', csmsUrl: csms.url, ...more })

/** Makes CP1, switches it on and waits until it is accepted. */
async function accepted(): Promise<void> {
  await ask('POST', '/stations', spec())
  const station = host.get('CP1')
  const isAccepted = station.once('accepted')
  expect((await ask('POST', '/stations/CP1/start')).status).toBe(204)
  await isAccepted
}

describe('the control over HTTP', () => {
  it('makes a station, causes things, and shows what came of them', async () => {
    const made = await ask('POST', '/stations', spec({ evses: [{}, { kind: 'DC', connectors: [{ initialStatus: 'Faulted' }] }] }))
    expect(made).toMatchObject({ status: 201, body: { identity: 'CP1', version: '2.0.1', isConnected: false } })
    expect(made.body.evses[1].connectors[0].status).toBe('Faulted')
    const isAccepted = host.get('CP1').once('accepted')
    await ask('POST', '/stations/CP1/start')
    await isAccepted
    const started = await ask('POST', '/stations/CP1/start-charging', { idToken: 'CARD', ev: { socPercent: 50 } })
    expect(started).toMatchObject({ status: 200, body: { evseId: 1, token: { idToken: 'CARD' } } })
    expect((await ask('GET', '/stations/CP1')).body.evses[0]).toMatchObject({
      idToken: 'CARD',
      transaction: { transactionId: started.body.transactionId, chargingState: 'charging' },
    })
    expect(await ask('POST', '/stations/CP1/stop-charging')).toMatchObject({ status: 200, body: { deliveredWh: expect.any(Number) } })
    expect((await ask('POST', '/stations/CP1/unplug', {})).status).toBe(204)
    expect((await ask('DELETE', '/stations/CP1')).status).toBe(204)
    expect((await ask('GET', '/stations')).body).toEqual([])
  })

  it('holds up any token, presses the start button, and shows what is locked', async () => {
    await accepted()
    const additionalInfo = [{ additionalIdToken: '1234', type: 'CardLast4Digits' }]
    const card = { idToken: 'PIN', type: 'KeyCode', additionalInfo }
    expect(await ask('POST', '/stations/CP1/present-card', card)).toMatchObject({ status: 200, body: { outcome: 'started' } })
    await ask('POST', '/stations/CP1/plug-in', { ev: { contract: { emaid: 'NL-ABC-1' } } })
    const { body } = await ask('GET', '/stations/CP1')
    expect(body).toMatchObject({ evses: [{ connectors: [{ isLocked: true }] }], reservations: [] })
    expect(await ask('POST', '/stations/CP1/present-card', { ...card, stopAt: [1] })).toMatchObject({ body: { outcome: 'stopped' } })
    await ask('POST', '/stations/CP1/unplug')
    expect(await ask('POST', '/stations/CP1/press-start')).toMatchObject({ status: 200, body: { outcome: 'started' } })
  })

  it('sends any message and gives the answer', async () => {
    await accepted()
    const answer = await ask('POST', '/stations/CP1/send', { action: 'Heartbeat' })
    expect(answer).toMatchObject({ status: 200, body: { currentTime: expect.any(String) } })
  })

  it('shows the newest messages, of one station and action and from a number on', async () => {
    await accepted()
    await ask('POST', '/stations/CP1/send', { action: 'Heartbeat' })
    const [request, response] = (await ask('GET', '/messages?station=CP1&action=Heartbeat')).body
    expect(request).toMatchObject({ station: 'CP1', direction: 'out', kind: 'request', text: expect.stringContaining('"Heartbeat"') })
    expect(response).toMatchObject({ direction: 'in', kind: 'response', tookMs: expect.any(Number) })
    expect((await ask('GET', `/messages?after=${response.number}`)).body).toEqual([])
    expect((await ask('GET', '/messages?limit=1')).body).toEqual([response])
  })

  it('tells what happens as server-sent events', async () => {
    await accepted()
    const stream = await fetch(`${control.url}/events?messages=true`)
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader() as ReadableStreamDefaultReader<string>
    await ask('POST', '/stations/CP1/plug-in')
    let text = ''
    while (!text.includes('event: connector.status')) text += (await reader.read()).value ?? ''
    expect(text).toContain('event: message\ndata: {"number":')
    expect(text).toContain('event: connector.status\ndata: {"station":"CP1","evseId":1,"connectorId":1,"status":"Preparing"}\n\n')
    await reader.cancel()
  })

  it('describes itself in OpenAPI 3.1, with a page', async () => {
    const { body } = await ask('GET', '/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/stations', '/stations/{identity}/plug-in', '/messages', '/events']))
    expect((await fetch(`${control.url}/docs`)).status).toBe(200)
  })
})

describe('the control answers bad input with a problem, and changes nothing:', () => {
  it.each<[string, string, string, unknown, number, object]>([
    ['an unknown station', 'GET', '/stations/CP9', undefined, 404, { code: 'UNKNOWN_STATION', detail: 'there is no station "CP9"' }],
    [
      'a name that is taken but for its case',
      'POST',
      '/stations',
      { identity: 'cp1', version: '1.6', csmsUrl: 'ws://x' },
      409,
      { code: 'STATION_EXISTS' },
    ],
    ['a name that is taken', 'POST', '/stations', { identity: 'CP1', version: '1.6', csmsUrl: 'ws://x' }, 409, { code: 'STATION_EXISTS' }],
    [
      'an unknown version',
      'POST',
      '/stations',
      { identity: 'A', version: '3', csmsUrl: 'ws://x' },
      400,
      { detail: 'version must be one of 1.6, 2.0.1, 2.1, not 3' },
    ],
    [
      'an impossible topology',
      'POST',
      '/stations',
      { identity: 'A', version: '1.6', csmsUrl: 'ws://x', evses: [] },
      400,
      { detail: 'evses must have at least one element' },
    ],
    [
      'a field that is not known',
      'POST',
      '/stations/CP1/plug-in',
      { evsId: 1 },
      400,
      { errors: [{ pointer: '/evsId', detail: 'is not known here' }] },
    ],
    [
      'a field of the wrong type',
      'POST',
      '/stations/CP1/plug-in',
      { evseId: 'one' },
      400,
      { errors: [{ pointer: '/evseId', detail: 'must be integer' }] },
    ],
    ['a missing field', 'POST', '/stations/CP1/present-card', {}, 400, { errors: [{ pointer: '/idToken', detail: 'is missing' }] }],
    ['an EVSE that is not there', 'POST', '/stations/CP1/plug-in', { evseId: 7 }, 404, { code: 'UNKNOWN_EVSE' }],
    ['a state that does not fit', 'POST', '/stations/CP1/unplug', {}, 409, { code: 'NOT_PLUGGED_IN' }],
    [
      'a battery that cannot be',
      'POST',
      '/stations/CP1/plug-in',
      { ev: { socPercent: 120 } },
      400,
      { detail: expect.stringContaining('ev.socPercent') },
    ],
    [
      'a setting that is none',
      'POST',
      '/stations/CP1/configure',
      { settings: { heartbeat: 1 } },
      400,
      { detail: 'settings.heartbeat is not a setting' },
    ],
    ['a message without a connection', 'POST', '/stations/CP1/send', { action: 'Heartbeat' }, 409, { code: 'OFFLINE' }],
    [
      'a message that is none',
      'POST',
      '/stations/CP1/send',
      { action: 'Heartbeet' },
      400,
      { detail: expect.stringContaining('"Heartbeet"') },
    ],
    [
      'a parameter that is not known',
      'GET',
      '/messages?staton=CP1',
      undefined,
      400,
      { errors: [{ pointer: '/staton', detail: 'is not known here' }] },
    ],
    ['no JSON', 'POST', '/stations/CP1/plug-in', '{', 400, {}],
    ['an unknown path', 'POST', '/stations/CP1/explode', {}, 404, {}],
  ])('%s', async (_, method, path, body, status, problem) => {
    await ask('POST', '/stations', spec())
    const before = await ask('GET', '/stations')
    const answer = await ask(method, path, body)
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, ...problem } })
    expect(await ask('GET', '/stations')).toEqual(before)
  })

  it('a payload that breaks its schema, with the pointer', async () => {
    await accepted()
    const answer = await ask('POST', '/stations/CP1/send', { action: 'Heartbeat', payload: { hello: 1 } })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/hello' }] } })
  })

  it('an error of the csms', async () => {
    await accepted()
    expect(
      await ask('POST', '/stations/CP1/send', {
        action: 'NotifyEVChargingNeeds',
        payload: { evseId: 1, chargingNeeds: { requestedEnergyTransfer: 'DC' } },
      }),
    ).toMatchObject({
      status: 502,
      body: { code: 'NotSupported' },
    })
  })

  it('a card that is refused starts nothing', async () => {
    await accepted()
    expect(await ask('POST', '/stations/CP1/start-charging', { idToken: 'STOLEN' })).toMatchObject({
      status: 409,
      body: { code: 'TOKEN_REFUSED' },
    })
  })

  it('a web page of elsewhere', async () => {
    expect(await ask('GET', '/stations', undefined, { origin: 'http://evil.example' })).toMatchObject({ status: 403 })
  })
})
