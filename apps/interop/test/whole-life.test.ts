import { type ChargePoint, createChargePoint } from '@ocpp-kit/charge-point'
import { isConnectionError } from '@ocpp-kit/rpc'
import { certify, createHttpServer, createRoot, createSigner, type HttpServer, signFirmware } from '@ocpp-kit/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Server, startServer } from './support/server.js'
import { identity, stationVersions } from './support/station.js'

/*
 * The life of a station from its first boot to the day it is switched off, over real sockets, files and certificates. Both ends enforce every schema, and
 * in the end neither has found fault with the other.
 */

type Payload = Readonly<Record<string, unknown>>

/** Without a payload the mock server makes one that fits. */
type Command = readonly [action: string, request: Payload | undefined]

/** What only differs in its name and shape from one version to another. */
interface Words {
  readonly inventory: (server: Server) => Promise<void>
  readonly limit: (transactionId: string) => Command
  readonly schedule: Command
  readonly unlimited: Command
  readonly update: (firmware: Payload) => Command
  readonly firmwareStatus: string
  readonly renew: Command
  readonly certificateType: string | undefined
  readonly remoteStart: string
  readonly remoteStop: string
}

const limitA = 8

const words16: Words = {
  inventory: async (server) => {
    const { response } = await server.send(identity, 'GetConfiguration', {})
    expect((response as { configurationKey: object[] }).configurationKey.length).toBeGreaterThan(30)
  },
  limit: (transactionId) => [
    'SetChargingProfile',
    {
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 1,
        transactionId: Number(transactionId),
        stackLevel: 0,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: limitA }] },
      },
    },
  ],
  schedule: ['GetCompositeSchedule', { connectorId: 1, duration: 60, chargingRateUnit: 'A' }],
  unlimited: ['ClearChargingProfile', { id: 1 }],
  update: (firmware) => ['SignedUpdateFirmware', { requestId: 1, retries: 0, firmware }],
  firmwareStatus: 'SignedFirmwareStatusNotification',
  renew: ['ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' }],
  certificateType: undefined,
  remoteStart: 'RemoteStartTransaction',
  remoteStop: 'RemoteStopTransaction',
}

const words2: Words = {
  inventory: async (server) => {
    await server.send(identity, 'GetBaseReport', { requestId: 1, reportBase: 'FullInventory' })
    const parts = (): Payload[] =>
      server.received.filter(({ action }) => action === 'NotifyReport').map(({ request }) => request as object as Payload)
    await server.waitFor('NotifyReport', { station: identity, match: (request) => (request as object as Payload)['tbc'] !== true })
    expect(parts().map(({ seqNo }) => seqNo)).toEqual(parts().map((_, index) => index))
    expect(parts().flatMap(({ reportData }) => reportData as object[]).length).toBeGreaterThan(100)
  },
  limit: (transactionId) => [
    'SetChargingProfile',
    {
      evseId: 1,
      chargingProfile: {
        id: 1,
        transactionId,
        stackLevel: 0,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: limitA }] }],
      },
    },
  ],
  schedule: ['GetCompositeSchedule', { evseId: 1, duration: 60, chargingRateUnit: 'A' }],
  unlimited: ['ClearChargingProfile', { chargingProfileId: 1 }],
  update: (firmware) => ['UpdateFirmware', { requestId: 1, retries: 0, firmware }],
  firmwareStatus: 'FirmwareStatusNotification',
  renew: ['TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' }],
  certificateType: 'ChargingStationCertificate',
  remoteStart: 'RequestStartTransaction',
  remoteStop: 'RequestStopTransaction',
}

const wordsOf: Readonly<Record<string, Words>> = { '1.6': words16, '2.0.1': words2, '2.1': words2 }

const longAfter = new Date('2048-01-01')
const operatorRoot = createRoot('Operator root', { notAfter: longAfter })
const firmwareFile = Buffer.from('{ "firmwareVersion": "2.0.0" }\nall that is new')
const past = '2025-01-01T00:00:00.000Z'
const ev = { batteryCapacityWh: 60_000, socPercent: 20, maxPowerW: 22_000 }

