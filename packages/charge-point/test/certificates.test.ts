import { createHash, X509Certificate } from 'node:crypto'
import { certify, createRoot, type Issued, issue, readCsr, startMs } from '@ocpp-kit/testkit'
import { describe, expect, it } from 'vitest'
import { createMemoryStateStore, type StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted } from './support/csms.js'
import { getVariable, setVariable } from './support/variables.js'
import { allVersions, ocpp16, ocpp21, ocpp201, versions2 } from './support/versions.js'

const dayMs = 86_400_000
const root = createRoot('CSMS root')

const csmsRoot = (version: StationVersion): string => (version === ocpp16 ? 'CentralSystemRootCertificate' : 'CSMSRootCertificate')

async function list({ csms }: Setup<StationVersion>, version: StationVersion, types: readonly string[] = []): Promise<Payload[]> {
  const certificateType = version === ocpp16 ? (types[0] ?? csmsRoot(version)) : types
  const answer = await csms.call('GetInstalledCertificateIds', types.length === 0 && version !== ocpp16 ? {} : { certificateType })
  if (answer['status'] === 'NotFound') return []
  return (
    version === ocpp16
      ? (answer['certificateHashData'] as Payload[])
      : (answer['certificateHashDataChain'] as Payload[]).map((one) => one['certificateHashData'])
  ) as Payload[]
}

/** Asked for by whichever trigger the version has, signed by the csms; the request and the answer to the certificate. */
async function renew(
  { csms }: Setup<StationVersion>,
  version: StationVersion,
  sign: (csr: string) => string,
  { trigger = 'SignChargingStationCertificate', certificateType = 'ChargingStationCertificate' as string | undefined } = {},
): Promise<{ readonly request: Payload; readonly answer: Payload }> {
  csms.answers['SignCertificate'] = () => ({ status: 'Accepted' })
  const triggered =
    version === ocpp16
      ? await csms.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
      : await csms.call('TriggerMessage', { requestedMessage: trigger })
  expect(triggered).toEqual({ status: 'Accepted' })
  const request = csms.last('SignCertificate')
  const answer = await csms.call('CertificateSigned', {
    certificateChain: sign(String(request['csr'])),
    ...(version === ocpp16 || certificateType === undefined ? {} : { certificateType }),
    ...(version === ocpp21 ? { requestId: request['requestId'] } : {}),
  })
  return { request, answer }
}

