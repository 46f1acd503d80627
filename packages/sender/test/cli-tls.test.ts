import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { createPki } from './certificates.js'
import { run } from './run.js'
import { serve } from './server.js'

const folder = await mkdtemp(join(tmpdir(), 'ocpp-sender-tls-'))
const pki = await createPki()
const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}
const [ca, cert, key, otherKey, text] = [
  await file('ca.pem', pki.root.cert),
  await file('client.pem', pki.client.cert),
  await file('client.key', pki.client.key),
  await file('server.key', pki.server.key),
  await file('text.pem', 'hello'),
]

const seen: (string | undefined)[] = []
const csms = await serve({
  securityProfile: 3,
  tls: { certificates: [pki.server], clientCa: pki.root.cert },
  verifyCertificate: ({ certificate }) => {
    seen.push(certificate?.commonName)
    return true
  },
})
afterAll(async () => {
  await csms.close()
  await rm(folder, { recursive: true })
})

const heartbeat = (...more: string[]) => run(['--request=Heartbeat', `--url=${csms.url}/CP1`, ...more])

describe('ocpp-sender over TLS', () => {
  it('gives the certificate of the station, and trusts the one it is told to', async () => {
    expect(await heartbeat(`--ca=${ca}`, `--cert=${cert}`, `--key=${key}`)).toMatchObject({ code: 0, err: '' })
    expect(seen).toEqual(['SERIAL-1'])
  })

  it('takes a server that nothing vouches for only if it is told not to look', async () => {
    const { code, err } = await heartbeat(`--cert=${cert}`, `--key=${key}`)
    expect({ code, err }).toEqual({
      code: 3,
      err: expect.stringMatching(/^ocpp-sender: TLS failed: .*; --ca names the certificate to trust/),
    })
    expect(await heartbeat(`--cert=${cert}`, `--key=${key}`, '--insecure')).toMatchObject({ code: 0 })
  })

  it.each([
    [[`--ca=${text}`], `--ca: ${text} holds no certificate in PEM`],
    [[`--cert=${text}`, `--key=${key}`], `--cert: ${text} holds no certificate in PEM`],
    [[`--cert=${cert}`, `--key=${text}`], `--key: ${text} holds no key in PEM`],
    [[`--cert=${cert}`, `--key=${otherKey}`], `--key: ${otherKey} is not the key of the certificate in ${cert}`],
    [['--ca=/nowhere/ca.pem'], '--ca: /nowhere/ca.pem cannot be read'],
  ])('ends with 2 where %j cannot be used', async (args, told) => {
    expect(await heartbeat(...args)).toMatchObject({ code: 2, err: expect.stringContaining(`ocpp-sender: ${told}`) })
  })

  it('says that the server speaks TLS where the url does not', async () => {
    const address = `${csms.url.replace('wss:', 'ws:')}/CP1`
    const { code, err } = await run(['--request=Heartbeat', `--url=${address}`])
    expect({ code, err }).toEqual({ code: 3, err: expect.stringMatching(/wss:\/\//) })
  })

  it('says that it wants a certificate of the station', async () => {
    expect(await heartbeat(`--ca=${ca}`)).toMatchObject({ code: 3, err: expect.stringContaining('403 Forbidden') })
    const strict = createServer({ ...pki.server, ca: pki.root.cert, requestCert: true, rejectUnauthorized: true })
    await new Promise<void>((resolve) => strict.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void strict.close())
    const address = `wss://127.0.0.1:${(strict.address() as AddressInfo).port}/CP1`
    const { code, err } = await run(['--request=Heartbeat', `--url=${address}`, `--ca=${ca}`])
    expect({ code, err }).toEqual({
      code: 3,
      err: expect.stringMatching(/^ocpp-sender: TLS failed: the server refused: .*; --cert and --key give .*\n$/),
    })
  })
})
