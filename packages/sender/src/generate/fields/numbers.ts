import { randomInteger } from '@ocpp-kit/rpc'
import type { Place, Table } from './field.js'

const between =
  (min: number, max: number) =>
  ({ story }: Place): number =>
    randomInteger(story.random, min, max)

const always = (value: number) => (): number => value

/** Euros with cents. */
const euros =
  (min: number, max: number) =>
  ({ story }: Place): number =>
    randomInteger(story.random, min * 100, max * 100) / 100

/** Each period of a schedule begins half an hour after the one before. */
const halfHourSteps = ({ index }: Place): number => index * 1_800

/** In W, as all generated schedules are. */
const limitW = ({ story }: Place): number => Math.round(story.powerW / 100) * 100

/** Fields that are numbers, in the units of the specification. */
export const numbers: Table<number> = {
  // ── ids and places ──
  connectorId: ({ story }) => story.connectorId,
  evseId: ({ story }) => story.evseId,
  // Lists of EVSEs name each once.
  'IdTokenInfoType.evseId': ({ story, index }) => story.evseId + index,
  evseIds: ({ story, index }) => story.evseId + index,
  'EVSEType.id': ({ story }) => story.evseId,
  transactionId: ({ story }) => story.transactionNumber,
  reservationId: ({ story }) => story.reservationId,
  'ReserveNowRequest.id': ({ story }) => story.reservationId,
  requestId: ({ story }) => story.requestId,
  remoteStartId: ({ story }) => story.requestId,
  chargingProfileId: ({ story }) => (story.requestId % 1_000) + 1,
  'ChargingProfileType.id': ({ story }) => (story.requestId % 1_000) + 1,
  id: ({ story, index }) => (story.requestId % 1_000) + 1 + index,
  eventId: ({ story, index }) => story.requestId + index,
  variableMonitoringId: between(1, 200),
  configurationSlot: between(1, 4),
  seqNo: always(0),
  listVersion: between(1, 500),
  versionNumber: between(1, 500),
  stackLevel: between(0, 8),
  signatureId: always(1),
  selectedChargingScheduleId: between(1, 3),

  // ── counts, levels and settings ──
  interval: always(300),
  retries: always(3),
  retryInterval: always(60),
  timeout: always(120),
  messageTimeout: always(30),
  securityProfile: always(1),
  severity: between(0, 9),
  priority: between(0, 8),
  chargingPriority: between(-9, 9),
  pending: between(0, 3),
  values: always(10),
  t: ({ index }) => index * 10,
  simPin: between(1_000, 9_999),
  remainingContracts: always(0),
  maximumContractCertificateChains: always(4),
  maxScheduleTuples: between(1, 24),
  cause: between(1, 100),
  multiplier: always(0),
  exponent: always(0),
  'SetMonitoringDataType.value': between(1, 1_000),
  'VariableMonitoringType.value': between(1, 1_000),

  // ── metering ──
  meterStart: ({ story }) => story.startEnergyWh,
  meterStop: ({ story }) => story.startEnergyWh + story.usedEnergyWh,
  cableMaxCurrent: always(32),
  numberOfPhasesUsed: always(3),
  timeSpentCharging: between(60, 20_000),
  chargingTime: between(60, 20_000),
  idleTime: between(0, 3_600),
  reservationTime: between(0, 1_800),
  energy: ({ story }) => story.usedEnergyWh,
  soc: ({ story }) => story.socPercent,
  soC: ({ story }) => story.socPercent,
  soH: between(80, 100),
  stateOfCharge: ({ story }) => story.socPercent,
  maxSoC: always(80),
  targetSoC: always(80),
  fullSoC: always(100),
  bulkSoC: always(80),

  // ── schedules ──
  duration: always(3_600),
  // Longer than up to three periods, each of which begins within it.
  'ChargingSchedule.duration': always(7_200),
  'ChargingScheduleType.duration': always(7_200),
  'CompositeScheduleType.duration': always(7_200),
  'GetCompositeScheduleRequest.duration': always(7_200),
  'RelativeTimeIntervalType.duration': always(1_800),
  start: halfHourSteps,
  startPeriod: halfHourSteps,
  startTime: always(1_800),
  randomizedDelay: between(0, 600),
  limit: limitW,
  limit_L2: limitW,
  limit_L3: limitW,
  minChargingRate: always(1_380),
  numberPhases: always(3),
  phaseToUse: always(1),
  setpoint: limitW,
  setpoint_L2: limitW,
  setpoint_L3: limitW,
  setpointReactive: always(0),
  setpointReactive_L2: always(0),
  setpointReactive_L3: always(0),
  dischargeLimit: ({ story }) => -story.powerW,
  dischargeLimit_L2: ({ story }) => -story.powerW,
  dischargeLimit_L3: ({ story }) => -story.powerW,
  v2xBaseline: limitW,
  power: limitW,
  powerTolerance: always(100),
  dynUpdateInterval: always(60),
  maxOfflineDuration: always(3_600),
  numEPriceLevels: always(2),
  ePriceLevel: ({ index }) => index % 2,
  numberOfPriceLevels: always(2),
  priceLevel: ({ index }) => index % 2,
  signal: between(-100, 100),

  // ── the car ──
  energyAmount: between(5_000, 40_000),
  evEnergyCapacity: between(40_000, 100_000),
  evMinCurrent: always(6),
  evMaxCurrent: always(32),
  evMaxVoltage: always(400),
  evMaxPower: between(11_000, 150_000),
  nominalVoltage: always(230),
  maxNominalVoltage: always(253),
  minNominalVoltage: always(207),
  frequency: always(50),

  // ── money ──
  totalCost: euros(1, 60),
  settlementAmount: euros(1, 60),
  maxCost: euros(20, 80),
  exclTax: euros(1, 60),
  inclTax: euros(1, 70),
  priceKwh: euros(0, 1),
  priceMinute: euros(0, 1),
  priceFixed: euros(0, 3),
  tax: always(19),
  stack: always(0),
  volume: ({ story }) => story.usedEnergyWh / 1_000,
  amount: between(10, 90),
  amountMultiplier: always(-2),
  startValue: always(0),
  taxRuleID: always(1),
  priceScheduleID: always(1),
  priceScheduleId: always(1),
  renewableGenerationPercentage: between(20, 100),
  carbonDioxideEmission: between(50, 400),

  // ── grid ──
  overFreq: always(50.2),
  underFreq: always(49.8),
  highFreq: always(50.1),
  lowFreq: always(49.5),
  highVoltage: always(109),
  lowVoltage: always(90),
  overDroop: always(5),
  underDroop: always(5),
  displacement: always(0.95),
  pctMaxDischargePower: between(0, 100),
  responseTime: between(1, 30),
  x: ({ index }) => 90 + index * 10,
  y: ({ index }) => 100 - index * 50,
}
