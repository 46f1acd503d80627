import { copyFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CsmsOptions, createCsms, createMemoryStore, type SpoolFiles, type Store, StoreError, stationKey } from '../../src/index.js'
import { openFolder } from '../../src/ledger/spool/folder.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { connect, versionNames } from '../drivers.js'
import { temporaryFolder } from '../store/databases.js'
import { AnsweredCalls, eventsOf } from './answered.js'
import { connect16, event2x, meter16, minute, start16, stop16, token2x } from './requests.js'
import { createSwitch } from './switch.js'

/* A store that is taken away from a running csms, and comes back. */

const ends: (() => Promise<unknown> | unknown)[] = []
let folder: ReturnType<typeof temporaryFolder>
let inner: Store
let way: ReturnType<typeof createSwitch>

beforeEach(() => {
  folder = temporaryFolder()
  inner = createMemoryStore()
  way = createSwitch(inner)
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  await inner.close()
  folder.remove()
})

async function start(options: Partial<CsmsOptions<typeof ocpp16 | typeof ocpp201 | typeof ocpp21>> = {}) {
  const csms = createCsms({
    versions: [ocpp21, ocpp201, ocpp16],
    port: 0,
    acceptance: 'Accepted',
    tokens: [{ idToken: 'T1' }, { idToken: 'BAD', status: 'Blocked' }],
    store: way.store,
    spool: { folder: folder.path, retryMs: 20 },
    storeTimeoutMs: 2000,
    onError: () => {},
    ...options,
  })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 0 }))
  return csms
}

const closeCode = (connection: { on(name: 'close', listener: (event: { code: number }) => void): unknown }): Promise<number> =>
  new Promise((resolve) => connection.on('close', ({ code }) => resolve(code)))

const key = stationKey('default', 'CP1')

describe.each(versionNames)('a %s station', (version) => {
  test('is answered while the store is out, and finds everything stored when it is back (G8)', async () => {
    const csms = await start()
    const station = await connect(version, csms.url, 'CP1')
    ends.push(() => station.close())
    await station.boot()
    expect(await station.authorize('T1')).toBe('Accepted')
    const running = await station.start('T1', 500)
    way.cut()
    const began = csms.once('spool.started')
    await station.meter(running.transactionId, 700)
    expect((await began).error).toMatchObject({ code: 'UNAVAILABLE' })
    await station.stop(running.transactionId, 900)
    const second = await station.start('T1', 900)
    expect(second.status).toBe('Accepted')
    await station.meter(second.transactionId, 1000)
    await station.heartbeat()
    expect(csms.spool).toMatchObject({ depth: 4, isStoreDown: true, replayed: 0 })
    expect(csms.spool?.bytes).toBeGreaterThan(500)
    expect(csms.spool?.oldestReceivedAt).toMatch(/Z$/)

    const drained = csms.once('spool.drained')
    way.restore()
    expect(await drained).toEqual({ replayed: 4 })
    expect(await inner.transactions.find(key, running.transactionId)).toMatchObject({ energyMilliWh: 400_000, stoppedReason: 'Local' })
    await station.stop(second.transactionId, 1500)
    const transactions = await csms.station('CP1').transactions()
    expect(transactions).toMatchObject([
      { transactionId: second.transactionId, energyMilliWh: 600_000, flags: [] },
      { transactionId: running.transactionId, energyMilliWh: 400_000, flags: [] },
    ])
    // Its files go a moment after what was in them.
    await expect.poll(() => csms.spool).toEqual({ depth: 0, bytes: 0, oldestReceivedAt: undefined, replayed: 4, isStoreDown: false })
  })
})

describe('a token', () => {
  test('that was judged lately is told the same, one that was not is accepted and flagged for people (2.x: E01.FR.11, C02.FR.02)', async () => {
    const csms = await start()
    const station = await connect('2.0.1', csms.url, 'CP1')
    ends.push(() => station.close())
    await station.boot()
    expect(await station.authorize('BAD')).toBe('Blocked')
    way.cut()
    const calls = new AnsweredCalls()
    const send = (transactionId: string, token: object) =>
      calls.call(station.connection, 'TransactionEvent', event2x('Started', 0, { transactionInfo: { transactionId }, ...token }))
    expect(await send('A', token2x('BAD'))).toEqual({ idTokenInfo: { status: 'Blocked' } })
    expect(await send('B', token2x('NEVER-SEEN'))).toEqual({ idTokenInfo: { status: 'Accepted' } })
    expect(await send('C', { idToken: { idToken: '', type: 'NoAuthorization' } })).toEqual({ idTokenInfo: { status: 'Accepted' } })
    expect(await send('D', {})).toEqual({})
    // Authorize has nothing to be kept: what is remembered, or an error as ever.
    expect(await station.authorize('BAD')).toBe('Blocked')
    await expect(station.authorize('NEVER-SEEN')).rejects.toMatchObject({ code: 'InternalError' })
    const drained = csms.once('spool.drained')
    way.restore()
    await drained
    await calls.check(inner)
    // Its times are long past.
    const flags = async (id: string) => (await inner.transactions.find(key, id))?.flags.filter((flag) => flag !== 'clockDrift')
    expect([await flags('A'), await flags('B'), await flags('C'), await flags('D')]).toEqual([['unauthorised'], ['unverified'], [], []])
    // The same again is told what it was told, whatever is known of the token by now (G2).
    expect(await send('B', token2x('NEVER-SEEN'))).toEqual({ idTokenInfo: { status: 'Accepted' } })
  })
})

