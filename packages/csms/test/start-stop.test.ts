import { ocpp16 as protocol, type StartTransactionRequest, type StopTransactionRequest } from '@ocpp-kit/ocpp16'
import { type Connection, systemClock } from '@ocpp-kit/rpc'
import { dial } from '@ocpp-kit/rpc/ws'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Csms, createCsms, stationKey } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'

/* What billing hangs on in 1.6: messages that come twice, late, or without the id that was never received. */

let csms: Csms<typeof ocpp16>
let station: Connection<typeof protocol, 'station'>
let close: () => Promise<void>
const told: string[] = []

beforeEach(async () => {
  told.length = 0
  csms = createCsms({
    versions: [ocpp16],
    port: 0,
    acceptance: 'Accepted',
    // Everything comes after it happened.
    clock: { ...systemClock, now: () => Date.UTC(2026, 0, 1, 13) },
    tokens: [{ idToken: 'T1', group: { idToken: 'FLEET' }, maxConcurrent: 1 }, { idToken: 'BAD', status: 'Blocked' }, { idToken: 'T2' }],
  })
  await csms.start()
  for (const name of ['transaction.started', 'transaction.updated', 'transaction.ended'] as const) csms.on(name, () => told.push(name))
  const client = dial({ url: csms.url, identity: 'CP1', versions: [protocol], reconnect: false })
  close = () => client.close()
  station = await client.open()
  await station.call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' })
})

afterEach(async () => {
  await close()
  await csms.stop({ drainMs: 100 })
})

const key = stationKey('default', 'CP1')
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()

const start = (more: Partial<StartTransactionRequest> = {}) =>
  station.call('StartTransaction', { connectorId: 1, idTag: 'T1', meterStart: 1000, timestamp: at(0), ...more })

const stop = (transactionId: number, more: Partial<StopTransactionRequest> = {}) =>
  station.call('StopTransaction', { transactionId, meterStop: 3000, timestamp: at(30), reason: 'EVDisconnected', ...more })

const meter = (connectorId: number, value: string, minute: number, transactionId?: number) =>
  station.call('MeterValues', {
    connectorId,
    ...(transactionId !== undefined && { transactionId }),
    meterValue: [{ timestamp: at(minute), sampledValue: [{ value }] }],
  })

const find = (transactionId: number) => csms.store.transactions.find(key, String(transactionId))
const all = () => csms.station('CP1').transactions()

describe('StartTransaction', () => {
  test('gets a positive id and a status whatever the token is worth, and is stored (1.6 §4.8, G6)', async () => {
    const { transactionId, idTagInfo } = await start({ idTag: 'BAD' })
    expect(idTagInfo.status).toBe('Blocked')
    expect(transactionId).toBeGreaterThan(0)
    expect(await find(transactionId)).toMatchObject({ flags: ['unauthorised'], energyMilliWh: 0, evseId: 1, connectorId: 1 })
  })

  test('that comes again gets the same id and the first decision, and never ConcurrentTx for itself (G2)', async () => {
    const first = await start()
    expect(first.idTagInfo).toEqual({ status: 'Accepted', parentIdTag: 'FLEET' })
    // Another spelling of the same instant, and of the same tag.
    const again = await start({ timestamp: '2026-01-01T13:00:00.000+01:00', idTag: 't1' })
    expect(again).toEqual(first)
    await csms.store.authorization.putToken('default', { idToken: 'T1', status: 'Blocked' })
    expect(await start()).toEqual(first)
    expect(await all()).toHaveLength(1)
    expect(told).toEqual(['transaction.started'])
  })

  test('at one time twice still makes one transaction (G2)', async () => {
    const [left, right] = await Promise.all([start(), start()])
    expect(left).toEqual(right)
    expect(await all()).toHaveLength(1)
  })

  test('of a token that charges elsewhere gets ConcurrentTx, and is stored (1.6 §7.2)', async () => {
    await start()
    const second = await start({ connectorId: 2 })
    expect(second.idTagInfo.status).toBe('ConcurrentTx')
    expect(await all()).toHaveLength(2)
  })
})

