import { createHash } from 'node:crypto'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, it } from 'vitest'
import { createFleet, createTraffic } from '../src/index.js'
import { TestCsms } from './support/csms.js'
import { allVersions } from './support/versions.js'

type Version = (typeof allVersions)[number][1]

const hourMs = 3_600_000

/** Everything that 50 stations say and hear in a day, or in the first hours of it, frame by frame. */
async function dayOf(version: Version, seed: number, hours = 24): Promise<{ frames: number; sessions: number; digest: string }> {
  const clock = createFakeClock()
  const csms = await TestCsms.create(version, clock)
  const currentTime = csms.now
  let transactionId = 0
  Object.assign(csms.answers, {
    BootNotification: () => ({ status: 'Accepted', currentTime: currentTime(), interval: 300 }),
    Heartbeat: () => ({ currentTime: currentTime() }),
    StartTransaction: () => {
      transactionId += 1
      return { transactionId, idTagInfo: { status: 'Accepted' } }
    },
  })
  const fleet = createFleet({ version, csmsUrl: 'ws://in.memory', clock, createTransport: csms.createTransport, seed }, 50)
  const digest = createHash('sha256')
  let frames = 0
  let sessions = 0
  fleet.on('message', ({ station, event }) => {
    frames += 1
    digest.update(`${clock.now()} ${station.identity} ${event.direction} ${event.text}\n`)
  })
  fleet.on('transaction.ended', () => {
    sessions += 1
  })
  await fleet.start()
  const traffic = createTraffic(fleet, { seed, clock, meanPauseMs: 4 * hourMs, meanStayMs: 2 * hourMs })
  for (let hour = 0; hour < hours; hour += 1) await clock.advance(hourMs)
  traffic.stop()
  await fleet.stop()
  return { frames, sessions, digest: digest.digest('hex') }
}

describe.each(allVersions)('a simulated day of 50 stations of %s', (_, version) => {
  it('is the same to the last byte for the same seed', { timeout: 60_000 }, async () => {
    const first = await dayOf(version, 7)
    expect(first.sessions).toBeGreaterThan(100)
    expect(first.frames).toBeGreaterThan(20_000)
    expect(await dayOf(version, 7)).toEqual(first)
  })

  it('is another for another seed', { timeout: 60_000 }, async () => {
    const [first, other] = [await dayOf(version, 7, 4), await dayOf(version, 8, 4)]
    expect(other.digest).not.toBe(first.digest)
  })
})
