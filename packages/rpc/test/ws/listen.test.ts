import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Protocol } from '../../src/index.js'
import { type Client, type DialOptions, dial, type Listener, type ListenOptions, listen, passwordsEqual } from '../../src/ws/index.js'
import { toy16, toy21, toy201 } from '../toy-protocol.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listening<P extends Protocol>(options: ListenOptions<P>): Promise<Listener<P>> {
  const listener = await listen({ port: 0, onError: () => {}, closeTimeoutMs: 500, ...options })
  closers.push(() => listener.close())
  return listener
}

function dialing<P extends Protocol>(options: DialOptions<P>): Client<P> {
  const client = dial({ reconnect: false, closeTimeoutMs: 500, ...options })
  closers.push(() => client.close())
  return client
}

/** A bare WebSocket: the status of a refusal, or the subprotocol and the close code of what was accepted. */
async function knock(url: string, subprotocols: string[] = ['ocpp1.6'], headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, subprotocols, { headers, handshakeTimeout: 5_000 })
  closers.push(() => socket.terminate())
  return new Promise<{ status: number; headers: Record<string, unknown>; socket: WebSocket }>((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, socket }),
    )
    socket.on('open', () => resolve({ status: 101, headers: {}, socket }))
    socket.on('error', (error) => (error.message.includes('subprotocol') ? undefined : reject(error)))
  })
}

const basic = (user: string, password: string | Buffer): Record<string, string> => ({
  authorization: `Basic ${Buffer.concat([Buffer.from(`${user}:`), Buffer.from(password)]).toString('base64')}`,
})

describe('subprotocols (design 3.6, TC_B_58_CSMS)', () => {
  it('the first of our versions that the station offers is chosen and echoed exactly', async () => {
    const listener = await listening({ versions: [toy21, toy201, toy16] })
    const { socket } = await knock(`${listener.url}/CP1`, ['ocpp1.6', 'ocpp2.0.1', 'soap'])
    expect(socket.protocol).toBe('ocpp2.0.1')
  })

  it('none in common: by default the handshake is completed without the header and the socket closes (OCPP-J)', async () => {
    const listener = await listening({ versions: [toy16] })
    const refused = listener.once('handshakeRefused')
    // A raw request, since a WebSocket client refuses an answer without the header.
    const port = listener.port
    const raw: Socket = connectTcp(port, '127.0.0.1')
    closers.push(() => void raw.destroy())
    raw.write(
      `GET /CP1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nSec-WebSocket-Protocol: soap\r\n\r\n`,
    )
    const chunks: Buffer[] = []
    raw.on('data', (chunk: Buffer) => chunks.push(chunk))
    const told = { reason: 'noSubprotocol', identity: 'CP1', offered: ['soap'], remoteAddress: '127.0.0.1' }
    await expect(refused).resolves.toMatchObject(told)
    await once(raw, 'end')
    const answer = Buffer.concat(chunks).toString('latin1')
    expect(answer).toMatch(/^HTTP\/1\.1 101 /)
    expect(answer.toLowerCase()).not.toContain('sec-websocket-protocol')
    expect(listener.size).toBe(0)
  })

  it('none in common: 400 by option', async () => {
    const listener = await listening({ versions: [toy16], noSubprotocol: 'refuse' })
    expect((await knock(`${listener.url}/CP1`, ['ocpp2.0.1'])).status).toBe(400)
    expect((await knock(`${listener.url}/CP1`, ['OCPP1.6'])).status).toBe(400)
  })
})

