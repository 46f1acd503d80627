import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { Protocol } from '../../src/index.js'
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
  const client = dial({ closeTimeoutMs: 300, reconnect: { waitMinimumMs: 5, randomRangeMs: 0, repeatTimes: 1 }, ...options })
  closers.push(() => client.close())
  return client
}

describe('a client (design 3.10)', () => {
  it('takes up its connection again when the csms was restarted', async () => {
    const first = await listening({ versions: [toy16] })
    const { port } = first
    const client = dialing({ url: first.url, identity: 'CP1', versions: [toy16] })
    const before = await client.open()
    const lost = client.once('disconnected')
    await first.close({ code: 1012 })
    await expect(lost).resolves.toMatchObject({ code: 1012, nextAttemptMs: 5 })
    expect(client.connection).toBeUndefined()
    const again = client.once('connection')
    const second = await listening({ versions: [toy16], port })
    second.handle(toy16, 'Greet', () => ({ greeting: 'back' }))
    const after = await again
    expect(after).not.toBe(before)
    await expect(after.call('Greet', { name: 'x' })).resolves.toEqual({ greeting: 'back' })
  })

  it('goes on after 401 and 404, telling of each attempt and of the next, and is let in once it is known', async () => {
    let attempts = 0
    const listener = await listening({
      versions: [toy16],
      isKnown: () => {
        attempts += 1
        return attempts > 1
      },
      securityProfile: 1,
      authenticate: () => attempts > 2,
    })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], password: 'x' })
    const failures: unknown[] = []
    client.on('attemptFailed', ({ error, attempt, nextAttemptMs }) => failures.push([error.code, error.status, attempt, nextAttemptMs]))
    await client.open()
    expect(failures).toEqual([
      ['HANDSHAKE_REFUSED', 404, 1, 5],
      ['HANDSHAKE_REFUSED', 401, 2, 10],
    ])
  })

  it('gives up only if asked to', async () => {
    const client = dialing({
      url: 'ws://127.0.0.1:1',
      identity: 'CP1',
      versions: [toy16],
      reconnect: { waitMinimumMs: 1, randomRangeMs: 0, giveUpAfter: 3 },
    })
    const attempts: number[] = []
    client.on('connecting', ({ attempt }) => attempts.push(attempt))
    await expect(client.open()).rejects.toMatchObject({ name: 'ConnectionError', code: 'UNREACHABLE' })
    expect(attempts).toEqual([1, 2, 3])
  })

  it('does not speak to a server that chose no version', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => false })
    closers.push(() => server.close())
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const client = dialing({ url: `ws://127.0.0.1:${port}`, identity: 'CP1', versions: [toy16], reconnect: false })
    await expect(client.open()).rejects.toMatchObject({ code: 'NO_SUBPROTOCOL' })
  })

  it('close at any moment ends it: while it connects, while it waits, while it is connected', async () => {
    const silent = createServer()
    const held: Socket[] = []
    silent.on('connection', (socket) => held.push(socket))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closers.push(() => {
      for (const socket of held) socket.destroy()
      silent.close()
    })
    const { port } = silent.address() as { port: number }
    const connecting = dialing({ url: `ws://127.0.0.1:${port}`, identity: 'CP1', versions: [toy16] })
    const opening = connecting.open()
    opening.catch(() => {})
    await once(silent, 'connection')
    await connecting.close()
    await expect(opening).rejects.toMatchObject({ code: 'CLOSED' })

    const waiting = dialing({
      url: 'ws://127.0.0.1:1',
      identity: 'CP1',
      versions: [toy16],
      reconnect: { waitMinimumMs: 60_000, randomRangeMs: 0 },
    })
    const never = waiting.open()
    never.catch(() => {})
    await waiting.once('attemptFailed')
    await waiting.close()
    await expect(never).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('an aborted open leaves nothing behind', async () => {
    const client = dialing({ url: 'ws://127.0.0.1:1', identity: 'CP1', versions: [toy16] })
    const controller = new AbortController()
    const opening = client.open({ signal: controller.signal })
    controller.abort()
    await expect(opening).rejects.toMatchObject({ code: 'ABORTED' })
    expect(client.connection).toBeUndefined()
  })

  it('its identity goes into the URL once, percent-encoded', () => {
    const url = (options: Partial<DialOptions>) => dial({ url: 'ws://127.0.0.1:9/ocpp', versions: [toy16], ...options } as DialOptions).url
    expect(url({ identity: 'CP 1|a' })).toBe('ws://127.0.0.1:9/ocpp/CP%201%7Ca')
    expect(url({ url: 'ws://127.0.0.1:9/ocpp/CP1', identity: 'CP1' })).toBe('ws://127.0.0.1:9/ocpp/CP1')
  })
})

