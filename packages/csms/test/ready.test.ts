import { type Clock, OcppError } from '@ocpp-kit/rpc'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Csms, createCsms } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, type Driver, versionNames } from './drivers.js'

type Versions = typeof ocpp21 | typeof ocpp201 | typeof ocpp16

test.each(versionNames)(
  'a station of %s is told of as ready when its boot was answered, and when it comes again without one',
  async (version) => {
    const csms = createCsms({ versions: [ocpp21, ocpp201, ocpp16], port: 0, acceptance: 'Accepted' })
    await csms.start()
    const told: string[] = []
    csms.on('station.ready', ({ station, version: spoken }) => told.push(`${station.identity} ${spoken}`))
    const first = await connect(version, csms.url, 'CP1')
    const booted = csms.once('station.ready')
    await first.boot()
    await booted
    await first.close()
    const again = csms.once('station.ready')
    const second = await connect(version, csms.url, 'CP1')
    await second.heartbeat()
    await again
    expect(told).toEqual([`CP1 ${version}`, `CP1 ${version}`])
    await second.close()
    await csms.stop()
  },
)

describe.each(versionNames)('a station of %s that was accepted and comes again', (version) => {
  const clearing = async (csms: Csms<Versions>, station: Driver): Promise<string[]> => {
    const seen: string[] = []
    station.connection.on('frame', ({ direction, text }) => {
      const [type, , action] = JSON.parse(text) as readonly unknown[]
      if (type === 2 && action !== 'Heartbeat') seen.push(`${direction} ${action}`)
      if (type === 3 && direction === 'in') seen.push('answer')
    })
    void station.answer('ClearCache', { status: 'Accepted' })
    await csms.commands.sendUntyped('CP1', 'ClearCache', {})
    return seen
  }

  async function accepted(clock: Clock): Promise<Csms<Versions>> {
    const csms = createCsms({ versions: [ocpp21, ocpp201, ocpp16], port: 0, acceptance: 'Accepted', pingIntervalMs: 0, clock })
    await csms.start()
    onTestFinished(() => csms.stop())
    const gone = csms.once('station.disconnected')
    const first = await connect(version, csms.url, 'CP1')
    await first.boot()
    await first.close()
    await gone
    return csms
  }

  test('is asked nothing before its boot is answered, where it begins with one: it would refuse (B01.FR.08)', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await accepted(clock)
    const station = await connect(version, csms.url, 'CP1')
    onTestFinished(() => station.close())
    const seen = await clearing(csms, station)
    const done = csms.once('command.ended')
    await station.boot()
    await done
    expect(seen.slice(0, 3)).toEqual(['out BootNotification', 'answer', 'in ClearCache'])
  })

  test('is asked what waits for it after two seconds, where it says nothing', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await accepted(clock)
    const station = await connect(version, csms.url, 'CP1')
    onTestFinished(() => station.close())
    const seen = await clearing(csms, station)
    await clock.advance(1_999)
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual([])
    const done = csms.once('command.ended')
    await clock.advance(1)
    expect((await done).command).toMatchObject({ state: 'done' })
  })

  test('and refuses what it is asked, because it boots late, is asked again when it has', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await accepted(clock)
    const station = await connect(version, csms.url, 'CP1')
    onTestFinished(() => station.close())
    const refusal = Promise.reject(new OcppError('SecurityError', 'I have not booted'))
    refusal.catch(() => {})
    const refused = station.answer('ClearCache', refusal)
    const { id } = await csms.commands.sendUntyped('CP1', 'ClearCache', {})
    await clock.advance(2_000)
    await refused
    await expect.poll(() => csms.commands.get(id)).toMatchObject({ state: 'queued', attempt: 1, reason: 'notAccepted' })
    void station.answer('ClearCache', { status: 'Accepted' })
    const done = csms.once('command.ended')
    await station.boot()
    expect((await done).command).toMatchObject({ id, state: 'done', attempt: 2 })
  })
})

test('a station that is held is never told of as ready', async () => {
  const csms: Csms<typeof ocpp16> = createCsms({ versions: [ocpp16], port: 0 })
  await csms.start()
  const told: string[] = []
  csms.on('station.ready', ({ station }) => told.push(station.identity))
  for (const identity of ['CP1', 'CP1']) {
    const driver = await connect('1.6', csms.url, identity)
    await driver.boot()
    const gone = csms.once('station.disconnected')
    await driver.close()
    await gone
  }
  expect(told).toEqual([])
  await csms.stop()
})

test('a listener that fails is told of to onError, and the station goes on', async () => {
  const failures: unknown[] = []
  const csms = createCsms({
    versions: [ocpp16],
    port: 0,
    acceptance: 'Accepted',
    onError: (error, { event }) => failures.push([(error as Error).message, event]),
  })
  await csms.start()
  csms.on('station.booted', () => {
    throw new Error('broken')
  })
  const driver = await connect('1.6', csms.url, 'CP1')
  expect(await driver.boot()).toBe('Accepted')
  await driver.heartbeat()
  expect(failures).toEqual([['broken', 'station.booted']])
  await driver.close()
  await csms.stop()
})
