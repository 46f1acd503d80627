import { generateKeyPairSync } from 'node:crypto'
import { connect as connectTls } from 'node:tls'
import { createRoot, issue } from '@ocpp-kit/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { type CsmsOptions, createMemoryStore } from '../../src/index.js'
import { connect, type Driver, type Proof } from '../drivers.js'
import { startCsms, type Versions } from '../provisioning/running.js'
import { connectStation } from '../provisioning/station.js'
import { basic, upgrade } from './upgrade.js'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const password = 'the-password-of-CP1'
const fresh = 'the-new-password-of-CP1'
const dayMs = 86_400_000
const dates = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) }

const root = createRoot('Root', dates)
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const named = { commonName: '127.0.0.1', issuer: root, ip: '127.0.0.1', ...dates }
const certificates = [
  issue(named),
  { ...issue({ ...named, publicKey: rsa.publicKey }), key: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string },
]
const client = issue({ commonName: 'SERIAL-1', organization: 'Operator', issuer: root, ...dates })
const trust = { ca: [root.cert] }

const start = async (options: Partial<CsmsOptions<Versions>>) => {
  const csms = await startCsms({ fullReports: 'onDemand', ...options })
  await csms.station('CP1').put({ expectedSerialNumber: 'SERIAL-1' })
  await csms.station('CP1').setPassword(password)
  return csms
}
const overTls = (options: Partial<CsmsOptions<Versions>> = {}) =>
  start({ tls: { certificates, clientCa: root.cert }, operatorName: 'Operator', ...options })

type Csms = Awaited<ReturnType<typeof start>>

async function arrive({ url }: Csms, proof: Proof): Promise<Driver> {
  const station = await connect('2.0.1', url, 'CP1', proof)
  ends.push(() => station.close())
  return station
}

/** Boots, and tells of its connectors, as each of these cases ends. */
async function bootAndTell(station: Driver): Promise<void> {
  expect(await station.boot('SERIAL-1')).toBe('Accepted')
  for (const evseId of [1, 2]) await station.status(evseId, 'Available')
}

describe('official cases of block A, passwords', () => {
  test('TC_A_01_CSMS: who knows the password is let in, and accepted', async () => {
    const csms = await start({ securityProfile: 1 })
    await bootAndTell(await arrive(csms, { password }))
  })

  test.each([
    ['TC_A_02_CSMS', 'whose user name is not its identity', 'CP1Invalid', password],
    ['TC_A_03_CSMS', 'whose password is another one', 'CP1', 'fLoAtInG_*-=:+|@.1234'],
  ])('%s: a station %s is not let in', async (_id, _who, userName, given) => {
    const csms = await start({ securityProfile: 1 })
    expect(await upgrade(`${csms.url}/CP1`, { authorization: basic(userName, given) })).toMatchObject({ status: 401 })
    expect(await upgrade(`${csms.url}/CP1`, { authorization: basic('CP1', password) })).toMatchObject({ status: 101 })
  })

  test.each([
    ['TC_A_09_CSMS', 'Accepted', fresh, password],
    ['TC_A_10_CSMS', 'Rejected', password, fresh],
  ])('%s: of a password that is changed, which is %s, one is good from then on', async (_id, attributeStatus, good, bad) => {
    const csms = await start({ securityProfile: 1 })
    const before = await arrive(csms, { password })
    await bootAndTell(before)
    const name = { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } }
    const asked = before.answer('SetVariables', { setVariableResult: [{ ...name, attributeStatus }] })
    expect(await csms.station('CP1').changePassword(fresh)).toEqual({ status: attributeStatus })
    expect(await asked).toEqual({ setVariableData: [{ ...name, attributeValue: fresh }] })
    await before.close()
    expect(await upgrade(`${csms.url}/CP1`, { authorization: basic('CP1', bad) })).toMatchObject({ status: 401 })
    await bootAndTell(await arrive(csms, { password: good }))
  })
})

