import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:https'
import type { Protocol } from '@ocpp-kit/rpc'
import { type Listener, type ListenOptions, listen } from '@ocpp-kit/rpc/ws'
import { certify, createRoot, type Issued, issue } from '@ocpp-kit/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { type ChargePoint, type ChargePointOptions, createChargePoint, type StationVersion } from '../src/index.js'
import type { Payload } from './support/csms.js'
import { ocpp16, ocpp201, versions2 } from './support/versions.js'

const dayMs = 86_400_000
/** A busy machine takes its time. */
const patience = { timeout: 10_000 }
const valid = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 365 * dayMs) }
const createCa = (commonName: string, issuer?: Issued): Issued =>
  createRoot(commonName, { ...valid, ...(issuer === undefined ? {} : { issuer }) })
const serverOf = (issuer: Issued, changes: object = {}): Issued =>
  issue({ commonName: 'localhost', ip: '127.0.0.1', issuer, ...valid, ...changes })

const root = createCa('CSMS root')
const server = serverOf(root)
const client = issue({ commonName: 'SERIAL-1', issuer: root, ...valid })
const password = 'a-password-of-more-than-16'

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

interface TestListener extends Listener<Protocol> {
  readonly received: { readonly action: string; readonly request: Payload }[]
}

/** A csms on a real socket that is content with everything; with `certificates` over TLS. */
async function startCsms(
  version: StationVersion,
  { certificate, roots = [root], ...options }: Partial<ListenOptions<Protocol>> & { certificate?: Issued; roots?: readonly Issued[] } = {},
): Promise<TestListener> {
  const received: TestListener['received'] = []
  const answers = (): Record<string, object> => ({
    BootNotification: { status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 },
    SignCertificate: { status: 'Accepted' },
  })
  const csms = await listen({
    versions: [version as Protocol],
    port: 0,
    ...(certificate === undefined ? {} : { tls: { certificates: [certificate], clientCa: roots.map(({ cert }) => cert) } }),
    fallback: (request, { action }) => {
      received.push({ action, request: request as Payload })
      return answers()[action] ?? {}
    },
    ...options,
  })
  open.push(csms)
  return Object.assign(csms as unknown as Listener<Protocol>, { received })
}

function createStation(version: StationVersion, csmsUrl: string, options: Partial<ChargePointOptions> = {}): ChargePoint {
  const station = createChargePoint({
    version,
    csmsUrl,
    identity: 'CP1',
    serialNumber: 'SERIAL-1',
    rebootMs: 0,
    socket: { reconnect: { waitMinimumMs: 5, randomRangeMs: 0, repeatTimes: 0 } },
    settings: { organizationName: 'Operator' },
    ...options,
  })
  open.push({ close: () => station.stop() })
  return station
}

const inProfile2 = {
  securityProfile: 2,
  authenticate: ({ password: given }: { password: Buffer | undefined }) => given?.toString() === password,
} as const
/** Numbers of the certificates that stations presented. */
const inProfile3 = (seen: string[]) =>
  ({
    securityProfile: 3,
    verifyCertificate: ({ certificate }: { certificate: { commonName: string | undefined; serialNumber: string } | undefined }) => {
      seen.push(certificate?.serialNumber ?? 'none')
      return certificate?.commonName === 'SERIAL-1'
    },
  }) as const

const eventsOf = (csms: TestListener): unknown[] =>
  csms.received.filter(({ action }) => action === 'SecurityEventNotification').map(({ request }) => request['type'])
const portOf = ({ url }: { readonly url: string }): number => Number(new URL(url).port)

