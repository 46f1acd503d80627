import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { boot16, mock, station16 } from './support/bench.js'
import { createPki } from './support/certificates.js'
import { serve } from './support/run-cli.js'

let pki: Awaited<ReturnType<typeof createPki>>
let folder = ''
beforeAll(async () => {
  pki = await createPki()
  folder = await mkdtemp(join(tmpdir(), 'mock-server-'))
  return () => rm(folder, { recursive: true })
})

const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const tlsFiles = async (): Promise<string[]> => [
  '--tls-cert',
  await file('cert.pem', pki.server.cert),
  '--tls-key',
  await file('key.pem', pki.server.key),
]

describe('security profiles', () => {
  it('1: a password for all stations', async () => {
    const server = await mock({ passwords: 'secret' })
    await expect(station16(server.url, 'CP1')).rejects.toMatchObject({ status: 401 })
    expect(await (await station16(server.url, 'CP1', { password: 'secret' })).call('BootNotification', boot16)).toMatchObject({
      status: 'Accepted',
    })
  })

  it('1: a password for each station, in whatever case its name is written', async () => {
    const server = await mock({ passwords: { CP1: 'first', CP2: 'second' } })
    await expect(station16(server.url, 'CP2', { password: 'first' })).rejects.toMatchObject({ status: 401 })
    await expect(station16(server.url, 'CP3', { password: 'first' })).rejects.toMatchObject({ status: 401 })
    expect((await station16(server.url, 'cp2', { password: 'second' })).isOpen).toBe(true)
  })

  it('2: over TLS, as the command line has it', async () => {
    const server = await serve(...(await tlsFiles()), '--password', 'secret')
    expect(server.url).toMatch(/^wss:/)
    const tls = { ca: pki.root.cert }
    await expect(station16(server.url, 'CP1', { tls, password: 'wrong' })).rejects.toMatchObject({ status: 401 })
    const station = await station16(server.url, 'CP1', { tls, password: 'secret' })
    expect(await station.call('BootNotification', boot16)).toMatchObject({ status: 'Accepted' })
  })

  it('3: with a client certificate of the station, by its identity or as the options say (A00.FR.405)', async () => {
    const tls = { certificates: [pki.server], clientCa: pki.root.cert }
    const client = { tls: { ca: pki.root.cert, ...pki.client } }
    const refused = { code: 'HANDSHAKE_REFUSED', status: 403 }
    const byIdentity = await mock({ tls, commonNames: 'identity' })
    await expect(station16(byIdentity.url, 'CP1', client)).rejects.toMatchObject(refused)
    expect((await station16(byIdentity.url, 'serial-1', client)).isOpen).toBe(true)
    const named = await mock({ tls, commonNames: { CP1: 'SERIAL-1', CP2: 'SERIAL-2' } })
    expect((await station16(named.url, 'cp1', client)).isOpen).toBe(true)
    await expect(station16(named.url, 'CP2', client)).rejects.toMatchObject(refused)
    await expect(station16(named.url, 'SERIAL-1', client)).rejects.toMatchObject(refused)
    expect(named.connections().at(-1)).toMatchObject({ event: 'refused', reason: 'wrongCertificate' })
  })

  it('a handshake that fails is told of with its cause, and where it came from', async () => {
    const server = await serve(...(await tlsFiles()), '--client-ca', await file('ca.pem', pki.root.cert), '--common-name', 'CP1:SERIAL-1')
    const plain = server.url.replace('wss:', 'ws:')
    await expect(station16(plain)).rejects.toMatchObject({ code: 'UNREACHABLE' })
    await server.says(/refused: tlsFailed, http request \(from 127\.0\.0\.1\)/)
    await expect(station16(server.url)).rejects.toMatchObject({ code: expect.any(String) })
    await server.says(/refused: tlsFailed, \S.* \(from 127\.0\.0\.1\)[\s\S]*refused: tlsFailed, \S.* \(from 127\.0\.0\.1\)/)
  })

  it('3: with a client certificate that the CA has signed', async () => {
    const server = await serve(...(await tlsFiles()), '--client-ca', await file('ca.pem', pki.root.cert))
    const tls = { ca: pki.root.cert }
    await expect(station16(server.url, 'CP1', { tls })).rejects.toMatchObject({ status: 403 })
    await server.says(/CP1 +refused with 403: noCertificate/)
    const station = await station16(server.url, 'CP1', { tls: { ...tls, ...pki.client } })
    expect(await station.call('BootNotification', boot16)).toMatchObject({ status: 'Accepted' })
  })
})
