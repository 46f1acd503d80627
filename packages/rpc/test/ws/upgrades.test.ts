import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Protocol } from '../../src/index.js'
import { createFakeClock } from '../../src/testing/index.js'
import { dial, frameChannelName, type HandshakeRefusal, type Listener, type ListenOptions, listen } from '../../src/ws/index.js'
import { createPki } from '../certificates.js'
import { toy16, toy21, toy201 } from '../toy-protocol.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listening<P extends Protocol>(options: ListenOptions<P>): Promise<Listener<P>> {
  const listener = await listen({
    ...(options.server === undefined ? { port: 0 } : {}),
    closeTimeoutMs: 300,
    onError: () => {},
    ...options,
  })
  closers.push(() => listener.close())
  return listener
}

/** A WebSocket by ws, and the status it was answered with. */
async function knock(url: string, subprotocols: readonly string[] = ['ocpp1.6'], headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, [...subprotocols], { headers })
  closers.push(() => socket.terminate())
  socket.on('error', () => {})
  return new Promise<{ status: number; socket: WebSocket }>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve({ status: response.statusCode ?? 0, socket }))
    socket.on('open', () => resolve({ status: 101, socket }))
  })
}

/** A TCP connection that has sent this text. */
async function speaking(port: number, text: string): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1')
  closers.push(() => void socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

async function wholeAnswer(socket: Socket): Promise<string> {
  let answer = ''
  socket.on('data', (data: Buffer) => {
    answer += data.toString('latin1')
  })
  await once(socket, 'close')
  return answer
}

const upgradeRequest = (path: string, headers: readonly string[] = []): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: x',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol: ocpp1.6',
    ...headers,
    '\r\n',
  ].join('\r\n')

/** A hook that is asked and answered when the test says. */
function asking() {
  const asked: ((answer: boolean) => void)[] = []
  let tell = (): void => {}
  return {
    hook: () =>
      new Promise<boolean>((resolve) => {
        asked.push(resolve)
        tell()
      }),
    /** Resolves when the hook has been asked so often. */
    untilAsked: (count: number) =>
      new Promise<void>((resolve) => {
        tell = () => {
          if (asked.length >= count) resolve()
        }
        tell()
      }),
    answer: (answer: boolean) => {
      for (const resolve of asked) resolve(answer)
    },
  }
}

describe('no upgrade leaves a socket without an owner (design 3.6)', () => {
  it('a station that is reset while it is authenticated does not become one', async () => {
    const { hook, untilAsked, answer } = asking()
    const listener = await listening({ versions: [toy16], isKnown: (identity) => (identity === 'CP1' ? hook() : true) })
    const refused = listener.once('handshakeRefused')
    const socket = await speaking(listener.port, upgradeRequest('/CP1'))
    await untilAsked(1)
    socket.resetAndDestroy()
    await expect(refused).resolves.toMatchObject({ reason: 'abandoned', identity: 'CP1', status: undefined })
    answer(true)
    expect((await knock(`${listener.url}/CP2`)).status).toBe(101)
    expect(listener.size).toBe(1)
  })

  it('a station that hangs up while it is authenticated is gone as soon as it was let in', async () => {
    const { hook, untilAsked, answer } = asking()
    const listener = await listening({ versions: [toy16], isKnown: hook })
    const over = Promise.race([listener.once('disconnected'), listener.once('handshakeRefused')])
    const socket = await speaking(listener.port, upgradeRequest('/CP1'))
    await untilAsked(1)
    socket.end()
    answer(true)
    await over
    expect(listener.size).toBe(0)
  })

  it('a hook that takes longer than handshakeTimeoutMs is not waited for: 503', async () => {
    const clock = createFakeClock()
    const { hook, untilAsked, answer } = asking()
    const listener = await listening({ versions: [toy16], isKnown: hook, clock, handshakeTimeoutMs: 1_000 })
    const refused = listener.once('handshakeRefused')
    const knocked = knock(`${listener.url}/CP1`)
    await untilAsked(1)
    await clock.advance(1_000)
    expect((await knocked).status).toBe(503)
    expect((await refused).reason).toBe('timedOut')
    answer(true)
    expect(listener.size).toBe(0)
  })

  it('a validation policy that throws for a station closes its socket with 1011 and is told of', async () => {
    const listener = await listening({
      versions: [toy16],
      validation: ({ identity }) => {
        if (identity === 'CP1') throw new Error('no policy')
        return {}
      },
    })
    const refused = listener.once('handshakeRefused')
    const { socket } = await knock(`${listener.url}/CP1`)
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1011)
    await expect(refused).resolves.toMatchObject({ reason: 'hookFailed', error: { message: 'no policy' } })
    expect(listener.size).toBe(0)
  })

  it.each(['isKnown', 'securityProfile', 'authenticate'] as const)('%s may throw at once: 503, and it is told of', async (name) => {
    const fail = (): never => {
      throw new Error('directory down')
    }
    const listener = await listening({ versions: [toy16], authenticate: () => true, securityProfile: 1, [name]: fail })
    const refused = listener.once('handshakeRefused')
    expect((await knock(`${listener.url}/CP1`, undefined, { authorization: `Basic ${btoa('CP1:x')}` })).status).toBe(503)
    await expect(refused).resolves.toMatchObject({ reason: 'hookFailed', error: { message: 'directory down' } })
  })

  it('a hook that returns something else than it may lets nobody in', async () => {
    const listener = await listening({ versions: [toy16], authenticate: () => 'yes' as never })
    expect((await knock(`${listener.url}/CP1`, undefined, { authorization: `Basic ${btoa('CP1:x')}` })).status).toBe(503)
    expect(listener.size).toBe(0)
  })
})

