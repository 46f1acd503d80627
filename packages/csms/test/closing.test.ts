import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { Connection } from '@ocpp-kit/rpc'
import { createFakeClock, type FakeClock } from '@ocpp-kit/rpc/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Csms, type CsmsOptions, createCsms, isClosedByCsms } from '../src/index.js'
import { insidesOf } from '../src/insides.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, type Driver, versionNames } from './drivers.js'

/* Transactions that their stations never end. */

const versions = [ocpp21, ocpp201, ocpp16]
const hourMs = 3_600_000

let csms: Csms<(typeof versions)[number]>
let clock: FakeClock
let station: Driver
const told: string[] = []

async function begin(version: (typeof versionNames)[number], options: Partial<CsmsOptions<(typeof versions)[number]>> = {}): Promise<void> {
  told.length = 0
  clock = createFakeClock()
  csms = createCsms({ versions, port: 0, acceptance: 'Accepted', unknownTokens: 'accept', clock, pingIntervalMs: 0, ...options })
  await csms.start()
  for (const name of ['transaction.started', 'transaction.updated', 'transaction.ended'] as const) csms.on(name, () => told.push(name))
  station = await connect(version, csms.url, 'CP1')
  await station.boot()
}

const now = (): string => new Date(clock.now()).toISOString()
const sweep = () => insidesOf(csms).features.transactions.sweep()
const find = async (transactionId: string) => (await csms.transactions.find({ station: 'CP1', transactionId })) as never

afterEach(async () => {
  await station.close()
  await csms.stop({ drainMs: 0 })
})

describe.each(versionNames)('on a station of %s', (version) => {
  beforeEach(() => begin(version))

  test('an operator closes it once, and an Ended that comes after all takes its place (G3)', async () => {
    const { transactionId } = await station.start('T1', 1000, now())
    await clock.advance(hourMs)
    await station.meter(transactionId, 3000, now())
    const lastToldAt = now()
    await clock.advance(hourMs)
    const by = { actor: 'ann', reason: 'the driver left hours ago' }
    const closed = await csms.transactions.close({ station: 'CP1', transactionId }, by)
    expect(closed).toMatchObject({
      endedAt: lastToldAt,
      energyMilliWh: 2_000_000,
      flags: ['closed'],
      closed: { by: 'operator', ...by, at: now(), energyMilliWh: 2_000_000, isSuperseded: false },
    })
    await clock.advance(hourMs)
    expect(await csms.transactions.close({ station: 'CP1', transactionId }, { actor: 'bob', reason: 'again' })).toEqual(closed)
    expect(await csms.station('CP1').transactions({ isActive: true })).toEqual([])

    await station.stop(transactionId, 4500, now())
    const ended = await csms.transactions.find({ station: 'CP1', transactionId })
    expect(ended).toMatchObject({
      endedAt: now(),
      stoppedReason: 'Local',
      energyMilliWh: 3_500_000,
      flags: ['closeSuperseded'],
      closed: { actor: 'ann', isSuperseded: true },
    })
    expect(ended !== undefined && isClosedByCsms(ended)).toBe(false)
    expect(told).toEqual(['transaction.started', 'transaction.updated', 'transaction.ended', 'transaction.updated'])
    await expect(csms.transactions.close({ station: 'CP1', transactionId }, by)).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })

  test('what the station tells of it after that is kept and flagged, and does not open it again', async () => {
    const { transactionId } = await station.start('T1', 1000, now())
    await csms.transactions.close({ station: 'CP1', transactionId }, { actor: 'ann', reason: 'test' })
    await clock.advance(hourMs)
    await station.meter(transactionId, 3000, now())
    expect(await find(transactionId)).toMatchObject({ energyMilliWh: 2_000_000, flags: ['closed', 'eventsAfterClose'] })
    expect(await csms.station('CP1').transactions({ isActive: true })).toEqual([])
  })

  test('another one that begins on its EVSE closes it after an hour, and the newer one goes on', async () => {
    const first = await station.start('T1', 1000, now())
    await clock.advance(hourMs)
    const second = await station.start('T1', 2000, now())
    expect(await sweep()).toEqual([])
    await station.close()
    await clock.advance(hourMs)
    expect((await sweep()).map(({ transactionId }) => transactionId)).toEqual([first.transactionId])
    expect(await find(first.transactionId)).toMatchObject({ closed: { by: 'policy', actor: 'replaced' } })
    expect(await find(second.transactionId)).toMatchObject({ endedAt: null })
  })

  test('a station that is gone for three days closes it, and what it sends then holds all the same', async () => {
    const { transactionId } = await station.start('T1', 1000, now())
    await clock.advance(100 * hourMs)
    expect(await sweep()).toEqual([])
    const gone = csms.once('station.disconnected')
    await station.close()
    await gone
    await clock.advance(71 * hourMs)
    expect(await sweep()).toEqual([])
    await clock.advance(hourMs)
    expect((await sweep())[0]).toMatchObject({ closed: { actor: 'silent' } })
    expect((await find(transactionId)) as object).toMatchObject({ flags: ['closed'] })
  })
})

