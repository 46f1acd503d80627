import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, it } from 'vitest'
import { createFleet } from '../src/index.js'
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
