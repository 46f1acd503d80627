import { beforeAll, describe, expect, it } from 'vitest'
import { type DialOptions, dial, type ListenOptions, listen } from '../../src/ws/index.js'
import { createPki } from '../certificates.js'
import { toy16, toy201 } from '../toy-protocol.js'

let pki: Awaited<ReturnType<typeof createPki>>
beforeAll(async () => {
  pki = await createPki()
})

/** Options as a program without a type checker may give them. */
type Loose<T> = { readonly [K in keyof T]?: unknown }

async function refused(run: () => unknown): Promise<string> {
  const failure = await Promise.resolve()
    .then(run)
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(TypeError)
  return (failure as TypeError).message
}

describe('an option of listen() that is wrong is a TypeError that names it', () => {
  const listening = (options: Loose<ListenOptions>) => () => listen({ versions: [toy16], port: 0, ...options } as ListenOptions)

  it.each<[string, string, Loose<ListenOptions>]>([
    ['host', 'a number', { host: 5 }],
    ['host', 'no text', { host: '' }],
    ['tlsTerminated', 'text', { tlsTerminated: 'x' }],
    ['acceptRate', 'null', { acceptRate: null }],
    ['tls', 'null', { tls: null }],
    ['tls', 'text', { tls: 'x' }],
    ['versions[0]', 'a subprotocol alone', { versions: [{ subprotocol: 'x' }] }],
    ['versions[1]', 'one without actions', { versions: [toy16, { ...toy201, actions: undefined }] }],
    ['versions[0]', 'null', { versions: [null] }],
  ])('%s: %s', async (option, _what, options) => {
    expect(await refused(listening(options))).toContain(`${option} must`)
  })

  it('certificates and keys that cannot be read', async () => {
    const { cert, key } = pki.ecServer
    const tls = (pair: object, more: object = {}) => refused(listening({ tls: { certificates: [pki.rsaServer, pair], ...more } }))
    expect(await tls({ cert: 'no certificate', key })).toContain('tls.certificates[1].cert must')
    expect(await tls({ cert, key: 'no key' })).toContain('tls.certificates[1].key must be PEM')
    expect(await tls({ cert, key: 5 })).toContain('tls.certificates[1].key must be PEM')
    expect(await tls({ cert, key: pki.rsaServer.key })).toContain('tls.certificates[1].key must be the key of its cert')
    expect(await tls(pki.ecServer, { clientCa: 'nobody' })).toContain('tls.clientCa must')
    expect(await tls(pki.ecServer, { clientCa: [pki.roots, 'nobody'].flat() })).toContain('tls.clientCa must')
    expect(await tls(pki.ecServer, { minVersion: 'SSLv3' })).toContain('tls.minVersion must')
  })
})

describe('an option of dial() that is wrong is a TypeError that names it', () => {
  it.each<[string, string, Loose<DialOptions>]>([
    ['username', 'a number', { username: 5 }],
    ['username', 'null', { username: null }],
    ['compression', 'text', { compression: 'x' }],
    ['tls', 'null', { tls: null }],
    ['tls', 'null, in profile 2', { url: 'wss://127.0.0.1:1', tls: null, securityProfile: 2, password: 'x' }],
    ['versions[0]', 'a subprotocol alone', { versions: [{ subprotocol: 'x' }] }],
  ])('%s: %s', async (option, _what, options) => {
    const dialing = () => dial({ url: 'ws://127.0.0.1:1', identity: 'CP1', versions: [toy16], ...options } as DialOptions)
    expect(await refused(dialing)).toContain(`${option} must`)
  })

  it('and so is one that is changed later', async () => {
    const client = dial({ url: 'ws://127.0.0.1:1', identity: 'CP1', versions: [toy16] })
    for (const value of [undefined, null, 5]) expect(await refused(() => client.setBackOff(value as never))).toContain('backOff must')
    for (const value of [undefined, null, 'x'])
      expect(await refused(() => client.setPingInterval(value as never))).toContain('intervalMs must')
  })
})