describe('official cases of block A, TLS', () => {
  /** Every suite of A00.FR.318, with the key that it needs. */
  const suites = [
    ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ec'],
    ['ECDHE-ECDSA-AES256-GCM-SHA384', 'ec'],
    ['AES128-GCM-SHA256', 'rsa'],
    ['AES256-GCM-SHA384', 'rsa'],
  ] as const

  /** What the csms shows of itself to one that speaks this suite alone. */
  const shown = ({ port }: Csms, ciphers: string) =>
    new Promise<{
      readonly name: string
      readonly protocol: string | null
      readonly bits: number
      readonly subject: string
      readonly serial: string
    }>((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port, ca: root.cert, ciphers, maxVersion: 'TLSv1.2' }, () => {
        const {
          bits = 0,
          subject,
          serialNumber,
        } = socket.getPeerCertificate() as { bits?: number; subject: { CN: string }; serialNumber: string }
        resolve({ name: socket.getCipher().name, protocol: socket.getProtocol(), bits, subject: subject.CN, serial: serialNumber })
        socket.destroy()
      }).on('error', reject)
    })

  test.each([
    ['TC_A_04_CSMS', 'a password', { tls: trust, password }, 2],
    ['TC_A_07_CSMS', 'a certificate', { tls: { ...trust, cert: client.cert, key: client.key } }, 3],
  ])(
    '%s: all suites can be used, with keys that are long enough; a station with %s is accepted',
    async (_id, _what, proof, securityProfile) => {
      const csms = await overTls({ securityProfile: securityProfile as 2 | 3 })
      for (const [suite, kind] of suites) {
        const seen = await shown(csms, suite)
        expect(seen).toMatchObject({ name: suite, protocol: 'TLSv1.2', subject: '127.0.0.1', serial: expect.stringMatching(/^[0-9A-F]+$/) })
        expect(seen.bits).toBeGreaterThanOrEqual(kind === 'rsa' ? 2048 : 224)
      }
      await bootAndTell(await arrive(csms, proof))
      await expect.poll(() => csms.station('CP1').lastConnection()).toMatchObject({ securityProfile })
    },
  )

  test('TC_A_06_CSMS: a handshake below TLS 1.2 ends, one of TLS 1.2 goes on', async () => {
    const csms = await overTls({ securityProfile: 2 })
    const old = { ...trust, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const
    await expect(upgrade(`${csms.url}/CP1`, { authorization: basic('CP1', password), tls: old })).rejects.toThrow(/protocol version/)
    await bootAndTell(await arrive(csms, { password, tls: { ...trust, minVersion: 'TLSv1.2' } }))
  })

  test.each([
    ['of another root', { issuer: createRoot('Root', dates) }],
    ['that has expired', { notBefore: new Date(Date.now() - 2 * dayMs), notAfter: new Date(Date.now() - dayMs) }],
  ])('TC_A_08_CSMS: a station with a certificate %s is not let in, with a good one it is', async (_what, changes) => {
    const csms = await overTls({ securityProfile: 3 })
    const { cert, key } = issue({ commonName: 'SERIAL-1', organization: 'Operator', issuer: root, ...dates, ...changes })
    await expect(upgrade(`${csms.url}/CP1`, { tls: { ...trust, cert, key } })).rejects.toThrow('socket hang up')
    await bootAndTell(await arrive(csms, { tls: { ...trust, cert: client.cert, key: client.key } }))
  })
})

describe('official cases of block A, a higher profile', () => {
  test.each([
    [1, 2],
    [2, 3],
  ] as const)('TC_A_19_CSMS: after a station has moved from profile %d to %d the lower one is refused', async (from, to) => {
    const store = createMemoryStore()
    const secure = await overTls({ store })
    const before = from === 1 ? await start({ store, securityProfile: 1 }) : secure
    await before.station('CP1').put({ expectedSerialNumber: 'SERIAL-1', securityProfile: from })
    const lower = { password, ...(from > 1 && { tls: trust }) }
    const higher = { tls: { ...trust, ...(to === 3 && { cert: client.cert, key: client.key }) }, ...(to < 3 && { password }) }
    const own = { 'SecurityCtrlr.SecurityProfile': String(from), 'OCPPCommCtrlr.NetworkConfigurationPriority': '0' }
    const station = await connectStation('2.0.1', before.url, own, 'CP1', lower)
    ends.push(() => station.close())
    expect(await station.boot({ serialNumber: 'SERIAL-1' })).toMatchObject({ status: 'Accepted' })
    for (const action of ['SetNetworkProfile', 'Reset']) station.on(action, () => ({ status: 'Accepted' }))

    const profile = { url: secure.url, interface: 'Wired0', securityProfile: to, messageTimeoutSeconds: 30 } as const
    const change = { slot: 1, profile, activate: true, reset: 'OnIdle' } as const
    expect(await before.station('CP1').setNetworkProfile(change)).toMatchObject({ step: 'waiting', status: 'Accepted' })
    const common = { ocppInterface: 'Wired0', ocppTransport: 'JSON', ocppVersion: 'OCPP20', messageTimeout: 30 }
    const connectionData = { ...common, ocppCsmsUrl: secure.url, securityProfile: to }
    expect(station.asked('SetNetworkProfile')).toEqual([{ configurationSlot: 1, connectionData }])
    expect(station.values.get('OCPPCommCtrlr.NetworkConfigurationPriority')).toMatch(/\b1\b/)
    expect(station.asked('Reset')).toEqual([{ type: 'OnIdle' }])
    await station.close()

    const secured = secure.once('station.secured')
    await bootAndTell(await arrive(secure, higher))
    expect(await secured).toMatchObject({ securityProfile: to })
    await expect(arrive(before, lower)).rejects.toMatchObject({ code: 'HANDSHAKE_REFUSED' })
    await arrive(secure, higher)
  })
})
