import { Emitter } from '@ocpp-kit/rpc'
import type { TxPoint } from './body/index.js'
import { type BatterySwapSettings, batterySwapDefaults } from './features/battery-swap/settings.js'
import { type BidirectionalSettings, bidirectionalDefaults } from './features/bidirectional/settings.js'
import { controlTypes } from './features/der/control.js'
import { type PaymentSettings, paymentDefaults } from './features/payments/settings.js'
import { type TariffSettings, tariffDefaults } from './features/tariffs/settings.js'
import type { StateStore } from './state/store.js'

/** What a csms may configure, under one name for all versions; durations in seconds as on the wire. */
export interface Settings extends TariffSettings, PaymentSettings, BatterySwapSettings, BidirectionalSettings {
  /** Set by the answer to BootNotification. 0: no heartbeat. */
  readonly heartbeatIntervalS: number
  /** Pause between meter samples in a transaction. 0: none. */
  readonly sampleIntervalS: number
  /** Pause between the samples that only the end of a transaction tells (2.x). 0: those of its begin and end alone. */
  readonly endedIntervalS: number
  /** Whether meters are read in transactions at all (2.x). */
  readonly sampledEnabled: boolean
  readonly startedMeasurands: readonly string[]
  readonly sampledMeasurands: readonly string[]
  readonly endedMeasurands: readonly string[]
  /** What clock-aligned values hold, and in 2.x a triggered MeterValues; in 1.6 that is `sampledMeasurands` (1.6 §5.17). */
  readonly alignedMeasurands: readonly string[]
  /** Time between clock-aligned meter values, counted from midnight UTC. 0: none. */
  readonly alignedIntervalS: number
  /** What StopTransaction tells of the samples of the whole transaction (1.6). */
  readonly stopSampledMeasurands: readonly string[]
  /** What the end of a transaction tells of the clock-aligned values in between. */
  readonly stopAlignedMeasurands: readonly string[]
  /** Time between the clock-aligned values that only the end of a transaction tells (2.x). 0: none. */
  readonly alignedEndedIntervalS: number
  readonly alignedEnabled: boolean
  /** Whether clock-aligned values are told only while no transaction runs (2.x). */
  readonly alignedSendDuringIdle: boolean
  /** Whether the import register is told as a whole; else phase by phase as well. */
  readonly registerValuesWithoutPhases: boolean
  /** Whether meters sign what they read in transactions. */
  readonly sampledSignReadings: boolean
  /** Whether they sign the begin of a transaction at once, not only at its end. */
  readonly sampledSignStartedReadings: boolean
  /** Whether they sign readings in between. */
  readonly sampledSignUpdatedReadings: boolean
  /** Whether meters sign clock-aligned values. */
  readonly alignedSignReadings: boolean
  /** Whether they sign those that are told at once, not only those of the end. */
  readonly alignedSignUpdatedReadings: boolean
  /** Which signed values bring the meter's public key: `Never`, `OncePerTransaction` or `EveryMeterValue`. */
  readonly publicKeyWithSignedMeterValue: string
  /** How the phases of the connectors are wired, as 1.6 writes it, e.g. `0.RST,1.RTS`. */
  readonly phaseRotation: string
  /** How long a driver who was let in may take to plug in. 0: for ever. */
  readonly connectionTimeoutS: number
  readonly txStartPoints: readonly TxPoint[]
  readonly txStopPoints: readonly TxPoint[]
  /** Whether the driver's right to charge ends when the car lets go of the cable. */
  readonly stopTxOnEvSideDisconnect: boolean
  /** Whether drivers are let in before the csms has accepted the station (2.x). */
  readonly txBeforeAccepted: boolean
  /** After a shorter power cut transactions go on; after a longer one they end (2.1). 0: they always end. */
  readonly txResumptionTimeoutS: number
  /** Whether energy flows again in transactions that go on (2.1). */
  readonly allowEnergyTransferResumption: boolean
  /** Up to how long after a power cut, at random, energy waits to flow again (2.1). */
  readonly energyTransferResumptionRandomRangeS: number
  /** Whether a transaction ends when the csms refuses its driver; else it stands without energy. */
  readonly stopTxOnInvalidId: boolean
  /** Whether the cable comes free when the car lets go of it (1.6). */
  readonly unlockOnEvSideDisconnect: boolean
  /** What a driver whom the csms refuses may take all the same where the transaction stands, Wh from its start. 0: nothing. */
  readonly maxEnergyOnInvalidIdWh: number
  /** Whether drivers are let in one by one; else whoever comes may charge (2.x). */
  readonly authEnabled: boolean
  /** Whether known tokens are let in without the csms while it is out of reach. */
  readonly localAuthorizeOffline: boolean
  /** Whether known tokens are let in without asking the csms first. */
  readonly localPreAuthorize: boolean
  /** Whether a remote start asks the csms about the token once more. */
  readonly authorizeRemoteStart: boolean
  /** Whether anyone may charge while the csms is out of reach. */
  readonly offlineTxForUnknownId: boolean
  /** Whether the csms is never asked about a token: the list and the cache alone decide (2.x). */
  readonly disableRemoteAuthorization: boolean
  /** Tokens of this group end any session and begin none (2.x). Empty: there is no such group. */
  readonly masterPassGroupId: string
  /** Whether what the csms says about tokens is remembered. */
  readonly authCacheEnabled: boolean
  /** How long it is remembered after its last use, where the csms says nothing else. */
  readonly authCacheLifetimeS: number
  /** Who is forgotten first when the cache is full: `LRU`, `LFU` or `FIFO`; tokens that are not Accepted go before all others. */
  readonly authCachePolicy: string
  /** How many tokens the cache holds. */
  readonly authCacheMaxEntries: number
  /** Whether tokens that the cache knows as not Accepted are refused without asking again (2.x). */
  readonly authCacheDisablePostAuthorize: boolean
  readonly localListEnabled: boolean
  /** How many tokens the local list holds. */
  readonly localListMaxEntries: number
  /** How many tokens one SendLocalList may bring. */
  readonly localListItemsPerMessage: number
  /** Whether tokens that the list knows as not Accepted are refused without asking (2.x). */
  readonly localListDisablePostAuthorize: boolean
  /** Whether cars may charge on their contract (2.x, ISO 15118). */
  readonly plugAndChargeEnabled: boolean
  /** Whether contracts are checked at the station while the csms is out of reach; else they are refused (2.x). */
  readonly contractValidationOffline: boolean
  /** Whether the csms may check a contract whose certificate the station cannot check (2.x). */
  readonly centralContractValidation: boolean
  /** Whether the csms is asked about a payment that the terminal has approved (2.1). */
  readonly authorizeDirectPayment: boolean
  readonly reservationEnabled: boolean
  /** Whether a reservation may leave the place open. */
  readonly reserveAnyEvse: boolean
  /** How often a transaction message is sent in all, before it is given up. */
  readonly messageAttempts: number
  /** Pause before a transaction message is sent again, times the number of attempts so far. */
  readonly messageAttemptIntervalS: number
  /** After a longer time offline the status of all connectors is reported, not only what changed. */
  readonly offlineThresholdS: number
  /** Whether one EVSE can be reset while the station runs on (2.x). */
  readonly resetsEvses: boolean
  /** How often a reset is tried. */
  readonly resetRetries: number
  /** How long an answer is waited for. Default: `callTimeoutMs`, in whole seconds. */
  readonly messageTimeoutS: number
  /** How long a status must stand before it is told, so that what passes at once is not (1.6). 0: it is told at once. */
  readonly minimumStatusDurationS: number
  /** Time between WebSocket pings. 0: none. Default: that of the option `socket`, else 60. */
  readonly webSocketPingIntervalS: number
  /** Whether monitors of variables say anything at all (2.x). */
  readonly monitoringEnabled: boolean
  /** The base reports that the station can make (2.x). */
  readonly reportBases: readonly string[]
  /** What components can be asked for by in reports (2.x). */
  readonly reportCriteria: readonly string[]
  /** The sets of monitors that the station can be put back to (2.x). */
  readonly monitoringBases: readonly string[]
  /** What monitors can be asked for by in reports (2.x). */
  readonly monitoringCriteria: readonly string[]
  /** Up to which severity number, 0 to 9, events of monitors wait for the csms while it is out of reach (2.x). */
  readonly offlineQueuingSeverity: number
  /** How often the lights blink to show something (1.6). */
  readonly blinkRepeat: number
  /** How bright the lights are. */
  readonly lightIntensityPercent: number
  /** Whether sessions may begin while an update of the firmware waits for those that run (L01.FR.07). */
  readonly allowNewSessionsPendingFirmware: boolean
  /** Whether firmware is installed that nobody signed; by default in 1.6 alone (L02, TC_L_18). */
  readonly acceptUnsignedFirmware: boolean
  /** Of all costs, as ISO 4217 has it. */
  readonly currency: string
  /** What a driver reads where the csms says nothing of the tariff (I04). Empty: nothing. */
  readonly tariffFallbackMessage: string
  /** The same while the csms is out of reach (2.1). Empty: as `tariffFallbackMessage`. */
  readonly offlineTariffFallbackMessage: string
  /** What a driver reads in place of the cost of a transaction that ended offline (I05). Empty: nothing. */
  readonly totalCostFallbackMessage: string
  /** What the display speaks to drivers without a preference (2.1). */
  readonly displayLanguage: string
  /** Whether charging profiles are obeyed; if not, messages about them get NotSupported. */
  readonly smartCharging: boolean
  /** Units that charging profiles may have: `A`, `W`, or both. */
  readonly chargingRateUnits: readonly string[]
  /** The highest stack level that a charging profile may have; the lowest is 0. */
  readonly maxChargingStackLevel: number
  /** How many periods a charging schedule may have. */
  readonly maxChargingPeriods: number
  /** How many charging profiles may be installed. */
  readonly maxChargingProfiles: number
  /** Whether a three-phase EVSE can charge on one phase. */
  readonly switches3to1Phase: boolean
  /** By how much, in percent, the rate or an external limit must change for the csms to hear of it. */
  readonly limitChangeSignificancePercent: number
  /** Whether limits from outside are obeyed. */
  readonly externalControlSignals: boolean
  /** Whether the csms hears the schedule of an external limit too. */
  readonly notifyLimitWithSchedules: boolean
  /** Whether limits from outside count only where a charging profile asks for them (2.1). */
  readonly externalConstraintsDisallowed: boolean
  /** Whether controls of the grid are taken (2.1 R); if not, those types get NotSupported. */
  readonly derControlEnabled: boolean
  /** Which types of controls of the grid are taken, as DERControlEnumType names them (2.1 R). Default: all. */
  readonly derControlTypes: readonly string[]
  /** The operator's name, in the certificates of the station (O). Empty: no certificate can be asked for. */
  readonly organizationName: string
  /** Whether there is one root for the csms at a time, which alone can name its successor. */
  readonly additionalRootCertificateCheck: boolean
  /** The longest chain that is taken in CertificateSigned, characters. */
  readonly maxCertificateChainSize: number
  /** How long a certificate that the csms agreed to may take before it is asked for again; doubled each time. */
  readonly certSigningWaitMinimumS: number
  /** How often that time doubles. */
  readonly certSigningRepeatTimes: number
  /** Whether a csms may go from security profile 3 to 2. */
  readonly allowSecurityProfileDowngrade: boolean
  /** How often a csms is tried before the next one of the priority. */
  readonly networkProfileConnectionAttempts: number
  /** The first wait before a new attempt to connect, seconds. */
  readonly retryBackOffWaitMinimumS: number
  /** The most that chance adds to each wait, seconds. */
  readonly retryBackOffRandomRangeS: number
  /** How often the wait doubles. */
  readonly retryBackOffRepeatTimes: number
  /** A clock that is set by more than this is a security event. */
  readonly timeAdjustmentThresholdS: number
  /** Whether the station may have certificates for cars (ISO 15118). */
  readonly v2gCertificateInstallation: boolean
  /** Whether one certificate may serve towards csms and cars at once (2.x). */
  readonly combinedCertificates: boolean
  /** Whether cars may fetch contract certificates through the station (ISO 15118). */
  readonly contractCertificateInstallation: boolean
  /** The name of the station towards cars, CN of its certificates for them. Empty: its serial number. */
  readonly seccId: string
  /** ISO 3166-1, C of the certificates for cars. Empty: none. */
  readonly countryName: string
}

