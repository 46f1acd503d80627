import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { createPki } from '../certificates.js'
import { createCountingClock } from '../counting-clock.js'
import { toy16 } from '../toy-protocol.js'
import { useEnds } from './ends.js'

const { dialing, listening, closing } = useEnds()

/** A server that does with a connection what the test says; `port` is where. */
async function serving(server: Server): Promise<number> {
  const held = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    held.add(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing(() => {
    for (const socket of held) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const banner = 'SSH-2.0-OpenSSH\r\n'

describe('the time for the whole opening handshake', () => {
  it.each([
    ['accepts and says nothing', '', ''],
    ['answers byte by byte and comes to no end', 'HTTP/1.1 101 Switching Protocols\r\nX-A: ', 'a'],
  ])('is up for a server that %s', async (_what, start, drip) => {
    const { clock, advance, armed } = createCountingClock()
    const server = createServer()
    const port = await serving(server)
    const client = dialing({ url: `ws://127.0.0.1:${port}`, identity: 'CP1', versions: [toy16], clock, handshakeTimeoutMs: 2_000 })
    const connected = once(server, 'connection') as Promise<[Socket]>
    const opening = client.open()
    opening.catch(() => {})
    const [socket] = await connected
    socket.write(start)
    for (let ms = 0; ms < 1_900; ms += 100) {
      await advance(100)
      socket.write(drip)
    }
    const gone = new Promise((resolve) => socket.resume().once('close', resolve))
    await advance(100)
    await expect(opening).rejects.toMatchObject({ code: 'HANDSHAKE_TIMEOUT', sent: false, status: undefined })
    await gone
    expect(armed.size).toBe(0)
  })

  it('holds for TLS too', async () => {
    const { clock, advance } = createCountingClock()
    const server = createServer()
    const port = await serving(server)
    const client = dialing({ url: `wss://127.0.0.1:${port}`, identity: 'CP1', versions: [toy16], clock, handshakeTimeoutMs: 2_000 })
    const connected = once(server, 'connection')
    const opening = client.open()
    opening.catch(() => {})
    await connected
    await advance(2_000)
    await expect(opening).rejects.toMatchObject({ code: 'HANDSHAKE_TIMEOUT' })
  })

  it('is over once the connection is open, refused or closed, and leaves no timer', async () => {
    const { clock, armed } = createCountingClock()
    const listener = await listening({ versions: [toy16], isKnown: (identity) => identity === 'CP1' })
    const known = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], clock, pingIntervalMs: 0 })
    await known.open()
    expect(armed.size).toBe(0)
    const unknown = dialing({ url: listener.url, identity: 'CP2', versions: [toy16], clock })
    await expect(unknown.open()).rejects.toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 404 })
    expect(armed.size).toBe(0)
    const server = createServer()
    const port = await serving(server)
    const closed = dialing({ url: `ws://127.0.0.1:${port}`, identity: 'CP1', versions: [toy16], clock })
    const connected = once(server, 'connection')
    closed.open().catch(() => {})
    await connected
    await closed.close()
    expect(armed.size).toBe(0)
  })
})

describe('a server that speaks no HTTP refuses the handshake', () => {
  it('over TCP', async () => {
    const port = await serving(createServer((socket) => socket.once('data', () => socket.write(banner))))
    const client = dialing({ url: `ws://127.0.0.1:${port}`, identity: 'CP1', versions: [toy16] })
    await expect(client.open()).rejects.toMatchObject({ code: 'HANDSHAKE_REFUSED', status: undefined, cause: { code: /^HPE_/ } })
  })

  it('over TLS that is good', async () => {
    const { roots, ecServer } = await createPki()
    const server = createTlsServer(ecServer, (socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.write(banner))
    })
    const port = await serving(server)
    const client = dialing({ url: `wss://127.0.0.1:${port}`, identity: 'CP1', versions: [toy16], tls: { ca: roots } })
    await expect(client.open()).rejects.toMatchObject({ code: 'HANDSHAKE_REFUSED' })
  })

  it('while one that speaks no TLS fails at TLS', async () => {
    const port = await serving(createServer((socket) => socket.once('data', () => socket.write(banner))))
    const client = dialing({ url: `wss://127.0.0.1:${port}`, identity: 'CP1', versions: [toy16] })
    await expect(client.open()).rejects.toMatchObject({ code: 'TLS' })
  })
})

it('nobody at any address of a host is no failure of TLS', async () => {
  const client = dialing({ url: 'wss://localhost:1', identity: 'CP1', versions: [toy16] })
  await expect(client.open()).rejects.toMatchObject({ code: 'UNREACHABLE' })
})
