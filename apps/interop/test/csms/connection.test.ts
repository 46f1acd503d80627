import type { ChargePoint } from '@ocpp-kit/charge-point'
import { createRoot, type Issued, issue } from '@ocpp-kit/testkit'
import { describe, expect, it } from 'vitest'
import { dataOf, type RunningCsms, startCsms } from '../support/csms.js'
import { createWatchedStation, identity, stationVersions } from '../support/station.js'

const dayMs = 86_400_000
const dates = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 365 * dayMs) }
const root = createRoot('Operator root', dates)
const server = issue({ commonName: 'csms.example', issuer: root, ip: '127.0.0.1', ...dates })
const certificateOf = (commonName: string): Issued => issue({ commonName, issuer: root, ...dates })
const overTls = { tls: { certificates: [server], clientCa: root.cert }, operatorName: 'Operator' }

const path = { stationId: identity }
const inPath = { params: { path } }

const stationOf = ({ operator }: RunningCsms) => dataOf(operator.GET('/v1/stations/{stationId}', inPath))
const connectionOf = ({ operator }: RunningCsms) => dataOf(operator.GET('/v1/stations/{stationId}/connection', inPath))
const findingsOf = async ({ operator }: RunningCsms): Promise<readonly string[]> =>
  (await dataOf(operator.GET('/v1/stations/{stationId}/doctor', inPath))).findings.map(({ code }) => code)
const reasonsOf = async ({ operator }: RunningCsms): Promise<readonly string[]> =>
  (await dataOf(operator.GET('/v1/stations/{stationId}/connection-attempts', inPath))).items.map(({ reason }) => reason)

async function put(
  { operator }: RunningCsms,
  body: { readonly securityProfile?: number; readonly expectedSerialNumber?: string; readonly decision?: 'Accepted' },
): Promise<void> {
  await dataOf(operator.PUT('/v1/stations/{stationId}', { ...inPath, body }))
}

async function putPassword({ operator }: RunningCsms, password: string): Promise<void> {
  const { response } = await operator.PUT('/v1/stations/{stationId}/password', { ...inPath, body: { password } })
  expect(response.status).toBe(204)
}

/** What the csms answers a handshake of a station that comes back by itself. */
const refusalOf = async (station: ChargePoint): Promise<unknown> => (await station.once('attemptFailed')).error

