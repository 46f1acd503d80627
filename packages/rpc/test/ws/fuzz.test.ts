import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { dial, listen } from '../../src/ws/index.js'
import { usedHeapBytes } from '../heap.js'
import { malformedFrames } from '../malformed-frames.js'
import { toy16, toy21, toy201 } from '../toy-protocol.js'

/** Connections that misbehave; `pnpm test:long` opens the whole number. */
const connectionCount = process.env['OCPP_KIT_LONG'] === '1' ? 2_000 : 200
const seed = 20_261_121

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** One WebSocket frame as bytes (RFC 6455 §5.2); `mask` as a client must. */
function webSocketFrame({ head, payload, mask }: { head: number; payload: Uint8Array; mask: boolean }): Buffer {
  const { length } = payload
  const size = length < 126 ? Buffer.from([length]) : Buffer.from([126, length >> 8, length & 0xff])
  size[0] = (size[0] as number) | (mask ? 0x80 : 0)
  const key = Buffer.from(mask ? [7, 11, 13, 17] : [])
  const body = Buffer.from(payload.map((byte, index) => (mask ? byte ^ (key[index % 4] as number) : byte)))
  return Buffer.concat([Buffer.from([head]), size, key, body])
}

const text = malformedFrames.map((frame) => Buffer.from(frame).subarray(0, 60_000))
const brokenUtf8 = fc.tuple(text, fc.nat(), fc.constantFrom(0xff, 0xc0, 0xed, 0x80)).map(([bytes, at, broken]) => {
  const copy = Buffer.concat([bytes, Buffer.from([0x20])])
  copy[at % copy.length] = broken
  return copy
})
/** Text, continuation, binary, close, ping, pong, reserved opcodes; with and without FIN; with reserved bits. */
const heads = fc.oneof({ weight: 4, arbitrary: fc.constant(0x81) }, { weight: 2, arbitrary: fc.nat(0xff) })
const wireFrame = fc.record({ head: heads, payload: fc.oneof(text, brokenUtf8, fc.uint8Array({ maxLength: 200 })) })
const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes))
/** What one connection says: frames, or no frames at all. */
const babble = (mask: boolean) =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .array(wireFrame, { minLength: 1, maxLength: 6 })
        .map((frames) => Buffer.concat(frames.map((frame) => webSocketFrame({ ...frame, mask })))),
    },
    { weight: 1, arbitrary: noise },
  )

/** Resolves when the other side has ended the connection, or, where it has nothing to object to, when this side has. */
async function say(socket: Socket, bytes: Buffer): Promise<void> {
  socket.on('error', () => {})
  const gone = once(socket, 'close')
  socket.resume()
  socket.end(bytes)
  await gone
}

const upgradeOf = (host: string, path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ocpp2.1\r\n\r\n'

/** RFC 6455 §4.2.2. */
const acceptanceOf = (key: string): Buffer =>
  Buffer.from(
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: ocpp2.1\r\n' +
      `Sec-WebSocket-Accept: ${createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')}\r\n\r\n`,
  )

describe('bytes that are no good', () => {
  it(`from ${connectionCount} stations leave a csms as it was`, async () => {
    const errors: unknown[] = []
    const listener = await listen({
      port: 0,
      versions: [toy16, toy201, toy21],
      closeTimeoutMs: 200,
      onError: (error) => errors.push(error),
    })
    closers.push(() => listener.close())
    listener.handle(toy21, 'Greet', () => ({ greeting: 'hi' }))
    const { port, host } = new URL(listener.url)

    const misbehave = async (bytes: Buffer, index: number): Promise<void> => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      socket.write(upgradeOf(host, `/BAD-${index % 7}`))
      await once(socket, 'data')
      await say(socket, bytes)
    }
    const sample = fc.sample(babble(true), { numRuns: connectionCount, seed })
    const warmUp = sample.splice(0, connectionCount / 4)
    for (const [index, bytes] of warmUp.entries()) await misbehave(bytes, index)
    const before = await usedHeapBytes()
    for (const [index, bytes] of sample.entries()) await misbehave(bytes, index)
    const keptBytesPerConnection = ((await usedHeapBytes()) - before) / sample.length

    expect(errors).toEqual([])
    expect(listener.size).toBe(0)
    expect(keptBytesPerConnection).toBeLessThan(4_000)
    const client = dial({ url: listener.url, identity: 'GOOD', versions: [toy21], closeTimeoutMs: 200 })
    closers.push(() => client.close())
    const connection = await client.open()
    await expect(connection.call('Greet', { name: 'x' })).resolves.toEqual({ greeting: 'hi' })
  })

  it(`from a csms on ${connectionCount} connections leave a station trying, and in its right mind at the first good one`, async () => {
    const sample = fc.sample(babble(false), { numRuns: connectionCount, seed })
    const webSockets = new WebSocketServer({ noServer: true })
    const server = createServer()
    const answer = new Promise<string>((resolve) => {
      server.on('upgrade', (request, socket: Socket, head) => {
        const bytes = sample.shift()
        if (bytes !== undefined) return void say(socket, Buffer.concat([acceptanceOf(request.headers['sec-websocket-key'] ?? ''), bytes]))
        webSockets.handleUpgrade(request, socket, head, (webSocket) => {
          webSocket.on('message', (data) => resolve(String(data)))
          webSocket.send('[2,"last","Ask",{"question":"?"}]')
        })
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(
      () => server.close(),
      () => {
        for (const client of webSockets.clients) client.terminate()
      },
    )
    const errors: unknown[] = []
    const client = dial({
      url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
      identity: 'CP1',
      versions: [toy21],
      closeTimeoutMs: 200,
      reconnect: { waitMinimumMs: 0, randomRangeMs: 0 },
      onError: (error) => errors.push(error),
    })
    closers.push(() => client.close())
    client.handle(toy21, 'Ask', () => ({ answer: 'yes' }))
    await client.open()

    expect(JSON.parse(await answer)).toEqual([3, 'last', { answer: 'yes' }])
    expect(sample).toEqual([])
    expect(errors).toEqual([])
  })
})
