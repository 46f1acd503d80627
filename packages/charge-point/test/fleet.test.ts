import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, it } from 'vitest'
import { createFleet, type Fleet } from '../src/index.js'
import { settle, TestCsms } from './support/csms.js'
import { allVersions, ocpp201 } from './support/versions.js'

const at = async (version: (typeof allVersions)[number][1]) => {
  const clock = createFakeClock()
  const csms = await TestCsms.create(version, clock)
  return { clock, csms, common: { version, csmsUrl: 'ws://in.memory', clock, createTransport: csms.createTransport } }
}

describe.each(allVersions)('a fleet of %s', (_, version) => {
  it('starts all at once, and tells how many are where', async () => {
    const { common } = await at(version)
    const fleet = createFleet({ ...common, identity: 'DEPOT' }, 12)
    expect(fleet.stations.map(({ identity }) => identity).slice(8, 10)).toEqual(['DEPOT-09', 'DEPOT-10'])
    expect(fleet.state).toEqual({ stations: 12, connected: 0, accepted: 0, transactions: 0, queuedMessages: 0 })
    await fleet.start()
    expect(fleet.state).toMatchObject({ connected: 12, accepted: 12 })
    await fleet.find('DEPOT-03')?.startCharging({ idToken: 'CARD' })
    expect(fleet.state.transactions).toBe(1)
    await fleet.stop()
    expect(fleet.state.connected).toBe(0)
  })

  it('starts evenly over a ramp, as told by its events', async () => {
    const { clock, common } = await at(version)
    const fleet = createFleet(common, 4)
    const accepted: string[] = []
    const off = fleet.on('accepted', ({ station, event }) => {
      accepted.push(`${station.identity} after ${clock.monotonic()} ms, every ${event.interval} s`)
      if (accepted.length === 3) off()
    })
    const started = fleet.start({ overMs: 4_000 })
    await settle()
    for (let second = 0; second < 4; second += 1) {
      await clock.advance(1_000)
      await settle()
    }
    await started
    expect(accepted).toEqual(['CP-1 after 0 ms, every 300 s', 'CP-2 after 1000 ms, every 300 s', 'CP-3 after 2000 ms, every 300 s'])
    await fleet.stop()
  })
})

describe('a fleet', () => {
  it('that is stopped on its ramp starts no more stations', async () => {
    const { clock, common } = await at(ocpp201)
    const fleet = createFleet(common, 10)
    const started = fleet.start({ overMs: 10_000 })
    await clock.advance(3_500)
    await settle()
    await fleet.stop()
    await expect(started).rejects.toMatchObject({ code: 'STOPPED' })
    await clock.advance(10_000)
    await settle()
    expect(fleet.state.connected).toBe(0)
  })

  it('gives each station what is its own', async () => {
    const { common } = await at(ocpp201)
    const fleet = createFleet({ ...common, model: 'M', each: (index) => ({ identity: `OWN${index}`, evses: [{}, {}] }) }, 2)
    expect(fleet.stations.map(({ identity, state }) => [identity, state.evses.length])).toEqual([
      ['OWN0', 2],
      ['OWN1', 2],
    ])
  })

  it.each([
    ['count must be a whole number from 1 to 60000', {}, 0],
    ['count must be a whole number', {}, 1.5],
    ['identity must be a text of 1 to 40 characters', { identity: '' }, 1],
    ['each must be a function', { each: {} }, 1],
    ['seed must be a number or a text', { seed: {} }, 1],
    ['maxPowerW must be a number', { maxPowerW: 'much' }, 1],
    ['identity must not have ":"', { identity: 'A:B' }, 1],
  ])('refuses what is wrong: %s', async (message, wrong, count) => {
    const { common } = await at(ocpp201)
    expect(() => createFleet({ ...common, ...wrong } as never, count)).toThrow(message)
  })
})