describe('identities', () => {
  it.each([
    ['/CP1', 'CP1'],
    ['/ocpp/tenant/CP%201', 'CP 1'],
    ['/CP%252F1', 'CP%2F1'],
  ])('the last segment of %s is decoded once', async (path, identity) => {
    const listener = await listening({ versions: [toy16] })
    const station = listener.once('station')
    await knock(listener.url + path)
    expect((await station).identity).toBe(identity)
  })

  it.each(['/', '/CP%ZZ', `/${'x'.repeat(49)}`, '/a%2Fb', '/a%00b'])('%s names no station: 400', async (path) => {
    const listener = await listening({ versions: [toy16] })
    expect((await knock(listener.url + path)).status).toBe(400)
  })

  it('a colon is refused with 400 in 2.x (Part 4 §3.1.1), and is let pass in 1.6, which says nothing of it', async () => {
    const listener = await listening<Protocol>({ versions: [toy21, toy201, toy16] })
    const refused = listener.once('handshakeRefused')
    expect((await knock(`${listener.url}/CP:1`, ['ocpp2.1', 'ocpp1.6'])).status).toBe(400)
    await expect(refused).resolves.toMatchObject({ reason: 'malformedIdentity', status: 400 })
    expect((await knock(`${listener.url}/CP%3A1`, ['ocpp2.0.1'])).status).toBe(400)
    expect((await knock(`${listener.url}/CP:1`, ['ocpp1.6'])).status).toBe(101)
    expect(listener.station('CP:1')).toBeDefined()
  })

  it('a URL that names no station is given the name that the program has for it', async () => {
    const listener = await listening({ versions: [toy16], identityFor: ({ url }) => (url === '/' ? 'unnamed-1' : undefined) })
    const station = listener.once('station')
    expect((await knock(`${listener.url}/`)).status).toBe(101)
    expect((await station).identity).toBe('unnamed-1')
    expect((await knock(`${listener.url}/ocpp/`)).status).toBe(400)
    expect((await knock(`${listener.url}/CP%ZZ`)).status).toBe(400)
  })

  it('a name that is no identity refuses the station, and tells the program', async () => {
    const listener = await listening({ versions: [toy16], identityFor: () => 'a/b' })
    const refused = listener.once('handshakeRefused')
    expect((await knock(`${listener.url}/`)).status).toBe(503)
    await expect(refused).resolves.toMatchObject({
      reason: 'hookFailed',
      error: expect.objectContaining({ message: expect.stringContaining('identityFor') }),
    })
  })

  it('a station nobody knows gets 404 (OCPP-J 1.6 §3.2)', async () => {
    const listener = await listening({ versions: [toy16], isKnown: (identity) => identity === 'CP1' })
    const refused = listener.once('handshakeRefused')
    expect((await knock(`${listener.url}/CP2`)).status).toBe(404)
    await expect(refused).resolves.toMatchObject({ reason: 'unknownIdentity', status: 404, identity: 'CP2' })
    expect((await knock(`${listener.url}/CP1`)).status).toBe(101)
  })
})

describe('Basic authentication (design 3.11, security profile 1)', () => {
  const secure = (password: string | Uint8Array) =>
    listening({
      versions: [toy16],
      securityProfile: 1,
      authenticate: (attempt) => attempt.password !== undefined && passwordsEqual(attempt.password, password),
    })

  it('lets in who knows the password, and answers 401 with a challenge to all others (TC_A_03)', async () => {
    const listener = await secure('right')
    expect((await knock(`${listener.url}/CP1`, undefined, basic('CP1', 'right'))).status).toBe(101)
    for (const headers of [basic('CP1', 'wrong'), basic('CP1', ''), {}, { authorization: 'Bearer right' }, { authorization: 'Basic !!' }]) {
      const { status, headers: answered } = await knock(`${listener.url}/CP1`, undefined, headers)
      expect(status).toBe(401)
      expect(answered['www-authenticate']).toMatch(/^Basic /)
    }
  })

  it('the user name must be the identity of the URL (TC_A_02)', async () => {
    const listener = await secure('right')
    expect((await knock(`${listener.url}/CP1`, undefined, basic('CP2', 'right'))).status).toBe(401)
  })

  it('passwords are bytes end to end: NUL, colon and high bytes', async () => {
    const key = Buffer.from([0, 58, 255, 128, 10, 58, 0])
    const listener = await secure(key)
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], password: key })
    await expect(client.open()).resolves.toMatchObject({ identity: 'CP1' })
  })

  it('passwords are compared whole', () => {
    expect(passwordsEqual('same', Buffer.from('same'))).toBe(true)
    for (const [given, expected] of [
      ['', 'x'],
      ['x', ''],
      ['sam', 'same'],
      ['samee', 'same'],
      ['Same', 'same'],
      ['same\0', 'same'],
    ] as const) {
      expect(passwordsEqual(given, expected)).toBe(false)
    }
  })

  it('a profile refuses to start without its verifier', async () => {
    await expect(listen({ versions: [toy16], port: 0, securityProfile: 1 })).rejects.toThrow(/authenticate/)
    await expect(listen({ versions: [toy16], port: 0, securityProfile: 2, authenticate: () => true })).rejects.toThrow(/tls/)
    await expect(listen({ versions: [toy16], port: 0, securityProfile: 3 })).rejects.toThrow(TypeError)
  })

  it('a hook that throws refuses with 503 and is told of', async () => {
    const listener = await listening({
      versions: [toy16],
      securityProfile: 1,
      authenticate: () => Promise.reject(new Error('directory down')),
    })
    const refused = listener.once('handshakeRefused')
    expect((await knock(`${listener.url}/CP1`, undefined, basic('CP1', 'x'))).status).toBe(503)
    await expect(refused).resolves.toMatchObject({ reason: 'hookFailed', error: { message: 'directory down' } })
  })

  it('a hook that objects says why to the program alone, with the status of its own refusal or another', async () => {
    const objections = [{ detail: 'no password is set' }, { detail: 'not in service', status: 403 as const }]
    const listener = await listening({ versions: [toy16], securityProfile: 1, authenticate: () => objections.shift() ?? true })
    const first = listener.once('handshakeRefused')
    const answer = await knock(`${listener.url}/ocpp/CP1`, undefined, basic('CP1', 'x'))
    expect([answer.status, JSON.stringify(answer.headers)]).toEqual([401, expect.not.stringContaining('no password')])
    await expect(first).resolves.toMatchObject({ reason: 'wrongCredentials', detail: 'no password is set', path: '/ocpp/CP1' })
    const second = listener.once('handshakeRefused')
    expect((await knock(`${listener.url}/CP1`, undefined, basic('CP1', 'x'))).status).toBe(403)
    await expect(second).resolves.toMatchObject({ reason: 'forbidden', detail: 'not in service' })
    expect((await knock(`${listener.url}/CP1`, undefined, basic('CP1', 'x'))).status).toBe(101)
  })

  it('the hooks of one upgrade are given one object, so that what one has found out serves the next', async () => {
    const given: object[] = []
    const listener = await listening({
      versions: [toy16],
      isKnown: (_, arriving) => given.push(arriving) > 0,
      securityProfile: (_, arriving) => (given.push(arriving) > 0 && arriving.username === 'CP1' ? 1 : 0),
      authenticate: (attempt) => given.push(attempt) > 0,
    })
    expect((await knock(`${listener.url}/CP1`, undefined, basic('CP1', 'x'))).status).toBe(101)
    expect([given.length, new Set(given).size]).toEqual([3, 1])
  })
})