describe('a 1.6 start', () => {
  test('gets an id that no other has, the same for a retry while it waits and after it is stored (G2)', async () => {
    const csms = await start()
    const station = await connect16(csms.url)
    const calls = new AnsweredCalls()
    const send = (more: object = {}) => calls.call(station, 'StartTransaction', start16(more))
    const before = await send({ connectorId: 4 })
    way.cut()
    const first = await send()
    expect(first).toMatchObject({ transactionId: expect.any(Number), idTagInfo: { status: 'Accepted' } })
    // Another spelling of the same instant, and of the same tag.
    expect(await station.callUntyped('StartTransaction', start16({ timestamp: '2026-01-01T13:00:00.000+01:00', idTag: 't1' }))).toEqual(
      first,
    )
    expect(await station.callUntyped('StartTransaction', start16({ connectorId: 4 }))).toEqual(before)
    const second = await send({ connectorId: 2 })
    expect(second?.['transactionId']).not.toBe(first?.['transactionId'])
    const drained = csms.once('spool.drained')
    way.restore()
    await drained
    expect(await station.callUntyped('StartTransaction', start16())).toEqual(first)
    await calls.check(inner)
    expect(await csms.station('CP1').transactions()).toHaveLength(3)
  })

  test('closes the connection with 1013 when no reserved id is left, and loses nothing', async () => {
    const csms = await start({ spool: { folder: folder.path, reservedIds: 1, retryMs: 20 } })
    const station = await connect16(csms.url)
    way.cut()
    const calls = new AnsweredCalls()
    await calls.call(station, 'StartTransaction', start16())
    const closed = closeCode(station)
    await calls.call(station, 'StartTransaction', start16({ connectorId: 2 }))
    expect(await closed).toBe(1013)
    const drained = csms.once('spool.drained')
    way.restore()
    await drained
    expect(calls).toMatchObject({ unanswered: 1, errors: [] })
    await calls.check(inner)
    const again = await connect16(csms.url)
    expect(await again.callUntyped('StartTransaction', start16({ connectorId: 2 }))).toMatchObject({ idTagInfo: { status: 'Accepted' } })
  })

  test('that the store had already, under an id that nobody remembers, leads to the one transaction under both ids (G2)', async () => {
    const calls = new AnsweredCalls()
    const earlier = createCsms({ versions: [ocpp16], port: 0, store: inner, acceptance: 'Accepted', tokens: [{ idToken: 'T1' }] })
    await earlier.start()
    const stored = (await (await connect16(earlier.url)).callUntyped('StartTransaction', start16())) as { transactionId: number }
    await earlier.stop()

    const csms = await start()
    const station = await connect16(csms.url, 'CP1')
    way.cut()
    const again = await station.callUntyped('StartTransaction', start16())
    const { transactionId } = again as { transactionId: number }
    expect(transactionId).not.toBe(stored.transactionId)
    await calls.call(station, 'MeterValues', meter16(transactionId, 5))
    const drained = csms.once('spool.drained')
    way.restore()
    await drained
    await calls.call(station, 'StopTransaction', stop16(transactionId))
    await calls.check(inner)
    const transactions = await csms.station('CP1').transactions()
    expect(transactions).toMatchObject([
      { transactionId: String(stored.transactionId), endedAt: minute(30), energyMilliWh: 2_000_000, flags: ['renumbered'] },
    ])
  })

  test('after the stop, at the same instant as the one before, is seen when it is stored (a station whose clock begins anew)', async () => {
    const csms = await start()
    const station = await connect16(csms.url)
    way.cut()
    const { transactionId } = (await station.callUntyped('StartTransaction', start16())) as { transactionId: number }
    await station.callUntyped('StopTransaction', stop16(transactionId))
    await station.callUntyped('StartTransaction', start16())
    await station.callUntyped('StopTransaction', stop16(transactionId, 50, { meterStop: 5000 }))
    const drained = csms.once('spool.drained')
    way.restore()
    await drained
    expect(await csms.station('CP1').transactions()).toMatchObject([
      { endedAt: minute(50), energyMilliWh: 4_000_000, flags: ['split'] },
      { endedAt: minute(30), energyMilliWh: 2_000_000, flags: ['restarted', 'unverified'] },
    ])
  })
})

