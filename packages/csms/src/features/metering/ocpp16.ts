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
  value,
  measurand: measurand ?? sampleDefaults.measurand,
  context: context ?? sampleDefaults.context,
  location: location ?? sampleDefaults.location,
  phase,
  unit: unit ?? (isEnergy(measurand) ? 'Wh' : undefined),
  format: format ?? 'Raw',
})

const isEnergy = (measurand: string | undefined): boolean => measurand === undefined || measurand.startsWith('Energy.Active')