describe('StopTransaction', () => {
  test('is stored and answered, with what is known of the card that stopped it (1.6 §4.10)', async () => {
    const { transactionId } = await start()
    expect(await stop(transactionId)).toEqual({})
    expect(await find(transactionId)).toMatchObject({ endedAt: at(30), stoppedReason: 'EVDisconnected', energyMilliWh: 2_000_000 })
    expect(await stop((await start({ connectorId: 2, idTag: 'T2' })).transactionId, { idTag: 'BAD' })).toEqual({
      idTagInfo: { status: 'Blocked' },
    })
  })

  test('without a reason means Local (1.6 §6.47)', async () => {
    const { transactionId } = await start()
    await station.call('StopTransaction', { transactionId, meterStop: 3000, timestamp: at(30) })
    expect((await find(transactionId))?.stoppedReason).toBe('Local')
  })

  test('that comes again has one effect (G2)', async () => {
    const { transactionId } = await start()
    await stop(transactionId)
    const before = await find(transactionId)
    await stop(transactionId)
    expect(await find(transactionId)).toEqual(before)
    expect(told.filter((name) => name === 'transaction.ended')).toHaveLength(1)
  })

  test('that says something else the second time is kept and flagged, and the first one stands', async () => {
    const { transactionId } = await start()
    await stop(transactionId)
    await stop(transactionId, { meterStop: 9000, timestamp: at(50) })
    expect(await find(transactionId)).toMatchObject({ endedAt: at(30), energyMilliWh: 2_000_000, flags: ['conflict'] })
    expect(await csms.store.transactions.events(key, String(transactionId))).toHaveLength(3)
  })

  test('for an id that was never given is answered and kept as an orphan', async () => {
    expect(await stop(77)).toEqual({})
    expect(await find(77)).toMatchObject({ startedAt: null, endedAt: at(30), flags: ['orphan'] })
  })

  test('with −1 ends the transaction whose start was stored but never answered (1.6 errata 3.18)', async () => {
    const { transactionId } = await start()
    await meter(1, '2000', 10, -1)
    expect(await stop(-1, { idTag: 'T1' })).toMatchObject({ idTagInfo: { status: 'Accepted' } })
    await stop(-1, { idTag: 'T1' })
    expect(await find(transactionId)).toMatchObject({ endedAt: at(30), energyMilliWh: 2_000_000, flags: [] })
    expect(await all()).toHaveLength(1)
  })

  test('with −1 that fits nothing is kept once, as an orphan; −1 is no key', async () => {
    await start({ meterStart: 9000 })
    await stop(-1, { idTag: 'T1' })
    await stop(-1, { idTag: 'T1' })
    await stop(-1, { idTag: 'T2' })
    const orphans = (await all()).filter(({ flags }) => flags.includes('orphan'))
    expect(orphans).toHaveLength(2)
    expect((await all()).filter(({ endedAt }) => endedAt === null)).toHaveLength(1)
  })

  test('with −1 and no card ends nobody else’s transaction: a start may have been lost on another connector', async () => {
    const { transactionId } = await start()
    expect(await stop(-1, { meterStop: 50_000, timestamp: at(5) })).toEqual({})
    await meter(1, '3000', 6, transactionId)
    await stop(transactionId, { idTag: 'T1', meterStop: 6000, timestamp: at(10) })
    expect(await find(transactionId)).toMatchObject({ endedAt: at(10), energyMilliWh: 5_000_000, flags: [] })
    expect((await all()).filter(({ flags }) => flags.includes('orphan'))).toMatchObject([{ startedAt: null, endedAt: at(5) }])
  })

  test.each([0, -2])('with %i, which no csms issues and which does not mean “none”, is kept as an orphan each time', async (id) => {
    const { transactionId } = await start()
    expect(await stop(id, { idTag: 'T1', meterStop: 70_000 })).toMatchObject({ idTagInfo: { status: 'Accepted' } })
    await stop(id, { idTag: 'T1', meterStop: 80_000 })
    await stop(id, { idTag: 'T1', meterStop: 80_000 })
    expect((await find(transactionId))?.endedAt).toBeNull()
    expect((await all()).filter(({ flags }) => flags.includes('orphan'))).toHaveLength(2)
  })

  test('with −1 never ends a transaction that the station has called by its id', async () => {
    const { transactionId } = await start()
    await meter(1, '2000', 10, transactionId)
    await stop(-1, { idTag: 'T1' })
    expect((await find(transactionId))?.endedAt).toBeNull()
  })

  test('with −1 ends, of two transactions of its card, the one whose register it continues', async () => {
    const [first, second] = [await start({ meterStart: 100_000 }), await start({ connectorId: 2, meterStart: 1000 })]
    await stop(-1, { idTag: 'T1', meterStop: 104_000 })
    expect(await find(first.transactionId)).toMatchObject({ endedAt: at(30), energyMilliWh: 4_000_000, flags: [] })
    expect((await find(second.transactionId))?.endedAt).toBeNull()
  })

  test('that names its transaction wins over one with −1 that was taken for it, and both are kept and flagged', async () => {
    const { transactionId } = await start()
    await stop(-1, { idTag: 'T1', meterStop: 50_000, timestamp: at(5) })
    await stop(transactionId, { meterStop: 6000, timestamp: at(10) })
    expect(await find(transactionId)).toMatchObject({ endedAt: at(10), energyMilliWh: 5_000_000, flags: ['conflict'] })
    expect(await csms.store.transactions.events(key, String(transactionId))).toHaveLength(3)
  })

  test('that differs, after the start came again, is a transaction of its own (a station whose clock begins anew)', async () => {
    const { transactionId } = await start()
    await stop(transactionId)
    expect((await start()).transactionId).toBe(transactionId)
    await stop(transactionId, { meterStop: 4500, timestamp: at(40) })
    await stop(transactionId, { meterStop: 4500, timestamp: at(40) })
    const [second, first, ...others] = await all()
    expect(others).toEqual([])
    expect(first).toMatchObject({ transactionId: String(transactionId), endedAt: at(30), energyMilliWh: 2_000_000, flags: ['restarted'] })
    expect(second).toMatchObject({ startedAt: at(0), endedAt: at(40), energyMilliWh: 3_500_000, flags: ['split'] })
    expect(second?.idToken).toEqual({ idToken: 'T1' })
  })
})

