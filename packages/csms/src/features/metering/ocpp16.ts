import type { MeterValue, Ocpp16, SampledValue } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { toUtc } from '../../instant.js'
import type { MeteringAdapter } from './metering.js'
import { type MeterSample, sampleDefaults } from './sample.js'

/** MeterValues belong to transactions as long as they name one, and are handled there; what is left comes here. */
export const metering: MeteringAdapter = { handlers: () => ({}) satisfies HandlerMap<Ocpp16, 'csms'> }

export function samplesOf({ timestamp, sampledValue }: MeterValue, receivedAt: string): MeterSample[] {
  const at = toUtc(timestamp, receivedAt)
  return sampledValue.map((sampled) => sampleOf(sampled, at))
}

const sampleOf = ({ value, measurand, context, location, phase, unit, format }: SampledValue, at: string): MeterSample => ({
  at,
  ...(format === 'SignedData' ? signedOf(value) : { value }),
  measurand: measurand ?? sampleDefaults.measurand,
  context: context ?? sampleDefaults.context,
  location: location ?? sampleDefaults.location,
  phase,
  unit: unit ?? (isEnergy(measurand) ? 'Wh' : undefined),
  format: format ?? 'Raw',
})

/**
 * Signed data stands in the value as JSON of the type that 2.x has for it (OCA signed meter values §3.2); what is written otherwise is kept
 * as it is.
 */
function signedOf(text: string): Pick<MeterSample, 'value' | 'signature'> {
  const { signedMeterData, encodingMethod, signingMethod, publicKey } = membersOf(text)
  if (typeof signedMeterData !== 'string' || typeof encodingMethod !== 'string') return { value: text }
  return { value: signedMeterData, signature: { encodingMethod, signingMethod: textOf(signingMethod), publicKey: textOf(publicKey) } }
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const isEnergy = (measurand: string | undefined): boolean => measurand === undefined || measurand.startsWith('Energy.Active')
