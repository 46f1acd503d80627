import { listOf, live, oneOf, truth } from '../configuration/configuration.js'
import type { Keys } from '../configuration/ocpp16.js'
import { measurandsOf } from './measurands.js'

/** How meters sign, and how much the end of a transaction tells (errata of StopTransactionMaxMeterValues, OCA signed meter values §3.3). */
export const meterKeys: Keys = {
  AlignedDataSignReadings: truth('alignedSignReadings'),
  AlignedDataSignUpdatedReadings: truth('alignedSignUpdatedReadings'),
  PublicKeyWithSignedMeterValue: oneOf('publicKeyWithSignedMeterValue', ['Never', 'OncePerTransaction', 'EveryMeterValue']),
  SampledDataSignReadings: truth('sampledSignReadings'),
  SampledDataSignStartedReadings: truth('sampledSignStartedReadings'),
  SampledDataSignUpdatedReadings: truth('sampledSignUpdatedReadings'),
  StartTxnSampledData: listOf('startedMeasurands', measurandsOf['1.6']),
  StopTransactionMaxMeterValues: live('integer', ({ limits }) => String(limits.meterValuesAtEnd)),
}