describe('simultaneous upgrades of one identity (design 3.8)', () => {
  it.each(['refuse', 'probe'] as const)('%s lets in one of two, in whatever case they write it', async (duplicates) => {
    const { hook, untilAsked, answer } = asking()
    const listener = await listening({ versions: [toy16], duplicates, isKnown: hook })
    const both = [knock(`${listener.url}/CP1`), knock(`${listener.url}/cp1`)]
    await untilAsked(2)
    answer(true)
    const statuses = (await Promise.all(both)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([101, 503])
    expect(listener.size).toBe(1)
  })

  it('probe: of two that find a silent one, the first to be heard of takes its place, and the other is refused', async () => {
    const clock = createFakeClock()
    const listener = await listening({ versions: [toy16], duplicates: 'probe', clock, probeTimeoutMs: 1_000 })
    const silent = new WebSocket(`${listener.url}/CP1`, ['ocpp1.6'], { autoPong: false })
    closers.push(() => silent.terminate())
    await once(silent, 'open')
    const pinged = once(silent, 'ping')
    const gone = listener.once('disconnected')
    const both = [knock(`${listener.url}/CP1`), knock(`${listener.url}/CP1`)]
    await pinged
    const refused = listener.once('handshakeRefused')
    // Time passes only once the first of the two waits for the ping; the other may come before or after.
    await clock.advance(1_000)
    expect((await gone).code).toBe(1006)
    const statuses = (await Promise.all(both)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([101, 503])
    expect((await refused).reason).toBe('duplicate')
    expect(listener.size).toBe(1)
  })

  it('the older connection ends before the newer one is announced, and its calls with it', async () => {
    const listener = await listening({ versions: [toy16] })
    const order: string[] = []
    listener.on('station', () => order.push('station'))
    listener.on('disconnected', ({ code }) => order.push(`disconnected ${code}`))
    await knock(`${listener.url}/CP1`)
    const call = listener.station('CP1')?.call('Ask', { question: '?' })
    const [call1] = await Promise.allSettled([call, knock(`${listener.url}/CP1`)])
    expect(call1).toMatchObject({ status: 'rejected', reason: { code: 'CLOSED', sent: true } })
    expect(order).toEqual(['station', 'disconnected 1008', 'station'])
  })
})

describe('security profiles by station (A00.FR.002)', () => {
  it('each station is held to its own', async () => {
    const profiles: Record<string, 0 | 1 | 2 | 3> = { OPEN: 0, BASIC: 1, TLS: 2, CERTIFIED: 3 }
    const listener = await listening({
      versions: [toy16],
      securityProfile: async (identity) => profiles[identity] ?? 3,
      authenticate: () => true,
    })
    const reasons: string[] = []
    listener.on('handshakeRefused', ({ reason }) => reasons.push(reason))
    const statuses: number[] = []
    for (const identity of Object.keys(profiles)) {
      statuses.push((await knock(`${listener.url}/${identity}`, undefined, { authorization: `Basic ${btoa(`${identity}:x`)}` })).status)
    }
    statuses.push((await knock(`${listener.url}/BASIC`)).status)
    expect(statuses).toEqual([101, 101, 403, 403, 401])
    expect(reasons).toEqual(['wrongSecurityProfile', 'wrongSecurityProfile', 'noCredentials'])
  })

  it('TLS 1.1 is let in as an exception for 1.6, and not with another version (whitepaper A00.FR.312)', async () => {
    const pki = await createPki()
    const tls = { certificates: [pki.ecServer, pki.rsaServer], minVersion: 'TLSv1.1' as const }
    const listener = await listening<Protocol>({ versions: [toy21, toy16], tls })
    const old = { ca: pki.roots, minVersion: 'TLSv1.1' as const, maxVersion: 'TLSv1.1' as const, ciphers: 'AES128-SHA:@SECLEVEL=0' }
    const client = (version: Protocol, identity: string) => {
      const made = dial({
        url: listener.url,
        identity,
        versions: [version, toy16].slice(0, version === toy16 ? 1 : 2),
        tls: old,
        reconnect: false,
      })
      closers.push(() => made.close())
      return made
    }
    await expect(client(toy16, 'OLD').open()).resolves.toMatchObject({ version: '1.6' })
    const station = listener.station('OLD')
    expect(station && listener.handshakeOf(station)).toMatchObject({ tlsVersion: 'TLSv1.1', cipher: 'AES128-SHA' })
    await expect(client(toy21, 'NEW').open()).rejects.toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 403 })
  })
})