describe.each(allVersions)('certificates of a %s csms', (_, version) => {
  it('are installed, listed by their hashes, and deleted (M03–M05, TC_M_01, TC_M_02, TC_M_12, TC_M_13, TC_M_20)', async () => {
    const setup = await setUpAccepted(version)
    for (const certificateType of [csmsRoot(version), 'ManufacturerRootCertificate']) {
      expect(await setup.csms.call('InstallCertificate', { certificateType, certificate: root.cert })).toEqual({ status: 'Accepted' })
      const [hash] = await list(setup, version, [certificateType])
      expect(hash).toEqual(hashOf(root))
      expect(await setup.csms.call('DeleteCertificate', { certificateHashData: hash })).toEqual({ status: 'Accepted' })
      expect(await list(setup, version, [certificateType])).toEqual([])
    }
    await setup.station.stop()
  })

  it('are found by hashes of any algorithm, written in any case, or not at all (M04.FR.04, TC_M_22)', async () => {
    const setup = await setUpAccepted(version)
    await setup.csms.call('InstallCertificate', { certificateType: csmsRoot(version), certificate: root.cert })
    const other = hashOf(createRoot('Other'))
    expect(await setup.csms.call('DeleteCertificate', { certificateHashData: other })).toEqual({ status: 'NotFound' })
    const { serialNumber, issuerKeyHash, ...rest } = hashOf(root, 'SHA512')
    const certificateHashData = { ...rest, issuerKeyHash: issuerKeyHash.toUpperCase(), serialNumber: `00${serialNumber.toUpperCase()}` }
    expect(await setup.csms.call('DeleteCertificate', { certificateHashData })).toEqual({ status: 'Accepted' })
    await setup.station.stop()
  })

  it.each([
    ['no certificate', 'rubbish'],
    ['expired', createRoot('Old', { notAfter: new Date(startMs - dayMs) }).cert],
    ['not valid yet', createRoot('Early', { notBefore: new Date(startMs + dayMs) }).cert],
    ['no authority', issue({ commonName: 'Leaf', issuer: root }).cert],
    ['several at once', createRoot('A').cert + createRoot('B').cert],
  ])('are Rejected: %s (M05.FR.07, TC_M_07)', async (_what, certificate) => {
    const setup = await setUpAccepted(version)
    const answer = await setup.csms.call('InstallCertificate', { certificateType: csmsRoot(version), certificate })
    expect(answer).toEqual({ status: 'Rejected', ...(version === ocpp16 ? {} : { statusInfo: { reasonCode: 'InvalidCertificate' } }) })
    expect(await list(setup, version, [csmsRoot(version)])).toEqual([])
    await setup.station.stop()
  })

  it('fill the store up, where the same one still is Accepted (M05.FR.06, M05.FR.17, whitepaper M05.FR.03)', async () => {
    const setup = await setUpAccepted(version)
    const install = (certificate: string): Promise<Payload> =>
      setup.csms.call('InstallCertificate', { certificateType: csmsRoot(version), certificate })
    for (let at = 0; at < 20; at += 1) expect(await install(createRoot(`Root ${at}`).cert)).toEqual({ status: 'Accepted' })
    expect(await install(root.cert)).toMatchObject({ status: 'Rejected' })
    const [first] = await list(setup, version, [csmsRoot(version)])
    await setup.csms.call('DeleteCertificate', { certificateHashData: first })
    expect(await install(root.cert)).toEqual({ status: 'Accepted' })
    expect(await install(root.cert)).toEqual({ status: 'Accepted' })
    expect(await list(setup, version, [csmsRoot(version)])).toHaveLength(20)
    await setup.station.stop()
  })

  it('survive a power cut', async () => {
    const state = createMemoryStateStore()
    const before = await setUpAccepted(version, { state })
    await before.csms.call('InstallCertificate', { certificateType: csmsRoot(version), certificate: root.cert })
    await before.station.stop()
    const after = await setUpAccepted(version, { state })
    expect(await list(after, version, [csmsRoot(version)])).toEqual([hashOf(root)])
    await after.station.stop()
  })

  it('that the station left the factory with stay deleted once the csms deletes them', async () => {
    const state = createMemoryStateStore()
    const certificates = { csmsRoots: [root.cert] }
    const before = await setUpAccepted(version, { state, certificates })
    expect(await list(before, version, [csmsRoot(version)])).toEqual([hashOf(root)])
    await before.csms.call('DeleteCertificate', { certificateHashData: hashOf(root) })
    await before.station.stop()
    const after = await setUpAccepted(version, { state, certificates })
    expect(await list(after, version, [csmsRoot(version)])).toEqual([])
    await after.station.stop()
  })

  it('with AdditionalRootCertificateCheck must be signed by the root they replace (M05.FR.10–12, TC_M_09, whitepaper M05.FR.09–11)', async () => {
    const setup = await setUpAccepted(version, {
      certificates: { csmsRoots: root.cert },
      settings: { additionalRootCertificateCheck: true },
    })
    const certificateType = csmsRoot(version)
    const stranger = await setup.csms.call('InstallCertificate', { certificateType, certificate: createRoot('Stranger').cert })
    expect(stranger).toMatchObject({ status: 'Rejected' })
    expect(await list(setup, version, [certificateType])).toEqual([hashOf(root)])
    const next = createRoot('Next', { issuer: root })
    expect(await setup.csms.call('InstallCertificate', { certificateType, certificate: next.cert })).toEqual({ status: 'Accepted' })
    expect(await list(setup, version, [certificateType])).toEqual([hashOf(root), hashOf(next, 'SHA256', root)])
    await setup.station.stop()
  })

  it('of its own: a new key, a request for its serial number, and the chain put to use (A02.FR.02–08, TC_A_11)', async () => {
    const setup = await setUpAccepted(version, withIdentity())
    const { request, answer } = await renew(setup, version, (csr) => certify(csr, root))
    expect(readCsr(String(request['csr']))).toMatchObject({ commonName: 'SERIAL-1', organization: 'Operator' })
    expect(request['certificateType']).toBe(version === ocpp16 ? undefined : 'ChargingStationCertificate')
    expect(answer).toEqual({ status: 'Accepted' })
    const second = await renew(setup, version, (csr) => certify(csr, root))
    expect(second.request['csr']).not.toBe(request['csr'])
    await setup.station.stop()
  })

  it.each<[string, (csr: string) => string]>([
    ['of another hierarchy', (csr) => certify(csr, createRoot('Stranger'))],
    ['with another CN', (csr) => certify(csr, root, { commonName: 'SERIAL-2' })],
    ['with another O', (csr) => certify(csr, root, { organization: 'Somebody' })],
    ['expired', (csr) => certify(csr, root, { notAfter: new Date(startMs - dayMs) })],
    ['not valid yet', (csr) => certify(csr, root, { notBefore: new Date(startMs + dayMs) })],
    ['for another key', () => issue({ commonName: 'SERIAL-1', issuer: root }).cert],
    ['unreadable', () => 'rubbish'],
  ])('of its own are Rejected and told of: %s (A02.FR.06–07, A02.FR.20, TC_A_14)', async (_what, sign) => {
    const setup = await setUpAccepted(version, withIdentity())
    const { answer } = await renew(setup, version, sign)
    expect(answer).toMatchObject({ status: 'Rejected' })
    expect(setup.csms.last('SecurityEventNotification')['type']).toBe(
      version === ocpp16 ? 'InvalidChargePointCertificate' : 'InvalidChargingStationCertificate',
    )
    setup.csms.forget()
    await setup.csms.pass(600_000, 60_000)
    expect(setup.csms.of('SignCertificate')).toEqual([])
    await setup.station.stop()
  })

  it('of its own may come with the certificates between it and the root', async () => {
    const setup = await setUpAccepted(version, withIdentity())
    const middle = createRoot('Middle', { issuer: root })
    const { answer } = await renew(setup, version, (csr) => certify(csr, middle) + middle.cert)
    expect(answer).toEqual({ status: 'Accepted' })
    const broken = await renew(setup, version, (csr) => certify(csr, middle) + createRoot('Else', { issuer: root }).cert)
    expect(broken.answer).toMatchObject({ status: 'Rejected' })
    await setup.station.stop()
  })

  it('of its own are Rejected when the chain is too long (A02.FR.16)', async () => {
    const setup = await setUpAccepted(version, {
      ...withIdentity(),
      settings: { organizationName: 'Operator', maxCertificateChainSize: 500 },
    })
    const { answer } = await renew(setup, version, (csr) => certify(csr, root))
    expect(answer).toEqual({ status: 'Rejected', ...(version === ocpp16 ? {} : { statusInfo: { reasonCode: 'TooLargeElement' } }) })
    await setup.station.stop()
  })

  it('of its own are asked for again with growing pauses, and fit when they come late (A02.FR.17–19, TC_A_23)', async () => {
    const settings = { organizationName: 'Operator', certSigningWaitMinimumS: 60, certSigningRepeatTimes: 1 }
    const setup = await setUpAccepted(version, { ...withIdentity(), settings })
    const { csms, station } = setup
    csms.answers['SignCertificate'] = () => ({ status: 'Accepted' })
    if (version === ocpp16) await csms.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
    else await csms.call('TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' })
    await csms.pass(59_000)
    expect(csms.of('SignCertificate')).toHaveLength(1)
    await csms.pass(2_000)
    expect(csms.of('SignCertificate')).toHaveLength(2)
    await csms.pass(118_000)
    expect(csms.of('SignCertificate')).toHaveLength(2)
    await csms.pass(2_000)
    expect(csms.of('SignCertificate')).toHaveLength(3)
    await csms.pass(1_200_000, 10_000)
    expect(csms.of('SignCertificate')).toHaveLength(3)
    const csr = String(csms.of('SignCertificate')[0]?.['csr'])
    expect(await csms.call('CertificateSigned', { certificateChain: certify(csr, root) })).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('of its own are not asked for again where the csms refuses (TC_A_15)', async () => {
    const setup = await setUpAccepted(version, withIdentity())
    const { csms } = setup
    csms.answers['SignCertificate'] = () => ({ status: 'Rejected' })
    if (version === ocpp16) await csms.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
    else await csms.call('TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' })
    await csms.pass(600_000, 60_000)
    expect(csms.of('SignCertificate')).toHaveLength(1)
    await setup.station.stop()
  })

  it('of its own cannot be had without the name of the operator (whitepaper A02.FR.13, A00.FR.509)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { organizationName: '' } })
    const answer =
      version === ocpp16
        ? await csms.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
        : await csms.call('TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' })
    expect(answer).toEqual({ status: 'Rejected' })
    expect(csms.of('SignCertificate')).toEqual([])
    await station.stop()
  })

  it('of its own cannot be deleted (M04.FR.06, TC_M_23, whitepaper M04.FR.05)', async () => {
    const setup = await setUpAccepted(version, withIdentity())
    let leaf = ''
    await renew(setup, version, (csr) => {
      leaf = certify(csr, root)
      return leaf
    })
    const certificateHashData = hashOf({ ...root, cert: leaf }, 'SHA256', root)
    expect(await setup.csms.call('DeleteCertificate', { certificateHashData })).toEqual({ status: 'Failed' })
    await setup.station.stop()
  })

  it('of its own are renewed a month before their end, once, by the station itself (A03.FR.02–03)', async () => {
    const own = issue({ commonName: 'SERIAL-1', issuer: root, notAfter: new Date(startMs + 32 * dayMs) })
    const setup = await setUpAccepted(version, { ...withIdentity(), certificates: { csmsRoots: root.cert, station: own } })
    const { csms, station } = setup
    csms.answers['SignCertificate'] = () => ({ status: 'Rejected' })
    await csms.pass(dayMs, dayMs / 4)
    expect(csms.of('SignCertificate')).toEqual([])
    await csms.pass(2 * dayMs, dayMs / 4)
    expect(csms.of('SignCertificate')).toHaveLength(1)
    await csms.pass(5 * dayMs, dayMs / 4)
    expect(csms.of('SignCertificate')).toHaveLength(1)
    await station.stop()
  })
})

