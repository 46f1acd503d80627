import { describe, expect, test } from 'vitest'
import { commandNames, versionNames } from '../drivers.js'
import { useBooted } from './booted.js'

const booted = useBooted('1.6')
const { ask, station } = booted

describe.each(versionNames)('a transaction of %s', (version) => {
  test('is shown with its times, energy and reason, as it runs and when it has ended', async () => {
    const cp = await station('Cp-1', version)
    const { transactionId } = await cp.start('AbC', 1000, '2026-01-01T10:00:00.000Z')
    const begun = await ask('GET', `/v1/transactions/${transactionId}`)
    expect(begun).toMatchObject({
      status: 200,
      body: {
        id: transactionId,
        stationId: 'Cp-1',
        evseId: 1,
        connectorId: 1,
        idToken: 'AbC',
        startedAt: '2026-01-01T10:00:00.000Z',
        endedAt: null,
        stopReason: null,
      },
    })
    await cp.stop(transactionId, 3500, '2026-01-01T11:00:00.000Z')
    const ended = await ask('GET', `/v1/transactions/${begun.body.internalId}`)
    expect(ended.body).toEqual({
      ...begun.body,
      endedAt: '2026-01-01T11:00:00.000Z',
      stopReason: 'Local',
      energyWh: 2500,
      times: { ...begun.body.times, endedAt: ended.body.times.endedAt, durationMs: ended.body.times.durationMs },
    })
    expect((await ask('GET', '/v1/transactions')).body.items).toEqual([ended.body])
  })

  test('of a station whose clock is a day ahead is shown with its own times and with corrected ones (G7)', async () => {
    const dayMs = 86_400_000
    const cp = await station('CP1', version)
    const startedAt = new Date(Date.now() + dayMs).toISOString()
    const { transactionId } = await cp.start('A', 0, startedAt)
    await cp.stop(transactionId, 10, new Date(Date.parse(startedAt) + 60_000).toISOString())
    const { body } = await ask('GET', `/v1/transactions/${transactionId}`)
    expect(body).toMatchObject({ startedAt, times: { isCorrected: true, durationMs: expect.any(Number) }, flags: ['clockDrift'] })
    expect(Math.abs(body.times.clockOffsetMs - dayMs)).toBeLessThan(120_000)
    expect(Math.abs(Date.parse(body.times.startedAt) - Date.now())).toBeLessThan(120_000)
  })

  test('is shown with what was measured and is not billed, and why (G5)', async () => {
    const cp = await station('CP1', version)
    const at = (minutes: number): string => new Date(Date.parse('2026-01-01T10:00:00Z') + minutes * 60_000).toISOString()
    const { transactionId } = await cp.start('A', 1_000, at(0))
    await cp.meter(transactionId, 2_000, at(10))
    // The register begins anew: what it shows from then on is set aside.
    await cp.meter(transactionId, 100, at(20))
    await cp.stop(transactionId, 600, at(30))
    const { body } = await ask('GET', `/v1/transactions/${transactionId}`)
    expect(body).toMatchObject({ energyWh: 1000, uncountedWh: 500, exportedWh: null })
    expect(body.flags).toEqual(expect.arrayContaining(['meterSwap', 'registerRollback']))
    expect((await ask('GET', '/v1/transactions')).body.items).toEqual([body])
  })

  test('that the csms ended is shown with who did and why, also after the station has ended it after all', async () => {
    const cp = await station('CP1', version)
    const { transactionId } = await cp.start('A', 0)
    expect((await ask('GET', `/v1/transactions/${transactionId}`)).body.closed).toBeNull()
    const { body } = await ask('POST', `/v1/transactions/${transactionId}/close`, { body: { reason: 'torn down' } })
    const closed = { by: 'operator', actor: 'admin token', reason: 'torn down', at: expect.stringMatching(/Z$/), isSuperseded: false }
    expect(body).toMatchObject({ closed, flags: ['closed'] })
    await cp.stop(transactionId, 10)
    expect((await ask('GET', `/v1/transactions/${transactionId}`)).body).toMatchObject({
      closed: { ...closed, isSuperseded: true },
      stopReason: 'Local',
    })
  })
})

test.each(['gaps', 'export', 'events', 'a/b', '%2e', 'ÄÖ ?#'])(
  'a transaction that a station has named %s is reached by that id',
  async (id) => {
    const cp = await station('CP1', '2.1')
    const event = { eventType: 'Started', timestamp: new Date().toISOString(), triggerReason: 'Authorized', seqNo: 0, evse: { id: 1 } }
    await cp.connection.callUntyped('TransactionEvent', { ...event, transactionInfo: { transactionId: id } })
    const path = `/v1/transactions/${encodeURIComponent(id)}`
    expect(await ask('GET', path)).toMatchObject({ status: 200, body: { id, stationId: 'CP1' } })
    expect((await ask('GET', `${path}/explain`)).status).toBe(200)
  },
)