describe.each(versions2)('security profiles 1 and 2 of a %s station', (_, version) => {
  it('send the identity and the password as HTTP Basic (A00.FR.202–205, TC_A_01)', async () => {
    const headers: (string | undefined)[] = []
    const csms = await startCsms(version, {
      securityProfile: 1,
      authenticate: ({ request }) => {
        headers.push(request.headers.authorization)
        return true
      },
    })
    await createStation(version, csms.url, { password }).start()
    expect(headers).toEqual([`Basic ${Buffer.from(`CP1:${password}`).toString('base64')}`])
  })

  it('trust a csms whose certificate leads to an installed root (A00.FR.308, TC_A_04)', async () => {
    const csms = await startCsms(version, { certificate: server, ...inProfile2 })
    const station = createStation(version, csms.url, { password, certificates: { csmsRoots: root.cert } })
    await station.start()
    expect(csms.handshakeOf(csms.station('CP1') as never)).toMatchObject({
      securityProfile: 2,
      tlsVersion: expect.stringMatching(/TLSv1\.[23]/),
    })
    expect(csms.received.filter(({ action }) => action === 'BootNotification')).toHaveLength(1)
  })

  it.each([
    ['of an unknown root', serverOf(createCa('Stranger'))],
    ['that has expired', serverOf(root, { notBefore: new Date(0), notAfter: new Date(Date.now() - dayMs) })],
    ['with another name', issue({ commonName: 'elsewhere.example', issuer: root, ...valid })],
  ])('hang up on a certificate %s, and tell of it later, once (A00.FR.309–311, TC_A_05)', async (_what, certificate) => {
    const bad = await startCsms(version, { certificate, ...inProfile2 })
    const station = createStation(version, bad.url, { password, certificates: { csmsRoots: root.cert } })
    const started = station.start()
    for (let failures = 0; failures < 3; failures += 1) expect((await station.once('attemptFailed')).error).toMatchObject({ code: 'TLS' })
    expect(bad.received).toEqual([])
    await bad.close()
    const good = await startCsms(version, { certificate: server, port: portOf(bad), ...inProfile2 })
    await started
    await expect.poll(() => eventsOf(good), patience).toEqual(expect.arrayContaining(['StartupOfTheDevice', 'InvalidCsmsCertificate']))
    expect(eventsOf(good).filter((type) => type === 'InvalidCsmsCertificate')).toHaveLength(1)
  })

  it('hang up on TLS below 1.2, and tell of it later (A00.FR.316, TC_A_06)', async () => {
    const old = createServer({
      cert: server.cert,
      key: server.key,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve))
    const { port } = old.address() as { port: number }
    const station = createStation(version, `wss://127.0.0.1:${port}`, { password, certificates: { csmsRoots: root.cert } })
    const started = station.start()
    await station.once('attemptFailed')
    await new Promise((resolve) => old.close(resolve))
    const csms = await startCsms(version, { certificate: server, port, ...inProfile2 })
    await started
    await expect.poll(() => eventsOf(csms), patience).toEqual(expect.arrayContaining(['StartupOfTheDevice', 'InvalidTLSVersion']))
  })
})

