import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Protocol } from '../../src/index.js'
import { createFakeClock } from '../../src/testing/index.js'
import { type Client, type DialOptions, dial, type Listener, type ListenOptions, listen } from '../../src/ws/index.js'
import { toy16, toy201 } from '../toy-protocol.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listening<P extends Protocol>(options: ListenOptions<P>): Promise<Listener<P>> {
  const listener = await listen({ port: 0, closeTimeoutMs: 300, ...options })
  closers.push(() => listener.close())
  return listener
}

function dialing<P extends Protocol>(options: DialOptions<P>): Client<P> {
  const client = dial({ closeTimeoutMs: 300, reconnect: false, ...options })
  closers.push(() => client.close())
  return client
}

/** A server that answers upgrades as the test says, and counts them. */
async function answering(answer: (socket: Socket, count: number) => void): Promise<{ url: string; server: Server; count: () => number }> {
  let count = 0
  const server = createServer()
  server.on('upgrade', (_request, socket: Socket) => {
    socket.on('error', () => {})
    count += 1
    answer(socket, count)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, server, count: () => count }
}

const refuse = (status: string) => (socket: Socket) =>
  void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)

describe('the back-off of a client runs on its clock (design 3.10, 2.x Part 4 §5.3)', () => {
  it('waits minimum plus random part, doubles RepeatTimes times, and then no more', async () => {
    const clock = createFakeClock()
    const { url } = await answering(refuse('404 Not Found'))
    const parts = [0.5, 0.25, 0.75, 0.1]
    const client = dialing({
      url,
      identity: 'CP1',
      versions: [toy16],
      clock,
      random: () => parts.shift() ?? 0,
      reconnect: { waitMinimumMs: 10_000, randomRangeMs: 4_000, repeatTimes: 2 },
    })
    const waits: (number | undefined)[] = []
    client.open().catch(() => {})
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const { nextAttemptMs } = await client.once('attemptFailed')
      waits.push(nextAttemptMs)
      const next = client.once('connecting')
      await clock.advance((nextAttemptMs ?? 0) - 1)
      await clock.advance(1)
      await next
    }
    expect(waits).toEqual([12_000, 25_000, 53_000, 53_000, 53_000])
  })

  it('can be changed while it runs, and the change holds from the next wait on', async () => {
    const clock = createFakeClock()
    const { url } = await answering(refuse('401 Unauthorized'))
    const client = dialing({
      url,
      identity: 'CP1',
      versions: [toy16],
      clock,
      reconnect: { waitMinimumMs: 1_000, randomRangeMs: 0, repeatTimes: 9 },
    })
    client.open().catch(() => {})
    expect((await client.once('attemptFailed')).nextAttemptMs).toBe(1_000)
    client.setBackOff({ repeatTimes: 0 })
    const failed = client.once('attemptFailed')
    await clock.advance(1_000)
    expect((await failed).nextAttemptMs).toBe(1_000)
    expect(() => client.setBackOff({ waitMinimumMs: -1 })).toThrow('reconnect.waitMinimumMs')
  })

  it('a client that tries once cannot be given one', () => {
    expect(() => dialing({ url: 'ws://127.0.0.1:1', identity: 'CP1', versions: [toy16] }).setBackOff({})).toThrow('reconnect: false')
  })
})