describe('a station of 1.6', () => {
  beforeEach(() => begin('1.6'))

  test('that boots and tells of an idle connector closes its transaction after an hour, not before', async () => {
    const { transactionId } = await station.start('T1', 1000, now())
    await clock.advance(hourMs)
    await station.boot()
    await clock.advance(60_000)
    await station.status(1, 'Available')
    expect(await sweep()).toEqual([])
    await clock.advance(hourMs)
    expect(await sweep()).toMatchObject([{ transactionId, closed: { by: 'policy', actor: 'rebooted' } }])
    expect(await sweep()).toEqual([])
  })

  test('closes by itself, without anybody asking', async () => {
    const { transactionId } = await station.start('T1', 1000, now())
    await clock.advance(hourMs)
    await station.boot()
    await clock.advance(60_000)
    await station.status(1, 'Available')
    const ended = csms.once('transaction.ended')
    for (let minute = 0; minute < 65; minute += 1) {
      await clock.advance(60_000)
      await station.heartbeat()
    }
    expect((await ended).event).toMatchObject({ transactionId, eventType: 'Closed', closing: { actor: 'rebooted' } })
  })

  test('that never got an id ends a transaction that was closed meanwhile with −1', async () => {
    const { transactionId } = await station.start('T1', 1000, now())
    await csms.transactions.close({ station: 'CP1', transactionId }, { actor: 'ann', reason: 'test' })
    await clock.advance(hourMs)
    const stop = { transactionId: -1, idTag: 'T1', meterStop: 5000, timestamp: now() }
    await (station.connection as Connection<Ocpp16, 'station'>).call('StopTransaction', stop)
    expect(await find(transactionId)).toMatchObject({ endedAt: now(), energyMilliWh: 4_000_000, flags: ['closeSuperseded'] })
  })
})

describe('a station of 2.0.1', () => {
  beforeEach(() => begin('2.0.1'))

  test.each([
    [{ ongoingIndicator: true, messagesInQueue: false }, 0],
    [{ ongoingIndicator: false, messagesInQueue: true }, 0],
    [{ ongoingIndicator: false, messagesInQueue: false }, 1],
  ])('is asked first; that says %o', async (status, closed) => {
    await station.start('T1', 1000, now())
    await clock.advance(hourMs)
    await station.status(1, 'Available')
    await clock.advance(25 * hourMs)
    const asked = station.answer('GetTransactionStatus', status)
    expect(await sweep()).toHaveLength(closed)
    await asked
  })
})

describe('a csms', () => {
  test('that has no policy closes nothing by itself', async () => {
    await begin('1.6', { closing: false })
    await station.start('T1', 1000, now())
    await station.close()
    await clock.advance(1000 * hourMs)
    expect(await sweep()).toEqual([])
  })
})
