import { txPoints, txStopPoints } from './body/index.js'
import { checkList, checkNumber, checkObject, checkTruth, checkWhole } from './checks.js'
import { controlTypes } from './features/der/control.js'
import { displayLanguages } from './features/display/traits.js'
import { supportedMeasurands } from './features/metering/measurands.js'
import { isUrlTemplate, paymentDetails, qrCodeQualities } from './features/payments/settings.js'
import { isTimeZone } from './features/tariffs/settings.js'
import type { Settings } from './settings.js'

/** The largest whole number that a setting takes. */
const maxWhole = 2_147_483_647

/** Numbers from `min` to `max`, both included; whole ones, unless fractions are allowed. */
export interface WholeRule {
  readonly min: number
  readonly max: number
  readonly hasFractions?: boolean | undefined
}

/** Members of a fixed set, none of them twice. */
export interface ListRule {
  readonly values: readonly string[]
  /** How many there must be. */
  readonly min: number
}

/** A text of a certain form. */
export interface TextRule {
  readonly form: Pick<RegExp, 'test'>
  /** The form in words, e.g. `an address of http or https`. */
  readonly words: string
}

type RuleOf<T> = T extends boolean ? 'truth' : T extends number ? WholeRule : T extends string ? TextRule : ListRule

/** Whole numbers as far as they go. */
const from = (min: number): WholeRule => ({ min, max: maxWhole })

/** A sum of money. */
const amount: WholeRule = { min: 0, max: 1_000_000, hasFractions: true }

const shortText: TextRule = { form: /^[\s\S]{0,255}$/, words: 'a text of at most 255 characters' }

