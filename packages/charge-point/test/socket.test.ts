import type { Protocol } from '@ocpp-kit/rpc'
import { type Listener, listen } from '@ocpp-kit/rpc/ws'
import { afterEach, describe, expect, it } from 'vitest'
import { type ChargePoint, createChargePoint, type MessageRecord, type StationVersion } from '../src/index.js'
import { allVersions, ocpp201 } from './support/versions.js'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

/** A csms on a real socket that is content with everything. */
async function startCsms(protocol: StationVersion, port = 0): Promise<Listener<Protocol>> {
  const currentTime = new Date().toISOString()
  const answers: Record<string, object> = {
    BootNotification: { status: 'Accepted', currentTime, interval: 300 },
    Heartbeat: { currentTime },
    Authorize: protocol.version === '1.6' ? { idTagInfo: { status: 'Accepted' } } : { idTokenInfo: { status: 'Accepted' } },
    StartTransaction: { transactionId: 1, idTagInfo: { status: 'Accepted' } },
  }
  const csms = (await listen({
    versions: [protocol as Protocol],
    port,
    fallback: (_, { action }) => answers[action] ?? {},
  })) as unknown as Listener<Protocol>
  open.push(csms)
  return csms
}

function createStation(version: StationVersion, csms: Listener<Protocol>): ChargePoint {
  const station = createChargePoint({
    version,
    csmsUrl: csms.url,
    identity: 'CP1',
    rebootMs: 0,
    socket: { reconnect: { waitMinimumMs: 1, randomRangeMs: 0 } },
  })
  open.push({ close: () => station.stop() })
  return station
}

describe.each(allVersions)('over a real socket, a %s station', (_, version) => {
  it('boots, charges and stops, and every frame is valid on both sides', async () => {
    const csms = await startCsms(version)
    const broken: unknown[] = []
    csms.on('violation', (event) => broken.push(event))
    csms.on('refused', (event) => broken.push(event))
    const station = createStation(version, csms)
    const messages: MessageRecord[] = []
    station.on('message', (message) => messages.push(message))
    station.on('error', (event) => broken.push(event))
    await station.start()
    await station.startCharging({ idToken: 'CARD' })
    const { deliveredWh } = await station.stopCharging()
    expect(deliveredWh).toBeGreaterThanOrEqual(0)
    station.unplug()
    const last = version.version === '1.6' ? 'StopTransaction' : 'TransactionEvent'
    await expect.poll(() => station.state.queuedMessages).toBe(0)
    expect(messages.some(({ action, kind, tookMs }) => action === last && kind === 'response' && (tookMs ?? 0) > 0)).toBe(true)
    expect(messages.filter(({ kind }) => kind === 'error' || kind === 'invalid')).toEqual([])
    expect(broken).toEqual([])
  })

  it('comes back by itself after a lost connection, and after a reset with a boot', async () => {
    const csms = await startCsms(version)
    const station = createStation(version, csms)
    await station.start()
    const back = station.once('connected')
    await csms.station('CP1')?.close({ code: 1012 })
    await back
    const booted = station.once('accepted')
    const type = version.version === '1.6' ? 'Hard' : 'Immediate'
    await csms.station('CP1')?.callUntyped('Reset', { type })
    await booted
    expect(station.state.registration).toBe('Accepted')
  })
})

describe('a station', () => {
  it('tells of attempts that fail, and connects once the csms is there', async () => {
    const first = await startCsms(ocpp201)
    const port = Number(new URL(first.url).port)
    await first.close()
    const station = createStation(ocpp201, first)
    const failed = station.once('attemptFailed')
    const started = station.start()
    expect((await failed).error).toMatchObject({ code: 'UNREACHABLE' })
    await startCsms(ocpp201, port)
    await started
    expect(station.state.isConnected).toBe(true)
  })

  it('comes back after RetryBackOffWaitMinimum, and after twice that where it was refused (2.x Part 4 §5.3, TC_B_57)', async () => {
    const arrivals: number[] = []
    let refusals = 0
    const csms = (await listen({
      versions: [ocpp201 as Protocol],
      port: 0,
      isKnown: () => {
        arrivals.push(performance.now())
        refusals -= 1
        return refusals < 0
      },
      fallback: (_, { action }) =>
        action === 'BootNotification' ? { status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 } : {},
    })) as unknown as Listener<Protocol>
    open.push(csms)
    const socket = { reconnect: { waitMinimumMs: 150, randomRangeMs: 0, repeatTimes: 2 } }
    const station = createChargePoint({ version: ocpp201, csmsUrl: csms.url, identity: 'CP1', socket })
    open.push({ close: () => station.stop() })
    await station.start()
    for (const refused of [0, 1]) {
      const back = station.once('connected')
      refusals = refused
      arrivals.push(performance.now())
      await csms.station('CP1')?.close({ code: 1012 })
      await back
    }
    // Start; lost, back; lost, refused, back.
    const [, lost = 0, back = 0, lostAgain = 0, refused = 0, last = 0] = arrivals
    expect(back - lost).toBeGreaterThanOrEqual(149)
    expect(refused - lostAgain).toBeGreaterThanOrEqual(149)
    expect(last - refused).toBeGreaterThanOrEqual(299)
  })

  it('loses its line without a close frame, and is back after its pause or at once', async () => {
    const csms = await startCsms(ocpp201)
    const station = createStation(ocpp201, csms)
    await station.start()
    for (const reconnect of ['backOff', 'atOnce'] as const) {
      const lost = csms.once('disconnected')
      const noticed = station.once('disconnected')
      const back = station.once('connected')
      await station.dropConnection({ reconnect })
      // Where it is back sooner than that is noticed, the new connection takes the place of the old one.
      expect([1006, 1008]).toContain((await lost).code)
      expect(await noticed).toMatchObject({ code: 1006 })
      await back
    }
    expect(station.state).toMatchObject({ isConnected: true, registration: 'Accepted' })
  })

  it('on a half-open line hears nothing and notices by its own pings', async () => {
    const csms = await startCsms(ocpp201)
    const station = createChargePoint({
      version: ocpp201,
      csmsUrl: csms.url,
      identity: 'CP1',
      socket: { pingIntervalMs: 100, pongTimeoutMs: 100, reconnect: { waitMinimumMs: 1, randomRangeMs: 0 } },
    })
    open.push({ close: () => station.stop() })
    await station.start()
    const noticed = station.once('disconnected')
    const back = station.once('connected')
    await station.dropConnection({ how: 'halfOpen' })
    expect(station.state.isConnected).toBe(true)
    expect(csms.station('CP1')?.isOpen).toBe(true)
    expect(await noticed).toMatchObject({ code: 1006 })
    await back
  })

  it('that leaves pings without a pong is found dead by its csms, on every connection', async () => {
    const csms = (await listen({
      versions: [ocpp201 as Protocol],
      port: 0,
      pingIntervalMs: 60,
      pongTimeoutMs: 60,
      fallback: (_, { action }) =>
        action === 'BootNotification' ? { status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 } : {},
    })) as unknown as Listener<Protocol>
    open.push(csms)
    const station = createStation(ocpp201, csms)
    await station.start()
    station.setQuirks(['noPong'])
    const lost = csms.once('disconnected')
    const silent = await csms.once('silent')
    expect(silent).toMatchObject({ connection: { identity: 'CP1' } })
    await lost
    // The next connection has the quirk from its beginning.
    await csms.once('silent')
  })
})