/** What a station saw go wrong; none of it may be more than that a server went away. */
function watchProblems(station: ChargePoint): unknown[] {
  const problems: unknown[] = []
  station.on('error', ({ error, during }) => {
    if (!isConnectionError(error) || error.code !== 'CLOSED') problems.push({ error, during })
  })
  station.on('messageDropped', (problem) => problems.push(problem))
  station.on('message', (message) => {
    if (message.kind === 'error' || message.kind === 'invalid') problems.push(message)
  })
  return problems
}

const tokens = [{ idToken: 'CARD-1' }, { idToken: 'CARD-2', status: 'Blocked' }] as const

const requests = ({ received }: Server, action: string): Payload[] =>
  received.filter((one) => one.action === action).map(({ request }) => request as object as Payload)

const phases16: Readonly<Record<string, string>> = { StartTransaction: 'Started', MeterValues: 'Updated', StopTransaction: 'Ended' }

/** What a message of a transaction is about, in words that hold for all versions. */
const phases = ({ received }: Server): string[] =>
  received.flatMap(({ action, request }) => {
    if (action === 'TransactionEvent') return [String((request as object as Payload)['eventType'])]
    return phases16[action] ?? []
  })

const command = async (server: Server, [action, request]: Command): Promise<Payload> =>
  (await server.send(identity, action as never, request as never)).response as unknown as Payload

const waitForEnd = async (server: Server, name: string): Promise<Payload> => {
  const { request } = await (name === '1.6'
    ? server.waitFor('StopTransaction')
    : server.waitFor('TransactionEvent', { match: { eventType: 'Ended' } }))
  return request as object as Payload
}

/** The certificate that the csms has made of a request for one reaches the station and is taken. */
async function renewCertificate(server: Server, { renew, certificateType }: Words): Promise<Payload> {
  expect(await command(server, renew)).toEqual({ status: 'Accepted' })
  const { request } = await server.waitFor('SignCertificate')
  const { csr, requestId } = request as object as Payload
  const signed = { certificateChain: certify(String(csr), operatorRoot, { notAfter: longAfter }) }
  const rest = { ...(certificateType === undefined ? {} : { certificateType }), ...(requestId === undefined ? {} : { requestId }) }
  return command(server, ['CertificateSigned', { ...signed, ...rest }])
}

/** An order for new firmware that lies on a server and is signed by its manufacturer. */
async function publishFirmware(): Promise<{ readonly order: Payload; readonly manufacturerRoot: string; readonly files: HttpServer }> {
  const root = await createSigner('Manufacturer root')
  const signer = await createSigner('Manufacturer signing', { issuer: root })
  const files = await createHttpServer()
  onTestFinished(() => files.close())
  files.files.set('/station-2.0.0.bin', firmwareFile)
  const order = {
    location: `${files.url}/station-2.0.0.bin`,
    retrieveDateTime: past,
    installDateTime: past,
    signingCertificate: signer.cert,
    signature: signFirmware(firmwareFile, signer),
  }
  return { order, manufacturerRoot: root.cert, files }
}

