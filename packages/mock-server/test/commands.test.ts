import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, it } from 'vitest'
import type { MockServer } from '../src/mock-server.js'
import { boot16, mock, station16, station201 } from './support/bench.js'

const boot201 = { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'Two' } } as const

/** Resolves once so many commands have been answered. */
const answered = (server: MockServer, count: number): Promise<string[]> =>
  new Promise((resolve) => {
    const told: string[] = []
    server.on('command', ({ station, action }) => {
      told.push(`${station} ${action}`)
      if (told.length === count) resolve(told)
    })
  })

describe('commands without a period', () => {
  it('are sent once after each accepted boot, with the payload given', async () => {
    const server = await mock({
      boot: ['Pending', 'Accepted'],
      commands: [{ action: 'Reset', payload: { type: 'Hard' } }, { action: 'ClearCache' }],
    })
    const station = await station16(server.url)
    await station.call('BootNotification', boot16)
    expect(server.messages({ direction: 'out', action: 'Reset' })).toEqual([])
    const first = answered(server, 2)
    await station.call('BootNotification', boot16)
    expect(await first).toEqual(['CP1 Reset', 'CP1 ClearCache'])
    expect(server.messages({ direction: 'out', action: 'Reset' })).toMatchObject([{ frame: expect.stringContaining('{"type":"Hard"}') }])
    const second = answered(server, 2)
    await station.call('BootNotification', boot16)
    await second
  })

  it('that the version lacks are told of once, and not sent', async () => {
    const server = await mock({ commands: [{ action: 'GetBaseReport' }] })
    const lacking: unknown[] = []
    server.on('commandLacking', (event) => lacking.push(event))
    const one = await station16(server.url)
    await one.call('BootNotification', boot16)
    await one.call('BootNotification', boot16)
    const other = await station201(server.url)
    const done = answered(server, 1)
    await other.call('BootNotification', boot201)
    expect(await done).toEqual(['CS1 GetBaseReport'])
    expect(lacking).toEqual([{ station: 'CP1', version: '1.6', action: 'GetBaseReport' }])
  })
})

describe('commands on a period', () => {
  it('go to every station that may be sent commands, as long as it is there', async () => {
    const clock = createFakeClock()
    const server = await mock({
      clock,
      commands: [
        { action: 'ClearCache', periodSeconds: 60 },
        { action: 'Reset', periodSeconds: 100 },
      ],
    })
    const one = await station16(server.url, 'CP1')
    await one.call('BootNotification', boot16)
    await clock.advance(59_999)
    expect(server.messages({ action: 'ClearCache' })).toEqual([])
    const told = answered(server, 3)
    for (const ms of [1, 40_000, 20_000]) {
      const next = server.once('command')
      await clock.advance(ms)
      await next
    }
    expect(await told).toEqual(['CP1 ClearCache', 'CP1 Reset', 'CP1 ClearCache'])
    const gone = server.once('disconnected')
    await one.close()
    await gone
    await clock.advance(120_000)
    expect(server.messages({ action: 'ClearCache', direction: 'out' })).toHaveLength(2)
  })

  it('go to a station that has not booted since the server started, unless it was told Pending or Rejected', async () => {
    const clock = createFakeClock()
    const server = await mock({ clock, boot: ['Pending', 'Accepted'], commands: [{ action: 'ClearCache', periodSeconds: 5 }] })
    const station = await station16(server.url)
    const first = server.once('command')
    await clock.advance(5_000)
    expect(await first).toMatchObject({ station: 'CP1', action: 'ClearCache' })
    await station.call('BootNotification', boot16)
    await clock.advance(5_000)
    expect(server.messages({ action: 'ClearCache', direction: 'out' })).toHaveLength(1)
    const gone = server.once('disconnected')
    await station.close()
    await gone
    const again = await station16(server.url)
    await clock.advance(5_000)
    await again.call('BootNotification', boot16)
    expect(server.messages({ action: 'ClearCache', direction: 'out' })).toHaveLength(1)
    const second = server.once('command')
    await clock.advance(5_000)
    await second
  })

  it('begin again when an accepted station comes back without booting', async () => {
    const clock = createFakeClock()
    const server = await mock({ clock, commands: [{ action: 'ClearCache', periodSeconds: 5 }] })
    const station = await station16(server.url)
    await station.call('BootNotification', boot16)
    const gone = server.once('disconnected')
    await station.close()
    await gone
    await station16(server.url)
    const next = server.once('command')
    await clock.advance(5_000)
    expect(await next).toMatchObject({ station: 'CP1', action: 'ClearCache' })
  })

  it('do not pile up on a station that does not answer', async () => {
    const clock = createFakeClock()
    const server = await mock({ clock, callTimeoutMs: 30_000, commands: [{ action: 'ClearCache', periodSeconds: 5 }] })
    const station = await station16(server.url)
    await station.call('BootNotification', boot16)
    server.faults = [{ do: 'drop', when: { action: 'ClearCache' } }]
    await clock.advance(29_000)
    expect(server.messages({ action: 'ClearCache', direction: 'out' })).toHaveLength(1)
    const failed = server.once('commandFailed')
    await clock.advance(11_000)
    expect(await failed).toMatchObject({ station: 'CP1', error: { code: 'CALL_TIMEOUT' } })
    expect(server.messages({ action: 'ClearCache', direction: 'out' })).toHaveLength(2)
  })

  it('tell of odd answers', async () => {
    const clock = createFakeClock()
    const server = await mock({ clock, commands: [{ action: 'Reset', periodSeconds: 5 }] })
    const station = await station201(server.url)
    await station.call('BootNotification', boot201)
    const verdict = server.once('verdict')
    await clock.advance(5_000)
    expect(await verdict).toMatchObject({ rule: 'oddAnswer', station: 'CS1', action: 'Reset', message: 'the status is Rejected' })
  })
})