/** What each setting may be, whoever sets it: a program, or a csms by ChangeConfiguration and SetVariables. */
export const settingRules: { readonly [K in keyof Settings]: RuleOf<Settings[K]> } = {
  heartbeatIntervalS: from(0),
  sampleIntervalS: from(0),
  endedIntervalS: from(0),
  sampledEnabled: 'truth',
  startedMeasurands: { values: supportedMeasurands, min: 0 },
  sampledMeasurands: { values: supportedMeasurands, min: 0 },
  endedMeasurands: { values: supportedMeasurands, min: 0 },
  alignedMeasurands: { values: supportedMeasurands, min: 0 },
  alignedIntervalS: from(0),
  stopSampledMeasurands: { values: supportedMeasurands, min: 0 },
  stopAlignedMeasurands: { values: supportedMeasurands, min: 0 },
  alignedEndedIntervalS: from(0),
  alignedEnabled: 'truth',
  alignedSendDuringIdle: 'truth',
  registerValuesWithoutPhases: 'truth',
  sampledSignReadings: 'truth',
  sampledSignStartedReadings: 'truth',
  sampledSignUpdatedReadings: 'truth',
  alignedSignReadings: 'truth',
  alignedSignUpdatedReadings: 'truth',
  publicKeyWithSignedMeterValue: {
    form: /^(Never|OncePerTransaction|EveryMeterValue)$/,
    words: 'Never, OncePerTransaction or EveryMeterValue',
  },
  phaseRotation: {
    form: /^\s*(\d+\.)?(NotApplicable|Unknown|RST|RTS|SRT|STR|TRS|TSR)(\s*,\s*(\d+\.)?(NotApplicable|Unknown|RST|RTS|SRT|STR|TRS|TSR))*\s*$/,
    words: 'a list such as 0.RST,1.RTS',
  },
  connectionTimeoutS: from(0),
  txStartPoints: { values: txPoints, min: 1 },
  txStopPoints: { values: txStopPoints, min: 1 },
  stopTxOnEvSideDisconnect: 'truth',
  txBeforeAccepted: 'truth',
  txResumptionTimeoutS: from(0),
  allowEnergyTransferResumption: 'truth',
  energyTransferResumptionRandomRangeS: from(0),
  stopTxOnInvalidId: 'truth',
  unlockOnEvSideDisconnect: 'truth',
  maxEnergyOnInvalidIdWh: from(0),
  authEnabled: 'truth',
  localAuthorizeOffline: 'truth',
  localPreAuthorize: 'truth',
  authorizeRemoteStart: 'truth',
  offlineTxForUnknownId: 'truth',
  disableRemoteAuthorization: 'truth',
  masterPassGroupId: { form: /^.{0,36}$/, words: 'a text of at most 36 characters' },
  authCacheEnabled: 'truth',
  authCacheLifetimeS: from(1),
  authCachePolicy: { form: /^(LRU|LFU|FIFO)$/, words: 'LRU, LFU or FIFO' },
  authCacheMaxEntries: from(1),
  authCacheDisablePostAuthorize: 'truth',
  localListEnabled: 'truth',
  localListMaxEntries: from(1),
  localListItemsPerMessage: from(1),
  localListDisablePostAuthorize: 'truth',
  plugAndChargeEnabled: 'truth',
  contractValidationOffline: 'truth',
  centralContractValidation: 'truth',
  authorizeDirectPayment: 'truth',
  reservationEnabled: 'truth',
  reserveAnyEvse: 'truth',
  messageAttempts: from(1),
  messageTimeoutS: from(1),
  minimumStatusDurationS: from(0),
  monitoringEnabled: 'truth',
  reportBases: { values: ['ConfigurationInventory', 'FullInventory', 'SummaryInventory'], min: 1 },
  reportCriteria: { values: ['Active', 'Available', 'Enabled', 'Problem'], min: 0 },
  monitoringBases: { values: ['All', 'FactoryDefault', 'HardWiredOnly'], min: 1 },
  monitoringCriteria: { values: ['ThresholdMonitoring', 'DeltaMonitoring', 'PeriodicMonitoring'], min: 0 },
  webSocketPingIntervalS: { min: 0, max: 86_400 },
  offlineQueuingSeverity: { min: 0, max: 9 },
  blinkRepeat: from(0),
  lightIntensityPercent: { min: 0, max: 100 },
  messageAttemptIntervalS: from(0),
  offlineThresholdS: from(0),
  resetsEvses: 'truth',
  resetRetries: from(0),
  allowNewSessionsPendingFirmware: 'truth',
  acceptUnsignedFirmware: 'truth',
  currency: { form: /^[A-Z]{3}$/, words: 'a code of ISO 4217 such as EUR' },
  tariffFallbackMessage: shortText,
  offlineTariffFallbackMessage: shortText,
  totalCostFallbackMessage: shortText,
  timeZone: { form: { test: isTimeZone }, words: 'a time zone such as Europe/Oslo' },
  tariffEnabled: 'truth',
  costEnabled: 'truth',
  runningCostEnabled: 'truth',
  costIntervalS: from(1),
  tariffIntervalS: from(0),
  tariffMaxElements: from(1),
  tariffConditions: 'truth',
  handleFailedTariff: {
    form: /^(Deauthorize|UseDefaultTariff|CentralCost)$/,
    words: 'Deauthorize, UseDefaultTariff or CentralCost',
  },
  paymentEnabled: 'truth',
  authorizationAmount: amount,
  incrementalAuthorizationAmount: amount,
  incrementalAuthorizationThreshold: amount,
  paymentDetails: { values: paymentDetails, min: 0 },
  settlementByCsms: 'truth',
  receiptServerUrl: { form: /^(https?:\/\/\S{1,1900})?$/, words: 'an address of http or https' },
  receiptByCsms: 'truth',
  merchantId: shortText,
  merchantTaxId: shortText,
  merchantName: shortText,
  merchantAddress: shortText,
  merchantCity: shortText,
  webPaymentsEnabled: 'truth',
  webPaymentsUrlTemplate: {
    form: { test: isUrlTemplate },
    words: 'an address with {totp}, {version}, and {chargingstationid} or {roamingevseid}',
  },
  webPaymentsValidityTimeS: { min: 6, max: 3_600 },
  webPaymentsTotpLength: { min: 6, max: 64 },
  qrCodeQuality: { form: new RegExp(`^(${qrCodeQualities.join('|')})$`), words: `one of ${qrCodeQualities.join(', ')}` },
  displayLanguage: { form: new RegExp(`^(${displayLanguages.join('|')})$`), words: `one of ${displayLanguages.join(', ')}` },
  smartCharging: 'truth',
  chargingRateUnits: { values: ['A', 'W'], min: 1 },
  maxChargingStackLevel: from(0),
  maxChargingPeriods: { min: 1, max: 1024 },
  maxChargingProfiles: from(1),
  switches3to1Phase: 'truth',
  limitChangeSignificancePercent: { min: 0, max: 100, hasFractions: true },
  externalControlSignals: 'truth',
  notifyLimitWithSchedules: 'truth',
  externalConstraintsDisallowed: 'truth',
  derControlEnabled: 'truth',
  derControlTypes: { values: controlTypes, min: 0 },
  organizationName: { form: /^.{0,64}$/u, words: 'a name of at most 64 characters' },
  additionalRootCertificateCheck: 'truth',
  maxCertificateChainSize: from(1),
  certSigningWaitMinimumS: from(1),
  certSigningRepeatTimes: from(0),
  allowSecurityProfileDowngrade: 'truth',
  networkProfileConnectionAttempts: from(1),
  retryBackOffWaitMinimumS: from(0),
  retryBackOffRandomRangeS: from(0),
  retryBackOffRepeatTimes: from(0),
  timeAdjustmentThresholdS: from(0),
  v2gCertificateInstallation: 'truth',
  combinedCertificates: 'truth',
  contractCertificateInstallation: 'truth',
  seccId: { form: /^[\x20-\x7e]{0,64}$/, words: 'a name of at most 64 characters of ASCII' },
  swapTargetSocPercent: { min: 0, max: 100 },
  swapMaxSocPercent: { min: 0, max: 100 },
  swapIdToken: { form: /^[\s\S]{0,255}$/, words: 'a text of at most 255 characters' },
  swapTimeoutInS: from(0),
  swapTimeoutOutS: from(0),
  v2xEnabled: 'truth',
  serviceRenegotiation: 'truth',
  setpointPriority: { form: /^(ExternalSystem|CSMS)$/, words: 'ExternalSystem or CSMS' },
  countryName: { form: /^([A-Z]{2})?$/, words: 'two capital letters' },
}

