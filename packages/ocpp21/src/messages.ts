import { actions } from './actions.js'
import { type Builders, createBuilders, type FrameOptions } from './generated/runtime/builders.js'
import { checkFields, type Quantities, quantityNames, type Reading, readingsOf, timestampOf } from './generated/runtime/readings.js'
import type {
  Actions,
  MeterValuesRequest,
  MeterValueType,
  ReadingContextEnum,
  SampledValueType,
  TransactionEventRequest,
  TransactionType,
} from './generated/types.js'
import { validate } from './validate.js'

export { type FrameOptions, PayloadError } from './generated/runtime/builders.js'
export type { PerPhase, Quantities } from './generated/runtime/readings.js'

const builders: Builders<Actions, typeof actions> = createBuilders(validate, actions)

/** A CALL frame of any action: `call('Heartbeat', {})` is `[2, id, 'Heartbeat', {}]`. Throws PayloadError when the payload is invalid. */
export const call: Builders<Actions, typeof actions>['call'] = builders.call

/** The CALLRESULT frame that answers a CALL. Throws PayloadError when the payload is invalid. */
export const result: Builders<Actions, typeof actions>['result'] = builders.result

/** A SEND frame (part 4 §4.2.4), which nobody answers. Throws PayloadError when the payload is invalid. */
export const send: Builders<Actions, typeof actions>['send'] = builders.send

/** One moment's readings. */
export interface MeterValueInput extends Quantities {
  /** Default: now. */
  readonly timestamp?: Date | string | undefined
  /** Default: left out, which means `Sample.Periodic` (part 2, SampledValueType). */
  readonly context?: ReadingContextEnum | undefined
}

export interface MeterValuesInput extends MeterValueInput {
  /** 0 is the main meter of the station. */
  readonly evseId: number
}

/** The fields of a transaction beside its readings; what is not given is left out. */
export interface TransactionEventInput extends MeterValueInput {
  readonly eventType: TransactionEventRequest['eventType']
  readonly triggerReason: TransactionEventRequest['triggerReason']
  readonly seqNo: number
  readonly transactionId: string
  readonly chargingState?: TransactionType['chargingState']
  readonly stoppedReason?: TransactionType['stoppedReason']
  readonly remoteStartId?: number | undefined
  readonly timeSpentCharging?: number | undefined
  readonly evse?: TransactionEventRequest['evse']
  readonly idToken?: TransactionEventRequest['idToken']
  readonly offline?: boolean | undefined
  readonly numberOfPhasesUsed?: number | undefined
  readonly cableMaxCurrent?: number | undefined
  readonly reservationId?: number | undefined
}

const meterValueFields = ['timestamp', 'context', ...quantityNames]

/**
 * The `meterValue` of named quantities: values are numbers, each with its unit and measurand (part 2, SampledValueType).
 * @throws TypeError naming the field that is not known, or whose value is wrong
 */
export function meterValue(input: MeterValueInput): MeterValueType {
  checkFields('meterValue', input, meterValueFields)
  const { timestamp, context, ...quantities } = input
  const [first, ...others] = readingsOf(quantities).map((reading) => sampledValue(reading, context)) as [
    SampledValueType,
    ...SampledValueType[],
  ]
  return { timestamp: timestampOf(timestamp), sampledValue: [first, ...others] }
}

function sampledValue({ measurand, unit, phase, location, value }: Reading, context: ReadingContextEnum | undefined): SampledValueType {
  return {
    value,
    measurand: measurand as SampledValueType['measurand'],
    ...(unit === undefined ? {} : { unitOfMeasure: { unit } }),
    ...(phase === undefined ? {} : { phase }),
    ...(location === undefined ? {} : { location }),
    ...(context === undefined ? {} : { context }),
  }
}

/**
 * A MeterValues frame of named quantities, e.g. `meterValues({ evseId: 1, energyWh: 1500, powerW: 7400 })`.
 * @throws TypeError naming the field that is not known, or whose value is wrong
 */
export function meterValues(input: MeterValuesInput, options?: FrameOptions): [2, string, 'MeterValues', MeterValuesRequest] {
  checkFields('meterValues', input, ['evseId', ...meterValueFields])
  const { evseId, ...reading } = input
  return call('MeterValues', { evseId, meterValue: [meterValue(reading)] }, options)
}

/** Fields of a transaction event; that none is missing here is a matter of types. */
const transactionFields = {
  eventType: true,
  triggerReason: true,
  seqNo: true,
  transactionId: true,
  chargingState: true,
  stoppedReason: true,
  remoteStartId: true,
  timeSpentCharging: true,
  evse: true,
  idToken: true,
  offline: true,
  numberOfPhasesUsed: true,
  cableMaxCurrent: true,
  reservationId: true,
} as const satisfies Record<Exclude<keyof TransactionEventInput, keyof MeterValueInput>, true>

/**
 * A TransactionEvent frame; readings, where there are any, become its `meterValue`.
 * @throws TypeError naming the field that is not known, or whose value is wrong
 */
export function transactionEvent(
  input: TransactionEventInput,
  options?: FrameOptions,
): [2, string, 'TransactionEvent', TransactionEventRequest] {
  checkFields('transactionEvent', input, [...Object.keys(transactionFields), ...meterValueFields])
  const { eventType, triggerReason, seqNo, timestamp, context, transactionId, chargingState, stoppedReason, remoteStartId, ...others } =
    input
  const { timeSpentCharging, evse, idToken, offline, numberOfPhasesUsed, cableMaxCurrent, reservationId, ...quantities } = others
  const time = timestampOf(timestamp)
  const hasReadings = Object.values(quantities).some((value) => value !== undefined)
  const request: TransactionEventRequest = {
    eventType,
    timestamp: time,
    triggerReason,
    seqNo,
    transactionInfo: withoutUndefined({ transactionId, chargingState, timeSpentCharging, stoppedReason, remoteStartId }),
    ...withoutUndefined({ evse, idToken, offline, numberOfPhasesUsed, cableMaxCurrent, reservationId }),
    ...(hasReadings ? { meterValue: [meterValue({ ...quantities, timestamp: time, context })] } : {}),
  }
  return call('TransactionEvent', request, options)
}

const withoutUndefined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
