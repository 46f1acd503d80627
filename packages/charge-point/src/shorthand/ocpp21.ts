import type { MeterValuesInput } from '@ocpp-kit/ocpp21/messages'

/** What `sendMeterValues` takes beside a whole request. */
export interface MeterShorthand {
  readonly MeterValues: MeterValuesInput
}

/** @throws TypeError naming the field that is not known, or whose value is wrong */
export async function expandMeterValues(input: object): Promise<object> {
  if ('meterValue' in input) return input
  // Loaded only now: it brings validators that describe, which a station does without.
  const { meterValues } = await import('@ocpp-kit/ocpp21/messages')
  return meterValues(input as MeterValuesInput)[3]
}