const withIdentity = () => ({
  serialNumber: 'SERIAL-1',
  certificates: { csmsRoots: root.cert },
  settings: { organizationName: 'Operator' },
})

/** As OCSP has it, worked out the long way round: by the names and keys of OpenSSL. */
function hashOf({ cert }: Issued, hashAlgorithm = 'SHA256', issuer?: Issued) {
  const certificate = new X509Certificate(cert)
  const by = new X509Certificate(issuer?.cert ?? cert)
  const hash = (bytes: Uint8Array): string => createHash(hashAlgorithm.toLowerCase()).update(bytes).digest('hex')
  const key = by.publicKey.export({ type: 'spki', format: 'der' })
  // A P-256 key is the last 65 bytes of its SPKI; a name stands in front of the validity and behind the algorithm.
  return {
    hashAlgorithm,
    issuerNameHash: hash(nameOf(by)),
    issuerKeyHash: hash(key.subarray(key.length - 65)),
    serialNumber: certificate.serialNumber.toLowerCase().replace(/^0+/, ''),
  }
}

/** The subject as DER: the sequence that begins with O and ends with CN. */
function nameOf({ raw, subject }: X509Certificate): Uint8Array {
  const parts = subject.split('\n').map((part) => Buffer.from(part.slice(part.indexOf('=') + 1)))
  const part = (number: number, value: Buffer): Buffer => {
    const inner = Buffer.concat([Buffer.from([0x06, 0x03, 0x55, 0x04, number, 0x0c, value.length]), value])
    return Buffer.concat([Buffer.from([0x31, inner.length + 2, 0x30, inner.length]), inner])
  }
  const body = Buffer.concat([part(10, parts[0] as Buffer), part(3, parts[1] as Buffer)])
  const name = Buffer.concat([Buffer.from([0x30, body.length]), body])
  expect(raw.includes(name)).toBe(true)
  return name
}