export const defaultSettings: Settings = {
  ...tariffDefaults,
  ...paymentDefaults,
  ...batterySwapDefaults,
  ...bidirectionalDefaults,
  heartbeatIntervalS: 300,
  sampleIntervalS: 60,
  endedIntervalS: 0,
  sampledEnabled: true,
  startedMeasurands: ['Energy.Active.Import.Register'],
  sampledMeasurands: ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage', 'SoC'],
  endedMeasurands: ['Energy.Active.Import.Register', 'SoC'],
  alignedMeasurands: ['Energy.Active.Import.Register', 'Power.Active.Import', 'Voltage'],
  alignedIntervalS: 0,
  stopSampledMeasurands: [],
  stopAlignedMeasurands: [],
  alignedEndedIntervalS: 0,
  alignedEnabled: true,
  alignedSendDuringIdle: false,
  registerValuesWithoutPhases: true,
  sampledSignReadings: false,
  sampledSignStartedReadings: true,
  sampledSignUpdatedReadings: true,
  alignedSignReadings: false,
  alignedSignUpdatedReadings: true,
  publicKeyWithSignedMeterValue: 'OncePerTransaction',
  phaseRotation: 'NotApplicable',
  connectionTimeoutS: 60,
  txStartPoints: ['PowerPathClosed'],
  txStopPoints: ['EVConnected', 'Authorized'],
  stopTxOnEvSideDisconnect: true,
  txBeforeAccepted: true,
  txResumptionTimeoutS: 300,
  allowEnergyTransferResumption: true,
  energyTransferResumptionRandomRangeS: 0,
  stopTxOnInvalidId: true,
  unlockOnEvSideDisconnect: true,
  maxEnergyOnInvalidIdWh: 0,
  authEnabled: true,
  localAuthorizeOffline: true,
  localPreAuthorize: false,
  authorizeRemoteStart: false,
  offlineTxForUnknownId: false,
  disableRemoteAuthorization: false,
  masterPassGroupId: '',
  authCacheEnabled: true,
  authCacheLifetimeS: 2_592_000,
  authCachePolicy: 'LRU',
  authCacheMaxEntries: 100,
  authCacheDisablePostAuthorize: false,
  localListEnabled: true,
  localListMaxEntries: 1_000,
  localListItemsPerMessage: 100,
  localListDisablePostAuthorize: false,
  plugAndChargeEnabled: true,
  contractValidationOffline: true,
  centralContractValidation: true,
  authorizeDirectPayment: false,
  reservationEnabled: true,
  reserveAnyEvse: true,
  messageAttempts: 3,
  messageAttemptIntervalS: 60,
  offlineThresholdS: 60,
  resetsEvses: true,
  resetRetries: 1,
  messageTimeoutS: 30,
  minimumStatusDurationS: 0,
  webSocketPingIntervalS: 60,
  monitoringEnabled: true,
  reportBases: ['ConfigurationInventory', 'FullInventory', 'SummaryInventory'],
  reportCriteria: ['Active', 'Available', 'Enabled', 'Problem'],
  monitoringBases: ['All', 'FactoryDefault', 'HardWiredOnly'],
  monitoringCriteria: ['ThresholdMonitoring', 'DeltaMonitoring', 'PeriodicMonitoring'],
  offlineQueuingSeverity: 4,
  blinkRepeat: 3,
  lightIntensityPercent: 100,
  allowNewSessionsPendingFirmware: false,
  acceptUnsignedFirmware: false,
  currency: 'EUR',
  tariffFallbackMessage: '',
  offlineTariffFallbackMessage: '',
  totalCostFallbackMessage: '',
  displayLanguage: 'en',
  smartCharging: true,
  chargingRateUnits: ['A', 'W'],
  maxChargingStackLevel: 9,
  maxChargingPeriods: 100,
  maxChargingProfiles: 20,
  switches3to1Phase: true,
  limitChangeSignificancePercent: 1,
  externalControlSignals: true,
  notifyLimitWithSchedules: false,
  externalConstraintsDisallowed: false,
  derControlEnabled: true,
  derControlTypes: controlTypes,
  organizationName: 'ocpp-kit',
  additionalRootCertificateCheck: false,
  maxCertificateChainSize: 10_000,
  certSigningWaitMinimumS: 60,
  certSigningRepeatTimes: 3,
  allowSecurityProfileDowngrade: false,
  networkProfileConnectionAttempts: 3,
  retryBackOffWaitMinimumS: 10,
  retryBackOffRandomRangeS: 10,
  retryBackOffRepeatTimes: 5,
  timeAdjustmentThresholdS: 20,
  v2gCertificateInstallation: true,
  combinedCertificates: true,
  contractCertificateInstallation: true,
  seccId: '',
  countryName: '',
}

