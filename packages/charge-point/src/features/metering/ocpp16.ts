import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { RequestOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import { numberOf } from '../topology/ocpp16.js'
import type { MeteringAdapter } from './metering.js'
import { type Measured, measure, type Reading, type ReadingContext } from './reading.js'

const message = outgoing<Ocpp16>()

export type MeterValue16 = RequestOf<Ocpp16, 'MeterValues'>['meterValue'][number]
type SampledValue = MeterValue16['sampledValue'][number]

const sampledValue = ({ measurand, value, unit, phase }: Measured, context: ReadingContext): SampledValue => ({
  value: String(value),
  context,
  measurand: measurand as NonNullable<SampledValue['measurand']>,
  // 1.6 has no unit for frequencies.
  ...(unit === 'Hertz' ? {} : { unit }),
  ...(phase === undefined ? {} : { phase }),
})

/** Undefined where nothing that is configured can be measured: an empty list is not allowed. */
export function meterValue(reading: Reading, measurands: readonly string[], context: ReadingContext): MeterValue16 | undefined {
  const [first, ...others] = measure(reading, measurands).map((measured) => sampledValue(measured, context))
  return first === undefined ? undefined : { timestamp: reading.timestamp, sampledValue: [first, ...others] }
}

const energyOnly = ['Energy.Active.Import.Register']

export const metering: MeteringAdapter = {
  // All of MeterValuesSampledData, whether a transaction runs or not (1.6 §5.17).
  meterValues: ({ evse, transactionId, reading, context }, { body, settings }) => {
    const value = meterValue(reading, settings.values.sampledMeasurands, context) ?? meterValue(reading, energyOnly, context)
    return message('MeterValues', {
      connectorId: numberOf(body.state, evse.evseId, evse.transaction?.connectorId),
      ...(transactionId === undefined ? {} : { transactionId: Number(transactionId) }),
      meterValue: value === undefined ? [] : [value],
    } as RequestOf<Ocpp16, 'MeterValues'>)
  },
}
