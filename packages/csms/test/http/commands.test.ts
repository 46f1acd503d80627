import { describe, expect, test } from 'vitest'
import { commandNames, type Driver, versionNames } from '../drivers.js'
import { useBooted } from './booted.js'

const booted = useBooted()
const { ask, station } = booted

async function away(identity: string): Promise<void> {
  const driver = await station(identity)
  const gone = booted.running.csms.once('station.disconnected')
  await driver.close()
  await gone
}

/** The payloads that a station gets, as text. */
function payloads(driver: Driver): string[] {
  const all: string[] = []
  driver.connection.on('frame', ({ direction, text }) => {
    const [type, messageId, action] = JSON.parse(text) as [number, string, string]
    if (direction === 'in' && type === 2) all.push(text.slice(JSON.stringify([2, messageId, action]).length, -1))
  })
  return all
}

const never = (): Promise<object> => new Promise(() => {})

describe.each(versionNames)('a command to a station of OCPP %s', (version) => {
  test('is kept and answered with 202, or with the answer where it is waited for', async () => {
    const cp = await station('Cp-1', version)
    void cp.answer('ClearCache', { status: 'Accepted' })
    const kept = await ask('POST', '/v1/stations/cp-1/commands', { body: { action: 'ClearCache', payload: {} } })
    expect(kept).toMatchObject({ status: 202, body: { stationId: 'Cp-1', action: 'ClearCache', version, state: 'queued', actor: 'admin' } })
    expect(kept.headers.get('location')).toBe(`/v1/commands/${kept.body.id}`)
    const waited = await ask('POST', '/v1/stations/Cp-1/commands', {
      body: { action: 'ClearCache', payload: {} },
      headers: { prefer: 'respond-async, wait=10' },
    })
    expect(waited).toMatchObject({ status: 200, body: { state: 'done', result: { status: 'Accepted' }, attempt: 1 } })
    expect(waited.headers.get('preference-applied')).toBe('wait=10')
    expect((await ask('GET', `/v1/commands/${kept.body.id}`)).body).toMatchObject({ id: kept.body.id, state: 'done' })
  })

  test('that starts a transaction goes out typed, what is optional left absent', async () => {
    const cp = await station('CP1', version)
    const wire = payloads(cp)
    void cp.answer(commandNames[version].start, { status: 'Accepted' })
    const payload = version === '1.6' ? { idTag: 'A' } : { remoteStartId: 1, idToken: { type: 'Central', idToken: 'A' } }
    const { status, body } = await ask('POST', '/v1/stations/CP1/commands', {
      body: { action: commandNames[version].start, payload },
      headers: { prefer: 'wait=10' },
    })
    expect([status, body.state]).toEqual([200, 'done'])
    expect(wire).toEqual([JSON.stringify(payload)])
  })
})

describe('a command', () => {
  const send = (body: object, headers: Record<string, string> = {}) => ask('POST', '/v1/stations/CP1/commands', { body, headers })

  test('that breaks the schema of the version is 422, with pointers', async () => {
    await station('CP1')
    const { status, body } = await send({ action: 'Reset', payload: { type: 'Soft' } })
    expect([status, body.code, body.errors]).toEqual([
      422,
      'PropertyConstraintViolation',
      [{ pointer: '/type', detail: expect.stringMatching(/./) }],
    ])
  })

  test('is 404 for a station that never came, 409 for one that is away where it cannot wait, and for what it does not know', async () => {
    const reset = { action: 'Reset', payload: { type: 'OnIdle' } }
    expect(await send(reset)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_STATION' } })
    await away('CP1')
    expect(await send(reset)).toMatchObject({ status: 409, body: { code: 'NOT_CONNECTED' } })
    expect(await send({ action: 'RemoteStopTransaction', payload: {} })).toMatchObject({ status: 409, body: { code: 'NOT_SUPPORTED' } })
    expect(await send({ action: 'reset', payload: {} })).toMatchObject({
      status: 422,
      body: {
        type: 'urn:ocpp-kit:problem:unknown-action',
        code: 'UNKNOWN_ACTION',
        detail: 'OCPP 2.0.1 has no command "reset"; did you mean Reset?',
      },
    })
    expect(await send({ ...reset, whenOffline: 'keep' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('expiresInMs') },
    })
    expect((await send({ ...reset, whenOffline: 'keep', expiresInMs: 60_000 })).status).toBe(202)
    expect((await send({ action: 'ClearCache', payload: {}, notBefore: 'soon' })).status).toBe(400)
    expect((await send({ action: 'ClearCache', payload: [] })).status).toBe(400)
    expect((await send({ action: 'ClearCache' })).status).toBe(400)
  })

  test('is one under one Idempotency-Key (G17), and not another', async () => {
    await away('CP1')
    const clear = { action: 'ClearCache', payload: {} }
    const first = await send(clear, { 'idempotency-key': 'K' })
    const again = await send(clear, { 'idempotency-key': 'K' })
    expect([first.status, again.status, again.body.id]).toEqual([202, 202, first.body.id])
    const other = await send({ action: 'SetMonitoringLevel', payload: { severity: 1 } }, { 'idempotency-key': 'K' })
    expect(other).toMatchObject({ status: 422, body: { code: 'CONFLICT' } })
  })

  test('is waited for no longer than was asked', async () => {
    const cp = await station('CP1')
    void cp.answer('Reset', never())
    const { status, body } = await send({ action: 'Reset', payload: { type: 'OnIdle' } }, { prefer: 'wait=0' })
    expect(status).toBe(202)
    expect(['queued', 'sent']).toContain(body.state)
  })

  test('is cancelled while it waits; one that has ended is a 409', async () => {
    await away('CP1')
    const { body } = await send({ action: 'ClearCache', payload: {} })
    const cancelled = await ask('POST', `/v1/commands/${body.id}/cancel`)
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } })
    expect((await ask('POST', `/v1/commands/${body.id}/cancel`)).status).toBe(200)
    expect((await ask('POST', '/v1/commands/none/cancel')).status).toBe(404)
    const cp = await station('CP1')
    void cp.answer('ClearCache', { status: 'Rejected' })
    const ended = await send({ action: 'ClearCache', payload: {} }, { prefer: 'wait=10' })
    expect(ended.body.state).toBe('rejected')
    expect((await ask('POST', `/v1/commands/${ended.body.id}/cancel`)).status).toBe(409)
  })
})

