import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Protocol } from '../../src/index.js'
import { createFakeClock } from '../../src/testing/index.js'
import { type Listener, type ListenOptions, listen } from '../../src/ws/index.js'
import { toy16 } from '../toy-protocol.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listening<P extends Protocol>(options: ListenOptions<P>): Promise<Listener<P>> {
  const listener = await listen({ port: 0, closeTimeoutMs: 100, onError: () => {}, ...options })
  closers.push(() => listener.close())
  return listener
}

async function station(listener: Listener<Protocol>, identity: string): Promise<WebSocket> {
  const socket = new WebSocket(`${listener.url}/${identity}`, ['ocpp1.6'])
  closers.push(() => socket.terminate())
  socket.on('error', () => {})
  await once(socket, 'open')
  return socket
}

const greet = (id: number): string => JSON.stringify([2, String(id), 'Greet', { name: 'x' }])
/** Answers of 256 kB fill what the network takes by itself after a few. */
const greeting = 'x'.repeat(256 * 1024)
const requests = 100

describe('slow sockets (design 3.12)', () => {
  it('nothing more is read from a station that takes no answers, until it takes them; none is lost', async () => {
    const listener = await listening({ versions: [toy16], pauseAboveBytes: 64 * 1024 })
    let handled = 0
    listener.handle(toy16, 'Greet', () => {
      handled += 1
      return { greeting }
    })
    const flows: boolean[] = []
    listener.on('flow', ({ isPaused }) => flows.push(isPaused))
    const socket = await station(listener, 'SLOW')
    const paused = listener.once('flow')
    socket.pause()
    // One after the other, so that they do not all arrive in what is read at once.
    let sent = 0
    const sendMore = (): void => {
      if (sent >= requests) return
      sent += 1
      socket.send(greet(sent), () => setImmediate(sendMore))
    }
    sendMore()
    const { bufferedBytes, isPaused } = await paused
    expect(isPaused).toBe(true)
    expect(bufferedBytes).toBeLessThan(2 * 1024 * 1024)
    while (sent < requests) await new Promise((resolve) => setImmediate(resolve))
    expect(handled).toBeLessThan(requests)

    let answers = 0
    const all = new Promise<void>((resolve) => {
      socket.on('message', () => {
        answers += 1
        if (answers === requests) resolve()
      })
    })
    socket.resume()
    await all
    expect(handled).toBe(requests)
    expect(flows.at(-1)).toBe(false)
    expect(listener.station('SLOW')?.isOpen).toBe(true)
  })

  it('one that takes nothing at all is found dead by the keep-alive', async () => {
    const clock = createFakeClock()
    const listener = await listening({ versions: [toy16], clock, pauseAboveBytes: 64 * 1024, pingIntervalMs: 1_000, pongTimeoutMs: 500 })
    listener.handle(toy16, 'Greet', () => ({ greeting: greeting.repeat(32) }))
    const socket = await station(listener, 'STUCK')
    const paused = listener.once('flow')
    socket.pause()
    socket.send(greet(1))
    socket.send(greet(2))
    await paused
    // What the network takes by itself it has taken once nothing more goes.
    const gone = listener.once('disconnected')
    const silent = listener.once('silent')
    for (let turn = 0; turn < 20 && listener.size > 0; turn += 1) {
      await clock.advance(500)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await silent).connection.identity).toBe('STUCK')
    expect((await gone).code).toBe(1006)
  })
})
