import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { RequestOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Settings } from '../../settings.js'
import { numberOf } from '../topology/ocpp16.js'
import { type Measured, measurandsOf } from './measurands.js'
import type { MeteringAdapter } from './metering.js'
import type { MeterPlan } from './plan.js'
import { type MeterSample, split } from './samples.js'
import { encodingMethod } from './signing.js'

const message = outgoing<Ocpp16>()

export type MeterValue16 = RequestOf<Ocpp16, 'MeterValues'>['meterValue'][number]
type SampledValue = MeterValue16['sampledValue'][number]

/** 1.6 has no unit for frequencies and speeds. */
const units: ReadonlySet<string> = new Set(['Wh', 'W', 'A', 'V', 'Percent', 'Celsius', 'var', 'varh'])

/** A signed value goes along with the plain one (OCA signed meter values §3.2.1). */
function sampledValues({ measurand, value, unit, phase, location, signed }: Measured, context: MeterSample['context']): SampledValue[] {
  const what = {
    context,
    measurand: measurand as NonNullable<SampledValue['measurand']>,
    ...(unit !== undefined && units.has(unit) ? { unit: unit as NonNullable<SampledValue['unit']> } : {}),
    ...(phase === undefined ? {} : { phase }),
    ...(location === undefined ? {} : { location }),
  }
  const plain = { value: String(value), ...what }
  if (signed === undefined) return [plain]
  const text = JSON.stringify({ signedMeterData: signed.data, signingMethod: '', encodingMethod, publicKey: signed.publicKey })
  return [plain, { value: text, format: 'SignedData', ...what, location: location ?? 'Outlet' }]
}

/** Samples without a value are left out: an empty list is not allowed. */
export const meterValues = (samples: readonly MeterSample[]): MeterValue16[] =>
  samples.flatMap(({ timestamp, context, values }) => {
    const [first, ...others] = values.flatMap((value) => sampledValues(value, context))
    return first === undefined ? [] : [{ timestamp, sampledValue: [first, ...others] }]
  })

const known = new Set<string>(measurandsOf['1.6'])
const knownOf = (measurands: readonly string[]): readonly string[] => measurands.filter((one) => known.has(one))

function plan(settings: Settings): MeterPlan {
  const isSampled = settings.sampledEnabled
  const isAligned = settings.alignedEnabled
  const sampled = knownOf(settings.sampledMeasurands)
  const atEnd = isSampled ? knownOf(settings.stopSampledMeasurands) : []
  return {
    started: isSampled ? knownOf(settings.startedMeasurands) : [],
    updated: { everyS: isSampled ? settings.sampleIntervalS : 0, measurands: sampled },
    // One interval for both (1.6 §9.1.26).
    ended: { everyS: atEnd.length > 0 ? settings.sampleIntervalS : 0, measurands: atEnd },
    aligned: { everyS: isAligned ? settings.alignedIntervalS : 0, measurands: knownOf(settings.alignedMeasurands) },
    alignedEnded: { everyS: isAligned ? settings.alignedIntervalS : 0, measurands: knownOf(settings.stopAlignedMeasurands) },
    // All of MeterValuesSampledData, whether a transaction runs or not (1.6 §5.17).
    triggered: sampled,
  }
}

export const metering: MeteringAdapter = {
  plan,
  isQueued: true,
  meterValues: ({ evse, transactionId, samples }, { body, limits }) =>
    split(samples, limits.sampledValuesPerMessage).map((part) =>
      message('MeterValues', {
        connectorId: evse === undefined ? 0 : numberOf(body.state, evse.evseId, evse.transaction?.connectorId),
        ...(transactionId === undefined ? {} : { transactionId: Number(transactionId) }),
        meterValue: meterValues(part) as RequestOf<Ocpp16, 'MeterValues'>['meterValue'],
      }),
    ),
}
