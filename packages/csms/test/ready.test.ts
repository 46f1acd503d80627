import { expect, test } from 'vitest'
import { type Csms, createCsms } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, versionNames } from './drivers.js'

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
    await again
    expect(told).toEqual([`CP1 ${version}`, `CP1 ${version}`])
    await second.close()
    await csms.stop()
  },
)

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
