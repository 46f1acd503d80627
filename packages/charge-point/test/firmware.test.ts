import { createFtpServer, createHttpServer, createSigner, type HttpServer, type KeyPair, signFirmware } from '@ocpp-kit/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ChargePointOptions, FirmwareOptions, StationVersion } from '../src/index.js'
import { createMemoryStateStore } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted } from './support/csms.js'
import { ocpp16, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const file = Buffer.from('{ "firmwareVersion": "2.0.0" }\nthe firmware itself')
const past = '2025-12-31T22:00:00.000Z'
const hourFromNow = '2026-01-01T01:00:00.000Z'

let server: HttpServer
let root: KeyPair
let signer: KeyPair
beforeAll(async () => {
  server = await createHttpServer()
  root = await createSigner('Manufacturer root')
  signer = await createSigner('Manufacturer signing', { issuer: root })
})
afterAll(() => server.close())
afterEach(() => {
  server.requests.length = 0
})

interface Order {
  readonly location?: string
  readonly retrieveDateTime?: string
  readonly installDateTime?: string
  readonly signingCertificate?: string
  readonly signature?: string
}

const order = (requestId: number, more: Order = {}): object => {
  server.files.set('/station.bin', file)
  const { location = `${server.url}/station.bin`, retrieveDateTime = past, installDateTime = past, ...rest } = more
  const signing = { signingCertificate: signer.cert, signature: signFirmware(file, signer) }
  return { requestId, retries: 0, firmware: { location, retrieveDateTime, installDateTime, ...signing, ...rest } }
}

type Firmware = Partial<FirmwareOptions>

async function ready<V extends StationVersion>(version: V, firmware: Firmware = {}, more: Partial<ChargePointOptions<V>> = {}) {
  const setup = await setUpAccepted(version, {
    rebootMs: 2_000,
    firmwareVersion: '1.0.0',
    firmware: { installMs: 10_000, manufacturerRoots: [root.cert], ...firmware },
    ...more,
  } as Partial<ChargePointOptions<V>>)
  setup.csms.answers['Heartbeat'] = () => ({ currentTime: setup.csms.now() })
  /** As the csms hears of them. */
  const securityEvents: unknown[] = []
  setup.csms.answers['SecurityEventNotification'] = ({ type }) => {
    securityEvents.push(type)
    return {}
  }
  return { ...setup, securityEvents }
}

const statusesOf = ({ csms }: Pick<Setup<StationVersion>, 'csms'>, action = 'FirmwareStatusNotification'): unknown[] =>
  csms.of(action).map(({ status }) => status)

/** Real time passes until the station says so. */
const untilStatus = ({ csms }: Pick<Setup<StationVersion>, 'csms'>, status: string, action = 'FirmwareStatusNotification') =>
  csms.until(() => csms.of(action).some((one) => one['status'] === status))

const connectorStatuses = ({ station }: Pick<Setup<StationVersion>, 'station'>): unknown[] =>
  station.state.evses.flatMap(({ connectors }) => connectors.map(({ status }) => status))

describe.each(versions2)('an update of a %s station', (_, version) => {
  it('is fetched, checked, installed and activated, and each step is told (L01.FR.01, L01.FR.04–05, L01.FR.10, L01.FR.28, TC_L_01)', async () => {
    const setup = await ready(version)
    const { station, csms, securityEvents } = setup
    expect(await csms.call('UpdateFirmware', order(123))).toEqual({ status: 'Accepted' })
    await untilStatus(setup, 'Installing')
    // No session may begin meanwhile (L01.FR.07).
    expect(csms.last('StatusNotification')['connectorStatus']).toBe('Unavailable')
    await csms.pass(9_000)
    expect(statusesOf(setup)).toEqual(['Downloading', 'Downloaded', 'SignatureVerified', 'Installing'])
    await csms.pass(4_000)
    expect(statusesOf(setup)).toEqual(['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting', 'Installed'])
    expect(csms.of('FirmwareStatusNotification').map(({ requestId }) => requestId)).toEqual(Array(6).fill(123))
    // The new firmware says who it is before it tells of its success (L01.FR.32).
    expect(csms.last('BootNotification')).toMatchObject({ reason: 'FirmwareUpdate', chargingStation: { firmwareVersion: '2.0.0' } })
    expect(csms.actions.indexOf('BootNotification')).toBeLessThan(csms.actions.lastIndexOf('FirmwareStatusNotification'))
    expect(csms.last('StatusNotification')['connectorStatus']).toBe('Available')
    expect(securityEvents).toEqual(['ResetOrReboot', 'FirmwareUpdated'])
    await station.stop()
  })

  it('waits for the time to install, and says so (L01.FR.16, TC_L_02)', async () => {
    const setup = await ready(version)
    const { station, csms } = setup
    await csms.call('UpdateFirmware', order(1, { installDateTime: hourFromNow }))
    await untilStatus(setup, 'InstallScheduled')
    await csms.pass(3_590_000, 60_000)
    expect(statusesOf(setup)).toEqual(['Downloading', 'Downloaded', 'SignatureVerified', 'InstallScheduled'])
    expect(connectorStatuses(setup)).toEqual(['Available'])
    await csms.pass(30_000)
    expect(statusesOf(setup).slice(4)).toEqual(['Installing', 'InstallRebooting', 'Installed'])
    await station.stop()
  })

  it('waits for the time to fetch it, and says so (L01.FR.13, TC_L_03)', async () => {
    const setup = await ready(version)
    const { station, csms } = setup
    expect(await csms.call('UpdateFirmware', order(1, { retrieveDateTime: hourFromNow }))).toEqual({ status: 'Accepted' })
    await csms.pass(3_590_000, 60_000)
    expect(statusesOf(setup)).toEqual(['DownloadScheduled'])
    expect(server.requests).toEqual([])
    await csms.pass(20_000)
    await untilStatus(setup, 'SignatureVerified')
    await csms.pass(20_000)
    expect(statusesOf(setup).at(-1)).toBe('Installed')
    await station.stop()
  })

  it('is refused with a certificate of somebody else, and the csms hears of it as a matter of security (L01.FR.02, L01.FR.21–22, TC_L_05)', async () => {
    const setup = await ready(version)
    const { station, csms, securityEvents } = setup
    const stranger = await createSigner('Stranger')
    const expired = await createSigner('Old', { issuer: root, notAfter: new Date('2021-01-01') })
    for (const signingCertificate of [stranger.cert, expired.cert, 'not a certificate']) {
      expect(await csms.call('UpdateFirmware', order(1, { signingCertificate }))).toEqual({ status: 'InvalidCertificate' })
    }
    expect(securityEvents).toEqual(Array(3).fill('InvalidFirmwareSigningCertificate'))
    expect(statusesOf(setup)).toEqual([])
    await station.stop()
  })

  it('is refused with a certificate that the manufacturer has revoked, and the csms hears of it (L01.FR.21, TC_L_04_CSMS)', async () => {
    const setup = await ready(version, { revokedSigners: [signer.cert] })
    const { station, csms, securityEvents } = setup
    expect(await csms.call('UpdateFirmware', order(1))).toEqual({ status: 'RevokedCertificate' })
    expect(csms.last('SecurityEventNotification')).toMatchObject({ type: 'InvalidFirmwareSigningCertificate' })
    expect(securityEvents).toEqual(['InvalidFirmwareSigningCertificate'])
    const other = await createSigner('Another signer', { issuer: root })
    const signed = { signingCertificate: other.cert, signature: signFirmware(file, other) }
    expect(await csms.call('UpdateFirmware', order(2, signed))).toEqual({ status: 'Accepted' })
    expect(new Set(csms.of('FirmwareStatusNotification').map(({ requestId }) => requestId))).toEqual(new Set([2]))
    await station.stop()
  })

  it('ends where the signature is not that of the file (L01.FR.03–04, TC_L_06)', async () => {
    const setup = await ready(version)
    const { station, csms, securityEvents } = setup
    const signature = signFirmware(Buffer.from('another file'), signer)
    expect(await csms.call('UpdateFirmware', order(1, { signature }))).toEqual({ status: 'Accepted' })
    await untilStatus(setup, 'InvalidSignature')
    await csms.pass(60_000)
    expect(statusesOf(setup)).toEqual(['Downloading', 'Downloaded', 'InvalidSignature'])
    expect(securityEvents).toEqual(['InvalidFirmwareSignature'])
    expect(csms.of('BootNotification')).toEqual([])
    await station.stop()
  })

  it('ends where the file is not to be had, after as many retries as wanted (L01.FR.30, TC_L_07)', async () => {
    const setup = await ready(version)
    const { station, csms } = setup
    const request = { ...order(1, { location: `${server.url}/nowhere` }), retries: 2, retryInterval: 60 }
    expect(await csms.call('UpdateFirmware', request)).toEqual({ status: 'Accepted' })
    await csms.until(() => setup.errors.length === 1)
    expect(statusesOf(setup)).toEqual(['Downloading'])
    for (const attempt of [2, 3]) {
      await csms.pass(59_000)
      expect(server.requests).toHaveLength(attempt - 1)
      await csms.pass(1_000)
      await csms.until(() => setup.errors.length === attempt)
    }
    await csms.pass(600_000, 60_000)
    expect(statusesOf(setup)).toEqual(['Downloading', 'Downloading', 'Downloading', 'DownloadFailed'])
    expect(server.requests).toHaveLength(3)
    await station.stop()
  })

  it.each(['InstallationFailed', 'InstallVerificationFailed'] as const)(
    'ends with %s where that goes wrong (L01.FR.29, TC_L_08)',
    async (fault) => {
      const setup = await ready(version)
      const { station, csms } = setup
      station.setFirmwareFault(fault)
      expect(await csms.call('UpdateFirmware', order(1))).toEqual({ status: 'Accepted' })
      await untilStatus(setup, 'Installing')
      expect(csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Unavailable' })
      await csms.pass(60_000)
      expect(statusesOf(setup)).toEqual(['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', fault])
      expect(csms.of('BootNotification')).toEqual([])
      expect(csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Available' })
      station.setFirmwareFault(undefined)
      await csms.call('UpdateFirmware', order(2))
      await csms.until(() => statusesOf(setup).filter((status) => status === 'Installing').length === 2)
      await csms.pass(60_000)
      expect(statusesOf(setup).at(-1)).toBe('Installed')
      await station.stop()
    },
  )

  it('gives way to a new one, of which alone it then tells (L01.FR.24, TC_L_10)', async () => {
    const setup = await ready(version)
    const { station, csms } = setup
    const { answer } = server
    server.answer = () => {}
    await csms.call('UpdateFirmware', order(1))
    server.answer = answer
    expect(await csms.call('UpdateFirmware', order(2))).toEqual({ status: 'AcceptedCanceled' })
    await untilStatus(setup, 'Installing')
    await csms.pass(60_000)
    const told = csms.of('FirmwareStatusNotification').map(({ requestId, status }) => `${requestId} ${status}`)
    const ofSecond = ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting', 'Installed']
    expect(told).toEqual(['1 Downloading', ...ofSecond.map((status) => `2 ${status}`)])
    expect(setup.securityEvents.at(-1)).toBe('FirmwareUpdated')
    await station.stop()
  })

  it('is carried through by a station that cannot leave off (L01.FR.27, TC_L_11)', async () => {
    const setup = await ready(version, { cancellable: false })
    const { station, csms } = setup
    await csms.call('UpdateFirmware', order(1))
    expect(await csms.call('UpdateFirmware', order(2))).toEqual({ status: 'Rejected' })
    await untilStatus(setup, 'Installing')
    await csms.pass(60_000)
    expect(new Set(csms.of('FirmwareStatusNotification').map(({ requestId }) => requestId))).toEqual(new Set([1]))
    expect(statusesOf(setup).at(-1)).toBe('Installed')
    expect(await csms.call('UpdateFirmware', order(3))).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('without a certificate is none, unless the station is set to take it (L02, TC_L_18)', async () => {
    const setup = await ready(version)
    const { station, csms } = setup
    const plain = { requestId: 1, firmware: { location: `${server.url}/station.bin`, retrieveDateTime: past } }
    expect(await csms.call('UpdateFirmware', plain)).toEqual({ status: 'InvalidCertificate' })
    station.configure({ acceptUnsignedFirmware: true })
    expect(await csms.call('UpdateFirmware', plain)).toEqual({ status: 'Accepted' })
    await untilStatus(setup, 'Installing')
    await csms.pass(60_000)
    expect(statusesOf(setup)).toEqual(['Downloading', 'Downloaded', 'Installing', 'InstallRebooting', 'Installed'])
    await station.stop()
  })

  it('tells a csms that asks the last status, and Idle where all is done (L01.FR.20, L01.FR.25–26)', async () => {
    const setup = await ready(version)
    const { station, csms } = setup
    const ask = async (): Promise<Payload> => {
      expect(await csms.call('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' })).toEqual({ status: 'Accepted' })
      return csms.last('FirmwareStatusNotification')
    }
    expect(await ask()).toEqual({ status: 'Idle' })
    await csms.call('UpdateFirmware', order(7))
    await untilStatus(setup, 'Installing')
    expect(await ask()).toEqual({ status: 'Installing', requestId: 7 })
    await csms.pass(60_000)
    expect(await ask()).toEqual({ status: 'Idle' })
    await csms.call('UpdateFirmware', order(8, { location: `${server.url}/nowhere` }))
    await untilStatus(setup, 'DownloadFailed')
    expect(await ask()).toEqual({ status: 'DownloadFailed', requestId: 8 })
    await station.stop()
  })
})

describe('an update while cars charge', () => {
  const evses = [{}, {}]

  it('is not even fetched by a station that can do one thing only; new sessions begin where they may (L01.FR.06, TC_L_12)', async () => {
    const setup = await ready(ocpp201, { whileCharging: 'nothing' }, { evses, settings: { allowNewSessionsPendingFirmware: true } })
    const { station, csms } = setup
    await station.startCharging({ evseId: 1, idToken: 'A', ev })
    expect(await csms.call('UpdateFirmware', order(1))).toEqual({ status: 'Accepted' })
    expect(statusesOf(setup)).toEqual(['DownloadScheduled'])
    await station.startCharging({ evseId: 2, idToken: 'B', ev })
    await station.stopCharging({ evseId: 1 })
    await csms.pass(10_000)
    expect(statusesOf(setup)).toEqual(['DownloadScheduled'])
    await station.stopCharging({ evseId: 2 })
    await untilStatus(setup, 'Installing')
    await csms.pass(60_000)
    expect(statusesOf(setup)).toEqual([
      'DownloadScheduled',
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'InstallRebooting',
      'Installed',
    ])
    await station.stop()
  })

  it('lets nobody new in meanwhile, unless the csms allows it (L01.FR.07, TC_L_13)', async () => {
    const setup = await ready(ocpp201, { whileCharging: 'nothing' }, { evses })
    const { station, csms } = setup
    await station.startCharging({ evseId: 1, idToken: 'A', ev })
    csms.forget()
    await csms.call('UpdateFirmware', order(1))
    expect(csms.of('StatusNotification')).toMatchObject([{ evseId: 2, connectorStatus: 'Unavailable' }])
    await expect(station.startCharging({ evseId: 2, idToken: 'B', ev })).rejects.toMatchObject({ code: 'TOKEN_REFUSED' })
    station.unplug({ evseId: 2 })
    await csms.call('SetVariables', {
      setVariableData: [
        { component: { name: 'ChargingStation' }, variable: { name: 'AllowNewSessionsPendingFirmwareUpdate' }, attributeValue: 'true' },
      ],
    })
    expect(connectorStatuses(setup)).toEqual(['Charging', 'Available'])
    station.configure({ allowNewSessionsPendingFirmware: false })
    await station.stopCharging({ evseId: 1 })
    station.unplug({ evseId: 1 })
    expect(connectorStatuses(setup)).toEqual(['Unavailable', 'Unavailable'])
    await untilStatus(setup, 'Installing')
    await csms.pass(60_000)
    expect(statusesOf(setup)).toEqual([
      'DownloadScheduled',
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'InstallRebooting',
      'Installed',
    ])
    expect(setup.securityEvents.at(-1)).toBe('FirmwareUpdated')
    expect(connectorStatuses(setup)).toEqual(['Available', 'Available'])
    await station.stop()
  })

  it.each([
    [true, 'TC_L_14', ['Charging', 'Available']],
    [false, 'TC_L_15', ['Charging', 'Unavailable']],
  ])(
    'is fetched at once and installed when the last one has ended; new sessions allowed: %s (L01.FR.06–07, %s)',
    async (allowed, _, statuses) => {
      const setup = await ready(ocpp201, {}, { evses, settings: { allowNewSessionsPendingFirmware: allowed } })
      const { station, csms } = setup
      await station.startCharging({ evseId: 1, idToken: 'A', ev })
      await csms.call('UpdateFirmware', order(1))
      await untilStatus(setup, 'InstallScheduled')
      expect(connectorStatuses(setup)).toEqual(statuses)
      const second = station.startCharging({ evseId: 2, idToken: 'B', ev })
      if (allowed) await second
      else await expect(second).rejects.toMatchObject({ code: 'TOKEN_REFUSED' })
      await csms.pass(60_000)
      expect(statusesOf(setup)).toEqual(['Downloading', 'Downloaded', 'SignatureVerified', 'InstallScheduled'])
      await station.stopCharging({ evseId: 1 })
      station.unplug({ evseId: 1 })
      await csms.pass(60_000)
      if (allowed) {
        expect(statusesOf(setup)).toHaveLength(4)
        await station.stopCharging({ evseId: 2 })
        await csms.pass(60_000)
      }
      expect(statusesOf(setup).slice(4)).toEqual(['Installing', 'InstallRebooting', 'Installed'])
      expect(setup.securityEvents.at(-1)).toBe('FirmwareUpdated')
      expect(csms.last('StatusNotification')).toMatchObject({ evseId: 2, connectorStatus: 'Occupied' })
      await station.stop()
    },
  )

  it('goes on beside them where the station can, and needs but a new connection (TC_L_16)', async () => {
    const setup = await ready(ocpp201, { whileCharging: 'install', activation: 'reconnect' })
    const { station, csms } = setup
    await station.startCharging({ idToken: 'A', ev })
    csms.forget()
    const connected = station.once('connected')
    await csms.call('UpdateFirmware', order(1))
    await untilStatus(setup, 'Installing')
    await csms.pass(20_000)
    await connected
    expect(statusesOf(setup)).toEqual(['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'Installed'])
    expect(csms.last('BootNotification')).toMatchObject({ chargingStation: { firmwareVersion: '2.0.0' } })
    expect(setup.securityEvents).toEqual(['FirmwareUpdated'])
    expect(connectorStatuses(setup)).toEqual(['Charging'])
    await station.stop()
  })

  it('is installed beside them, and the restart waits for their end (L01.FR.33)', async () => {
    const setup = await ready(ocpp201, { whileCharging: 'install' }, { evses })
    const { station, csms } = setup
    await station.startCharging({ idToken: 'A', ev })
    await csms.call('UpdateFirmware', order(1))
    await untilStatus(setup, 'Installing')
    expect(connectorStatuses(setup)).toEqual(['Charging', 'Available'])
    await csms.pass(60_000)
    expect(statusesOf(setup).at(-1)).toBe('Installing')
    expect(connectorStatuses(setup)).toEqual(['Charging', 'Unavailable'])
    await station.stopCharging()
    await csms.pass(10_000)
    expect(statusesOf(setup).slice(4)).toEqual(['InstallRebooting', 'Installed'])
    await station.stop()
  })
})

describe('an update', () => {
  it('is checked against RSA-PSS signatures as well (L01.FR.04)', async () => {
    const rsaRoot = await createSigner('RSA root', { keyType: 'rsa' })
    const rsaSigner = await createSigner('RSA signing', { keyType: 'rsa', issuer: rsaRoot })
    const setup = await ready(ocpp201, { manufacturerRoots: [root.cert, rsaRoot.cert] })
    const { station, csms } = setup
    const signing = { signingCertificate: rsaSigner.cert, signature: signFirmware(file, rsaSigner, 'rsa') }
    expect(await csms.call('UpdateFirmware', order(1, signing))).toEqual({ status: 'Accepted' })
    await untilStatus(setup, 'SignatureVerified')
    await station.stop()
  })

  it('is fetched by FTP', async () => {
    const ftp = await createFtpServer({ user: 'station', password: 'secret' })
    ftp.files.set('fw/station-3.1.0.bin', Buffer.from('no header'))
    const setup = await ready(ocpp16)
    const { station, csms } = setup
    await csms.call('UpdateFirmware', { location: `${ftp.url}/fw/station-3.1.0.bin`, retrieveDate: past })
    await untilStatus(setup, 'Installing')
    await csms.pass(20_000)
    // Without a header it is the name of the file that tells.
    expect(csms.last('BootNotification')['firmwareVersion']).toBe('station-3.1.0')
    await station.stop()
    await ftp.close()
  })

  it('whose file is not what its header says fails its check (L01.FR.29)', async () => {
    server.files.set('/broken.bin', Buffer.from(`{ "firmwareVersion": "2.0.0", "sha256": "${'0'.repeat(64)}" }\ncontent`))
    const setup = await ready(ocpp201, {}, { settings: { acceptUnsignedFirmware: true } })
    const { station, csms } = setup
    await csms.call('UpdateFirmware', { requestId: 1, firmware: { location: `${server.url}/broken.bin`, retrieveDateTime: past } })
    await untilStatus(setup, 'Installing')
    await csms.pass(20_000)
    expect(statusesOf(setup).at(-1)).toBe('InstallVerificationFailed')
    await station.stop()
  })

  it('by a protocol that the station does not speak is Rejected', async () => {
    const { station, csms } = await ready(ocpp201)
    expect(await csms.call('UpdateFirmware', order(1, { location: 'sftp://127.0.0.1/x' }))).toEqual({ status: 'Rejected' })
    expect(await csms.call('UpdateFirmware', order(1, { location: 'not an address' }))).toEqual({ status: 'Rejected' })
    await station.stop()
  })

  it('is told of at the next chance where the csms was out of reach', async () => {
    const setup = await ready(ocpp201)
    const { station, csms } = setup
    await csms.call('UpdateFirmware', order(1, { installDateTime: hourFromNow }))
    await untilStatus(setup, 'InstallScheduled')
    await csms.cut()
    station.setFirmwareFault('InstallationFailed')
    await csms.pass(3_700_000, 60_000)
    csms.forget()
    await csms.restore()
    expect(statusesOf(setup)).toEqual(['InstallationFailed'])
    await csms.cut()
    await csms.restore()
    expect(statusesOf(setup)).toEqual(['InstallationFailed'])
    await station.stop()
  })

  it('survives a power cut at any step, and so does its version (TC_L_02)', async () => {
    const state = createMemoryStateStore()
    const first = await ready(ocpp201, {}, { state })
    await first.csms.call('UpdateFirmware', order(1, { installDateTime: hourFromNow }))
    await untilStatus(first, 'InstallScheduled')
    await first.station.stop()

    const second = await ready(ocpp201, {}, { state })
    expect(statusesOf(second)).toEqual([])
    await second.csms.pass(3_605_000, 5_000)
    expect(statusesOf(second)).toEqual(['Installing'])
    await second.station.stop()

    const third = await ready(ocpp201, {}, { state })
    third.csms.forget()
    await third.csms.pass(3_620_000, 5_000)
    expect(statusesOf(third)).toEqual(['Installing', 'InstallRebooting', 'Installed'])
    await third.station.stop()

    const fourth = await ready(ocpp201, {}, { state })
    const [result] = (
      await fourth.csms.call('GetVariables', {
        getVariableData: [{ component: { name: 'ChargingStation' }, variable: { name: 'FirmwareVersion' } }],
      })
    )['getVariableResult'] as Payload[]
    expect(result).toMatchObject({ attributeValue: '2.0.0' })
    await fourth.station.stop()
  })
})

describe('in 1.6 an update', () => {
  it('without a signature tells of the steps that 1.6 knows (1.6 §5.19, §4.5)', async () => {
    const setup = await ready(ocpp16)
    const { station, csms } = setup
    server.files.set('/station.bin', file)
    expect(await csms.call('UpdateFirmware', { location: `${server.url}/station.bin`, retrieveDate: past })).toEqual({})
    await untilStatus(setup, 'Installing')
    await csms.call('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' })
    expect(csms.last('FirmwareStatusNotification')).toEqual({ status: 'Installing' })
    await csms.pass(20_000)
    expect(statusesOf(setup)).toEqual(['Downloading', 'Downloaded', 'Installing', 'Installing', 'Installed'])
    expect(csms.last('BootNotification')['firmwareVersion']).toBe('2.0.0')
    await csms.call('UpdateFirmware', { location: `${server.url}/nowhere`, retrieveDate: past, retries: 0 })
    await untilStatus(setup, 'DownloadFailed')
    await csms.call('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' })
    expect(statusesOf(setup).at(-1)).toBe('Idle')
    await station.stop()
  })

  it('with a signature has messages of its own (security whitepaper L01.FR.01, L01.FR.28–29)', async () => {
    const setup = await ready(ocpp16)
    const { station, csms } = setup
    expect(await csms.call('SignedUpdateFirmware', order(5))).toEqual({ status: 'Accepted' })
    const action = 'SignedFirmwareStatusNotification'
    await untilStatus(setup, 'Installing', action)
    await csms.call('ExtendedTriggerMessage', { requestedMessage: 'FirmwareStatusNotification' })
    expect(csms.last(action)).toEqual({ status: 'Installing', requestId: 5 })
    await csms.pass(20_000)
    expect(statusesOf(setup, action)).toEqual([
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'Installing',
      'InstallRebooting',
      'Installed',
    ])
    expect(csms.of('FirmwareStatusNotification')).toEqual([])
    await csms.call('ExtendedTriggerMessage', { requestedMessage: 'FirmwareStatusNotification' })
    expect(csms.last(action)).toEqual({ status: 'Idle' })
    const stranger = await createSigner('Stranger')
    expect(await csms.call('SignedUpdateFirmware', order(6, { signingCertificate: stranger.cert }))).toEqual({
      status: 'InvalidCertificate',
    })
    await station.stop()
  })

  it('without a signature is NotSupported where the station takes signed ones only (security whitepaper L01.FR.20)', async () => {
    const { station, csms } = await ready(ocpp16, {}, { settings: { acceptUnsignedFirmware: false } })
    await expect(csms.call('UpdateFirmware', { location: `${server.url}/station.bin`, retrieveDate: past })).rejects.toMatchObject({
      code: 'NotSupported',
    })
    await settle()
    expect(csms.of('FirmwareStatusNotification')).toEqual([])
    await station.stop()
  })
})