test('what comes later of a station goes behind what waits, though the store is back (FIFO)', async () => {
  const csms = await start()
  const [first, other] = [await connect16(csms.url, 'CP1'), await connect16(csms.url, 'CP2')]
  way.cut()
  const { transactionId } = (await first.callUntyped('StartTransaction', start16())) as { transactionId: number }
  // It hangs in the middle of its replay.
  way.stall('after')
  const appended = way.calls.length
  const waiting = async (count: number): Promise<void> => {
    while (way.calls.length < appended + count) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await waiting(1)
  await first.callUntyped('MeterValues', meter16(transactionId, 5))
  expect(csms.spool?.depth).toBe(2)
  const drained = csms.once('spool.drained')
  way.restore()
  await drained
  expect(await inner.transactions.events(key, String(transactionId))).toMatchObject([
    { eventType: 'Started' },
    { eventType: 'Updated', flags: [] },
  ])
  // Stations that have nothing waiting go to the store.
  await other.callUntyped('StartTransaction', start16())
  expect(csms.spool?.replayed).toBe(2)
})

test('a store that does not answer is noticed in time; what it stores late after all is stored once, as the station was told (G2, G8)', async () => {
  const clock = createFakeClock()
  const csms = await start({ clock, storeTimeoutMs: 5000 })
  const told: string[] = []
  csms.on('transaction.started', ({ transaction }) => told.push(transaction.transactionId))
  const station = await connect16(csms.url)
  const other = await connect('2.0.1', csms.url, 'CP2')
  ends.push(() => other.close())
  await other.boot()
  for (const where of ['before', 'after'] as const) {
    way.stall(where)
    const calls = new AnsweredCalls()
    const answer = calls.call(station, 'StartTransaction', start16({ idTag: where }))
    const event = calls.call(
      other.connection,
      'TransactionEvent',
      event2x('Started', 0, { transactionInfo: { transactionId: where }, ...token2x('BAD') }),
    )
    let answers = 0
    for (const one of [answer, event]) void one.then(() => (answers += 1))
    // Both reach the store, and wait.
    const asked = way.calls.length
    while (way.calls.length < asked + 2) await new Promise((resolve) => setTimeout(resolve, 5))
    await clock.advance(4999)
    expect(answers).toBe(0)
    await clock.advance(1)
    await Promise.all([answer, event])
    expect(csms.spool).toMatchObject({ depth: 2, isStoreDown: true })
    // The late write ends first, and then the replay finds it there.
    way.restore()
    const drained = csms.once('spool.drained')
    await clock.advance(20)
    await drained
    await calls.check(inner)
  }
  expect(await eventsOf(inner, 'default', 'CP1')).toHaveLength(2)
  expect(told).toHaveLength(4)
})

test('ten minutes without the store: a fleet is answered all the time, and nothing is lost (G8)', async () => {
  const clock = createFakeClock()
  const csms = await start({ clock })
  const calls = new AnsweredCalls()
  const stations = await Promise.all(
    Array.from({ length: 10 }, async (_, nth) => {
      const driver = await connect(versionNames[nth % 3] ?? '1.6', csms.url, `CP${nth}`)
      ends.push(() => driver.close())
      await driver.boot()
      return driver
    }),
  )
  const at = (): string => new Date(clock.now()).toISOString()
  const sendAll = async (round: number): Promise<void> => {
    await Promise.all(
      stations.map(async ({ connection, version }, nth) => {
        if (version === '1.6') {
          if (round % 4 === 0) {
            const answer = await calls.call(connection, 'StartTransaction', start16({ idTag: `T${nth}`, timestamp: at() }))
            ids.set(nth, answer?.['transactionId'])
          } else if (round % 4 === 3) await calls.call(connection, 'StopTransaction', { ...stop16(ids.get(nth)), timestamp: at() })
          else await calls.call(connection, 'MeterValues', meter16(ids.get(nth), round))
          return
        }
        const transactionInfo = { transactionId: `TX-${nth}-${Math.floor(round / 4)}` }
        const eventType = round % 4 === 0 ? 'Started' : round % 4 === 3 ? 'Ended' : 'Updated'
        const token = round % 4 === 0 ? token2x(`T${nth}`) : {}
        await calls.call(connection, 'TransactionEvent', event2x(eventType, round % 4, { transactionInfo, timestamp: at(), ...token }))
      }),
    )
  }
  const ids = new Map<number, unknown>()
  await sendAll(0)
  way.cut()
  const rounds = 20
  for (let round = 1; round <= rounds; round += 1) {
    await clock.advance(30_000)
    await sendAll(round)
    await stations[round % 10]?.heartbeat()
  }
  expect(csms.spool).toMatchObject({ depth: 10 * rounds, isStoreDown: true })
  expect(csms.spool?.oldestReceivedAt).toBe(new Date(clock.now() - 30_000 * (rounds - 1)).toISOString())
  way.restore()
  const drained = csms.once('spool.drained')
  await clock.advance(20)
  await drained
  expect(calls.unanswered).toBe(0)
  expect(calls.all).toHaveLength(10 * (rounds + 1))
  await calls.check(inner)
})

test('an accepted station that reconnects meanwhile is answered, and one that nobody knows is told to come again', async () => {
  const csms = await start()
  const station = await connect16(csms.url)
  const gone = csms.once('station.disconnected')
  await station.close()
  await gone
  way.cut()
  const again = await connect16(csms.url, 'CP1', false)
  expect(await again.callUntyped('Heartbeat', {})).toHaveProperty('currentTime')
  expect(await again.callUntyped('StartTransaction', start16())).toHaveProperty('transactionId')
  await expect(connect16(csms.url, 'CP9', false)).rejects.toMatchObject({ status: 503 })
})

test('what was answered before a restart is stored after it, and a retry in between gets the same id (G1, G2)', async () => {
  const first = await start()
  const calls = new AnsweredCalls()
  const station = await connect16(first.url)
  way.cut()
  const answer = await calls.call(station, 'StartTransaction', start16())
  await calls.call(station, 'StopTransaction', stop16(answer?.['transactionId']))
  await first.stop({ drainMs: 0 })

  // The store is still out, so there are no tokens to be put into it.
  const second = await start({ tokens: [] })
  expect(second.spool).toMatchObject({ depth: 2 })
  way.restore()
  await second.once('spool.drained')
  await calls.check(inner)
  const again = await connect16(second.url, 'CP1', false)
  expect(await again.callUntyped('StartTransaction', start16())).toEqual(answer)
  await expect(start({ spool: { folder: folder.path } })).rejects.toThrow('another csms in this process')
})

test('files of a spool that were left though the store had everything change nothing when they are read again (a crash in the replay)', async () => {
  const first = await start()
  const station = await connect16(first.url)
  const other = await connect('2.0.1', first.url, 'CP2')
  ends.push(() => other.close())
  await other.boot()
  way.cut()
  const { transactionId } = (await station.callUntyped('StartTransaction', start16())) as { transactionId: number }
  await station.callUntyped('MeterValues', meter16(-1, 5))
  await station.callUntyped('StopTransaction', stop16(transactionId))
  await other.connection.callUntyped('TransactionEvent', event2x('Started', 0, token2x('NEVER-SEEN')))
  await other.connection.callUntyped('TransactionEvent', event2x('Ended', 1))
  const left = temporaryFolder()
  ends.push(() => left.remove())
  for (const name of readdirSync(folder.path)) copyFileSync(join(folder.path, name), left.file(name))
  rmSync(left.file('lock'))
  const drained = first.once('spool.drained')
  way.restore()
  await drained
  // Another transaction on the connector, whose station does not know its id yet.
  await station.callUntyped('StartTransaction', start16({ timestamp: minute(40) }))
  await first.stop({ drainMs: 0 })
  const ledger = async () => [
    await inner.transactions.list({ tenantId: 'default' }),
    await eventsOf(inner, 'default', 'CP1'),
    await eventsOf(inner, 'default', 'CP2'),
    await inner.metering.samples(key, 1),
  ]
  const before = await ledger()
  way.cut()
  const again = await start({ spool: { folder: left.path, retryMs: 20 }, tokens: [] })
  expect(again.spool?.depth).toBe(5)
  const drainedAgain = again.once('spool.drained')
  way.restore()
  expect(await drainedAgain).toEqual({ replayed: 5 })
  expect(await ledger()).toEqual(before)
})

test('nothing is answered before it is on the disk (G1)', async () => {
  const deeds: string[] = []
  const real = await openFolder(folder.file('watched'))
  const files: SpoolFiles = {
    ...real,
    create: async (name) => {
      const file = await real.create(name)
      return {
        append: async (bytes) => {
          await file.append(bytes)
          deeds.push('write')
        },
        sync: async () => {
          await file.sync()
          deeds.push('sync')
        },
        close: () => file.close(),
      }
    },
  }
  const csms = await start({ spool: { files, retryMs: 60_000 } })
  const station = await connect16(csms.url)
  way.cut()
  station.on('frame', ({ direction }) => deeds.push(direction === 'in' ? 'answer' : 'call'))
  for (let connectorId = 1; connectorId <= 2; connectorId += 1) await station.callUntyped('StartTransaction', start16({ connectorId }))
  expect(deeds).toEqual(['call', 'write', 'sync', 'answer', 'call', 'write', 'sync', 'answer'])
})

test('a spool that is full closes the connection with 1013, and what it has is stored', async () => {
  const csms = await start({ spool: { folder: folder.path, maxBytes: 1500, retryMs: 20 } })
  const calls = new AnsweredCalls()
  const station = await connect16(csms.url)
  const failed = csms.once('message.failed')
  way.cut()
  const closed = closeCode(station)
  for (let connectorId = 1; calls.unanswered === 0; connectorId += 1)
    await calls.call(station, 'StartTransaction', start16({ connectorId }))
  expect(await closed).toBe(1013)
  expect((await failed).error).toMatchObject({ name: 'SpoolError', message: expect.stringContaining('1500 bytes') })
  const drained = csms.once('spool.drained')
  way.restore()
  await drained
  expect(calls.all.length).toBeGreaterThan(1)
  await calls.check(inner)
})

test('without a spool the connection closes with 1013, also when the store says nothing (G8)', async () => {
  const csms = await start({ spool: undefined, storeTimeoutMs: 50 })
  for (const outage of [() => way.cut(), () => way.stall()]) {
    way.restore()
    const station = await connect16(csms.url)
    outage()
    const closed = closeCode(station)
    await expect(station.callUntyped('StartTransaction', start16())).rejects.toMatchObject({ code: 'CLOSED', sent: true })
    expect(await closed).toBe(1013)
  }
})

describe.each([
  ['cut', () => way.cut()],
  ['stall', () => way.stall()],
] as const)('a store that is away at the start (%s)', (_how, outage) => {
  test.each([true, false])('holds nobody up, and has the tokens of the program before it judges one (spool: %s)', async (hasSpool) => {
    outage()
    const csms = await start({
      storeTimeoutMs: 100,
      unknownTokens: 'refuse',
      tokens: [{ idToken: 'T1' }],
      ...(!hasSpool && { spool: undefined }),
    })
    expect(csms.isStarted).toBe(true)
    way.restore()
    const station = await connect('2.0.1', csms.url, 'CP1')
    ends.push(() => station.close())
    await station.boot()
    expect(await station.authorize('T1')).toBe('Accepted')
    expect(await station.authorize('T2')).toBe('Unknown')
  })

  test('gets the tokens by itself when it is back', async () => {
    const clock = createFakeClock()
    outage()
    const starting = start({ clock, storeTimeoutMs: 100, tokens: [{ idToken: 'T1' }] })
    const isStarted = starting.then(() => true)
    while (!(await Promise.race([isStarted, clock.advance(100).then(() => false)]))) await new Promise((resolve) => setImmediate(resolve))
    way.restore()
    await clock.advance(1_000)
    await expect.poll(() => inner.authorization.findToken('default', { idToken: 'T1' })).toMatchObject({ idToken: 'T1' })
  })
})

test('a store that no waiting mends fails the start, and leaves nothing open', async () => {
  const putToken = () => Promise.reject(new StoreError('NEWER_SCHEMA', 'the database is of a newer version'))
  const store = { ...way.store, authorization: { ...inner.authorization, putToken } }
  await expect(start({ store })).rejects.toMatchObject({ code: 'NEWER_SCHEMA' })
  await expect(start()).resolves.toBeDefined()
})

test('a spool of another tenant is refused, and names the option that is wrong', async () => {
  const csms = await start()
  const station = await connect16(csms.url)
  way.cut()
  await station.callUntyped('StartTransaction', start16())
  await csms.stop({ drainMs: 0 })
  way.restore()
  await expect(start({ tenantId: 'other' })).rejects.toThrow('messages of tenant "default"')
  expect(() => createCsms({ versions: [ocpp16], spool: '' })).toThrow('spool.folder')
  expect(() => createCsms({ versions: [ocpp16], spool: { folder: 'x', maxBytes: -1 } })).toThrow('spool.maxBytes')
  expect(() => createCsms({ versions: [ocpp16], storeTimeoutMs: 0 })).toThrow('storeTimeoutMs')
})