test('commands are listed newest first, by station, state and action', async () => {
  await away('CP1')
  await away('CP2')
  const made: string[] = []
  for (const [cp, action, payload] of [
    ['CP1', 'ClearCache', {}],
    ['CP2', 'ClearCache', {}],
    ['CP1', 'SetMonitoringLevel', { severity: 1 }],
  ] as const) {
    made.unshift((await ask('POST', `/v1/stations/${cp}/commands`, { body: { action, payload } })).body.id)
  }
  await ask('POST', `/v1/commands/${made[2]}/cancel`)
  const ids = async (query: string) => (await ask('GET', `/v1/commands${query}`)).body.items.map(({ id }: { id: string }) => id)
  expect(await ids('')).toEqual(made)
  expect(await ids('?station=cp1')).toEqual([made[0], made[2]])
  expect(await ids('?state=queued')).toEqual([made[0], made[1]])
  expect(await ids('?action=ClearCache&station=CP1')).toEqual([made[2]])
  const first = await ask('GET', '/v1/commands?limit=2')
  expect(await ids(`?limit=2&cursor=${first.body.nextCursor}`)).toEqual([made[2]])
  expect((await ask('GET', '/v1/commands?state=nonsense')).status).toBe(400)
  expect((await ask('GET', '/v1/commands/none')).status).toBe(404)
})

test('one request reaches many stations, and tells of each why it does not', async () => {
  void (await station('CP1')).answer('ClearCache', { status: 'Accepted' })
  await away('CP2')
  const { status, body } = await ask('POST', '/v1/commands', {
    body: { stations: ['CP2', 'CP1', 'CP3'], action: 'ClearCache', payload: {} },
  })
  expect(status).toBe(202)
  expect(body.items).toMatchObject([
    { stationId: 'CP2', command: { state: 'queued' }, problem: null },
    { stationId: 'CP1', command: { action: 'ClearCache' }, problem: null },
    { stationId: 'CP3', command: null, problem: { status: 404, code: 'UNKNOWN_STATION' } },
  ])
  const wrong = { stations: ['CP1'], action: 'Reset', payload: { type: 'OnIdle' }, whenOffline: 'keep' }
  expect((await ask('POST', '/v1/commands', { body: wrong })).status).toBe(400)
})