describe.each(stationVersions)('a %s station at the door of a csms', (name, version) => {
  it('comes without a password under any path, is there while it is, and is seen to go', async () => {
    const running = await startCsms()
    const { csms, operator, faults } = running
    const connected = csms.once('station')
    const station = createWatchedStation(version, `${csms.url}/some/path`, faults)
    await station.start()
    expect((await connected).version).toBe(name)
    expect(await stationOf(running)).toMatchObject({ id: identity, version: name, registration: 'Accepted', isConnected: true })
    await expect
      .poll(() => connectionOf(running))
      .toMatchObject({ isConnected: true, epoch: 1, version: name, remoteAddress: '127.0.0.1', securityProfile: 0 })
    expect(await findingsOf(running)).toEqual(['fine'])

    const gone = csms.once('station.disconnected')
    await station.stop()
    expect(await gone).toMatchObject({ code: 1000, station: { identity } })
    await expect.poll(() => connectionOf(running)).toMatchObject({ isConnected: false, closeCode: 1000 })
    const { items } = await dataOf(operator.GET('/v1/stations', {}))
    expect(items.map(({ id, isConnected }) => ({ id, isConnected }))).toEqual([{ id: identity, isConnected: false }])
  })

  it('is held as Pending until an operator lets it in and has it boot again', async () => {
    const running = await startCsms({ csms: { unknownStations: 'pending' } })
    const { csms, operator, faults } = running
    const station = createWatchedStation(version, csms.url, faults)
    const registered = station.once('registered')
    const started = station.start()
    expect(await registered).toMatchObject({ status: 'Pending' })
    expect(await stationOf(running)).toMatchObject({ registration: 'Pending', decision: null, isConnected: true })
    expect(await findingsOf(running)).toEqual(['pending'])

    await put(running, { decision: 'Accepted' })
    const trigger = { action: 'TriggerMessage', payload: { requestedMessage: 'BootNotification' } }
    const command = await dataOf(
      operator.POST('/v1/stations/{stationId}/commands', { params: { path, header: { prefer: 'wait=10' } }, body: trigger }),
    )
    expect(command).toMatchObject({ state: 'done', result: { status: 'Accepted' } })
    await started
    expect(await stationOf(running)).toMatchObject({ registration: 'Accepted', decision: 'Accepted' })
  })

  it('is not let in where unknown stations are refused, and comes in by itself once it is put in', async () => {
    const running = await startCsms({ csms: { unknownStations: 'refuse' } })
    const { csms, faults } = running
    const station = createWatchedStation(version, csms.url, faults)
    const started = station.start()
    expect(await refusalOf(station)).toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 404 })
    expect(await reasonsOf(running)).toContain('unknownIdentity')
    await put(running, {})
    await started
    expect(await findingsOf(running)).toEqual(['fine'])
  })

  it('proves itself with its password, and gets a new one over the air, after which the old one is worth nothing (A01.FR.03)', async () => {
    const running = await startCsms({ csms: { securityProfile: 1, messageLog: true } })
    const { csms, operator, faults } = running
    await put(running, {})
    await putPassword(running, 'the-first-password')
    const old = createWatchedStation(version, csms.url, faults, { password: 'another-password' })
    const refused = refusalOf(old)
    old.start().catch(() => {})
    expect(await refused).toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 401 })
    await old.stop()
    expect(await reasonsOf(running)).toContain('wrongCredentials')

    const station = createWatchedStation(version, csms.url, faults, { password: 'the-first-password' })
    await station.start()
    await expect.poll(() => connectionOf(running)).toMatchObject({ securityProfile: 1 })
    const back = station.once('connected')
    const answer = await dataOf(
      operator.POST('/v1/stations/{stationId}/password/change', { ...inPath, body: { password: 'the-second-password' } }),
    )
    expect(answer).toEqual({ status: 'Accepted' })
    await back
    await expect.poll(() => connectionOf(running)).toMatchObject({ isConnected: true, securityProfile: 1, epoch: 2 })
    await station.stop()

    const late = createWatchedStation(version, csms.url, faults, { password: 'the-first-password' })
    const refusedNow = refusalOf(late)
    late.start().catch(() => {})
    expect(await refusedNow).toMatchObject({ status: 401 })

    await csms.stop({ drainMs: 100 })
    const log = JSON.stringify(await dataOf(operator.GET('/v1/stations/{stationId}/messages', { params: { path, query: { limit: 200 } } })))
    expect(log).toContain('BootNotification')
    for (const secret of ['the-first-password', 'the-second-password', Buffer.from('the-second-password').toString('hex').toUpperCase()])
      expect(log).not.toContain(secret)
  })

  it('comes over TLS with its password, and is not let in without TLS any more (A00.FR.002, A05.FR.07)', async () => {
    const running = await startCsms({ csms: overTls })
    const { csms, faults } = running
    const plain = await startCsms({ csms: { store: csms.store, nodeId: 'without TLS' }, faults })
    await put(running, {})
    await putPassword(running, 'the-first-password')
    const own = { password: 'the-first-password', certificates: { csmsRoots: root.cert } }
    const secured = csms.once('station.secured')
    const station = createWatchedStation(version, csms.url, faults, own)
    await station.start()
    expect(await secured).toMatchObject({ securityProfile: 2 })
    expect(await stationOf(running)).toMatchObject({ isConnected: true, securityProfile: null, reachedSecurityProfile: 2 })
    await station.stop()

    const exposed = createWatchedStation(version, plain.csms.url, faults, own)
    const refused = refusalOf(exposed)
    exposed.start().catch(() => {})
    expect(await refused).toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 403 })
  })

  it('hangs up on a csms that its root does not vouch for, and the csms never hears of it', async () => {
    const { csms, faults } = await startCsms({ csms: overTls })
    const heard = { stations: 0 }
    csms.on('station', () => {
      heard.stations += 1
    })
    const station = createWatchedStation(version, csms.url, faults, {
      password: 'the-first-password',
      certificates: { csmsRoots: createRoot('Somebody else', dates).cert },
    })
    const refused = refusalOf(station)
    station.start().catch(() => {})
    expect(await refused).toMatchObject({ code: 'TLS' })
    expect(heard.stations).toBe(0)
  })

  it('proves itself with a certificate of its serial number, and is let in with no other (A00.FR.404–405)', async () => {
    const running = await startCsms({ csms: { ...overTls, securityProfile: 3 } })
    const { csms, faults } = running
    await put(running, { expectedSerialNumber: 'SERIAL-1' })
    const certified = (certificate: Issued) => ({
      serialNumber: 'SERIAL-1',
      certificates: { csmsRoots: root.cert, station: { cert: certificate.cert, key: certificate.key } },
    })
    const other = createWatchedStation(version, csms.url, faults, certified(certificateOf('SERIAL-2')))
    const refused = refusalOf(other)
    other.start().catch(() => {})
    expect(await refused).toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 403 })
    await other.stop()
    expect(await reasonsOf(running)).toContain('wrongCertificate')

    const station = createWatchedStation(version, csms.url, faults, certified(certificateOf('SERIAL-1')))
    await station.start()
    expect(await stationOf(running)).toMatchObject({ registration: 'Accepted', serialNumber: 'SERIAL-1' })
    await expect.poll(() => connectionOf(running)).toMatchObject({ isConnected: true, securityProfile: 3 })
  })

  it('is taken for the same where it comes twice: the newer connection counts, and is not ended by the older (G10)', async () => {
    const running = await startCsms()
    const { csms, faults } = running
    const gone: number[] = []
    csms.on('station.disconnected', ({ code }) => gone.push(code))
    const older = createWatchedStation(version, csms.url, faults, { socket: { reconnect: false } })
    await older.start()
    const replaced = older.once('disconnected')
    const newer = createWatchedStation(version, csms.url, faults)
    await newer.start()
    expect(await replaced).toMatchObject({ code: 1008 })
    await newer.call('Heartbeat' as never, {} as never)
    await expect.poll(() => connectionOf(running)).toMatchObject({ isConnected: true, epoch: 2 })
    expect(gone).toEqual([])
    await newer.stop()
    await expect.poll(() => gone).toEqual([1000])
  })

  it('is told of where two devices have its identity and push each other out', async () => {
    const running = await startCsms()
    const { csms, faults } = running
    const flapping = csms.once('station.flapping')
    const twins = [0, 1].map(() => createWatchedStation(version, csms.url, faults))
    for (const twin of twins) twin.start().catch(() => {})
    expect(await flapping).toMatchObject({ station: { identity }, remoteAddresses: ['127.0.0.1'] })
    expect(await findingsOf(running)).toContain('flapping')
    await Promise.all(twins.map((twin) => twin.stop()))
  })
})

it('stations that come all at once are let in one after the other, and none is lost', async () => {
  const { csms, operator, faults } = await startCsms({ csms: { acceptRate: { requestsPerSecond: 100, burst: 2 } } })
  const refusals: number[] = []
  csms.on('station.refused', ({ status }) => refusals.push(status ?? 0))
  const fleet = stationVersions.flatMap(([name, version]) =>
    [1, 2, 3, 4].map((number) => createWatchedStation(version, csms.url, faults, { identity: `${name.replaceAll('.', '')}-${number}` })),
  )
  await Promise.all(fleet.map((station) => station.start()))
  expect(new Set(refusals)).toEqual(new Set([503]))
  const { items } = await dataOf(operator.GET('/v1/stations', {}))
  expect(items.filter(({ isConnected, registration }) => isConnected && registration === 'Accepted')).toHaveLength(12)
})
