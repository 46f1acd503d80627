import { digits, hex, pick } from '../story.js'
import { certificatePem, csrPem } from './certificates.js'
import type { Table } from './field.js'

const base64 = (random: () => number, length: number): string =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))).toString('base64')

const timeOfDay = (random: () => number): string =>
  `${String(Math.floor(random() * 24)).padStart(2, '0')}:${pick(random, ['00', '15', '30', '45'])}`

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Intervals all, in seconds. */
const variables = [
  { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: '300' },
  { component: 'SampledDataCtrlr', variable: 'TxUpdatedInterval', value: '60' },
  { component: 'AlignedDataCtrlr', variable: 'Interval', value: '900' },
] as const

const settings = [
  { key: 'HeartbeatInterval', value: '300' },
  { key: 'MeterValueSampleInterval', value: '60' },
  { key: 'ClockAlignedDataInterval', value: '900' },
] as const

/** A component and its variable, the same for the same element of a list. */
export const variableAt = (index: number) => variables[index % variables.length] as (typeof variables)[number]
export const settingAt = (index: number) => settings[index % settings.length] as (typeof settings)[number]

/** Fields that are text. */
export const texts: Table<string> = {
  // ── the station ──
  chargePointVendor: ({ story }) => story.station.vendor,
  chargePointModel: ({ story }) => story.station.model,
  chargePointSerialNumber: ({ story }) => story.station.serialNumber,
  chargeBoxSerialNumber: ({ story }) => story.station.serialNumber,
  vendorName: ({ story }) => story.station.vendor,
  model: ({ story }) => story.station.model,
  'ChargingStationType.serialNumber': ({ story }) => story.station.serialNumber,
  serialNumber: ({ story }) => hex(story.random, 16),
  'BatteryDataType.serialNumber': ({ story }) => `BAT-${digits(story.random, 8)}`,
  firmwareVersion: ({ story }) => story.station.firmwareVersion,
  iccid: ({ story }) => story.station.iccid,
  imsi: ({ story }) => story.station.imsi,
  meterType: ({ story }) => story.station.meterType,
  meterSerialNumber: ({ story }) => story.station.meterSerialNumber,
  vendorId: () => 'org.example',
  identity: ({ story }) => story.station.serialNumber,

  // ── drivers ──
  idTag: ({ story }) => story.cardUid,
  parentIdTag: ({ story }) => story.groupId,
  idToken: ({ story }) => story.cardUid,
  'IdTokenType.type': () => 'ISO14443',
  additionalIdToken: ({ story }) => story.emaid,
  'AdditionalInfoType.type': () => 'eMAID',
  customerIdentifier: ({ story }) => story.emaid,

  // ── transactions and money ──
  transactionId: ({ story }) => story.transactionId,
  currency: () => 'EUR',
  tariffId: ({ story }) => `TARIFF-${digits(story.random, 4)}`,
  pspRef: ({ story }) => hex(story.random, 16).toUpperCase(),
  receiptId: ({ story }) => `R-${digits(story.random, 8)}`,
  vatNumber: ({ story }) => `DE${digits(story.random, 9)}`,
  'AddressType.name': () => 'Example Charging GmbH',
  address1: () => 'Ladestrasse 1',
  address2: () => 'Hof 2',
  city: () => 'Berlin',
  postalCode: () => '10115',
  country: () => 'Germany',
  taxRuleName: () => 'VAT',
  'TaxRateType.type': () => 'VAT',
  paymentBrand: () => 'Maestro',
  paymentRecognition: () => 'CC',
  priceScheduleDescription: () => 'Day tariff',
  salesTariffDescription: () => 'Night tariff',
  overstayRuleDescription: () => 'After 30 minutes',
  priceAlgorithm: () => 'urn:iso:std:iso:15118:-20:PriceAlgorithm:1-Power',

  // ── metering ──
  'UnitOfMeasureType.unit': () => 'Wh',
  signedMeterData: ({ story }) => base64(story.random, 48),
  signingMethod: () => 'ECDSA-secp256r1-SHA256',
  encodingMethod: () => 'OCMF',
  publicKey: ({ story }) => base64(story.random, 65),
  v: ({ story }) => String(story.powerW),

  // ── device model ──
  'ComponentType.name': ({ index }) => variableAt(index).component,
  'VariableType.name': ({ index }) => variableAt(index).variable,
  instance: ({ story }) => `${story.evseId}`,
  attributeValue: ({ index }) => variableAt(index).value,
  actualValue: ({ index }) => variableAt(index).value,
  techCode: ({ story }) => `E${digits(story.random, 3)}`,
  techInfo: () => 'Contactor did not open',
  key: ({ index }) => settingAt(index).key,
  'ChangeConfigurationRequest.value': () => settingAt(0).value,
  unknownKey: ({ index }) => `VendorKey${index + 1}`,
  reasonCode: () => 'NoError',
  additionalInfo: () => 'Nothing to report',

  // ── events and status ──
  info: () => 'Cable plugged in',
  vendorErrorCode: () => '0',
  'SecurityEventNotificationRequest.type': ({ story }) =>
    pick(story.random, ['StartupOfTheDevice', 'SettingSystemTime', 'FirmwareUpdated', 'InvalidMessages']),
  failureReason: () => 'Timeout',

  // ── files and networks ──
  location: () => 'http://127.0.0.1:8080/files/firmware.bin',
  'GetDiagnosticsRequest.location': () => 'http://127.0.0.1:8080/upload',
  remoteLocation: () => 'http://127.0.0.1:8080/upload',
  fileName: ({ story }) => `diagnostics-${story.requestId}.zip`,
  filename: ({ story }) => `log-${story.requestId}.zip`,
  checksum: ({ story }) => hex(story.random, 32),
  ocppCsmsUrl: () => 'wss://csms.example/ocpp',
  responderURL: () => 'http://ocsp.example/',
  receiptUrl: ({ story }) => `https://pay.example/receipts/${story.requestId}`,
  url: () => 'https://pay.example/',
  apn: () => 'internet.example',
  apnUserName: () => 'station',
  apnPassword: ({ story }) => hex(story.random, 12),
  basicAuthPassword: ({ story }) => hex(story.random, 20),
  password: ({ story }) => hex(story.random, 20),
  user: () => 'station',
  preferredNetwork: () => '26201',
  server: () => 'vpn.example',
  group: () => 'stations',
  'VPNType.key': ({ story }) => hex(story.random, 32),

  // ── certificates ──
  certificate: () => certificatePem,
  certificateChain: () => certificatePem,
  signingCertificate: () => certificatePem,
  csr: () => csrPem,
  signature: ({ story }) => base64(story.random, 64),
  issuerNameHash: ({ story }) => hex(story.random, 64),
  issuerKeyHash: ({ story }) => hex(story.random, 64),
  ocspResult: ({ story }) => base64(story.random, 120),
  exiRequest: ({ story }) => base64(story.random, 90),
  exiResponse: ({ story }) => base64(story.random, 90),
  iso15118SchemaVersion: () => 'urn:iso:15118:2:2013:MsgDef',
  digestValue: ({ story }) => base64(story.random, 32),
  priceScheduleSignature: ({ story }) => base64(story.random, 64),

  // ── messages for people ──
  content: () => 'Welcome',
  language: () => 'en',
  language1: () => 'de',
  language2: () => 'fr',
  messageId: () => 'Greeting',
  data: () => 'hello',
  serviceName: () => 'Charging',
  customTrigger: () => 'Greeting',

  // ── times without a date ──
  startTimeOfDay: ({ story }) => timeOfDay(story.random),
  endTimeOfDay: ({ story }) => timeOfDay(story.random),
  validFromDate: ({ story }) => dateOf(story.nowMs),
  validToDate: ({ story }) => dateOf(story.nowMs + 365 * 86_400_000),

  // ── the rest ──
  tariffIds: ({ story, index }) => `TARIFF-${digits(story.random, 3)}${index}`,
  prioritizedEMAIDs: ({ story }) => story.emaid,
  urls: ({ index }) => `https://pay.example/${index + 1}`,
  idTokens: ({ story }) => story.cardUid,
  supersededIds: ({ story, index }) => `DER-${digits(story.random, 3)}${index}`,
  id: ({ story, index }) => `${digits(story.random, 4)}-${index + 1}`,
  controlId: ({ story }) => `DER-${digits(story.random, 4)}`,
  chargingLimitSource: () => 'EMS',
  connectorType: () => 'cType2',
  evInverterManufacturer: () => 'Voltaic',
  evInverterModel: () => 'INV-11',
  evInverterSerialNumber: ({ story }) => `INV-${digits(story.random, 8)}`,
  evInverterHwVersion: () => '2.1',
  evInverterSwVersion: () => '1.4.0',
  vendorInfo: () => 'Example',
  extraInfo: () => 'Grid limit',
  statusInfo: () => 'Accepted',
}