describe('what is no upgrade of a station', () => {
  it.each([
    ['without a key', upgradeRequest('/CP1').replace(/Sec-WebSocket-Key.*\r\n/, '')],
    ['of WebSocket version 7', upgradeRequest('/CP1').replace('Version: 13', 'Version: 7')],
    ['by POST', upgradeRequest('/CP1').replace('GET', 'POST')],
    ['with an extension header that cannot be read', upgradeRequest('/CP1', ['Sec-WebSocket-Extensions: ;;;']).replace('1.6', '2.0.1')],
    ['that is no HTTP', 'hello\r\n\r\n'],
  ])('one %s is answered 400 and told of', async (_what, text) => {
    const listener = await listening<Protocol>({ versions: [toy16, toy201] })
    const refused = listener.once('handshakeRefused')
    const socket = await speaking(listener.port, text)
    expect(await wholeAnswer(socket)).toMatch(/^HTTP\/1\.1 400 /)
    await expect(refused).resolves.toMatchObject({ reason: 'malformedRequest', status: 400 })
    expect(listener.size).toBe(0)
  })

  it('plain HTTP is told to upgrade: 426', async () => {
    const listener = await listening({ versions: [toy16] })
    const response = await fetch(listener.url.replace('ws:', 'http:'))
    expect(response.status).toBe(426)
    expect(response.headers.get('upgrade')).toBe('websocket')
  })
})

