import { describe, expect, it } from 'vitest'
import { Deadlines } from '../deadlines.js'
import { createFakeClock } from '../testing/index.js'
import { KeepAlive, type KeepAliveSettings } from './keep-alive.js'
import type { WireSocket } from './wire-socket.js'

/** As much of a socket as keep-alive touches. */
function createSocket(keepAlive: () => KeepAlive) {
  const stream = { bytesRead: 0, bytesWritten: 0, writableLength: 0 }
  const socket = {
    deadlineList: undefined,
    earlier: undefined,
    later: undefined,
    dueAt: 0,
    readAtPing: -1,
    isPaused: false,
    stream,
    pings: 0,
    ping(): void {
      this.pings += 1
    },
    expire(): void {
      keepAlive().expired(this as unknown as WireSocket)
    },
  }
  return socket
}

function setUp(settings: Partial<KeepAliveSettings> = {}, expectsPong = true, random = () => 0) {
  const clock = createFakeClock()
  const silent: unknown[] = []
  const keepAlive: KeepAlive = new KeepAlive(
    new Deadlines(clock),
    random,
    { intervalMs: 1_000, pongTimeoutMs: 300, jitter: 0, ...settings },
    () => expectsPong,
    (socket) => silent.push(socket),
  )
  const add = () => {
    const socket = createSocket(() => keepAlive)
    keepAlive.start(socket as unknown as WireSocket)
    return socket
  }
  return { clock, keepAlive, silent, add }
}

describe('keep-alive (design 3.9)', () => {
  it('pings at every interval while something is heard after each ping', async () => {
    const { clock, silent, add } = setUp()
    const socket = add()
    for (let ping = 1; ping <= 3; ping += 1) {
      await clock.advance(999)
      expect(socket.pings).toBe(ping - 1)
      await clock.advance(1)
      expect(socket.pings).toBe(ping)
      socket.stream.bytesRead += 1
      await clock.advance(300)
    }
    expect(silent).toEqual([])
  })

  it('any traffic proves life, pong or not (G02.FR.04)', async () => {
    const { clock, silent, add } = setUp()
    const [talking, mute] = [add(), add()]
    await clock.advance(1_000)
    talking.stream.bytesRead += 200
    await clock.advance(300)
    expect(silent).toEqual([mute])
  })

  it('a peer that is not read from proves life by taking what was sent', async () => {
    const { clock, silent, add } = setUp()
    const [slow, stuck] = [add(), add()]
    for (const { stream } of [slow, stuck]) Object.assign(stream, { bytesWritten: 10_000, writableLength: 8_000 })
    slow.isPaused = true
    stuck.isPaused = true
    await clock.advance(1_000)
    slow.stream.writableLength = 7_000
    // More is written to it, which proves nothing.
    Object.assign(stuck.stream, { bytesWritten: 12_000, writableLength: 10_000 })
    await clock.advance(300)
    expect(silent).toEqual([stuck])
  })

  it('one of which no pong is expected is pinged and let be', async () => {
    const { clock, silent, add } = setUp({}, false)
    const socket = add()
    await clock.advance(1_300 * 5)
    expect(socket.pings).toBe(5)
    expect(silent).toEqual([])
  })

  it('an interval of 0 pings nobody, and can be set while it runs', async () => {
    const { clock, keepAlive, add } = setUp({ intervalMs: 0 })
    const socket = add()
    await clock.advance(100_000)
    expect(socket.pings).toBe(0)
    keepAlive.set({ intervalMs: 10, pongTimeoutMs: 300, jitter: 0 })
    keepAlive.start(socket as unknown as WireSocket)
    await clock.advance(10)
    expect(socket.pings).toBe(1)
    keepAlive.stop(socket as unknown as WireSocket)
    await clock.advance(100_000)
    expect(socket.pings).toBe(1)
  })

  it('jitter takes up to its part off the interval, so that those who came together are not pinged together', async () => {
    const parts = [0, 0.5, 0.999]
    const { clock, add } = setUp({ jitter: 0.1 }, true, () => parts.shift() ?? 0)
    const sockets = [add(), add(), add()]
    await clock.advance(906)
    expect(sockets.map(({ pings }) => pings)).toEqual([0, 0, 1])
    await clock.advance(44)
    expect(sockets.map(({ pings }) => pings)).toEqual([0, 1, 1])
    await clock.advance(50)
    expect(sockets.map(({ pings }) => pings)).toEqual([1, 1, 1])
  })
})
