import { describe, expect, test } from 'vitest'
import { type VersionName, versionNames } from '../drivers.js'
import { useBooted } from './booted.js'

/* What stands behind a transaction, over HTTP. */

const booted = useBooted()
const { ask, station } = booted

const token = 'SECRET-TOKEN-1234'

async function charged(version: VersionName = '2.0.1'): Promise<string> {
  const cp = await station('Cp-1', version)
  const { transactionId } = await cp.start(token, 1000)
  await cp.meter(transactionId, 1500)
  await cp.stop(transactionId, 3500)
  return transactionId
}

describe.each(versionNames)('a transaction of %s', (version) => {
  test('has its events, page by page, with frames but without tokens (G18)', async () => {
    const id = await charged(version)
    const first = await ask('GET', `/v1/transactions/${id}/events?limit=2`)
    expect(first.body.items.map(({ eventType }: { eventType: string }) => eventType)).toEqual(['Started', 'Updated'])
    expect(first.body.items[0]).toMatchObject({ idToken: '***1234', authorization: 'Accepted', messageId: expect.any(String) })
    expect(JSON.stringify(first.body)).not.toContain(token)
    const rest = await ask('GET', `/v1/transactions/${id}/events?limit=2&cursor=${first.body.nextCursor}`)
    expect(rest.body).toMatchObject({ items: [{ eventType: 'Ended' }], nextCursor: null })
    expect(JSON.stringify((await ask('GET', `/v1/transactions/${id}/events?idTokens=shown`)).body)).toContain(token)
  })

  test('has its samples in plain units', async () => {
    const { body } = await ask('GET', `/v1/transactions/${await charged(version)}/samples`)
    expect(body.items.map(({ value, unit, moment }: Record<string, string>) => `${value} ${unit} ${moment}`)).toEqual([
      '1000 Wh begin',
      '1500 Wh periodic',
      '3500 Wh end',
    ])
  })

  test('is explained, as JSON and as text', async () => {
    const id = await charged(version)
    const { status, body } = await ask('GET', `/v1/transactions/${id}/explain`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      stationId: 'Cp-1',
      transactionId: id,
      energy: { billedMilliWh: 2_500_000 },
      flags: [],
      idToken: '***1234',
    })
    expect(body.events.flatMap(({ readings }: { readings: { verdict: string }[] }) => readings.map(({ verdict }) => verdict))).toEqual([
      'first',
      'counted',
      'counted',
    ])
    const text = await ask('GET', `/v1/transactions/${id}/explain?format=text`)
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(text.body).toContain('2500 Wh = 3500 Wh − 1000 Wh')
  })

  test('is closed by an operator, once, and not after its end', async () => {
    const cp = await station('CP1', version)
    const { transactionId } = await cp.start('A', 1000)
    const path = `/v1/transactions/${transactionId}/close`
    const closed = await ask('POST', path, { body: { reason: 'the cable was cut' } })
    expect(closed).toMatchObject({ status: 200, body: { id: transactionId, endedAt: expect.any(String), flags: ['closed'] } })
    expect((await ask('POST', path, { body: { reason: 'again' } })).body).toEqual(closed.body)
    const { body } = await ask('GET', `/v1/transactions/${transactionId}/explain`)
    expect(body.closed).toMatchObject({ by: 'operator', actor: 'admin token', reason: 'the cable was cut', isSuperseded: false })
    await cp.stop(transactionId, 2000)
    expect(await ask('POST', path, { body: { reason: 'too late' } })).toMatchObject({ status: 409, body: { code: 'WRONG_STATE' } })
    expect((await ask('POST', path, { body: { reason: '' } })).status).toBe(400)
    expect((await ask('POST', '/v1/transactions/4711/close', { body: { reason: 'x' } })).status).toBe(404)
  })
})

test('what a station told keeps its name as it wrote it, also after the station was deleted', async () => {
  const cp = await station('Cp-Gone', '2.1')
  const { transactionId } = await cp.start('A', 1000)
  await cp.stop(transactionId, 2000)
  const away = booted.running.csms.once('station.disconnected')
  await cp.close()
  await away
  expect(await ask('POST', '/v1/stations/cp-GONE/calls', { body: { action: 'Reset', payload: {} } })).toMatchObject({
    status: 409,
    body: { detail: 'Reset: Cp-Gone is not connected' },
  })
  expect((await ask('DELETE', '/v1/stations/cp-gone')).status).toBe(204)
  const named = { stationId: 'Cp-Gone' }
  expect((await ask('GET', '/v1/transactions')).body.items).toMatchObject([named])
  expect((await ask('GET', `/v1/transactions/${transactionId}/explain`)).body).toMatchObject(named)
  expect((await ask('GET', '/v1/transaction-export?format=json')).body).toMatchObject([named])
  const closed = await ask('POST', `/v1/transactions/${transactionId}/close`)
  expect(closed).toMatchObject({ status: 409, body: { detail: `transaction ${transactionId} of Cp-Gone has ended already` } })
})