const section = 'settings'

/** The settings in force, and who wants to know when they change. */
export class SettingsStore {
  private readonly events = new Emitter<{ changed: Partial<Settings> }>()

  private settings: Settings
  /** What comes back at the next start. */
  private suspended: Map<string, unknown> | undefined

  /** @param initial as the station left the factory; what was changed since then comes from the state */
  constructor(
    initial: Settings,
    private readonly state: StateStore,
  ) {
    const changed = state.load(section)
    this.settings = changed.size === 0 ? initial : { ...initial, ...Object.fromEntries(changed) }
  }

  get values(): Settings {
    return this.settings
  }

  change(patch: Partial<Settings>): void {
    this.settings = { ...this.settings, ...patch }
    for (const [key, value] of Object.entries(patch)) {
      this.state.put(section, key, value)
      // Whoever sets it anew has the last word.
      this.suspended?.delete(key)
    }
    this.events.emit('changed', patch)
  }

  /** Counts until the station starts anew, or somebody sets it. */
  changeUntilRestart<K extends keyof Settings>(key: K, value: Settings[K]): void {
    const patch = { [key]: value }
    this.suspended ??= new Map()
    if (!this.suspended.has(key)) this.suspended.set(key, this.settings[key])
    this.settings = { ...this.settings, ...patch }
    this.events.emit('changed', patch)
  }

  /** The station starts anew. */
  restart(): void {
    if (this.suspended === undefined) return
    const patch = Object.fromEntries(this.suspended)
    this.suspended = undefined
    this.settings = { ...this.settings, ...patch }
    this.events.emit('changed', patch)
  }

  onChange(listener: (patch: Partial<Settings>) => void): void {
    this.events.on('changed', listener)
  }
}
