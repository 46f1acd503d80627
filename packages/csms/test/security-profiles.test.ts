import { createRoot, type Issued, issue } from '@ocpp-kit/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { type CsmsOptions, createCsms, createMemoryStore } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, type VersionName } from './drivers.js'

const versions = [ocpp21, ocpp201, ocpp16]
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const password = 'a-password-of-it'
const dayMs = 86_400_000
const dates = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) }

const root = createRoot('Root', dates)
const server = issue({ commonName: 'csms', issuer: root, ip: '127.0.0.1', ...dates })
const client = issue({ commonName: 'SERIAL-1', organization: 'Operator', issuer: root, ...dates })

type Options = Partial<CsmsOptions<(typeof versions)[number]>>

async function start(options: Options = {}) {
  const csms = createCsms({ versions, port: 0, ...options })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 50 }))
  return csms
}

const overTls = (options: Options = {}) =>
  start({ tls: { certificates: [server], clientCa: root.cert }, operatorName: 'Operator', ...options })

const trust = { tls: { ca: [root.cert] } }
const certified = ({ cert, key }: Issued) => ({ tls: { ca: [root.cert], cert, key } })

async function arrive(url: string, proof: object, version: VersionName = '2.0.1') {
  const station = await connect(version, url, 'CP1', proof)
  ends.push(() => station.close())
  return station
}

describe('security profile 2', () => {
  test('is what a csms with a certificate of its own asks for, unless it is told otherwise (G24)', async () => {
    const csms = await overTls()
    await csms.station('CP1').setPassword(password)
    await expect(arrive(csms.url, trust)).rejects.toMatchObject({ status: 401 })
    await expect(arrive(csms.url, { ...trust, password: 'another-password' })).rejects.toMatchObject({ status: 401 })
    await arrive(csms.url, { ...trust, password })
    await expect.poll(() => csms.station('CP1').lastConnection()).toMatchObject({ securityProfile: 2 })
  })

  test('refuses a station that must use it and comes without TLS (A00.FR.002)', async () => {
    const csms = await start()
    await csms.station('CP1').put({ securityProfile: 2 })
    await csms.station('CP1').setPassword(password)
    await expect(arrive(csms.url, { password })).rejects.toMatchObject({ status: 403 })
  })
})

describe('security profile 3', () => {
  test.each(['1.6', '2.0.1', '2.1'] as const)(
    'lets in a %s station whose certificate, registered and reported serial numbers agree (B01.FR.11, G15)',
    async (version) => {
      const csms = await overTls({ securityProfile: 3 })
      await csms.station('CP1').put({ expectedSerialNumber: 'SERIAL-1' })
      const station = await arrive(csms.url, certified(client), version)
      expect(await station.boot('SERIAL-1')).toBe('Accepted')
    },
  )

  test.each(['1.6', '2.0.1', '2.1'] as const)(
    'ends the connection of a %s station that boots with another serial number (B01.FR.12, G15)',
    async (version) => {
      const csms = await overTls({ securityProfile: 3 })
      await csms.station('CP1').put()
      for (const serialNumber of ['SERIAL-2', undefined]) {
        const station = await arrive(csms.url, certified(client), version)
        const closed = new Promise<number>((resolve) => station.connection.on('close', ({ code }) => resolve(code)))
        await expect(station.boot(serialNumber)).rejects.toMatchObject({ code: 'CLOSED' })
        expect(await closed).toBe(1008)
      }
      expect((await csms.station('CP1').record())?.bootedAt).toBeUndefined()
    },
  )

  test('refuses the certificate of another station or organization with 403, and an untrusted one before HTTP (A00.FR.404–407)', async () => {
    const csms = await overTls({ securityProfile: 3 })
    await csms.station('CP1').put({ expectedSerialNumber: 'SERIAL-1' })
    const other = issue({ commonName: 'SERIAL-2', organization: 'Operator', issuer: root, ...dates })
    const foreign = issue({ commonName: 'SERIAL-1', organization: 'Somebody', issuer: root, ...dates })
    const forged = issue({ commonName: 'SERIAL-1', organization: 'Operator', issuer: createRoot('Root', dates), ...dates })
    await expect(arrive(csms.url, certified(other))).rejects.toMatchObject({ status: 403 })
    await expect(arrive(csms.url, certified(foreign))).rejects.toMatchObject({ status: 403 })
    await expect(arrive(csms.url, trust)).rejects.toMatchObject({ status: 403 })
    await expect(arrive(csms.url, certified(forged))).rejects.toBeDefined()
    await arrive(csms.url, certified(client))
    const { items } = await csms.station('CP1').attempts()
    expect(items.map(({ reason }) => reason)).toEqual(['noCertificate', 'wrongCertificate', 'wrongCertificate'])
    expect(items.at(-1)?.detail).toContain('"SERIAL-2"')
  })

  test('a station that was let in with a serial number is held to it from then on', async () => {
    const csms = await overTls({ securityProfile: 3 })
    await csms.station('CP1').put()
    const station = await arrive(csms.url, certified(client))
    await station.boot('SERIAL-1')
    const other = issue({ commonName: 'SERIAL-2', organization: 'Operator', issuer: root, ...dates })
    await expect(arrive(csms.url, certified(other))).rejects.toMatchObject({ status: 403 })
  })

  test('needs the name of the operator, or a hook of the program', async () => {
    const tls = { certificates: [server], clientCa: root.cert }
    expect(() => createCsms({ versions, tls })).toThrow(/operatorName/)
    expect(() => createCsms({ versions, tls, verifyCertificate: () => true })).not.toThrow()
  })
})