describe('what is missing', () => {
  test('is listed, by station and whether it is open, and asked for by its transaction (G4)', async () => {
    const cp = await station('Cp-1')
    const event = (seqNo: number) => ({
      eventType: seqNo === 0 ? 'Started' : 'Updated',
      seqNo,
      timestamp: new Date().toISOString(),
      triggerReason: 'Trigger',
      transactionInfo: { transactionId: 'TX-1' },
    })
    const { call } = cp.connection as unknown as { call(action: string, request: object): Promise<unknown> }
    for (const seqNo of [0, 4]) await call.call(cp.connection, 'TransactionEvent', event(seqNo))
    const found = { id: 'TX-1', stationId: 'Cp-1', state: 'open', missing: [[1, 3]], isStartMissing: false, attempts: 0 }
    expect((await ask('GET', '/v1/transaction-gaps')).body).toMatchObject({ items: [found], nextCursor: null })
    expect((await ask('GET', '/v1/transaction-gaps?open=false')).body.items).toEqual([])
    expect((await ask('GET', '/v1/transaction-gaps?station=CP2')).body.items).toEqual([])
    expect((await ask('GET', '/v1/transactions/TX-1/gap')).body).toMatchObject(found)
    const { transactionId } = await cp.start('A', 0)
    expect((await ask('GET', `/v1/transactions/${transactionId}/gap`)).status).toBe(404)
  })
})

describe('the export', () => {
  test('is CSV with a line of names, safe for spreadsheets, and without tokens (RFC 4180, G18)', async () => {
    const cp = await station('Cp-1', '1.6')
    const { transactionId } = await cp.start('=HYPERLINK("x")', 1000)
    await cp.stop(transactionId, 3500)
    const { status, headers, body } = await ask('GET', '/v1/transaction-export?format=csv&idTokens=shown')
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'attachment; filename="transactions.csv"',
    ])
    const [names, line, ...others] = (body as string).split('\r\n')
    expect(names).toMatch(/^internalId,id,stationId,version,/)
    expect(line).toContain(`,${transactionId},Cp-1,1.6,1,1,"'=HYPERLINK(""x"")",`)
    expect(line).toContain(',2500,0,,1000,3500,Local,')
    expect(others).toEqual([''])
    expect((await ask('GET', '/v1/transaction-export?format=csv')).body).not.toContain('HYPERLINK')
  })

  test('is a JSON array over all pages, narrowed by the filters of the list', async () => {
    const cp = await station('CP1', '1.6')
    const other = await station('CP2', '1.6')
    for (let nth = 0; nth < 230; nth += 1) await cp.start('A', nth)
    await other.start('B', 0)
    const all = await ask('GET', '/v1/transaction-export?format=json')
    expect(all.body).toHaveLength(231)
    expect(new Set(all.body.map(({ internalId }: { internalId: string }) => internalId)).size).toBe(231)
    expect(all.body[0]).toMatchObject({ stationId: 'CP2', energyWh: '0', flags: [], endedAt: null })
    expect((await ask('GET', '/v1/transaction-export?format=json&station=cp2')).body).toHaveLength(1)
    expect((await ask('GET', '/v1/transaction-export?format=json&active=false')).body).toEqual([])
    expect((await ask('GET', '/v1/transaction-export?format=json&to=2020-01-01T00:00:00Z')).body).toEqual([])
    expect((await ask('GET', '/v1/transaction-export?format=json&from=2020-01-01T00:00:00Z&idToken=b')).body).toHaveLength(1)
    expect(await ask('GET', '/v1/transaction-export?format=json&from=yesterday')).toMatchObject({ status: 400 })
  })

  test('has the events and samples of one transaction, too', async () => {
    const id = await charged()
    const events = await ask('GET', `/v1/transactions/${id}/events/export?format=json`)
    expect(events.body.map(({ eventType, payload }: Record<string, { seqNo: number }>) => [eventType, payload?.seqNo])).toEqual([
      ['Started', 0],
      ['Updated', 1],
      ['Ended', 2],
    ])
    const samples = await ask('GET', `/v1/transactions/${id}/samples/export?format=csv`)
    expect((samples.body as string).split('\r\n')).toHaveLength(5)
    expect((await ask('GET', '/v1/transactions/4711/samples/export?format=csv')).status).toBe(404)
    expect((await ask('GET', `/v1/transactions/${id}/samples/export`)).status).toBe(400)
  })
})