/** What is wrong with a list; undefined if nothing is. */
export function listProblem(members: readonly unknown[], { values, min }: ListRule): string | undefined {
  const unknown = members.find((member) => typeof member !== 'string' || !values.includes(member))
  if (unknown !== undefined) return `may hold ${values.join(', ')}, not ${JSON.stringify(unknown)}`
  if (new Set(members).size !== members.length) return 'must hold nothing twice'
  return members.length < min ? `must have at least ${min} of ${values.join(', ')}` : undefined
}

/**
 * What is given of these settings; a field that is `undefined` counts as not given.
 * @throws TypeError naming the setting that is wrong
 */
export function checkSettings(settings: Partial<Settings>): Partial<Settings> {
  const given = Object.entries(checkObject('settings', settings)).filter(([, value]) => value !== undefined)
  for (const [key, value] of given) checkSetting(key, value)
  return Object.fromEntries(given)
}

function checkSetting(key: string, value: unknown): void {
  const name = `settings.${key}`
  if (!Object.hasOwn(settingRules, key)) throw new TypeError(`${name} is not a setting`)
  const rule = settingRules[key as keyof Settings]
  if (rule === 'truth') return checkTruth(name, value)
  if ('form' in rule) {
    if (typeof value === 'string' && rule.form.test(value)) return
    throw new TypeError(`${name} must be ${rule.words}, not ${typeof value === 'string' ? JSON.stringify(value) : typeof value}`)
  }
  if (!('values' in rule)) {
    const check = rule.hasFractions === true ? checkNumber : checkWhole
    check(name, value as number, 0, rule.min, rule.max)
    return
  }
  const problem = listProblem(checkList(name, value as readonly unknown[], []), rule)
  if (problem !== undefined) throw new TypeError(`${name} ${problem}`)
}