describe('a server that the program has', () => {
  it('goes on with what is outside path, and after the listener has closed', async () => {
    const server = createServer((_request, response) => response.end('page'))
    const foreign: string[] = []
    server.on('upgrade', (request, socket) => {
      if (request.url?.startsWith('/ocpp/') === true) return
      foreign.push(request.url ?? '')
      socket.destroy()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(() => server.close())
    const listener = await listening({ versions: [toy16], server, path: '/ocpp' })
    expect(listener.port).toBe((server.address() as AddressInfo).port)
    expect((await knock(`${listener.url}/ocpp/CP1`)).status).toBe(101)
    const other = new WebSocket(`${listener.url}/other/CP1`)
    await once(other, 'error')
    expect(foreign).toEqual(['/other/CP1'])
    await listener.close()
    expect(await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).text()).toBe('page')
  })

  it('with an own server, what is outside path is 404', async () => {
    const listener = await listening({ versions: [toy16], path: '/ocpp' })
    const refused = listener.once('handshakeRefused')
    expect((await knock(`${listener.url}/CP1`)).status).toBe(404)
    expect((await refused).reason).toBe('unknownPath')
  })
})

describe('options that do not fit are named (bad use is a TypeError)', () => {
  const certificates = [{ cert: 'c', key: 'k' }]
  it.each<[string, Partial<ListenOptions>]>([
    ['versions', { versions: [] }],
    ['versions', { versions: [toy16, toy16] }],
    ['port', { port: 70_000 }],
    ['pingIntervalMs', { pingIntervalMs: -1 }],
    ['maxPayloadBytes', { maxPayloadBytes: 0 }],
    ['duplicates', { duplicates: 'keep' as never }],
    ['noSubprotocol', { noSubprotocol: 'maybe' as never }],
    ['compression', { compression: 'yes' as never }],
    ['securityProfile', { securityProfile: 4 as never }],
    ['securityProfile', { authenticate: () => true, verifyCertificate: () => true }],
    ['authenticate', { securityProfile: () => 1 }],
    ['authenticate', { securityProfile: 2, tls: { certificates } }],
    ['tls', { securityProfile: 3, tlsTerminated: true, verifyCertificate: () => true }],
    ['tls.clientCa', { securityProfile: 3, tls: { certificates }, verifyCertificate: () => true }],
    ['verifyCertificate', { securityProfile: 3, tls: { certificates, clientCa: 'c' } }],
    ['tls.certificates', { tls: { certificates: [] } }],
    ['tls.certificates[0]', { tls: { certificates: [{ cert: 'c', key: '' }] } }],
    ['acceptRate.burst', { acceptRate: { requestsPerSecond: 1, burst: 0 } }],
    ['isKnown', { isKnown: true as never }],
    ['noPong', { noPong: 'CP1' as never }],
    ['port', { server: createServer(), port: 1 }],
  ])('%s', async (option, options) => {
    const failure = await listen({ versions: [toy16], ...options }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TypeError)
    expect((failure as TypeError).message).toContain(option)
  })

  it('a port that is taken is the error of the operating system', async () => {
    const listener = await listening({ versions: [toy16] })
    await expect(listen({ versions: [toy16], port: listener.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('facts of the handshake', () => {
  it('are kept while the connection lasts, and tell of refusals what is known', async () => {
    const listener = await listening<Protocol>({
      versions: [toy201, toy16],
      authenticate: () => true,
      acceptRate: { requestsPerSecond: 1, burst: 1 },
    })
    const { socket } = await knock(`${listener.url}/a/b/CP1?x=1`, ['ocpp2.0.1'], { authorization: `Basic ${btoa('CP1:x')}` })
    const station = listener.station('CP1')
    expect(station && listener.handshakeOf(station)).toMatchObject({
      path: '/a/b/CP1',
      remoteAddress: '127.0.0.1',
      securityProfile: 1,
      username: 'CP1',
      isCompressed: true,
      tlsVersion: undefined,
    })
    const refusals: HandshakeRefusal[] = []
    listener.on('handshakeRefused', (refusal) => refusals.push(refusal))
    await knock(`${listener.url}/CP2`, ['ocpp1.6', 'soap'])
    expect(refusals).toMatchObject([{ reason: 'rateLimited', identity: 'CP2', remoteAddress: '127.0.0.1', offered: ['ocpp1.6', 'soap'] }])
    const gone = listener.once('disconnected')
    socket.close()
    await gone
    expect(station && listener.handshakeOf(station)).toBeUndefined()
  })
})

describe('tracing (design 3.15)', () => {
  it('every frame of every connection is on the diagnostics channel while somebody subscribes', async () => {
    const listener = await listening({ versions: [toy16] })
    listener.handle(toy16, 'Greet', () => ({ greeting: 'hi' }))
    const client = dial({ url: listener.url, identity: 'TRACED', versions: [toy16], reconnect: false })
    closers.push(() => client.close())
    const csms = await client.open()
    const records: unknown[] = []
    const onRecord = (record: unknown): void => void records.push(record)
    subscribe(frameChannelName, onRecord)
    await csms.call('Greet', { name: 'x' })
    unsubscribe(frameChannelName, onRecord)
    await csms.call('Greet', { name: 'y' })
    expect(records).toMatchObject(['out', 'in', 'out', 'in'].map((direction) => ({ direction, identity: 'TRACED', version: '1.6' })))
  })
})
