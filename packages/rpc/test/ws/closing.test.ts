import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Protocol } from '../../src/index.js'
import { dial, type Listener, type ListenerCloseOptions, type ListenOptions, listen } from '../../src/ws/index.js'
import { createPki } from '../certificates.js'
import { createCountingClock } from '../counting-clock.js'
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

async function tcp(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1')
  closers.push(() => void socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

describe('a drain (design 3.13)', () => {
  it('waits for requests of the station too, and closes as soon as nothing is under way', async () => {
    const listener = await listening({ versions: [toy16] })
    let answer: (value: { greeting: string }) => void = () => {}
    const asked = new Promise<void>((resolve) => {
      listener.handle(toy16, 'Greet', () => {
        resolve()
        return new Promise((late) => {
          answer = late
        })
      })
    })
    const client = dial({ url: listener.url, identity: 'CP1', versions: [toy16], reconnect: false })
    closers.push(() => client.close())
    const csms = await client.open()
    const call = csms.call('Greet', { name: 'x' })
    await asked
    const gone = client.once('disconnected')
    const closed = listener.close({ drainMs: 60_000, code: 1012, reason: 'restart' })
    answer({ greeting: 'in time' })
    await expect(call).resolves.toEqual({ greeting: 'in time' })
    await expect(gone).resolves.toMatchObject({ code: 1012, reason: 'restart' })
    await closed
  })

  it('ends at its deadline, whoever has not answered', async () => {
    const { clock, advance } = createCountingClock()
    const listener = await listening({ versions: [toy16], clock })
    const socket = await station(listener, 'CP1')
    const call = listener.station('CP1')?.call('Ask', { question: '?' })
    call?.catch(() => {})
    const closed = once(socket, 'close')
    const ended = listener.close({ drainMs: 1_000 })
    await advance(999)
    expect(listener.size).toBe(1)
    await advance(1)
    expect((await closed)[0]).toBe(1001)
    await expect(call).rejects.toMatchObject({ code: 'CLOSED', sent: true })
    await ended
  })

  it('is cut short by a second close() that asks for less time', async () => {
    const { clock, advance, armed } = createCountingClock()
    const listener = await listening({ versions: [toy16], clock })
    const sockets = [await station(listener, 'CP1'), await station(listener, 'CP2')]
    for (const { identity } of listener.stations)
      listener
        .station(identity)
        ?.call('Ask', { question: '?' })
        .catch(() => {})
    const ends = sockets.map((socket) => once(socket, 'close'))
    const first = listener.close({ drainMs: 3_000, ratePerSecond: 0.1 })
    await advance(1_000)
    expect(listener.size).toBe(2)
    const second = listener.close({ drainMs: 0, code: 1012 })
    for (const end of ends) expect((await end)[0]).toBe(1012)
    await Promise.all([first, second])
    expect(armed.size).toBe(0)
  })

  it('is not drawn out by a second close() that asks for more', async () => {
    const { clock, advance, armed } = createCountingClock()
    const listener = await listening({ versions: [toy16], clock })
    const socket = await station(listener, 'CP1')
    listener
      .station('CP1')
      ?.call('Ask', { question: '?' })
      .catch(() => {})
    const closed = once(socket, 'close')
    const first = listener.close({ drainMs: 1_000 })
    const second = listener.close({ drainMs: 60_000 })
    await advance(1_000)
    expect((await closed)[0]).toBe(1001)
    await Promise.all([first, second])
    await listener.close()
    expect(armed.size).toBe(0)
  })

  it('a station that does not answer the close frame is cut off after closeTimeoutMs', async () => {
    const { clock, advance } = createCountingClock()
    const listener = await listening({ versions: [toy16], clock, closeTimeoutMs: 2_000 })
    const socket = await station(listener, 'CP1')
    socket.pause()
    const gone = listener.once('disconnected')
    const ended = listener.close()
    await advance(2_000)
    expect((await gone).code).toBe(1006)
    await ended
  })

  it('ratePerSecond lets one station go after the other', async () => {
    const { clock, advance, armed } = createCountingClock()
    const listener = await listening({ versions: [toy16], clock })
    const sockets = [await station(listener, 'A'), await station(listener, 'B'), await station(listener, 'C')]
    const order: number[] = []
    for (const [index, socket] of sockets.entries()) socket.on('close', () => order.push(index))
    const [first, second, third] = sockets.map((socket) => once(socket, 'close'))
    const ended = listener.close({ ratePerSecond: 2 })
    await first
    await advance(499)
    expect(order).toEqual([0])
    await advance(1)
    await second
    expect(order).toEqual([0, 1])
    await advance(500)
    await third
    await ended
    expect(order).toEqual([0, 1, 2])
    expect(armed.size).toBe(0)
  })
})

describe('the end of a listener leaves nothing open', () => {
  it('TCP connections that have said nothing, or half of a request, end with it', async () => {
    const listener = await listening({ versions: [toy16] })
    const silent = await tcp(listener.port)
    const half = await tcp(listener.port)
    half.write('GET /CP1 HTTP/1.1\r\nHost:')
    // Whatever these sent has arrived once a later connection is a station.
    await station(listener, 'CP1')
    const ends = [once(silent, 'close'), once(half, 'close')]
    await listener.close()
    for (const end of ends) await end
  })

  it('TLS handshakes under way end with it', async () => {
    const pki = await createPki()
    const listener = await listening({ versions: [toy16], tls: { certificates: [pki.ecServer] } })
    const silent = await tcp(listener.port)
    const client = dial({ url: listener.url, identity: 'CP1', versions: [toy16], tls: { ca: pki.roots }, reconnect: false })
    closers.push(() => client.close())
    await client.open()
    const end = once(silent, 'close')
    await listener.close()
    await end
  })

  it('no timer is left, and a second close() waits for the first', async () => {
    const { clock, armed } = createCountingClock()
    const listener = await listening({ versions: [toy16], clock, isKnown: async () => true })
    await station(listener, 'CP1')
    expect(armed.size).toBeGreaterThan(0)
    await Promise.all([listener.close(), listener.close({ code: 1012 })])
    expect(armed.size).toBe(0)
    await expect(station(listener, 'CP2')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it.each<[string, ListenerCloseOptions]>([
    ['code', { code: 1006 }],
    ['code', { code: 2000 }],
    ['reason', { reason: 'é'.repeat(62) }],
    ['drainMs', { drainMs: -1 }],
    ['ratePerSecond', { ratePerSecond: 0 }],
  ])('%s out of range is a TypeError, and the listener goes on', async (option, options) => {
    const listener = await listening({ versions: [toy16] })
    await expect(listener.close(options)).rejects.toThrow(option)
    await station(listener, 'CP1')
    expect(listener.size).toBe(1)
    await listener.close()
    expect(listener.size).toBe(0)
  })
})
