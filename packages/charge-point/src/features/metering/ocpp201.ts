import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { RequestOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { MeteringAdapter } from './metering.js'
import { type Measured, measure, type Reading, type ReadingContext } from './reading.js'

const message = outgoing<Ocpp201>()

export type MeterValue201 = RequestOf<Ocpp201, 'MeterValues'>['meterValue'][number]
type SampledValue = MeterValue201['sampledValue'][number]

const sampledValue = ({ measurand, value, unit, phase }: Measured, context: ReadingContext): SampledValue => ({
  value,
  context,
  measurand: measurand as NonNullable<SampledValue['measurand']>,
  unitOfMeasure: { unit },
  ...(phase === undefined ? {} : { phase }),
})

/** Undefined where nothing that is configured can be measured: an empty list is not allowed. */
export function meterValue(reading: Reading, measurands: readonly string[], context: ReadingContext): MeterValue201 | undefined {
  const [first, ...others] = measure(reading, measurands).map((measured) => sampledValue(measured, context))
  return first === undefined ? undefined : { timestamp: reading.timestamp, sampledValue: [first, ...others] }
}

const energyOnly = ['Energy.Active.Import.Register']

export const metering: MeteringAdapter = {
  // The aligned measurands (F06.FR.06); those of a transaction travel in TransactionEvent.
  meterValues: ({ evse: { evseId }, reading, context }, { settings }) => {
    const value = meterValue(reading, settings.values.alignedMeasurands, context) ?? meterValue(reading, energyOnly, context)
    return message('MeterValues', { evseId, meterValue: value === undefined ? [] : [value] } as RequestOf<Ocpp201, 'MeterValues'>)
  },
}