describe('the identity of a client (2.x Part 4 §3.1.1)', () => {
  const identified = (identity: unknown, versions: readonly Protocol[] = [toy16]) =>
    dial({ url: 'ws://127.0.0.1:9/ocpp', identity: identity as string, versions })

  it.each(['x'.repeat(49), 'a/b', 'a\u0000', '.', '..', '\ud800', 5, null, ''])('%j is a TypeError that names it', (identity) => {
    expect(() => identified(identity)).toThrow(TypeError)
    expect(() => identified(identity)).toThrow('identity must')
  })

  it('holds no colon where a version is offered that forbids it, and may hold one in 1.6', () => {
    expect(() => identified('CP:1', [toy16, toy201])).toThrow('identity must hold no colon in OCPP 2.0.1')
    expect(identified('CP:1').url).toBe('ws://127.0.0.1:9/ocpp/CP%3A1')
  })

  it('is checked in the URL too', () => {
    expect(() => dial({ url: 'ws://127.0.0.1:9/ocpp/CP%3A1', versions: [toy201] })).toThrow('identity must')
    expect(() => dial({ url: 'ws://127.0.0.1:9/ocpp/a%2Fb', versions: [toy16] })).toThrow('identity must')
  })
})

describe('keep-alive (design 3.9)', () => {
  it('a peer of which nothing is heard after a ping is cut off, one that answers is not', async () => {
    const listener = await listening({ versions: [toy16], pingIntervalMs: 30, pongTimeoutMs: 60 })
    const alive = dialing({ url: listener.url, identity: 'ALIVE', versions: [toy16] })
    await alive.open()
    const half = new WebSocket(`${listener.url}/HALF-OPEN`, ['ocpp1.6'])
    closers.push(() => half.terminate())
    await once(half, 'open')
    const silent = listener.once('silent')
    half.pause()
    expect((await silent).connection.identity).toBe('HALF-OPEN')
    expect(listener.station('HALF-OPEN')).toBeUndefined()
    expect(listener.station('ALIVE')?.isOpen).toBe(true)
  })

  it('a station that never answers pings may be let be', async () => {
    const listener = await listening({ versions: [toy16], pingIntervalMs: 20, pongTimeoutMs: 20, noPong: ['QUIET'] })
    const quiet = new WebSocket(`${listener.url}/QUIET`, ['ocpp1.6'], { autoPong: false })
    closers.push(() => quiet.terminate())
    await once(quiet, 'open')
    for (let ping = 0; ping < 3; ping += 1) await once(quiet, 'ping')
    expect(listener.station('QUIET')?.isOpen).toBe(true)
  })
})

describe('compression (design 3.12)', () => {
  const offer = async (listener: Listener<Protocol>, subprotocol: string): Promise<WebSocket> => {
    const socket = new WebSocket(`${listener.url}/CP1`, [subprotocol], { perMessageDeflate: true })
    closers.push(() => socket.terminate())
    await once(socket, 'open')
    return socket
  }

  it('is agreed on for 2.x when offered, without context takeover, and not for 1.6 (2.x Part 4 §3.3)', async () => {
    const listener = await listening<Protocol>({ versions: [toy201, toy16] })
    const socket = new WebSocket(`${listener.url}/CP1`, ['ocpp2.0.1'], { perMessageDeflate: true })
    closers.push(() => socket.terminate())
    const [answer] = (await once(socket, 'upgrade')) as [{ headers: Record<string, string> }]
    expect(answer.headers['sec-websocket-extensions']).toMatch(/^permessage-deflate;.*server_no_context_takeover/)
    expect((await offer(listener, 'ocpp1.6')).extensions).toBe('')
    const bare = new WebSocket(`${listener.url}/CP2`, ['ocpp2.0.1'], { perMessageDeflate: false })
    closers.push(() => bare.terminate())
    await once(bare, 'open')
    expect(bare.extensions).toBe('')
  })

  it('a small message that inflates beyond the limit closes with 1009 (zip bomb)', async () => {
    const listener = await listening<Protocol>({ versions: [toy201], maxPayloadBytes: 100_000 })
    const socket = await offer(listener, 'ocpp2.0.1')
    const fault = listener.once('socketFault')
    const bomb = deflateRawSync(Buffer.alloc(200 * 1024 * 1024, 0x20))
    expect(bomb.length).toBeLessThan(300_000)
    const before = process.memoryUsage().rss
    // A text frame by hand: RSV1 set, masked with zeros, 64-bit length.
    const head = Buffer.from([0xc1, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    const payload = bomb.subarray(0, Math.min(bomb.length, 99_000))
    head.writeBigUInt64BE(BigInt(payload.length), 2)
    const { _socket: stream } = socket as unknown as { _socket: Socket }
    stream.write(Buffer.concat([head, payload]))
    expect((await fault).closeCode).toBe(1009)
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024)
  })
})