describe.each(versionNames)('the escape hatch to a station of OCPP %s', (version) => {
  test('puts the payload on the wire as it is, and answers with what came', async () => {
    const cp = await station('CP1', version)
    const wire = payloads(cp)
    const answers = ['[3,"ID",{"b":1,"a":{"new":null}}]', '[4,"ID","MyOwnCode","no",{"why":1}]']
    cp.connection.on('frame', ({ direction, text }) => {
      const [type, messageId] = JSON.parse(text) as [number, string]
      if (direction === 'in' && type === 2) cp.connection.sendText(answers.shift()?.replace('ID', messageId) ?? '')
    })
    const payload = '{"zebra":null,"unknown":{"y":[],"b":""},"alpha":[{"d":1.25,"c":true}]}'
    const result = await ask('POST', '/v1/stations/CP1/calls', { body: `{"action":"Reset","payload":${payload}}` })
    expect(result.status).toBe(200)
    expect(JSON.stringify(result.body)).toBe('{"result":{"b":1,"a":{"new":null}}}')
    expect(wire[0]).toBe(payload)
    const error = await ask('POST', '/v1/stations/CP1/calls', { body: { action: 'NoSuchThing', payload: {} } })
    expect(error).toMatchObject({ status: 200, body: { error: { code: 'MyOwnCode', description: 'no', details: { why: 1 } } } })
  })

  test('keeps every character of a payload, in both directions, and the message log has what it says', async () => {
    const cp = await station('CP1', version)
    const wire = payloads(cp)
    const texts = [
      '{"b":1.0,"2":{"z":1e3,"10":-0,"9":12345678901234567890},"1":0.1000,"a":"\\u0041\\/\\ud800","b":[ true ,\n\tnull ]}',
      '{ }',
      '{"payload":{"payload":{"action":"}"}},"é":"𝄞"}',
      '{"__proto__":{"x":1},"constructor":{"prototype":{"__proto__":null}}}',
    ]
    const logged: object[] = []
    booted.running.csms.on('message', ({ action, request, response }) => {
      if (action === 'Reset') logged.push([request, response])
    })
    for (const text of texts) {
      const stop = cp.connection.on('frame', ({ direction, text: frame }) => {
        const [type, messageId] = JSON.parse(frame) as [number, string]
        if (direction === 'in' && type === 2) cp.connection.sendText(`[3,"${messageId}",${text}]`)
      })
      // The name of the member may be written with escapes, and the last of two counts.
      const body = `{"payload":{"not":"this"}, "action":"Reset" ,"pay\\u006coad" : ${text} }`
      const answer = await ask('POST', '/v1/stations/CP1/calls', { body })
      stop()
      expect([answer.status, answer.text]).toEqual([200, `{"result":${text}}`])
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    }
    expect(wire).toEqual(texts)
    expect(logged).toEqual(texts.map((text) => [JSON.parse(text), JSON.parse(text)]))
  })

  test('is one under one Idempotency-Key and one text (422 for another), as soon as the station was there (G17)', async () => {
    const call = (payload: string) =>
      ask('POST', '/v1/stations/CP1/calls', {
        body: `{"action":"Reset","payload":${payload}}`,
        headers: { 'idempotency-key': 'K-1' },
      })
    expect(await call('{"n":1.0}')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_STATION' } })
    const before = await station('CP1', version)
    const gone = booted.running.csms.once('station.disconnected')
    await before.close()
    await gone
    expect(await call('{"n":1.0}')).toMatchObject({ status: 409, body: { code: 'NOT_CONNECTED' } })
    const cp = await station('CP1', version)
    const wire = payloads(cp)
    void cp.answer('Reset', { status: 'Accepted' })
    expect((await call('{"n":1.0}')).status).toBe(200)
    expect((await call('{"n":1.0}')).headers.get('idempotency-replayed')).toBe('true')
    expect(await call('{"n":1}')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
    expect(wire).toEqual(['{"n":1.0}'])
  })

  test('refuses a payload that is none, and one that is more than one', async () => {
    const cp = await station('CP1', version)
    const wire = payloads(cp)
    for (const payload of ['[]', 'null', '"{}"', '5', '{}}', '{"a":1}{"b":2}', '{"a":01}', '']) {
      const { status } = await ask('POST', '/v1/stations/CP1/calls', { body: `{"action":"Reset","payload":${payload}}` })
      expect([payload, status]).toEqual([payload, 400])
    }
    expect((await ask('POST', '/v1/stations/CP1/calls', { body: '{"action":"Reset"}' })).status).toBe(400)
    expect(wire).toEqual([])
  })

  test('tells of silence; is 404 for a station that never came, 409 for one that is away', async () => {
    const cp = await station('CP1', version)
    void cp.answer('Reset', never())
    const call = (name: string, body: object = {}) =>
      ask('POST', `/v1/stations/${name}/calls`, { body: { action: 'Reset', payload: {}, ...body } })
    expect(await call('CP1', { payload: { type: version === '1.6' ? 'Soft' : 'OnIdle' }, timeoutMs: 30 })).toMatchObject({
      status: 200,
      body: { timeout: true },
    })
    expect((await call('CP9')).status).toBe(404)
    const gone = booted.running.csms.once('station.disconnected')
    await cp.close()
    await gone
    expect(await call('CP1')).toMatchObject({ status: 409, body: { code: 'NOT_CONNECTED' } })
  })
})
