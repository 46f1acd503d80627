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

export function samplesOf(meterValues: readonly MeterValueType[], receivedAt: string): readonly MeterSample[] {
  const samples: MeterSample[] = []
  for (const { timestamp, sampledValue } of meterValues) {
    const at = toUtc(timestamp, receivedAt)
    for (const sampled of sampledValue) takeSample(sampled, at, samples)
  }
  return samples
}

/** A signed value is a sample of its own beside the plain one; they share everything but the format. */
function takeSample(sampled: SampledValueType, at: string, into: MeterSample[]): void {
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
  into.push({ ...about, value: String(value), format: 'Raw' })
  if (signedMeterValue === undefined) return
  const { signedMeterData, encodingMethod, signingMethod, publicKey } = signedMeterValue
  into.push({ ...about, value: signedMeterData, format: 'SignedData', signature: { encodingMethod, signingMethod, publicKey } })
}

const isEnergy = (measurand: string | undefined): boolean => measurand === undefined || measurand.startsWith('Energy.Active')