describe.each(stationVersions)('the whole life of a %s station', (name, version) => {
  const words = wordsOf[name] ?? words2

  it('boots, reports, authorizes, charges, is limited, goes offline, updates itself, renews its certificate and stops, and every frame is valid', async () => {
    const { order, manufacturerRoot } = await publishFirmware()
    const first = await startServer({ tokens })
    const station = createChargePoint({
      version,
      csmsUrl: first.url,
      identity,
      serialNumber: 'SN-1',
      firmwareVersion: '1.0.0',
      rebootMs: 10,
      certificates: { csmsRoots: operatorRoot.cert },
      firmware: { installMs: 10, manufacturerRoots: [manufacturerRoot] },
      settings: { sampleIntervalS: 1, organizationName: 'Operator' },
      socket: { reconnect: { waitMinimumMs: 20, randomRangeMs: 0, repeatTimes: 0 } },
    })
    onTestFinished(() => station.stop())
    const problems = watchProblems(station)

    // Boot.
    await station.start()
    expect(first.station(identity)).toMatchObject({ version: name, registration: 'Accepted', boots: 1, firmwareVersion: '1.0.0' })
    await first.waitFor('StatusNotification', { station: identity })

    // Report.
    await words.inventory(first)

    // Authorize.
    expect(await station.presentCard({ idToken: 'CARD-2', evseId: 1 })).toMatchObject({ outcome: 'refused', status: 'Blocked' })
    expect(requests(first, 'Authorize')).toHaveLength(1)

    // Charge.
    const confirmed = station.once('transaction.confirmed')
    await station.startCharging({ idToken: 'CARD-1', ev })
    const { transactionId } = await confirmed
    await station.once('meter.sample')
    expect(station.readMeter().powerW).toBeCloseTo(22_000, -2)

    // Limit.
    expect(await command(first, words.limit(String(transactionId)))).toMatchObject({ status: 'Accepted' })
    expect(station.readMeter().powerW).toBeCloseTo(limitA * 230 * 3, -2)
    const composite = await command(first, words.schedule)
    const schedule = (composite['schedule'] ?? composite['chargingSchedule']) as { readonly chargingSchedulePeriod: readonly Payload[] }
    expect(schedule.chargingSchedulePeriod[0]).toMatchObject({ startPeriod: 0, limit: limitA })
    expect(await command(first, words.unlimited)).toMatchObject({ status: 'Accepted' })
    expect(station.readMeter().powerW).toBeCloseTo(22_000, -2)

    // Offline: the csms is gone, the driver ends what he has begun, and nobody else hears of it yet.
    const gone = station.once('disconnected')
    await first.close()
    await gone
    await station.once('meter.sample')
    const { deliveredWh } = await station.stopCharging()
    station.unplug()
    expect(deliveredWh).toBeGreaterThan(0)
    expect(station.state.queuedMessages).toBeGreaterThanOrEqual(2)

    // The csms is back, and hears all of it.
    const second = await startServer({ port: first.port, tokens })
    const last = await waitForEnd(second, name)
    expect(last).toMatchObject(name === '1.6' ? { reason: 'Local' } : { offline: true, transactionInfo: { transactionId } })
    expect(phases(first).slice(0, 1).concat(phases(second).slice(-1))).toEqual(['Started', 'Ended'])
    expect(first.verdicts()).toEqual([])

    // Firmware: fetched, checked, installed, and told after the boot of the new one.
    expect(await command(second, words.update(order))).toMatchObject({ status: 'Accepted' })
    await second.waitFor(words.firmwareStatus as 'FirmwareStatusNotification', { match: { status: 'Installed' }, timeoutMs: 20_000 })
    expect(requests(second, words.firmwareStatus).map(({ status }) => status)).toEqual([
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'InstallRebooting',
      'Installed',
    ])
    expect(second.station(identity)).toMatchObject({ registration: 'Accepted', firmwareVersion: '2.0.0' })

    // Certificate.
    expect(await renewCertificate(second, words)).toEqual({ status: 'Accepted' })

    // Stop: the next driver is let in and asked to leave by the csms, and then the station is switched off.
    const startedAgain = station.once('transaction.confirmed')
    await command(second, [words.remoteStart, undefined])
    station.plugIn({ ev })
    await startedAgain
    const earlier = phases(second).filter((phase) => phase === 'Ended').length
    expect(await command(second, [words.remoteStop, undefined])).toMatchObject({ status: 'Accepted' })
    await waitForEnd(second, name)
    expect(phases(second).filter((phase) => phase === 'Ended')).toHaveLength(earlier + 1)
    station.unplug()
    await station.stop()
    expect(second.connections().at(-1)).toMatchObject({ station: identity })

    expect({ problems, verdicts: second.verdicts() }).toEqual({ problems: [], verdicts: [] })
  })
})
