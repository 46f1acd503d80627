import { expect, test } from 'vitest'
import { useBooted } from './booted.js'
import { operationsOf } from './document.js'

const { ask, station } = useBooted()

test('every list refuses a cursor that no page has given, and a limit that is no whole number (400)', async () => {
  const driver = await station('CP1')
  const { transactionId } = await driver.start('T', 0)
  const webhook = (await ask('POST', '/v1/webhooks', { body: { url: 'https://ops.example/a' } })).body.id
  const operations = operationsOf((await ask('GET', '/v1/openapi.json')).body)
  const lists = operations.filter(({ method, parameters = [] }) => method === 'GET' && parameters.some(({ name }) => name === 'cursor'))
  expect(lists.length).toBeGreaterThan(10)
  const answers = []
  for (const { path } of lists) {
    const id = path.includes('webhooks') ? webhook : transactionId
    const list = path.replace('{stationId}', 'CP1').replace('{id}', id)
    expect([path, (await ask('GET', list)).status]).toEqual([path, 200])
    for (const query of ['cursor=%00broken', 'cursor=', 'cursor=WzFd', 'limit=1.5', 'limit=0', 'limit=x']) {
      answers.push([path, query, (await ask('GET', `${list}?${query}`)).status])
    }
  }
  expect(answers.filter(([, , status]) => status !== 400)).toEqual([])
})

test('a cursor fits the list that gave it alone: the same path and filters, and any limit', async () => {
  const [one, other] = [await station('CP1'), await station('CP2')]
  for (const driver of [one, one, other]) await driver.stop((await driver.start('T', 0)).transactionId, 1)
  const cursorOf = async (path: string): Promise<string> => (await ask('GET', path)).body.nextCursor
  const cursor = await cursorOf('/v1/transactions?station=CP1&limit=1')
  expect((await ask('GET', `/v1/transactions?limit=2&cursor=${cursor}&station=CP1`)).body.items).toHaveLength(1)
  const stations = await cursorOf('/v1/stations?limit=1')
  for (const path of [
    `/v1/transactions?station=CP2&cursor=${cursor}`,
    `/v1/transactions?cursor=${cursor}`,
    `/v1/transactions?station=CP1&active=true&cursor=${cursor}`,
    `/v1/commands?cursor=${cursor}`,
    `/v1/tokens?cursor=${stations}`,
  ]) {
    const { status, body } = await ask('GET', path)
    expect([path, status, body.code, body.detail]).toEqual([path, 400, 'BAD_QUERY', 'the cursor was not given by a page of this list'])
  }
})

test('webhooks come page by page', async () => {
  const made: string[] = []
  for (const at of [1, 2, 3]) made.push((await ask('POST', '/v1/webhooks', { body: { url: `https://ops.example/${at}` } })).body.id)
  const first = (await ask('GET', '/v1/webhooks?limit=2')).body
  const second = (await ask('GET', `/v1/webhooks?limit=2&cursor=${first.nextCursor}`)).body
  expect([...first.items, ...second.items].map(({ id }: { id: string }) => id)).toEqual(made.toSorted())
  expect(second.nextCursor).toBeNull()
})

const noDay = '2026-02-30T00:00:00Z'

test.each([
  ['PUT', '/v1/tokens/any/A', { expiresAt: noDay }],
  ['PUT', '/v1/tokens/any/A', { validFrom: noDay }],
  ['PUT', '/v1/token-groups/G', { expiresAt: noDay }],
  ['POST', '/v1/api-keys', { name: 'k', scopes: ['tokens:read'], expiresAt: noDay }],
  ['POST', '/v1/stations/CP1/commands', { action: 'ClearCache', payload: {}, notBefore: noDay }],
  ['GET', `/v1/transaction-export?format=csv&from=${noDay}`, undefined],
])('a day that its month does not have is refused, and not taken for another: %s %s', async (method, path, body) => {
  await station('CP1')
  expect((await ask(method, path, { body })).status).toBe(400)
})

test('a token is found whatever the case of its type, and a type that OCPP does not have is refused', async () => {
  expect(await ask('PUT', '/v1/tokens/iso14443/A', { body: { group: { idToken: 'G', type: 'CENTRAL' } } })).toMatchObject({
    status: 201,
    body: { type: 'ISO14443', group: { idToken: 'G', type: 'Central' } },
  })
  expect((await ask('PUT', '/v1/token-groups/G', { body: { type: 'vin' } })).body).toMatchObject({ groupId: 'G', type: 'VIN' })
  expect((await ask('GET', '/v1/tokens/Iso14443/A')).body).toMatchObject({ type: 'ISO14443', idToken: 'A' })
  expect((await ask('PUT', '/v1/tokens/ISO14443/a', { body: {} })).status).toBe(200)
  for (const type of ['RFID', 'ISO14444', 'noauthorization']) {
    const refused = await ask('PUT', `/v1/tokens/${type}/B`, { body: {} })
    expect([type, refused.status]).toEqual([type, 400])
    expect(refused.body.detail).toMatch(/ISO14443, ISO15693, KeyCode/)
  }
  for (const type of ['DirectPayment', 'evccid', 'vin']) expect((await ask('PUT', `/v1/tokens/${type}/C`, { body: {} })).status).toBe(201)
})

test.each([
  ['without a body', undefined, 'No reason was given.'],
  ['without a reason', {}, 'No reason was given.'],
  ['with one', { reason: 'it is gone' }, 'it is gone'],
])('a transaction is closed by hand %s', async (_how, body, reason) => {
  const driver = await station('CP1')
  const { transactionId } = await driver.start('T', 0)
  expect(await ask('POST', `/v1/transactions/${transactionId}/close`, { body })).toMatchObject({
    status: 200,
    body: { closed: { by: 'operator', reason } },
  })
})

test('who may not read tokens sees them masked, in lists and in single transactions (G18)', async () => {
  const driver = await station('CP1')
  const { transactionId } = await driver.start('CARD-12345678', 0)
  const keyWith = async (...scopes: string[]): Promise<string> =>
    (await ask('POST', '/v1/api-keys', { body: { name: scopes.join(), scopes } })).body.key
  const shown = async (token: string) => [
    (await ask('GET', '/v1/transactions', { token })).body.items[0].idToken,
    (await ask('GET', `/v1/transactions/${transactionId}`, { token })).body.idToken,
  ]
  expect(await shown(await keyWith('transactions:read'))).toEqual(['***5678', '***5678'])
  expect(await shown(await keyWith('transactions:read', 'tokens:read'))).toEqual(['CARD-12345678', 'CARD-12345678'])
  const closer = await keyWith('transactions:read', 'transactions:write')
  expect((await ask('POST', `/v1/transactions/${transactionId}/close`, { token: closer })).body.idToken).toBe('***5678')
})

test('a command to many stations waits for the end of all, where that is preferred', async () => {
  const drivers = [await station('CP1'), await station('CP2')]
  for (const driver of drivers) void driver.answer('ClearCache', { status: 'Accepted' })
  const answer = await ask('POST', '/v1/commands', {
    body: { stations: ['CP1', 'CP2'], action: 'ClearCache', payload: {} },
    headers: { prefer: 'wait=20' },
  })
  expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, 'wait=20'])
  expect(answer.body.items.map(({ command }: { command: { state: string } }) => command.state)).toEqual(['done', 'done'])
})
