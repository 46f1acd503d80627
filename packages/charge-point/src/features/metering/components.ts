import { fixed, listOf, live, oneOf, truth, whole } from '../configuration/configuration.js'
import type { Component, Variables } from '../configuration/device-model.js'
import { measurandsOf } from './measurands.js'

const seconds = { unit: 's' }

const aligned = (measurands: readonly string[]): Variables => ({
  Available: fixed(true),
  Enabled: truth('alignedEnabled'),
  Interval: whole('alignedIntervalS', seconds),
  Measurands: listOf('alignedMeasurands', measurands),
  SendDuringIdle: truth('alignedSendDuringIdle'),
  SignReadings: truth('alignedSignReadings'),
  SignUpdatedReadings: truth('alignedSignUpdatedReadings'),
  TxEndedInterval: whole('alignedEndedIntervalS', seconds),
  TxEndedMeasurands: listOf('stopAlignedMeasurands', measurands),
})

const sampled = (measurands: readonly string[]): Variables => ({
  Available: fixed(true),
  Enabled: truth('sampledEnabled'),
  RegisterValuesWithoutPhases: truth('registerValuesWithoutPhases'),
  SignReadings: truth('sampledSignReadings'),
  SignStartedReadings: truth('sampledSignStartedReadings'),
  SignUpdatedReadings: truth('sampledSignUpdatedReadings'),
  TxEndedInterval: whole('endedIntervalS', seconds),
  TxEndedMeasurands: listOf('endedMeasurands', measurands),
  TxStartedMeasurands: listOf('startedMeasurands', measurands),
  TxUpdatedInterval: whole('sampleIntervalS', seconds),
  TxUpdatedMeasurands: listOf('sampledMeasurands', measurands),
})

/** What is measured when, and how it is signed (2.x part 2 §2.9, OCA signed meter values §4.3). */
const componentsOf = (measurands: readonly string[]): readonly Component[] => [
  { name: 'AlignedDataCtrlr', of: 'station', variables: aligned(measurands) },
  {
    name: 'FiscalMetering',
    of: 'evse',
    variables: {
      PublicKey: live('string', ({ metering }, { evseId = 0 }) => metering.signer.publicKey(evseId)),
    },
  },
  {
    name: 'OCPPCommCtrlr',
    of: 'station',
    variables: {
      PublicKeyWithSignedMeterValue: oneOf('publicKeyWithSignedMeterValue', ['Never', 'OncePerTransaction', 'EveryMeterValue']),
    },
  },
  { name: 'SampledDataCtrlr', of: 'station', variables: sampled(measurands) },
]

export const meterComponents = componentsOf(measurandsOf['2.0.1'])

export const meterComponents21 = componentsOf(measurandsOf['2.1'])