describe('duplicate identities (design 3.8)', () => {
  it('by default the newer connection replaces the older, which really gets the close code', async () => {
    const listener = await listening({ versions: [toy16] })
    const { socket: older } = await knock(`${listener.url}/CP1`)
    const closed = once(older, 'close')
    const first = listener.station('CP1')
    await knock(`${listener.url}/cp1`)
    expect((await closed)[0]).toBe(1008)
    expect(listener.size).toBe(1)
    expect(listener.station('CP1')).not.toBe(first)
    expect(listener.station('CP1')?.isOpen).toBe(true)
  })

  it('a late close of the old socket never unregisters the new one', async () => {
    const listener = await listening({ versions: [toy16] })
    const { socket: older } = await knock(`${listener.url}/CP1`)
    // The old peer does not answer the close frame: its socket lingers.
    older.pause()
    await knock(`${listener.url}/CP1`)
    const newer = listener.station('CP1')
    older.resume()
    await once(older, 'close')
    expect(listener.station('CP1')).toBe(newer)
    expect(newer?.isOpen).toBe(true)
  })

  it('two upgrades at the same time leave one station, even while authentication takes its time', async () => {
    const waiting: (() => void)[] = []
    const listener = await listening({
      versions: [toy16],
      securityProfile: 1,
      authenticate: () => new Promise((resolve) => waiting.push(() => resolve(true))),
    })
    const opened: string[] = []
    listener.on('station', ({ identity }) => opened.push(identity))
    const knocks = ['CP1', 'CP1'].map((identity) => knock(`${listener.url}/${identity}`, undefined, basic(identity, 'x')))
    while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve))
    for (const go of waiting.reverse()) go()
    const sockets = (await Promise.all(knocks)).map(({ socket }) => socket)
    await Promise.race(sockets.map((socket) => once(socket, 'close')))
    expect(opened).toEqual(['CP1', 'CP1'])
    expect(listener.size).toBe(1)
  })

  it('refuse keeps the older one', async () => {
    const listener = await listening({ versions: [toy16], duplicates: 'refuse' })
    await knock(`${listener.url}/CP1`)
    const first = listener.station('CP1')
    expect((await knock(`${listener.url}/CP1`)).status).toBe(503)
    expect(listener.station('CP1')).toBe(first)
  })

  it('a function says it for each station, and one that says nothing sensible lets nobody in', async () => {
    const says: Readonly<Record<string, string>> = { CP1: 'refuse', CP2: 'replace', CP3: 'keep' }
    const listener = await listening({ versions: [toy16], duplicates: (identity) => says[identity] as 'refuse' })
    for (const identity of Object.keys(says)) await knock(`${listener.url}/${identity}`)
    const statuses: number[] = []
    for (const identity of Object.keys(says)) statuses.push((await knock(`${listener.url}/${identity}`)).status)
    expect(statuses).toEqual([503, 101, 503])
  })

  it('probe keeps an older one that answers, and replaces one that is silent', async () => {
    const listener = await listening({ versions: [toy16], duplicates: 'probe', probeTimeoutMs: 200 })
    const { socket: older } = await knock(`${listener.url}/CP1`)
    expect((await knock(`${listener.url}/CP1`)).status).toBe(503)
    older.pause()
    expect((await knock(`${listener.url}/CP1`)).status).toBe(101)
    expect(listener.size).toBe(1)
  })
})