describe('an upgrade of the profile (A05)', () => {
  test('from 1 to 2: after the station has come over TLS it is refused without (A05.FR.07, TC_A_19)', async () => {
    const store = createMemoryStore()
    const plain = await start({ store, securityProfile: 1 })
    const secure = await overTls({ store })
    await plain.station('CP1').put({ securityProfile: 1 })
    await plain.station('CP1').setPassword(password)
    await (await arrive(plain.url, { password })).close()
    // One that cannot prove itself changes nothing.
    await expect(arrive(secure.url, { ...trust, password: 'another-password' })).rejects.toMatchObject({ status: 401 })
    await (await arrive(plain.url, { password })).close()

    const secured = secure.once('station.secured')
    await (await arrive(secure.url, { ...trust, password })).close()
    expect(await secured).toMatchObject({ securityProfile: 2, station: { identity: 'CP1' } })
    await expect(arrive(plain.url, { password })).rejects.toMatchObject({ status: 403 })
    await arrive(secure.url, { ...trust, password })

    // Other settings leave it as it is, and so does a lower one; only an operator who says so lowers it.
    for (const settings of [{ notes: 'gate' }, { securityProfile: 1 } as const]) {
      expect(await plain.station('CP1').put(settings)).toMatchObject({ ...settings, reachedProfile: 2 })
      await expect(arrive(plain.url, { password })).rejects.toMatchObject({ status: 403 })
    }
    await plain.station('CP1').put({ securityProfile: 1, lowersSecurityProfile: true })
    await arrive(plain.url, { password })
  })

  test('counts for a station without a profile of its own too: another listener on the same store asks for less, and refuses it', async () => {
    const store = createMemoryStore()
    const plain = await start({ store })
    const secure = await overTls({ store })
    await secure.station('CP1').put()
    await secure.station('CP1').setPassword(password)
    const secured = secure.once('station.secured')
    await (await arrive(secure.url, { ...trust, password })).close()
    expect(await secured).toMatchObject({ securityProfile: 2 })
    await expect(arrive(plain.url, { password })).rejects.toMatchObject({ status: 403 })
    // A station that is deleted begins anew.
    await plain.station('CP1').delete()
    await plain.station('CP1').put()
    await arrive(plain.url, {})
  })

  test('from 2 to 3: after the station has come with its certificate a password is not enough', async () => {
    const csms = await overTls()
    await csms.station('CP1').put({ expectedSerialNumber: 'SERIAL-1' })
    await csms.station('CP1').setPassword(password)
    await (await arrive(csms.url, { ...trust, password })).close()
    const secured = csms.once('station.secured')
    await (await arrive(csms.url, certified(client))).close()
    expect(await secured).toMatchObject({ securityProfile: 3 })
    await expect(arrive(csms.url, { ...trust, password })).rejects.toMatchObject({ status: 403 })
  })

  test('from 0 to 1: a station that has shown its password must show it from then on', async () => {
    const csms = await start()
    await csms.station('CP1').put()
    await (await arrive(csms.url, {})).close()
    await csms.station('CP1').setPassword(password)
    await (await arrive(csms.url, {})).close()
    const secured = csms.once('station.secured')
    await (await arrive(csms.url, { password })).close()
    expect(await secured).toMatchObject({ securityProfile: 1 })
    await expect(arrive(csms.url, {})).rejects.toMatchObject({ status: 401 })
  })
})

test('a program may check passwords itself', async () => {
  const csms = await start({ authenticate: ({ password: given }) => given?.toString() === 'known to the program' })
  await expect(arrive(csms.url, {})).rejects.toMatchObject({ status: 401 })
  await arrive(csms.url, { password: 'known to the program' })
})