describe('open and close at any moment (design 3.10)', () => {
  it('open() of a client that looks for its lost connection waits for the one attempt there is', async () => {
    const clock = createFakeClock()
    const listener = await listening({ versions: [toy16] })
    const client = dialing({
      url: listener.url,
      identity: 'CP1',
      versions: [toy16],
      clock,
      reconnect: { waitMinimumMs: 1_000, randomRangeMs: 0 },
    })
    const station = listener.once('station')
    await client.open()
    const lost = client.once('disconnected')
    await (await station).close()
    expect((await lost).nextAttemptMs).toBe(1_000)
    const attempts: number[] = []
    client.on('connecting', ({ attempt }) => attempts.push(attempt))
    const again = client.open()
    await clock.advance(999)
    expect(attempts).toEqual([])
    await clock.advance(1)
    expect((await again) === client.connection).toBe(true)
    expect(attempts).toEqual([1])
    expect(listener.size).toBe(1)
  })

  it('a client that tries once can be opened again after it was disconnected, and after it was closed', async () => {
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16] })
    const station = listener.once('station')
    await client.open()
    const lost = client.once('disconnected')
    await (await station).close()
    expect((await lost).nextAttemptMs).toBeUndefined()
    const second = await client.open()
    expect(second.isOpen).toBe(true)
    await client.close()
    expect(client.connection).toBeUndefined()
    expect((await client.open()).isOpen).toBe(true)
  })

  it('close() with an option that is wrong leaves the client connected', async () => {
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16] })
    const connection = await client.open()
    await expect(client.close({ code: 1006 })).rejects.toThrow('code must be')
    expect(client.connection).toBe(connection)
    expect(connection.isOpen).toBe(true)
  })

  it('close() drains: a call under way gets its answer first, and none comes after', async () => {
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
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16] })
    const csms = await client.open()
    const call = csms.call('Greet', { name: 'x' })
    await asked
    const gone = listener.once('disconnected')
    const closed = client.close({ drainMs: 5_000, code: 4000 })
    await expect(csms.call('Greet', { name: 'y' })).rejects.toMatchObject({ code: 'CLOSED', sent: false })
    answer({ greeting: 'in time' })
    await expect(call).resolves.toEqual({ greeting: 'in time' })
    await closed
    expect((await gone).code).toBe(4000)
  })

  it('a listener of "connecting" may close the client, and nothing is dialled', async () => {
    const { url, count } = await answering(refuse('503 Service Unavailable'))
    const client = dialing({ url, identity: 'CP1', versions: [toy16] })
    client.on('connecting', () => void client.close())
    await expect(client.open()).rejects.toMatchObject({ code: 'CLOSED' })
    expect(count()).toBe(0)
  })

  it('an abort while the server thinks hangs up', async () => {
    const held: Socket[] = []
    const { url, server } = await answering((socket) => held.push(socket))
    const client = dialing({ url, identity: 'CP1', versions: [toy16] })
    const controller = new AbortController()
    const opening = client.open({ signal: controller.signal })
    opening.catch(() => {})
    await once(server, 'upgrade')
    const [socket] = held
    socket?.resume()
    const hungUp = once(socket as Socket, 'end')
    controller.abort(new Error('enough'))
    await expect(opening).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'enough' } })
    await hungUp
  })
})

describe('what a client is told of a server that is none', () => {
  it.each([
    ['503 Service Unavailable', { code: 'HANDSHAKE_REFUSED', status: 503 }],
    ['302 Found', { code: 'HANDSHAKE_REFUSED', status: 302 }],
    [
      '101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: ocpp1.6',
      { code: 'HANDSHAKE_REFUSED' },
    ],
    [
      '101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: ocpp2.0.1',
      { code: 'NO_SUBPROTOCOL' },
    ],
    ['101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: OCPP1.6', { code: 'NO_SUBPROTOCOL' }],
  ])('%j', async (status, expected) => {
    const { url } = await answering(refuse(status))
    await expect(dialing({ url, identity: 'CP1', versions: [toy16] }).open()).rejects.toMatchObject(expected)
  })

  it('one that hangs up cannot be reached', async () => {
    const { url } = await answering((socket) => void socket.destroy())
    await expect(dialing({ url, identity: 'CP1', versions: [toy16] }).open()).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  it('TLS material that is none fails the attempt and not the process', async () => {
    const client = dialing({
      url: 'wss://127.0.0.1:1',
      identity: 'CP1',
      versions: [toy201],
      tls: { cert: 'no certificate', key: 'no key' },
    })
    await expect(client.open()).rejects.toMatchObject({ code: 'TLS' })
  })
})

describe('credentials are asked for before each attempt (A01: a password may change)', () => {
  it('the second attempt sends the new one', async () => {
    const listener = await listening({
      versions: [toy16],
      securityProfile: 1,
      authenticate: ({ password }) => password?.toString() === 'new',
    })
    const passwords = ['old', 'new']
    const client = dialing({
      url: listener.url,
      identity: 'CP1',
      versions: [toy16],
      password: () => passwords.shift() ?? '',
      reconnect: { waitMinimumMs: 1, randomRangeMs: 0 },
    })
    const failed = client.once('attemptFailed')
    await client.open()
    expect((await failed).error.status).toBe(401)
    expect(passwords).toEqual([])
  })
})
