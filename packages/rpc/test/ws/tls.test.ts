import { once } from 'node:events'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DialOptions, dial, type Listener, type ListenOptions, listen, passwordsEqual } from '../../src/ws/index.js'
import { createPki } from '../certificates.js'
import { type Toy201, toy16, toy201 } from '../toy-protocol.js'

type Pki = Awaited<ReturnType<typeof createPki>>
let pki: Pki
beforeAll(async () => {
  pki = await createPki()
})

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listening(options: Partial<ListenOptions<Toy201>>): Promise<Listener<Toy201>> {
  const tls = { certificates: [pki.ecServer, pki.rsaServer] }
  const listener = await listen({ versions: [toy201], port: 0, tls, closeTimeoutMs: 500, ...options })
  closers.push(() => listener.close())
  return listener
}

const open = (listener: Listener<Toy201>, options: Partial<DialOptions<Toy201>>) => {
  const client = dial({ url: listener.url, identity: 'CP1', versions: [toy201], reconnect: false, closeTimeoutMs: 500, ...options })
  closers.push(() => client.close())
  return client.open()
}

function handshake(listener: Listener<Toy201>) {
  const station = listener.station('CP1')
  return station === undefined ? undefined : listener.handshakeOf(station)
}

const shakeHands = async (listener: Listener<Toy201>, options: object): Promise<TLSSocket> => {
  const socket = connectTls({ host: '127.0.0.1', port: listener.port, ca: pki.roots, ...options })
  closers.push(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

describe('TLS of a csms (design 3.11)', () => {
  it.each([
    ['ECDHE-ECDSA-AES128-GCM-SHA256', 'EC'],
    ['ECDHE-ECDSA-AES256-GCM-SHA384', 'EC'],
    ['AES128-GCM-SHA256', 'RSA'],
    ['AES256-GCM-SHA384', 'RSA'],
  ])('%s is offered, with the %s certificate (A00.FR.318, TC_A_04)', async (cipher, kind) => {
    const listener = await listening({})
    const socket = await shakeHands(listener, { maxVersion: 'TLSv1.2', ciphers: cipher })
    expect(socket.getCipher().name).toBe(cipher)
    expect(socket.getPeerCertificate().asn1Curve === undefined ? 'RSA' : 'EC').toBe(kind)
  })

  it('TLS 1.1 is refused (TC_A_06), TLS 1.2 and 1.3 are not', async () => {
    const listener = await listening({})
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
    await expect(shakeHands(listener, old)).rejects.toThrow(/version|protocol/i)
    expect((await shakeHands(listener, { maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2')
    expect((await shakeHands(listener, {})).getProtocol()).toBe('TLSv1.3')
  })

  it('TLS 1.1 is an exception that only 1.6 may have', async () => {
    const tls = { certificates: [pki.rsaServer], minVersion: 'TLSv1.1' as const }
    await expect(listen({ versions: [toy201], port: 0, tls })).rejects.toThrow(/minVersion/)
  })
})

describe('security profile 2', () => {
  const profile2 = {
    securityProfile: 2 as const,
    authenticate: ({ password }: { password: Buffer | undefined }) => password !== undefined && passwordsEqual(password, 'secret'),
  }

  it('lets in over TLS who knows the password', async () => {
    const listener = await listening(profile2)
    expect(listener.url).toMatch(/^wss:/)
    await open(listener, { password: 'secret', tls: { ca: pki.roots } })
    expect(handshake(listener)).toMatchObject({ securityProfile: 2, tlsVersion: 'TLSv1.3', username: 'CP1' })
  })

  it('refuses a wrong password with 401', async () => {
    const listener = await listening(profile2)
    await expect(open(listener, { password: 'wrong', tls: { ca: pki.roots } })).rejects.toMatchObject({
      code: 'HANDSHAKE_REFUSED',
      status: 401,
    })
  })

  it('a station does not speak to a server it cannot trust (A00.FR.307)', async () => {
    const listener = await listening(profile2)
    await expect(open(listener, { password: 'secret' })).rejects.toMatchObject({ code: 'TLS' })
  })
})

describe('security profile 3', () => {
  const profile3 = (): Partial<ListenOptions<Toy201>> => ({
    securityProfile: 3,
    tls: { certificates: [pki.ecServer, pki.rsaServer], clientCa: pki.root.cert },
    verifyCertificate: ({ certificate }) => certificate?.commonName === 'SERIAL-1' && certificate.organization === 'Operator',
  })
  const withCertificate = ({ cert, key }: { cert: string; key: string }) => ({ tls: { ca: pki.roots, cert, key } })

  it('lets in a station with a trusted certificate of the right name (A00.FR.404, A00.FR.405)', async () => {
    const listener = await listening(profile3())
    await open(listener, withCertificate(pki.client))
    expect(handshake(listener)?.certificate).toMatchObject({ commonName: 'SERIAL-1', organization: 'Operator' })
  })

  it('refuses one without a certificate, with an expired, a foreign or another station’s one (TC_A_08)', async () => {
    const listener = await listening(profile3())
    const reasons: string[] = []
    listener.on('handshakeRefused', ({ reason }) => reasons.push(reason))
    await expect(open(listener, { tls: { ca: pki.roots } })).rejects.toBeDefined()
    await expect(open(listener, withCertificate(pki.expired))).rejects.toBeDefined()
    await expect(open(listener, withCertificate(pki.foreign))).rejects.toBeDefined()
    expect(reasons).toEqual(['noCertificate', 'untrustedCertificate', 'untrustedCertificate'])
    const strict = await listening({ ...profile3(), verifyCertificate: () => false })
    await expect(open(strict, withCertificate(pki.client))).rejects.toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 403 })
    expect(listener.size + strict.size).toBe(0)
  })
})

it('tells where a TLS handshake that failed came from', async () => {
  const listener = await listening({})
  const refused = listener.once('handshakeRefused')
  const socket = connectTls({ host: '127.0.0.1', port: listener.port })
  closers.push(() => void socket.destroy())
  const [error] = await once(socket, 'error')
  expect(error).toBeInstanceOf(Error)
  expect(await refused).toMatchObject({ reason: 'tlsFailed', remoteAddress: '127.0.0.1', error: expect.any(Error) })
})

describe('a station that is set up wrongly', () => {
  it.each([
    [{ securityProfile: 2 as const, url: 'ws://127.0.0.1:1', password: 'x' }, 'wss://'],
    [{ securityProfile: 2 as const, url: 'wss://127.0.0.1:1' }, 'password'],
    [{ securityProfile: 3 as const, url: 'wss://127.0.0.1:1' }, 'tls.cert'],
    [{ securityProfile: 1 as const, url: 'wss://127.0.0.1:1', password: 'x' }, 'ws://'],
    [{ url: 'http//x' }, 'url'],
  ])('%j is told which option is wrong', (options, named) => {
    expect(() => dial({ identity: 'CP1', versions: [toy16], ...options })).toThrow(TypeError)
    expect(() => dial({ identity: 'CP1', versions: [toy16], ...options })).toThrow(named)
  })
})
