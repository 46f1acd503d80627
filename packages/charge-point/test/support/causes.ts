import { certify, createRoot, issue, startMs } from '@ocpp-kit/testkit'
import type { ChargePointOptions, StationVersion } from '../../src/index.js'
import { bigEv, inS, profile2, runClock } from './charging.js'
import { type Payload, type Setup, settle, setUp } from './csms.js'
import type { ocpp21 } from './versions.js'

/** A station with the csms it has just found, of whatever version. */
export type AnySetup = Setup<typeof ocpp21>

/** What makes a station send a message by itself: something that people, cars or the csms do. */
export interface SentBecause {
  /** In words, as a reader would look it up. */
  readonly of: string
  /** Where the station differs from any other. */
  readonly station?: Partial<ChargePointOptions<typeof ocpp21>>
  readonly happen: (setup: AnySetup) => unknown
}

const v2gRoot = createRoot('V2G root')
const moRoot = createRoot('MO root')
const ocspUrl = 'http://ocsp.example/'
const location = 'http://files.example/'
const files = { download: () => Promise.resolve(new Uint8Array(8)), upload: () => Promise.resolve() }
const organizationName = 'Operator'

const because = (of: string, happen: SentBecause['happen'], station?: SentBecause['station']): SentBecause => ({
  of,
  happen,
  ...(station && { station }),
})

const asked = (of: string, action: string, request: object, station?: SentBecause['station']): SentBecause =>
  because(of, ({ csms }) => csms.call(action, request), station)

const charge = async ({ station, csms }: AnySetup): Promise<string> => {
  await station.startCharging({ idToken: 'CARD', ev: bigEv })
  await settle()
  return String(
    station.state.evses[0]?.transaction?.transactionId ??
      (csms.of('TransactionEvent')[0]?.['transactionInfo'] as Payload | undefined)?.['transactionId'],
  )
}

const everywhere: Readonly<Record<string, SentBecause>> = {
  Authorize: because('presentCard', ({ station }) => station.presentCard({ idToken: 'CARD' })),
  BootNotification: because('start', () => {}),
  DataTransfer: because('sendDataTransfer: its content is a matter of vendors', ({ station }) =>
    station.sendDataTransfer({ vendorId: 'V' }),
  ),
  FirmwareStatusNotification: asked('TriggerMessage', 'TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' }),
  Heartbeat: because('time', ({ csms }) => csms.pass(301_000, 10_000)),
  MeterValues: because('time, with alignedIntervalS', ({ csms }) => csms.pass(61_000), { settings: { alignedIntervalS: 60 } }),
  SecurityEventNotification: because('raiseSecurityEvent', ({ station }) =>
    station.raiseSecurityEvent({ type: 'TamperDetectionActivated' }),
  ),
  StatusNotification: because('plugIn', ({ station }) => station.plugIn()),
}

const sent16: Readonly<Record<string, SentBecause>> = {
  ...everywhere,
  DiagnosticsStatusNotification: asked('GetDiagnostics', 'GetDiagnostics', { location }, { files }),
  FirmwareStatusNotification: because(
    'UpdateFirmware',
    async ({ csms }) => {
      await csms.call('UpdateFirmware', { location, retrieveDate: csms.now() })
      await csms.pass(2_000)
    },
    { files },
  ),
  LogStatusNotification: asked('GetLog', 'GetLog', { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: location } }, { files }),
  SignCertificate: asked(
    'ExtendedTriggerMessage',
    'ExtendedTriggerMessage',
    { requestedMessage: 'SignChargePointCertificate' },
    { settings: { organizationName } },
  ),
  SignedFirmwareStatusNotification: asked('ExtendedTriggerMessage', 'ExtendedTriggerMessage', {
    requestedMessage: 'FirmwareStatusNotification',
  }),
  StartTransaction: because('startCharging', charge),
  StopTransaction: because('stopCharging', async (setup) => {
    await charge(setup)
    await setup.station.stopCharging()
  }),
}

const setMessage = { message: { id: 1, priority: 'NormalCycle', message: { format: 'UTF8', language: 'en', content: 'Hello' } } }

/** A TxDefaultProfile for the first EVSE. */
const setProfile = ({ csms }: AnySetup, more: object = {}): Promise<Payload> =>
  csms.call('SetChargingProfile', { evseId: 1, chargingProfile: profile2(1, [[0, 10]], { ...more }) })