describe('a csms', () => {
  it('that wants weak ciphers alone is left, and told of it later (A00.FR.323)', async () => {
    const weak = createServer({ cert: server.cert, key: server.key, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0' })
    await new Promise<void>((resolve) => weak.listen(0, '127.0.0.1', resolve))
    const { port } = weak.address() as { port: number }
    const socket = {
      reconnect: { waitMinimumMs: 5, randomRangeMs: 0 },
      tls: { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384' },
    }
    const station = createStation(ocpp201, `wss://127.0.0.1:${port}`, { password, certificates: { csmsRoots: root.cert }, socket })
    const started = station.start()
    await station.once('attemptFailed')
    await new Promise((resolve) => weak.close(resolve))
    const csms = await startCsms(ocpp201, { certificate: server, port, ...inProfile2 })
    await started
    await expect.poll(() => eventsOf(csms), patience).toEqual(expect.arrayContaining(['InvalidTLSCipherSuite']))
  })
})

describe.each(versions2)('security profile 3 of a %s station', (_, version) => {
  const certificates = { csmsRoots: root.cert, station: client }

  it('presents the own certificate, and no password (A00.FR.401–402, TC_A_07)', async () => {
    const seen: string[] = []
    const csms = await startCsms(version, { certificate: server, ...inProfile3(seen) })
    await createStation(version, csms.url, { password, certificates }).start()
    expect(csms.handshakeOf(csms.station('CP1') as never)).toMatchObject({ securityProfile: 3, username: undefined })
    expect(seen).toHaveLength(1)
  })

  it('reconnects with a renewed certificate, and drops the old one then (A02.FR.08, A02.FR.10)', async () => {
    const seen: string[] = []
    const csms = await startCsms(version, { certificate: server, ...inProfile3(seen) })
    const station = createStation(version, csms.url, { certificates })
    await station.start()
    const renewed = station.once('connected')
    expect(await renew(csms, version, (csr) => certify(csr, root, valid))).toMatchObject({ status: 'Accepted' })
    await renewed
    expect(seen).toHaveLength(2)
    expect(seen[1]).not.toBe(seen[0])
    const back = station.once('connected')
    await csms.station('CP1')?.close({ code: 1012 })
    await back
    expect(seen[2]).toBe(seen[1])
  })

  it('goes back to the old certificate where the renewed one does not work, and says so (A02.FR.28–29)', async () => {
    const seen: string[] = []
    const { verifyCertificate, ...profile } = inProfile3(seen)
    let unwanted = ''
    const csms = await startCsms(version, {
      certificate: server,
      ...profile,
      verifyCertificate: (attempt) => verifyCertificate(attempt as never) && attempt.certificate?.serialNumber !== unwanted,
    })
    const station = createStation(version, csms.url, {
      certificates,
      settings: { organizationName: 'Operator', networkProfileConnectionAttempts: 2 },
    })
    await station.start()
    const before = csms.received.length
    const answer = await renew(csms, version, (csr) => {
      const cert = certify(csr, root, valid)
      unwanted = serialOf(cert)
      return cert
    })
    expect(answer).toMatchObject({ status: 'Accepted' })
    await expect.poll(() => eventsOf(csms), patience).toContain('DiscardedRenewedClientCertificate')
    expect(seen.slice(1, 3)).toEqual([unwanted, unwanted])
    expect(seen.at(-1)).toBe(seen[0])
    // The registration outlives a reconnect.
    expect(csms.received.slice(before).some(({ action }) => action === 'BootNotification')).toBe(false)
  })
})

describe.each(versions2)('the roots of a %s station', (_, version) => {
  const next = createCa('Next root', root)
  const settings = { organizationName: 'Operator', additionalRootCertificateCheck: true }

  /** Connected by the old root, with its successor installed. */
  async function withSuccessor(options: Partial<ChargePointOptions> = {}): Promise<{ csms: TestListener; station: ChargePoint }> {
    const csms = await startCsms(version, { certificate: server, ...inProfile2 })
    const station = createStation(version, csms.url, { password, certificates: { csmsRoots: root.cert }, settings, ...options })
    await station.start()
    const answer = await csms
      .station('CP1')
      ?.callUntyped('InstallCertificate', { certificateType: 'CSMSRootCertificate', certificate: next.cert })
    expect(answer).toEqual({ status: 'Accepted' })
    return { csms, station }
  }
  const numberOf = ({ cert }: Issued): string => new X509Certificate(cert).serialNumber.toLowerCase().replace(/^0+/, '')
  /** The serial numbers of the roots that the station has. */
  const installed = async (csms: TestListener): Promise<readonly string[]> => {
    const request = { certificateType: ['CSMSRootCertificate'] }
    const answer = (await csms.station('CP1')?.callUntyped('GetInstalledCertificateIds', request)) as {
      certificateHashDataChain: { certificateHashData: { serialNumber: string } }[]
    }
    return answer.certificateHashDataChain.map(({ certificateHashData }) => certificateHashData.serialNumber)
  }

  it('lose the old one once a connection rests on the new one (M05.FR.13, TC_M_30)', async () => {
    const { csms, station } = await withSuccessor()
    expect(await installed(csms)).toEqual([root, next].map(numberOf))
    const port = portOf(csms)
    const connected = station.once('connected')
    await csms.close()
    const renewed = await startCsms(version, { certificate: serverOf(next), port, ...inProfile2 })
    await connected
    expect(await installed(renewed)).toEqual([numberOf(next)])
  })

  it('include the old one as long as the csms goes by it (M05.FR.14, TC_M_31)', async () => {
    const { csms, station } = await withSuccessor()
    const accepted = station.once('accepted')
    expect(await csms.station('CP1')?.callUntyped('Reset', { type: 'OnIdle' })).toEqual({ status: 'Accepted' })
    await accepted
    expect(await installed(csms)).toEqual([root, next].map(numberOf))
  })

  it('serve another csms by the new one, and the way back by the old one (M05.FR.15–16, TC_B_47)', async () => {
    const { csms, station } = await withSuccessor({ settings: { ...settings, networkProfileConnectionAttempts: 1 } })
    const other = await startCsms(version, { certificate: server, ...inProfile2 })
    await setNetwork(csms, other.url, 2)
    const errors: unknown[] = []
    station.on('attemptFailed', ({ error }) => errors.push(error))
    const accepted = station.once('accepted')
    await csms.station('CP1')?.callUntyped('Reset', { type: 'OnIdle' })
    await accepted
    expect(errors).toMatchObject([{ code: 'TLS' }])
    expect(other.received).toEqual([])
    expect(await installed(csms)).toEqual([root, next].map(numberOf))
  })

  it('serve another csms, which is reached after a restart (TC_B_50)', async () => {
    const foreign = createCa('Foreign root')
    const csms = await startCsms(version, { certificate: server, ...inProfile2 })
    const station = createStation(version, csms.url, { password, certificates: { csmsRoots: root.cert } })
    await station.start()
    await csms.station('CP1')?.callUntyped('InstallCertificate', { certificateType: 'CSMSRootCertificate', certificate: foreign.cert })
    const other = await startCsms(version, { certificate: serverOf(foreign), ...inProfile2 })
    await setNetwork(csms, other.url, 2)
    const accepted = station.once('accepted')
    await csms.station('CP1')?.callUntyped('Reset', { type: 'OnIdle' })
    await accepted
    expect(other.received[0]?.action).toBe('BootNotification')
    expect(csms.station('CP1')).toBeUndefined()
  })
})

describe('a 1.6 station', () => {
  it('goes from profile 1 to profile 2 at the address it knows (whitepaper A05.FR.06–07)', async () => {
    const key = '00112233445566778899aabbccddeeff'
    const authenticate = ({ password: given }: { password: Buffer | undefined }): boolean => given?.toString('hex') === key
    const plain = await startCsms(ocpp16, { securityProfile: 1, authenticate })
    const station = createStation(ocpp16, plain.url, { password: Buffer.from(key, 'hex'), certificates: { csmsRoots: root.cert } })
    await station.start()
    const changed = await plain.station('CP1')?.callUntyped('ChangeConfiguration', { key: 'SecurityProfile', value: '2' })
    expect(changed).toEqual({ status: 'Accepted' })
    const connected = station.once('connected')
    const port = portOf(plain)
    await plain.close()
    const secure = await startCsms(ocpp16, { certificate: server, port, securityProfile: 2, authenticate })
    await connected
    const answer = await secure.station('CP1')?.callUntyped('GetConfiguration', { key: ['SecurityProfile'] })
    expect(answer).toMatchObject({ configurationKey: [{ value: '2' }] })
  })

  it('tells a wrong certificate by the name of the whitepaper (§8)', async () => {
    const station = createStation(ocpp16, (await startCsms(ocpp16, { certificate: server, ...inProfile2 })).url, {
      password,
      certificates: { csmsRoots: createCa('Stranger').cert },
    })
    void station.start().catch(() => {})
    await station.once('attemptFailed')
    expect(station.securityLog().at(-1)).toContain('InvalidCentralSystemCertificate')
  })
})

describe('certificates of a station', () => {
  it('may come with the TLS options, and are deleted and replaced as any others', async () => {
    const seen: string[] = []
    const csms = await startCsms(ocpp201, { certificate: server, ...inProfile3(seen) })
    const socket = { tls: { ca: root.cert, cert: client.cert, key: client.key } }
    await createStation(ocpp201, csms.url, { socket }).start()
    expect(seen).toEqual([serialOf(client.cert)])
  })

  it('are refused where they are none', () => {
    const create = (certificates: object) => () => createStation(ocpp201, 'wss://127.0.0.1:1', { certificates })
    expect(create({ csmsRoots: 'rubbish' })).toThrow(/certificates\.csmsRoots/)
    expect(create({ station: { cert: 'rubbish', key: '' } })).toThrow(/certificates\.station\.cert/)
  })
})

const serialOf = (cert: string): string => new X509Certificate(cert).serialNumber

async function renew(csms: TestListener, version: StationVersion, sign: (csr: string) => string): Promise<unknown> {
  const station = csms.station('CP1')
  await station?.callUntyped('TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' })
  const asked = (): Payload | undefined => csms.received.findLast(({ action }) => action === 'SignCertificate')?.request
  await expect.poll(asked, patience).toBeDefined()
  const { csr, requestId } = asked() ?? {}
  return station?.callUntyped('CertificateSigned', {
    certificateChain: sign(String(csr)),
    certificateType: 'ChargingStationCertificate',
    ...(version.version === '2.1' ? { requestId } : {}),
  })
}

async function setNetwork(csms: TestListener, ocppCsmsUrl: string, securityProfile: number): Promise<void> {
  const station = csms.station('CP1')
  const connectionData = {
    messageTimeout: 30,
    ocppCsmsUrl,
    ocppInterface: 'Wired0',
    ocppTransport: 'JSON',
    ocppVersion: 'OCPP20',
    securityProfile,
  }
  expect(await station?.callUntyped('SetNetworkProfile', { configurationSlot: 2, connectionData })).toEqual({ status: 'Accepted' })
  const data = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'NetworkConfigurationPriority' }, attributeValue: '2,1' }
  const answer = await station?.callUntyped('SetVariables', { setVariableData: [data] })
  expect(answer).toMatchObject({ setVariableResult: [{ attributeStatus: 'RebootRequired' }] })
}