describe('MeterValues', () => {
  test('of a transaction count once, and late ones never undo the end (G2, G3)', async () => {
    const { transactionId } = await start()
    await meter(1, '1500', 10, transactionId)
    await meter(1, '1500', 10, transactionId)
    await stop(transactionId)
    await meter(1, '2500', 20, transactionId)
    expect(await find(transactionId)).toMatchObject({ endedAt: at(30), energyMilliWh: 2_000_000, flags: [] })
    expect(await csms.store.transactions.events(key, String(transactionId))).toHaveLength(4)
  })

  test('dated after the end are not billed, whichever came first, and move it to no other connector (G3, G5)', async () => {
    const [first, second] = [await start(), await start({ connectorId: 2, idTag: 'T2' })]
    await stop(first.transactionId)
    for (const { transactionId } of [first, second]) await meter(0, '9000', 40, transactionId)
    await stop(second.transactionId)
    expect(await find(first.transactionId)).toMatchObject({ evseId: 1, energyMilliWh: 2_000_000, uncountedMilliWh: 0, flags: [] })
    expect(await find(second.transactionId)).toMatchObject({ evseId: 2, energyMilliWh: 2_000_000, uncountedMilliWh: 0, flags: [] })
  })

  test('outside a transaction are kept for the meter, 0 being the main one', async () => {
    const values = csms.once('meter.values')
    await meter(0, '12345.678', 5)
    await meter(0, '12345.678', 5)
    expect(await values).toMatchObject({
      evseId: 0,
      transactionId: undefined,
      samples: [{ value: '12345.678', unit: 'Wh', context: 'Sample.Periodic' }],
    })
    expect(await csms.store.metering.samples(key, 0)).toHaveLength(1)
  })

  test('without an id belong to the transaction on their connector, unless the station knows its id', async () => {
    const { transactionId } = await start()
    await meter(1, '1500', 5, -1)
    await meter(1, '9000', 6, 0)
    await meter(1, '2000', 10, transactionId)
    await meter(1, '2500', 15, -1)
    expect((await csms.store.transactions.events(key, String(transactionId))).map(({ timestamp }) => timestamp)).toEqual([
      at(0),
      at(5),
      at(10),
    ])
    expect((await csms.store.metering.samples(key, 1)).map(({ value }) => value)).toEqual(['9000', '2500'])
  })

  test('without an id cost the same however many of the transaction there are', async () => {
    const { transactionId } = await start()
    const readAll = vi.spyOn(csms.store.transactions, 'events')
    for (const minute of [5, 10, 15]) await meter(1, '1500', minute, -1)
    expect(readAll).not.toHaveBeenCalled()
    expect(await csms.store.transactions.events(key, String(transactionId))).toHaveLength(4)
  })

  test('that nothing can be wrong with are answered even for an unknown transaction', async () => {
    expect(await meter(1, '1', 0, 4711)).toEqual({})
    expect(await find(4711)).toMatchObject({ flags: ['orphan'] })
  })
})