describe.each(allVersions)('the shapes of a fleet of %s', (_, version) => {
  /** Ten stations, accepted. */
  async function setUpFleet(more: object = {}) {
    const setup = await at(version)
    const fleet = createFleet({ ...setup.common, rebootMs: 2_000, ...more }, 10)
    await fleet.start()
    await settle()
    setup.csms.forget()
    return { ...setup, fleet }
  }

  it('herd: all lose their connections at one moment, and are back together', async () => {
    const { fleet, csms, clock } = await setUpFleet()
    const happened: string[] = []
    fleet.on('disconnected', ({ station }) => happened.push(`lost ${station.identity} at ${clock.monotonic()}`))
    fleet.on('connected', ({ station }) => happened.push(`back ${station.identity} at ${clock.monotonic()}`))
    await fleet.find('CP-03')?.stop()
    happened.length = 0
    await fleet.herd()
    const others = fleet.stations.map(({ identity }) => identity).filter((name) => name !== 'CP-03')
    const now = clock.monotonic()
    expect(happened.filter((one) => one.startsWith('lost')).sort()).toEqual(others.map((name) => `lost ${name} at ${now}`))
    expect(new Set(happened.filter((one) => one.startsWith('back')))).toEqual(new Set(others.map((name) => `back ${name} at ${now}`)))
    expect(csms.actions).not.toContain('BootNotification')
    await fleet.stop()
  })

  it('herd: with the back-off that is configured, where nobody is in a hurry', async () => {
    const { fleet, csms } = await setUpFleet()
    const transports = csms.dialled.length
    await fleet.herd({ how: 'close', reconnect: 'backOff' })
    expect(fleet.state.connected).toBe(10)
    // The transports are the old ones, with their own pauses.
    expect(new Set(csms.dialled.slice(transports))).toEqual(new Set(csms.dialled.slice(0, transports)))
    await fleet.stop()
  })

  it('rolling restart: a batch after the other, each once the one before is accepted', async () => {
    const { fleet, clock, csms } = await setUpFleet()
    await fleet.find('CP-10')?.stop()
    const happened: string[] = []
    fleet.on('rebooting', ({ station }) => happened.push(station.identity))
    fleet.on('accepted', () => happened.push('accepted'))
    let pausedMs = clock.monotonic()
    fleet.on('accepted', () => {
      pausedMs = clock.monotonic()
    })
    fleet.on('rebooting', () => expect(clock.monotonic() - pausedMs).toBe(happened.length < 5 ? 0 : 1_000))
    const done = fleet.rollingRestart({ batchSize: 4, pauseMs: 1_000 })
    await csms.pass(20_000, 500)
    await done
    const names = fleet.stations.map(({ identity }) => identity)
    const four = ['accepted', 'accepted', 'accepted', 'accepted']
    expect(happened).toEqual([...names.slice(0, 4), ...four, ...names.slice(4, 8), ...four, 'CP-09', 'accepted'])
    expect(fleet.state).toMatchObject({ connected: 9 })
    await fleet.stop()
  })

  it('rolling restart: stops where a batch does not come back', async () => {
    const { fleet, csms } = await setUpFleet()
    csms.answers['BootNotification'] = () => ({ status: 'Rejected', currentTime: csms.now(), interval: 3_600 })
    const done = fleet.rollingRestart({ batchSize: 2, timeoutMs: 10_000 })
    await csms.pass(11_000)
    await expect(done).rejects.toMatchObject({ code: 'NOT_ACCEPTED', message: expect.stringContaining('CP-01, CP-02') })
    expect(csms.of('BootNotification')).toHaveLength(2)
    await fleet.stop()
  })

  it('blackout: all without power at once, and back one after the other', async () => {
    const { fleet, csms, clock } = await setUpFleet()
    await fleet.find('CP-05')?.stop()
    const accepted: number[] = []
    const done = fleet.blackout({ lastsMs: 5_000, overMs: 9_000 })
    expect(fleet.state.connected).toBe(0)
    const beganMs = clock.monotonic()
    fleet.on('accepted', () => accepted.push(clock.monotonic() - beganMs))
    await csms.pass(15_000, 500)
    await done
    expect(accepted).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13].map((second) => second * 1_000))
    expect(fleet.state.connected).toBe(9)
    await fleet.stop()
  })

  it('blackout: two power cuts and one recovery bring back everybody', async () => {
    const { fleet } = await setUpFleet()
    fleet.powerCut()
    fleet.powerCut()
    await fleet.powerRestored()
    expect(fleet.state.accepted).toBe(10)
    await fleet.stop()
  })

  it('ends with the fleet', async () => {
    const { fleet, csms } = await setUpFleet()
    const done = [fleet.blackout({ lastsMs: 60_000 })]
    await csms.pass(1_000)
    await fleet.stop()
    await expect(done[0]).rejects.toMatchObject({ code: 'STOPPED' })
  })

  it.each([
    ['how must be cut or close', (fleet: Fleet) => fleet.herd({ how: 'halfOpen' as never })],
    ['reconnect must be backOff or atOnce', (fleet: Fleet) => fleet.herd({ reconnect: 'soon' as never })],
    ['batchSize must be a whole number from 1', (fleet: Fleet) => fleet.rollingRestart({ batchSize: 0 })],
    ['timeoutMs must be a number from 1', (fleet: Fleet) => fleet.rollingRestart({ timeoutMs: 0 })],
    ['lastsMs must be a number', (fleet: Fleet) => fleet.blackout({ lastsMs: -1 })],
    ['overMs must be a number', (fleet: Fleet) => fleet.blackout({ overMs: Number.NaN })],
  ])('refuses what is wrong, and nothing happens: %s', async (message, act) => {
    const { fleet } = await setUpFleet()
    await expect(act(fleet as unknown as Fleet)).rejects.toThrow(message)
    expect(fleet.state.connected).toBe(10)
    await fleet.stop()
  })
})
