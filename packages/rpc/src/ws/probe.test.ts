import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/index.js'
import { Prober } from './probe.js'
import type { WireSocket } from './wire-socket.js'

function fakeSocket(readyState = 1): WireSocket & { pings: number } {
  const socket = Object.assign(new EventEmitter(), { OPEN: 1, readyState, pings: 0, ping: () => (socket.pings += 1) })
  return socket as unknown as WireSocket & { pings: number }
}

describe('asking a connection whether it is alive (design 3.8)', () => {
  it.each(['pong', 'message'])('a %s in time says that it is', async (event) => {
    const socket = fakeSocket()
    const answer = new Prober(createFakeClock(), 100).isAlive(socket)
    socket.emit(event)
    expect(await answer).toBe(true)
  })

  it('its end says that it is not', async () => {
    const socket = fakeSocket()
    const answer = new Prober(createFakeClock(), 100).isAlive(socket)
    socket.emit('close')
    expect(await answer).toBe(false)
  })

  it('silence says that it is not, and leaves no listener behind', async () => {
    const clock = createFakeClock()
    const socket = fakeSocket()
    const answer = new Prober(clock, 100).isAlive(socket)
    await clock.advance(100)
    expect(await answer).toBe(false)
    expect(socket.eventNames()).toEqual([])
  })

  it('one that is closing already is not asked', async () => {
    const socket = fakeSocket(2)
    expect(await new Prober(createFakeClock(), 100).isAlive(socket)).toBe(false)
    expect(socket.pings).toBe(0)
  })

  it('several who ask at a time share one ping, and later ones get their own', async () => {
    const socket = fakeSocket()
    const prober = new Prober(createFakeClock(), 100)
    const answers = [prober.isAlive(socket), prober.isAlive(socket)]
    socket.emit('pong')
    expect(await Promise.all(answers)).toEqual([true, true])
    expect(socket.pings).toBe(1)
    const later = prober.isAlive(socket)
    socket.emit('pong')
    expect(await later).toBe(true)
    expect(socket.pings).toBe(2)
  })
})