const sent201: Readonly<Record<string, SentBecause>> = {
  ...everywhere,
  ClearedChargingLimit: because('setExternalLimit without a limit', ({ station }) => {
    station.setExternalLimit({ limitW: 5_000 })
    station.setExternalLimit({})
  }),
  Get15118EVCertificate: because('requestEvCertificate', ({ station, csms }) => {
    csms.answers['Get15118EVCertificate'] = () => ({ status: 'Accepted', exiResponse: 'RES' })
    return station.requestEvCertificate({ exiRequest: 'UkVR', iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef' })
  }),
  GetCertificateStatus: because(
    'a new certificate for cars',
    async ({ csms }) => {
      csms.answers['SignCertificate'] = () => ({ status: 'Accepted' })
      csms.answers['GetCertificateStatus'] = () => ({ status: 'Failed' })
      await csms.call('TriggerMessage', { requestedMessage: 'SignV2GCertificate' })
      const { csr, requestId } = csms.last('SignCertificate')
      await csms.call('CertificateSigned', {
        certificateChain: certify(String(csr), v2gRoot, { ocspUrl }),
        certificateType: 'V2GCertificate',
        ...(requestId === undefined ? {} : { requestId }),
      })
    },
    { certificates: { v2gRoots: v2gRoot.cert }, settings: { organizationName, seccId: 'SECC' } },
  ),
  LogStatusNotification: asked('GetLog', 'GetLog', { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: location } }, { files }),
  NotifyChargingLimit: because('setExternalLimit', ({ station }) => station.setExternalLimit({ limitW: 5_000 })),
  NotifyCustomerInformation: asked('CustomerInformation', 'CustomerInformation', {
    requestId: 1,
    report: true,
    clear: false,
    customerIdentifier: 'somebody',
  }),
  NotifyDisplayMessages: because('GetDisplayMessages', async ({ csms }) => {
    await csms.call('SetDisplayMessage', setMessage)
    await csms.call('GetDisplayMessages', { requestId: 1 })
  }),
  NotifyEVChargingNeeds: because('requestEnergy', async (setup) => {
    await charge(setup)
    setup.csms.answers['NotifyEVChargingNeeds'] = () => ({ status: 'Accepted' })
    await setup.station.requestEnergy()
  }),
  NotifyEVChargingSchedule: because('a TxProfile after requestEnergy', async (setup) => {
    const transactionId = await charge(setup)
    setup.csms.answers['NotifyEVChargingNeeds'] = () => ({ status: 'Accepted' })
    setup.csms.answers['NotifyEVChargingSchedule'] = () => ({ status: 'Accepted' })
    await setup.station.requestEnergy()
    await setProfile(setup, { chargingProfilePurpose: 'TxProfile', transactionId })
  }),
  NotifyEvent: because('setFault', ({ station }) => station.setFault({ fault: 'OtherError' })),
  NotifyMonitoringReport: asked('GetMonitoringReport', 'GetMonitoringReport', { requestId: 1 }),
  NotifyReport: asked('GetBaseReport', 'GetBaseReport', { requestId: 1, reportBase: 'ConfigurationInventory' }),
  ReportChargingProfiles: because('GetChargingProfiles', async (setup) => {
    await setProfile(setup)
    await setup.csms.call('GetChargingProfiles', { requestId: 1, chargingProfile: {} })
  }),
  ReservationStatusUpdate: because('a reservation that nobody uses', async ({ csms }) => {
    const idToken = { idToken: 'CARD', type: 'ISO14443' }
    const expiryDateTime = new Date(Date.parse(csms.now()) + 60_000).toISOString()
    await csms.call('ReserveNow', { id: 1, idToken, expiryDateTime })
    await csms.pass(61_000)
  }),
  SignCertificate: asked(
    'TriggerMessage',
    'TriggerMessage',
    { requestedMessage: 'SignChargingStationCertificate' },
    { settings: { organizationName } },
  ),
  TransactionEvent: because('startCharging', charge),
}

const priority = { chargingProfilePurpose: 'PriorityCharging' }
const dischargeLimit = { controlId: 'L1', controlType: 'LimitMaxDischarge', limitMaxDischarge: { priority: 1, pctMaxDischargePower: 50 } }
const everySecond = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' }, type: 'Periodic', value: 1, severity: 8 }

/** A monitor that tells by a stream, while a car takes energy. */
async function stream({ station, csms }: AnySetup): Promise<void> {
  csms.answers['OpenPeriodicEventStream'] = () => ({ status: 'Accepted' })
  await station.startCharging({ idToken: 'CARD', ev: bigEv })
  await csms.call('SetVariableMonitoring', { setMonitoringData: [{ ...everySecond, periodicEventStream: { interval: 5 } }] })
}

const sent21: Readonly<Record<string, SentBecause>> = {
  ...sent201,
  BatterySwap: because(
    'insertBatteries',
    async ({ station }) => {
      await station.presentCard({ idToken: 'CARD' })
      station.insertBatteries({ batteries: [{ serialNumber: 'EMPTY' }] })
    },
    { evses: [{}, {}], batterySwap: { batteries: [{ evseId: 2, serialNumber: 'FULL', socPercent: 90 }] } },
  ),
  ClosePeriodicEventStream: because('ClearVariableMonitoring, of a monitor with a stream', async (setup) => {
    await stream(setup)
    const { variableMonitoringId } = setup.csms.last('OpenPeriodicEventStream')['constantStreamData'] as Payload
    await setup.csms.call('ClearVariableMonitoring', { id: [variableMonitoringId] })
  }),
  GetCertificateChainStatus: because('checkVehicleChain', async ({ station, csms }) => {
    csms.answers['GetCertificateChainStatus'] = ({ certificateStatusRequests }) => ({
      certificateStatus: (certificateStatusRequests as Payload[]).map(({ certificateHashData, source }) => ({
        certificateHashData,
        source,
        status: 'Good',
        nextUpdate: new Date(startMs).toISOString(),
      })),
    })
    await station.checkVehicleChain(issue({ commonName: 'Car', issuer: moRoot, ocspUrl }).cert)
  }),
  NotifyDERAlarm: because('raiseDerAlarm', ({ station }) => {
    station.plugIn()
    station.raiseDerAlarm({ controlType: 'HFMustTrip' })
  }),
  NotifyDERStartStop: because('SetDERControl, of one with a time', async ({ csms }) => {
    const startTime = inS(csms, 10)
    await csms.call('SetDERControl', {
      ...dischargeLimit,
      isDefault: false,
      limitMaxDischarge: { ...dischargeLimit.limitMaxDischarge, startTime, duration: 60 },
    })
    await csms.pass(11_000)
  }),
  NotifyPeriodicEventStream: because('time, with a stream', async (setup) => {
    await stream(setup)
    await setup.csms.pass(6_000)
  }),
  NotifyPriorityCharging: because('setPriorityCharging', async (setup) => {
    await setProfile(setup, priority)
    await charge(setup)
    setup.station.setPriorityCharging({ isActive: true })
  }),
  NotifySettlement: because('payByCard, and its end', async ({ station, csms }) => {
    station.plugIn({ ev: bigEv })
    await station.payByCard({ evseId: 1 })
    await csms.pass(10_000)
    await station.payByCard({ evseId: 1 })
  }),
  OpenPeriodicEventStream: because('SetVariableMonitoring, with a stream', stream),
  ReportDERControl: because('GetDERControl', async ({ csms }) => {
    await csms.call('SetDERControl', { ...dischargeLimit, isDefault: true })
    await csms.call('GetDERControl', { requestId: 1 })
  }),
  VatNumberValidation: because('enterVatNumber', ({ station, csms }) => {
    csms.answers['VatNumberValidation'] = ({ vatNumber }) => ({ status: 'Accepted', vatNumber })
    return station.enterVatNumber({ vatNumber: 'NO1' })
  }),
  PullDynamicScheduleUpdate: because('time, with a Dynamic profile', async (setup) => {
    setup.csms.answers['PullDynamicScheduleUpdate'] = () => ({ status: 'Rejected' })
    await setProfile(setup, { chargingProfileKind: 'Dynamic', dynUpdateInterval: 60 })
    await setup.csms.pass(61_000)
  }),
}

/** For each version, what makes a station send each of its messages by itself. */
export const causes: Readonly<Record<'1.6' | '2.0.1' | '2.1', Readonly<Record<string, SentBecause>>>> = {
  '1.6': sent16,
  '2.0.1': sent201,
  '2.1': sent21,
}

/** Lets it happen to a station of the version, and gives back the csms that has heard of it. */
export async function happened(version: StationVersion, { station, happen }: SentBecause): Promise<AnySetup> {
  const setup = await setUp(version as typeof ocpp21, station)
  runClock(setup.csms)
  setup.csms.answers['SignCertificate'] = () => ({ status: 'Accepted' })
  setup.csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: setup.csms.now(), interval: 300 })
  setup.csms.answers['SignCertificate'] = () => ({ status: 'Accepted' })
  await setup.station.start()
  await settle()
  await happen(setup)
  await settle()
  return setup
}