describe.each(versions2)('certificates of a %s station', (_, version) => {
  it('are listed of several types, of all, or not found (M03, TC_M_17, TC_M_18, TC_M_19)', async () => {
    const setup = await setUpAccepted(version)
    const { csms, station } = setup
    expect(await csms.call('GetInstalledCertificateIds', {})).toEqual({ status: 'NotFound' })
    const roots = ['CSMSRootCertificate', 'ManufacturerRootCertificate', 'V2GRootCertificate', 'MORootCertificate']
    for (const certificateType of roots)
      await csms.call('InstallCertificate', { certificateType, certificate: createRoot(certificateType).cert })
    const typesOf = async (request: object): Promise<unknown[]> =>
      ((await csms.call('GetInstalledCertificateIds', request))['certificateHashDataChain'] as Payload[]).map(
        (one) => one['certificateType'],
      )
    expect(await typesOf({})).toEqual(roots)
    expect(await typesOf({ certificateType: roots.slice(0, 2) })).toEqual(roots.slice(0, 2))
    await station.stop()
  })

  it.each([
    ['V2GRootCertificate', 'TC_M_03, TC_M_14'],
    ['MORootCertificate', 'TC_M_04, TC_M_16'],
  ])('may be of type %s (%s)', async (certificateType) => {
    const setup = await setUpAccepted(version)
    expect(await setup.csms.call('InstallCertificate', { certificateType, certificate: root.cert })).toEqual({ status: 'Accepted' })
    expect(await list(setup, version, [certificateType])).toEqual([hashOf(root)])
    await setup.station.stop()
  })

  it('for cars come from the hierarchy of cars, are listed as a chain, and their status is asked for (M06.FR.07, TC_A_12, TC_M_15, TC_M_24)', async () => {
    const v2gRoot = createRoot('V2G root')
    const setup = await setUpAccepted(version, {
      certificates: { csmsRoots: root.cert, v2gRoots: v2gRoot.cert },
      settings: { organizationName: 'Operator', seccId: 'NL-SECC-1', countryName: 'NL' },
    })
    const { csms, station } = setup
    const ocspResult = Buffer.from('an OCSP response').toString('base64')
    csms.answers['GetCertificateStatus'] = () => ({ status: 'Accepted', ocspResult })
    const told = station.once('certificateStatus')
    const sub = createRoot('SubCA', { issuer: v2gRoot, ocspUrl: 'http://ocsp.example/' })
    let leaf = ''
    const sign = (csr: string): string => {
      leaf = certify(csr, sub, { ocspUrl: 'http://ocsp.example/' })
      return leaf + sub.cert
    }
    const { request, answer } = await renew(setup, version, sign, { trigger: 'SignV2GCertificate', certificateType: 'V2GCertificate' })
    expect(request['certificateType']).toBe('V2GCertificate')
    expect(request['hashRootCertificate']).toEqual(version === ocpp21 ? hashOf(v2gRoot) : undefined)
    expect(readCsr(String(request['csr'])).commonName).toBe('NL-SECC-1')
    expect(answer).toEqual({ status: 'Accepted' })
    const listed = await csms.call('GetInstalledCertificateIds', { certificateType: ['V2GCertificateChain'] })
    expect(listed['certificateHashDataChain']).toEqual([
      {
        certificateType: 'V2GCertificateChain',
        certificateHashData: hashOf({ ...sub, cert: leaf }, 'SHA256', sub),
        childCertificateHashData: [hashOf(sub, 'SHA256', v2gRoot)],
      },
    ])
    expect(csms.of('GetCertificateStatus')).toEqual([
      { ocspRequestData: { ...hashOf({ ...sub, cert: leaf }, 'SHA256', sub), responderURL: 'http://ocsp.example/' } },
      { ocspRequestData: { ...hashOf(sub, 'SHA256', v2gRoot), responderURL: 'http://ocsp.example/' } },
    ])
    expect(await told).toMatchObject({ ocspResult })
    csms.forget()
    await csms.pass(8 * dayMs, dayMs / 2)
    expect(csms.of('GetCertificateStatus')).toHaveLength(2)
    await station.stop()
  })

  it('for cars live with a status that the csms does not get (M06.FR.04, TC_M_25)', async () => {
    const v2gRoot = createRoot('V2G root')
    const setup = await setUpAccepted(version, { certificates: { v2gRoots: v2gRoot.cert }, settings: { organizationName: 'Operator' } })
    setup.csms.answers['GetCertificateStatus'] = () => ({ status: 'Failed' })
    const told = setup.station.once('certificateStatus')
    const purpose = { trigger: 'SignV2GCertificate', certificateType: 'V2GCertificate' }
    await renew(setup, version, (csr) => certify(csr, v2gRoot, { ocspUrl: 'http://ocsp.example/' }), purpose)
    expect(await told).toMatchObject({ ocspResult: undefined })
    expect(setup.errors).toEqual([])
    await setup.station.stop()
  })

  it('for the csms and cars at once are asked for without a type, and serve both (A02.FR.13, TC_A_13)', async () => {
    const setup = await setUpAccepted(version, withIdentity())
    const { request, answer } = await renew(setup, version, (csr) => certify(csr, root), {
      trigger: 'SignCombinedCertificate',
      certificateType: undefined,
    })
    expect(request).not.toHaveProperty('certificateType')
    expect(answer).toEqual({ status: 'Accepted' })
    expect(await list(setup, version, ['V2GCertificateChain'])).toHaveLength(1)
    await setup.station.stop()
  })

  it('for cars that the csms refuses switch Plug & Charge off until the next start, or until the csms says otherwise (A02.FR.21)', async () => {
    const v2gRoot = createRoot('V2G root')
    const setup = await setUpAccepted(version, { rebootMs: 1_000, certificates: { v2gRoots: v2gRoot.cert } })
    const { csms, station } = setup
    const isOn = (): Promise<unknown> => getVariable(csms, 'ISO15118Ctrlr.PnCEnabled')
    const isLetIn = async (): Promise<boolean> => {
      station.plugIn({ ev: { contract: { emaid: 'DE-ABC-C123', certificate: v2gRoot.cert } } })
      await settle()
      const isCharging = station.state.evses[0]?.transaction !== undefined
      if (isCharging) station.stopByEv()
      station.unplug()
      await settle()
      return isCharging
    }
    const refuse = async (requestedMessage: string): Promise<void> => {
      csms.answers['SignCertificate'] = () => ({ status: 'Rejected' })
      expect(await csms.call('TriggerMessage', { requestedMessage })).toEqual({ status: 'Accepted' })
    }
    await refuse('SignChargingStationCertificate')
    expect(await isOn()).toBe('true')
    await refuse('SignV2GCertificate')
    expect(await isOn()).toBe('false')
    expect(await isLetIn()).toBe(false)
    await csms.call('Reset', { type: 'Immediate' })
    await csms.pass(2_000)
    expect(await isOn()).toBe('true')
    expect(await isLetIn()).toBe(true)
    await refuse('SignV2GCertificate')
    expect(await setVariable(csms, 'ISO15118Ctrlr.PnCEnabled', 'true')).toBe('Accepted')
    expect(await isLetIn()).toBe(true)
    await refuse('SignV2GCertificate')
    station.powerCut()
    await station.powerRestored()
    await settle()
    expect(await isOn()).toBe('true')
    await refuse('SignV2GCertificate')
    expect(await setVariable(csms, 'ISO15118Ctrlr.PnCEnabled', 'false')).toBe('Accepted')
    await csms.call('Reset', { type: 'Immediate' })
    await csms.pass(2_000)
    expect(await isOn()).toBe('false')
    await station.stop()
  })

  it('for cars are not to be had where V2GCertificateInstallationEnabled is false', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { v2gCertificateInstallation: false } })
    expect(await csms.call('TriggerMessage', { requestedMessage: 'SignV2GCertificate' })).toEqual({ status: 'Rejected' })
    await station.stop()
  })

  it.each([
    ['Install', 'TC_M_26'],
    ['Update', 'TC_M_28'],
  ] as const)('of a contract reach the car: %s (M01.FR.01, M02.FR.01, %s)', async (action, _case) => {
    const { station, csms } = await setUpAccepted(version)
    csms.answers['Get15118EVCertificate'] = () => ({ status: 'Accepted', exiResponse: 'UkVT' })
    const request = { action, exiRequest: 'UkVR', iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef' }
    expect(await station.requestEvCertificate(request)).toEqual({ status: 'Accepted', exiResponses: ['UkVT'] })
    expect(csms.of('Get15118EVCertificate')).toEqual([request])
    await station.stop()
  })

  it.each([
    ['Install', 'TC_M_27'],
    ['Update', 'TC_M_29'],
  ] as const)('of a contract may fail: %s (%s)', async (action, _case) => {
    const { station, csms } = await setUpAccepted(version)
    csms.answers['Get15118EVCertificate'] = () => ({ status: 'Failed', exiResponse: '' })
    const result = await station.requestEvCertificate({ action, exiRequest: 'UkVR', iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef' })
    expect(result).toEqual({ status: 'Failed', exiResponses: [] })
    await station.stop()
  })
})

describe('certificates of a 2.1 station', () => {
  it('are matched by requestId; an unknown one is Rejected (A02.FR.24, A02.FR.26)', async () => {
    const setup = await setUpAccepted(ocpp21, withIdentity())
    const { csms } = setup
    csms.answers['SignCertificate'] = () => ({ status: 'Accepted' })
    await csms.call('TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' })
    const { csr, requestId } = csms.last('SignCertificate')
    const certificateChain = certify(String(csr), root)
    expect(await csms.call('CertificateSigned', { certificateChain, requestId: Number(requestId) + 1 })).toMatchObject({
      status: 'Rejected',
    })
    expect(await csms.call('CertificateSigned', { certificateChain, requestId })).toEqual({ status: 'Accepted' })
    await setup.station.stop()
  })

  it('for ISO 15118-20 are a kind of their own (A02.FR.23)', async () => {
    const v2gRoot = createRoot('V2G root')
    const setup = await setUpAccepted(ocpp21, { certificates: { v2gRoots: v2gRoot.cert }, settings: { organizationName: 'Operator' } })
    const purpose = { trigger: 'SignV2G20Certificate', certificateType: 'V2G20Certificate' }
    const { request, answer } = await renew(setup, ocpp21, (csr) => certify(csr, v2gRoot), purpose)
    expect(request['certificateType']).toBe('V2G20Certificate')
    expect(answer).toEqual({ status: 'Accepted' })
    await setup.station.stop()
  })

  it('of several contracts come one by one (M01.FR.03, M01.FR.06)', async () => {
    const { station, csms } = await setUpAccepted(ocpp21)
    let left = 2
    csms.answers['Get15118EVCertificate'] = () => {
      const answer = { status: 'Accepted', exiResponse: `RES${left}`, remainingContracts: left }
      left -= 1
      return answer
    }
    const request = {
      exiRequest: 'UkVR',
      iso15118SchemaVersion: 'urn:iso:std:iso:15118:-20:CommonMessages',
      maximumContractCertificateChains: 8,
    }
    expect(await station.requestEvCertificate(request)).toEqual({ status: 'Accepted', exiResponses: ['RES2', 'RES1', 'RES0'] })
    expect(csms.of('Get15118EVCertificate')).toHaveLength(3)
    await station.stop()
  })

  it('of a car are checked, and the answer kept until its next update (M07.FR.09–11)', async () => {
    const { station, csms } = await setUpAccepted(ocpp21)
    const moRoot = createRoot('MO root')
    const chain = issue({ commonName: 'Car', issuer: moRoot, ocspUrl: 'http://ocsp.example/' }).cert
    csms.answers['GetCertificateChainStatus'] = ({ certificateStatusRequests }) => ({
      certificateStatus: (certificateStatusRequests as Payload[]).map(({ certificateHashData, source }) => ({
        certificateHashData,
        source,
        status: 'Good',
        nextUpdate: new Date(startMs + dayMs).toISOString(),
      })),
    })
    expect(await station.checkVehicleChain(chain)).toMatchObject([{ status: 'Good' }])
    expect(await station.checkVehicleChain(chain)).toMatchObject([{ status: 'Good' }])
    expect(csms.of('GetCertificateChainStatus')).toHaveLength(1)
    await csms.pass(2 * dayMs, dayMs / 2)
    await station.checkVehicleChain(chain)
    expect(csms.of('GetCertificateChainStatus')).toHaveLength(2)
    await station.stop()
  })
})

describe('a station without ISO 15118', () => {
  it('says so: 1.6, or with installation of contracts off', async () => {
    const request = { exiRequest: 'UkVR', iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef' }
    const old = await setUpAccepted(ocpp16)
    await expect(old.station.requestEvCertificate(request)).rejects.toMatchObject({ code: 'NOT_IN_VERSION' })
    const off = await setUpAccepted(ocpp201, { settings: { contractCertificateInstallation: false } })
    await expect(off.station.requestEvCertificate(request)).rejects.toMatchObject({ code: 'NOT_ENABLED' })
    await expect(off.station.checkVehicleChain(root.cert)).rejects.toMatchObject({ code: 'NOT_IN_VERSION' })
    await settle()
    await old.station.stop()
    await off.station.stop()
  })
})
