import type { MeterValueType, Ocpp201, SampledValueType } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { toUtc } from '../../instant.js'
import type { MeteringAdapter } from './metering.js'
import { type MeterSample, sampleDefaults } from './sample.js'

export const metering: MeteringAdapter = {
  handlers: (domain) =>
    ({
      MeterValues: async ({ evseId, meterValue }, message) => {
        await domain.record(message, evseId, samplesOf(meterValue, domain.now()))
        return {}
      },
    }) satisfies HandlerMap<Ocpp201, 'csms'>,
}

export const samplesOf = (meterValues: readonly MeterValueType[], receivedAt: string): MeterSample[] =>
  meterValues.flatMap(({ timestamp, sampledValue }) => sampledValue.flatMap((sampled) => sampleOf(sampled, toUtc(timestamp, receivedAt))))

/** A signed value is a sample of its own beside the plain one; they share everything but the format. */
function sampleOf(sampled: SampledValueType, at: string): MeterSample[] {
  const { value, measurand, context, location, phase, unitOfMeasure, signedMeterValue } = sampled
  const about = {
    at,
    measurand: measurand ?? sampleDefaults.measurand,
    context: context ?? sampleDefaults.context,
    location: location ?? sampleDefaults.location,
    phase,
    unit: unitOfMeasure?.unit ?? (isEnergy(measurand) ? 'Wh' : undefined),
    multiplier: unitOfMeasure?.multiplier,
  }
  const plain: MeterSample = { ...about, value: String(value), format: 'Raw' }
  if (signedMeterValue === undefined) return [plain]
  const { signedMeterData, encodingMethod, signingMethod, publicKey } = signedMeterValue
  return [plain, { ...about, value: signedMeterData, format: 'SignedData', signature: { encodingMethod, signingMethod, publicKey } }]
}

const isEnergy = (measurand: string | undefined): boolean => measurand === undefined || measurand.startsWith('Energy.Active')