describe('the list', () => {
  test('is newest first, and narrowed by station, token and whether they run', async () => {
    const [one, two] = [await station('CP1'), await station('CP2')]
    const first = await one.start('A', 0)
    const second = await two.start('B', 0)
    const third = await one.start('b', 0)
    await one.stop(first.transactionId, 10)
    const ids = async (query: string) => (await ask('GET', `/v1/transactions${query}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await ids('')).toEqual([third, second, first].map(({ transactionId }) => transactionId))
    expect(await ids('?station=cp1')).toEqual([third, first].map(({ transactionId }) => transactionId))
    expect(await ids('?idToken=b')).toEqual([third, second].map(({ transactionId }) => transactionId))
    expect(await ids('?active=true&station=CP1')).toEqual([third.transactionId])
    expect(await ids('?active=false')).toEqual([first.transactionId])
    expect(await ids('?station=CP3')).toEqual([])
  })

  test('comes page by page, and a transaction that begins meanwhile moves none', async () => {
    const cp = await station('CP1')
    for (const token of ['A', 'B', 'C']) await cp.start(token, 0)
    const first = await ask('GET', '/v1/transactions?limit=2')
    expect(first.body.items).toHaveLength(2)
    await cp.start('D', 0)
    const last = await ask('GET', `/v1/transactions?limit=2&cursor=${first.body.nextCursor}`)
    expect([...first.body.items, ...last.body.items].map(({ idToken }) => idToken)).toEqual(['C', 'B', 'A'])
    expect(last.body.nextCursor).toBeNull()
  })
})

describe.each(versionNames)('stopping a transaction of %s', (version) => {
  const stop = commandNames[version].stop

  test('asks the station that runs it, and answers with what it says', async () => {
    const cp = await station('CP1', version)
    const { transactionId } = await cp.start('A', 0)
    for (const status of ['Rejected', 'Accepted']) {
      const asked = cp.answer(stop, { status })
      expect(await ask('POST', `/v1/transactions/${transactionId}/stop`)).toMatchObject({ status: 200, body: { status } })
      expect(String((await asked)['transactionId'])).toBe(transactionId)
    }
  })

  test('is a problem where it has ended, the station is away, or it answers with an error', async () => {
    const cp = await station('CP1', version)
    const { transactionId } = await cp.start('A', 0)
    const path = `/v1/transactions/${transactionId}/stop`
    expect(await ask('POST', path)).toMatchObject({ status: 502, body: { code: expect.stringMatching(/^Not/) } })
    const gone = booted.running.csms.once('station.disconnected')
    await cp.close()
    await gone
    expect(await ask('POST', path)).toMatchObject({ status: 409, body: { code: 'NOT_CONNECTED', detail: expect.stringContaining('CP1') } })
    const again = await station('CP1', version)
    await again.stop(transactionId, 10)
    expect(await ask('POST', path)).toMatchObject({ status: 409, body: { code: 'TRANSACTION_ENDED' } })
    expect((await ask('POST', '/v1/transactions/4711/stop')).status).toBe(404)
  })
})

describe('a transaction by its id on the wire', () => {
  test('that two stations gave is ambiguous until the station is named', async () => {
    const { transactions } = booted.running.csms.store
    for (const stationId of ['cp1', 'cp2']) {
      await transactions.append({
        station: { tenantId: 'default', stationId },
        transactionId: 'Tx/1 %',
        version: '2.0.1',
        key: 'event/tx/0',
        contentHash: stationId,
        eventType: 'Started',
        position: 0,
        seqNo: 0,
        timestamp: '2026-01-01T00:00:00.000Z',
        receivedAt: '2026-01-01T00:00:00.000Z',
        samples: [],
        flags: [],
        raw: {},
      })
    }
    const path = `/v1/transactions/${encodeURIComponent('tx/1 %')}`
    const both = await ask('GET', path)
    expect(both).toMatchObject({ status: 409, body: { type: 'urn:ocpp-kit:problem:ambiguous' } })
    expect(both.body.stations.toSorted()).toEqual(['cp1', 'cp2'])
    expect((await ask('GET', `${path}?station=CP2`)).body).toMatchObject({ id: 'Tx/1 %', stationId: 'cp2' })
    expect((await ask('GET', `${path}?station=CP3`)).status).toBe(404)
  })

  test('that nobody gave is not found', async () => {
    expect((await ask('GET', '/v1/transactions/4711')).status).toBe(404)
  })
})
