import { actions } from './actions.js'
import { type Builders, createBuilders, type FrameOptions } from './generated/runtime/builders.js'
import { checkFields, type Quantities, quantityNames, type Reading, readingsOf, timestampOf } from './generated/runtime/readings.js'
import type { Actions, MeterValue, MeterValuesRequest, ReadingContext, SampledValue } from './generated/types.js'
import { validate } from './validate.js'

export { type FrameOptions, PayloadError } from './generated/runtime/builders.js'
export type { PerPhase, Quantities } from './generated/runtime/readings.js'

const builders: Builders<Actions, typeof actions> = createBuilders(validate, actions)

/** A CALL frame of any action: `call('Heartbeat', {})` is `[2, id, 'Heartbeat', {}]`. Throws PayloadError when the payload is invalid. */
export const call: Builders<Actions, typeof actions>['call'] = builders.call

/** The CALLRESULT frame that answers a CALL. Throws PayloadError when the payload is invalid. */
export const result: Builders<Actions, typeof actions>['result'] = builders.result

/** One moment's readings. */
export interface MeterValueInput extends Quantities {
  /** Default: now. */
  readonly timestamp?: Date | string | undefined
  /** Default: left out, which means `Sample.Periodic` (OCPP 1.6 §7.43). */
  readonly context?: ReadingContext | undefined
  /** 1.6 alone has a measurand for it. */
  readonly temperatureCelsius?: number | undefined
}

export interface MeterValuesInput extends MeterValueInput {
  /** 0 is the main meter of the station. */
  readonly connectorId: number
  readonly transactionId?: number | undefined
}

const meterValueFields = ['timestamp', 'context', ...quantityNames, 'temperatureCelsius']

/**
 * The `meterValue` of named quantities: values are strings, units and measurands are those of OCPP 1.6 §7.31, §7.43 and §7.45.
 * Frequency goes without a unit: 1.6 has none for it, and hertz is understood.
 * @throws TypeError naming the field that is not known, or whose value is wrong
 */
export function meterValue(input: MeterValueInput): MeterValue {
  checkFields('meterValue', input, meterValueFields)
  const { timestamp, context, ...quantities } = input
  return { timestamp: timestampOf(timestamp), sampledValue: readingsOf(quantities).map((reading) => sampledValue(reading, context)) }
}

function sampledValue({ measurand, unit, phase, location, value }: Reading, context: ReadingContext | undefined): SampledValue {
  return {
    value: String(value),
    measurand,
    ...(unit === undefined || unit === 'Hz' ? {} : { unit: unit as SampledValue['unit'] }),
    ...(phase === undefined ? {} : { phase }),
    ...(location === undefined ? {} : { location }),
    ...(context === undefined ? {} : { context }),
  }
}

/**
 * A MeterValues frame of named quantities, e.g. `meterValues({ connectorId: 1, energyWh: 1500, powerW: 7400 })`.
 * @throws TypeError naming the field that is not known, or whose value is wrong
 */
export function meterValues(input: MeterValuesInput, options?: FrameOptions): [2, string, 'MeterValues', MeterValuesRequest] {
  checkFields('meterValues', input, ['connectorId', 'transactionId', ...meterValueFields])
  const { connectorId, transactionId, ...reading } = input
  return call(
    'MeterValues',
    { connectorId, ...(transactionId === undefined ? {} : { transactionId }), meterValue: [meterValue(reading)] },
    options,
  )
}
