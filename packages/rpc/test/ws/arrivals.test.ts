import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Listener } from '../../src/ws/index.js'
import { createPki } from '../certificates.js'
import { createCountingClock } from '../counting-clock.js'
import { type Toy16, toy16 } from '../toy-protocol.js'
import { useEnds } from './ends.js'

const { listening, dialing, knock, closing } = useEnds()

let pki: Awaited<ReturnType<typeof createPki>>
beforeAll(async () => {
  pki = await createPki()
})

async function tcp(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  closing(() => socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** All that comes until the other end hangs up. */
const answerOf = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let answer = ''
    socket.on('data', (data: Buffer) => {
      answer += data.toString('latin1')
    })
    socket.on('close', () => resolve(answer))
  })

/** Whatever earlier connections have sent has arrived once a later one is a station. */
async function untilSeen(listener: Listener<Toy16>): Promise<void> {
  if (listener.url.startsWith('ws:')) return void (await knock(`${listener.url}/LATER`))
  await dialing({ url: listener.url, identity: 'LATER', versions: [toy16], tls: { ca: pki.roots } }).open()
}

const upgrade =
  'GET /CP1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n'

const timedOut = { reason: 'timedOut', status: 503, identity: undefined, remoteAddress: '127.0.0.1' }

describe('handshakeTimeoutMs of a listener, from the TCP connection on', () => {
  it.each([
    ['says nothing', '', ''],
    ['sends half of its headers', 'GET /CP1 HTTP/1.1\r\nHost: x\r\n', ''],
    ['sends them byte by byte', 'GET /CP1 HTTP/1.1\r\nX-A: ', 'a'],
  ])('ends a connection that %s: 503', async (_what, start, drip) => {
    const { clock, advance } = createCountingClock()
    const listener = await listening({ versions: [toy16], clock, handshakeTimeoutMs: 1_000, pingIntervalMs: 0 })
    const socket = await tcp(listener.port)
    const answer = answerOf(socket)
    socket.write(start)
    await untilSeen(listener)
    for (let ms = 0; ms < 900; ms += 100) {
      await advance(100)
      socket.write(drip)
    }
    await advance(99)
    expect(socket.destroyed).toBe(false)
    const refused = listener.once('handshakeRefused')
    await advance(1)
    expect(await refused).toMatchObject(timedOut)
    expect(await answer).toMatch(/^HTTP\/1\.1 503 /)
    expect(listener.size).toBe(1)
  })

  it('includes what a hook takes', async () => {
    const { clock, advance } = createCountingClock()
    let ask = (): void => {}
    const asked = new Promise<void>((resolve) => {
      ask = resolve
    })
    const isKnown = (identity: string): boolean | Promise<boolean> => {
      if (identity !== 'CP1') return true
      ask()
      return new Promise(() => {})
    }
    const listener = await listening({ versions: [toy16], clock, handshakeTimeoutMs: 1_000, isKnown })
    const socket = await tcp(listener.port)
    const answer = answerOf(socket)
    await untilSeen(listener)
    await advance(600)
    socket.write(upgrade)
    await asked
    await advance(399)
    expect(socket.destroyed).toBe(false)
    const refused = listener.once('handshakeRefused')
    await advance(1)
    expect(await refused).toMatchObject({ ...timedOut, identity: 'CP1' })
    expect(await answer).toMatch(/^HTTP\/1\.1 503 /)
  })

  it('includes TLS', async () => {
    const { clock, advance } = createCountingClock()
    const tls = { certificates: [pki.ecServer] }
    const listener = await listening({ versions: [toy16], tls, clock, handshakeTimeoutMs: 30_000 })
    const socket = await tcp(listener.port)
    await untilSeen(listener)
    await advance(20_000)
    const secure = connectTls({ socket, host: '127.0.0.1', ca: pki.roots })
    secure.on('error', () => {})
    const answer = answerOf(secure)
    await once(secure, 'secureConnect')
    await untilSeen(listener)
    await advance(9_999)
    expect(secure.destroyed).toBe(false)
    const refused = listener.once('handshakeRefused')
    await advance(1)
    expect(await refused).toMatchObject(timedOut)
    expect(await answer).toMatch(/^HTTP\/1\.1 503 /)
  })

  it('ends a TLS handshake that comes to no end, without an answer', async () => {
    const tls = { certificates: [pki.ecServer] }
    const listener = await listening({ versions: [toy16], tls, handshakeTimeoutMs: 50 })
    const refusals: unknown[] = []
    listener.on('handshakeRefused', ({ reason, status }) => refusals.push([reason, status]))
    const socket = await tcp(listener.port)
    expect(await answerOf(socket)).toBe('')
    expect(refusals).toEqual([['timedOut', undefined]])
  })

  it('is over for who was let in, refused, answered in plain HTTP or has gone, with and without TLS', async () => {
    for (const tls of [undefined, { certificates: [pki.ecServer] }]) {
      const { clock, advance } = createCountingClock()
      const isKnown = (identity: string): boolean => identity === 'LATER'
      const listener = await listening({ versions: [toy16], tls, clock, handshakeTimeoutMs: 30_000, pingIntervalMs: 0, isKnown })
      const reasons: string[] = []
      listener.on('handshakeRefused', ({ reason }) => reasons.push(reason))
      const stranger = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], tls: { ca: pki.roots } })
      await expect(stranger.open()).rejects.toMatchObject({ status: 404 })
      if (tls === undefined) expect((await fetch(listener.url.replace('ws:', 'http:'))).status).toBe(426)
      const gone = await tcp(listener.port)
      gone.resetAndDestroy()
      await untilSeen(listener)
      await advance(30_000)
      expect(listener.size).toBe(1)
      expect(reasons.filter((reason) => reason === 'timedOut')).toEqual([])
    }
  })
})
