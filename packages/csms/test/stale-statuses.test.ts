import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { Registry } from 'prom-client'
import { afterEach, describe, expect, test } from 'vitest'
import { type CsmsOptions, createCsms, createMemoryStore } from '../src/index.js'
import { createMetrics } from '../src/observability/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, versionNames } from './drivers.js'
import { createSwitch } from './spool/switch.js'
import { temporaryFolder } from './store/databases.js'

/* A status that the store did not take is asked for again when it is back, for its station takes the CALLERROR for the end of it. */

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function start(options: Partial<CsmsOptions<typeof ocpp16 | typeof ocpp201 | typeof ocpp21>> = {}) {
  const inner = createMemoryStore()
  const way = createSwitch(inner)
  const clock = createFakeClock()
  const csms = createCsms({
    versions: [ocpp21, ocpp201, ocpp16],
    port: 0,
    acceptance: 'Accepted',
    tokens: [{ idToken: 'T1' }],
    store: way.store,
    clock,
    pingIntervalMs: 0,
    onError: () => {},
    ...options,
  })
  await csms.start()
  ends.push(
    () => inner.close(),
    () => csms.stop({ drainMs: 0 }),
  )
  const statusesOf = async (identity: string) =>
    (await csms.station(identity).connectors()).map(({ evseId, connectorId, status }) => `${evseId}/${connectorId} ${status}`)
  return { csms, way, clock, statusesOf }
}

const waiting = async (csms: Parameters<typeof createMetrics>[0]): Promise<unknown> =>
  (await createMetrics(csms, { registry: new Registry() }).getSingleMetric('ocpp_csms_statuses_to_ask')?.get())?.values[0]?.value

async function arrive(version: (typeof versionNames)[number], url: string, identity: string) {
  const station = await connect(version, url, identity)
  ends.push(() => station.close())
  await station.boot()
  return station
}

describe.each(versionNames)('a %s station', (version) => {
  const asksFor = (evseId: number) =>
    version === '1.6'
      ? { requestedMessage: 'StatusNotification', connectorId: evseId }
      : { requestedMessage: 'StatusNotification', evse: { id: evseId, connectorId: 1 } }

  test('is asked for the status that the store did not take, once it does, and for no other (1.6 §5.17, F06.FR.13)', async () => {
    const { csms, way, clock, statusesOf } = await start()
    const station = await arrive(version, csms.url, 'CP1')
    await station.status(1, 'Available')
    await station.status(2, 'Available')
    way.cut()
    await expect(station.status(2, 'Occupied')).rejects.toMatchObject({ code: 'InternalError' })
    const asked: unknown[] = []
    const trigger = station.answer('TriggerMessage', { status: 'Accepted' }).then((request) => asked.push(request))
    await clock.advance(600_000)
    expect([asked, await waiting(csms)]).toEqual([[], 1])
    way.restore()
    await clock.advance(1_000)
    await trigger
    expect(asked).toEqual([asksFor(2)])
    const told = csms.once('connector.status')
    await station.status(2, 'Occupied')
    await told
    expect(await statusesOf('CP1')).toEqual(['1/1 Available', '2/1 Occupied'])
    expect(await waiting(csms)).toBe(0)
  })

  test('that has lost its connection meanwhile, and does not boot, is asked when it is back', async () => {
    const { csms, way, clock, statusesOf } = await start()
    const station = await arrive(version, csms.url, 'CP1')
    await station.status(2, 'Available')
    way.cut()
    await expect(station.status(2, 'Occupied')).rejects.toMatchObject({ code: 'InternalError' })
    const gone = csms.once('station.disconnected')
    await station.close()
    await gone
    way.restore()
    const back = await connect(version, csms.url, 'CP1')
    ends.push(() => back.close())
    const trigger = back.answer('TriggerMessage', { status: 'Accepted' })
    const asked: unknown[] = []
    void trigger.then((request) => asked.push(request))
    const aSecondLater = async (): Promise<readonly unknown[]> => {
      await clock.advance(1_000)
      return asked
    }
    await expect.poll(aSecondLater).toEqual([asksFor(2)])
    await back.status(2, 'Occupied')
    expect(await statusesOf('CP1')).toEqual(['2/1 Occupied'])
    expect(await waiting(csms)).toBe(0)
  })
})

test('connectors that one NotifyEvent tells of are all asked for, though the first of them failed (TC_G)', async () => {
  const { csms, way, clock } = await start()
  const station = await arrive('2.1', csms.url, 'CP1')
  const event = (id: number) => ({
    eventId: id,
    timestamp: new Date().toISOString(),
    trigger: 'Delta',
    actualValue: 'Occupied',
    eventNotificationType: 'PreconfiguredMonitor',
    component: { name: 'Connector', evse: { id, connectorId: 1 } },
    variable: { name: 'AvailabilityState' },
  })
  way.cut()
  const request = { generatedAt: new Date().toISOString(), seqNo: 0, eventData: [event(1), event(2)] }
  await expect(station.connection.callUntyped('NotifyEvent', request)).rejects.toMatchObject({ code: 'InternalError' })
  way.restore()
  const first = station.answer('TriggerMessage', { status: 'Accepted' })
  await clock.advance(1_000)
  expect(await first).toMatchObject({ evse: { id: 1, connectorId: 1 } })
  const second = station.answer('TriggerMessage', { status: 'Accepted' })
  await station.connection.callUntyped('NotifyEvent', { ...request, eventData: [event(1)] })
  expect(await second).toMatchObject({ evse: { id: 2, connectorId: 1 } })
})

test('with a spool the replay finds out that the store is back, and nobody else asks it', async () => {
  const folder = temporaryFolder()
  ends.push(() => folder.remove())
  const { csms, way, clock } = await start({ spool: { folder: folder.path, retryMs: 20 } })
  const station = await arrive('1.6', csms.url, 'CP1')
  way.cut()
  await station.start('T1', 0)
  await expect(station.status(1, 'Occupied')).rejects.toMatchObject({ code: 'InternalError' })
  expect(csms.spool).toMatchObject({ isStoreDown: true, depth: 1 })
  way.calls.length = 0
  await clock.advance(2_000)
  expect(way.calls.filter((call) => call === 'provisioning.find')).toEqual([])
  const drained = csms.once('spool.drained')
  way.restore()
  const trigger = station.answer('TriggerMessage', { status: 'Accepted' })
  await clock.advance(20)
  await drained
  await clock.advance(20)
  expect(await trigger).toEqual({ requestedMessage: 'StatusNotification', connectorId: 1 })
})
