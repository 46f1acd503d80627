import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { RequestOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Settings } from '../../settings.js'
import { type Measured, measurandsOf } from './measurands.js'
import type { MeteringAdapter } from './metering.js'
import type { MeterPlan } from './plan.js'
import { type MeterSample, split } from './samples.js'
import { encodingMethod } from './signing.js'

const message = outgoing<Ocpp201>()

export type MeterValue201 = RequestOf<Ocpp201, 'MeterValues'>['meterValue'][number]
type SampledValue = MeterValue201['sampledValue'][number]

const sampledValue = ({ measurand, value, unit, phase, location, signed }: Measured, context: MeterSample['context']): SampledValue => ({
  value,
  context,
  measurand: measurand as NonNullable<SampledValue['measurand']>,
  ...(unit === undefined ? {} : { unitOfMeasure: { unit } }),
  ...(phase === undefined ? {} : { phase }),
  ...(location === undefined ? {} : { location }),
  // The method stands in the signed data itself (OCA signed meter values §4.2.1).
  ...(signed === undefined
    ? {}
    : { signedMeterValue: { signedMeterData: signed.data, signingMethod: '', encodingMethod, publicKey: signed.publicKey } }),
})

/** Samples without a value are left out: an empty list is not allowed. */
export const meterValues = (samples: readonly MeterSample[]): MeterValue201[] =>
  samples.flatMap(({ timestamp, context, values }) => {
    const [first, ...others] = values.map((value) => sampledValue(value, context))
    return first === undefined ? [] : [{ timestamp, sampledValue: [first, ...others] }]
  })

const planOf = (measurands: readonly string[]): ((settings: Settings) => MeterPlan) => {
  const known = new Set(measurands)
  const knownOf = (wanted: readonly string[]): readonly string[] => wanted.filter((one) => known.has(one))
  return (settings) => ({
    started: settings.sampledEnabled ? knownOf(settings.startedMeasurands) : [],
    updated: { everyS: settings.sampledEnabled ? settings.sampleIntervalS : 0, measurands: knownOf(settings.sampledMeasurands) },
    ended: {
      everyS: settings.sampledEnabled ? settings.endedIntervalS : 0,
      measurands: settings.sampledEnabled ? knownOf(settings.endedMeasurands) : [],
    },
    aligned: { everyS: settings.alignedEnabled ? settings.alignedIntervalS : 0, measurands: knownOf(settings.alignedMeasurands) },
    alignedEnded: {
      everyS: settings.alignedEnabled ? settings.alignedEndedIntervalS : 0,
      measurands: knownOf(settings.stopAlignedMeasurands),
    },
    // The aligned measurands (F06.FR.06); those of a transaction travel in TransactionEvent.
    triggered: knownOf(settings.alignedMeasurands),
  })
}

const meteringOf = (measurands: readonly string[]): MeteringAdapter => ({
  plan: planOf(measurands),
  isQueued: false,
  meterValues: ({ evse, samples }, { limits }) =>
    split(samples, limits.sampledValuesPerMessage).map((part) =>
      message('MeterValues', {
        evseId: evse?.evseId ?? 0,
        meterValue: meterValues(part) as RequestOf<Ocpp201, 'MeterValues'>['meterValue'],
      }),
    ),
})

export const metering = meteringOf(measurandsOf['2.0.1'])

/** 2.1 differs in what it can measure alone. */
export const metering21 = meteringOf(measurandsOf['2.1'])