describe('messages over real sockets', () => {
  it.each([
    ['1.6', toy16],
    ['2.0.1', toy201],
    ['2.1', toy21],
  ] as const)('both ends call each other in %s', async (_version, protocol) => {
    const listener = await listening({ versions: [protocol] })
    listener.handle(protocol as typeof toy16, 'Greet', async ({ name }, { station }) => {
      const { answer } = await station.call('Ask', { question: name })
      return { greeting: String(answer) }
    })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [protocol] })
    client.handle(protocol as typeof toy16, 'Ask', ({ question }) => ({ answer: `${question}!` }))
    const connection = await client.open()
    await expect((connection as { call(action: string, request: object): Promise<object> }).call('Greet', { name: 'hi' })).resolves.toEqual(
      { greeting: 'hi!' },
    )
  })

  it('a binary message closes with 1003, broken UTF-8 with 1007, one too long with 1009; the csms goes on', async () => {
    const listener = await listening({ versions: [toy16], maxPayloadBytes: 1_000 })
    const faults: string[] = []
    listener.on('socketFault', ({ kind }) => faults.push(kind))
    for (const [send, code] of [
      [(socket: WebSocket) => socket.send(Buffer.from([1, 2, 3])), 1003],
      [(socket: WebSocket) => socket.send(Buffer.from([0x22, 0xff, 0xfe]), { binary: false }), 1007],
      [(socket: WebSocket) => socket.send('x'.repeat(1_001)), 1009],
    ] as const) {
      const { socket } = await knock(`${listener.url}/CP1`)
      const closed = once(socket, 'close')
      send(socket)
      expect((await closed)[0]).toBe(code)
    }
    expect(faults).toHaveLength(3)
    expect((await knock(`${listener.url}/CP1`)).status).toBe(101)
  })
})

describe('limits on upgrades (design 3.12)', () => {
  it('more of them than acceptRate are answered with 503 and Retry-After', async () => {
    const listener = await listening({ versions: [toy16], acceptRate: { requestsPerSecond: 0.01, burst: 2 }, retryAfterSeconds: 7 })
    const answers = [await knock(`${listener.url}/A`), await knock(`${listener.url}/B`), await knock(`${listener.url}/C`)]
    expect(answers.map(({ status }) => status)).toEqual([101, 101, 503])
    expect(answers[2]?.headers['retry-after']).toBe('7')
  })
})

describe('the end of a listener (design 3.13)', () => {
  it('stations are closed with 1001, or with the code asked for', async () => {
    for (const [options, code] of [
      [{}, 1001],
      [{ code: 1012 }, 1012],
    ] as const) {
      const listener = await listening({ versions: [toy16] })
      const { socket } = await knock(`${listener.url}/CP1`)
      const closed = once(socket, 'close')
      await listener.close(options)
      expect((await closed)[0]).toBe(code)
    }
  })

  it('a drain waits for calls under way, and cuts off what does not end', async () => {
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16] })
    let answer: (value: { answer: string }) => void = () => {}
    const asked = new Promise<void>((resolve) => {
      client.handle(toy16, 'Ask', () => {
        resolve()
        return new Promise((late) => {
          answer = late
        })
      })
    })
    const opened = listener.once('station')
    await client.open()
    const call = (await opened).call('Ask', { question: '?' })
    await asked
    const closed = listener.close({ drainMs: 5_000 })
    answer({ answer: 'in time' })
    await expect(call).resolves.toEqual({ answer: 'in time' })
    await closed
    expect(listener.size).toBe(0)
  })

  it('an upgrade that is still waiting for its hook is refused, and no socket is left behind', async () => {
    let asked: () => void = () => {}
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const authenticate = (): Promise<boolean> => {
      asked()
      return new Promise(() => {})
    }
    const listener = await listening({ versions: [toy16], securityProfile: 1, authenticate })
    const waiting = knock(`${listener.url}/CP1`, undefined, basic('CP1', 'x'))
    await isAsked
    const refused = listener.once('handshakeRefused')
    const closed = listener.close()
    expect((await waiting).status).toBe(503)
    await expect(refused).resolves.toMatchObject({ reason: 'closing' })
    await closed
  })
})
