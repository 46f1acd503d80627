import type { Core } from '../../core.js'
import { type MeasurandUse, moreMeasurands } from '../bidirectional/evse-settings.js'
import type { Metering } from '../metering/metering.js'
import type { Reading } from '../metering/reading.js'
import type { MeterSample, ReadingContext } from '../metering/samples.js'
import { isSigned, withPublicKey } from '../metering/signing.js'
import type { OperationMode } from '../smart-charging/profile.js'
import type { TransactionRecord } from './adapter.js'

/** A power cut that a transaction has seen. */
export interface Interruption {
  readonly beganAtMs: number
}

interface Moment {
  /** In which the transaction is then. */
  readonly mode: OperationMode
  readonly core: Core
  readonly metering: Metering
  readonly record: TransactionRecord
  readonly reading: Reading
}

/** What is measured, with what is measured beside it in the operation mode; nothing twice (2.1 Q01.FR.33–35). */
export function withMode(
  { core, record, mode }: Pick<Moment, 'core' | 'record' | 'mode'>,
  use: MeasurandUse,
  usual: readonly string[],
): readonly string[] {
  const more = moreMeasurands(core, record.evseId, use, mode)
  return more.length === 0 ? usual : [...new Set([...usual, ...more])]
}

const given = (samples: readonly (MeterSample | undefined)[]): readonly MeterSample[] => samples.filter((sample) => sample !== undefined)

/** The values that a transaction begins with (E01.FR.09); what the end is to tell of them is put aside. */
export function beginSamples(moment: Moment, startWh: number): readonly MeterSample[] {
  const { core, metering, record, reading } = moment
  const { sampledSignReadings, sampledSignStartedReadings } = core.settings.values
  const started = withMode(moment, 'TxStartedMeasurands', metering.plan.started)
  const ended = withMode(moment, 'TxEndedMeasurands', metering.plan.ended.measurands)
  const atStart = { ...reading, energyWh: startWh }
  const context = 'Transaction.Begin'
  const kept = metering.sample(record.evseId, atStart, { measurands: ended, context, isSigned: sampledSignReadings })
  if (kept !== undefined) metering.log.add(record.key, kept)
  const isSignedNow = sampledSignReadings && sampledSignStartedReadings
  return given([metering.sample(record.evseId, atStart, { measurands: started, context, isSigned: isSignedNow })])
}

/** Everything that was put aside, in the order of time, and the values of the end (E06.FR.11). */
export function endSamples(moment: Moment, interruption: Interruption | undefined): readonly MeterSample[] {
  const { core, metering, record, reading } = moment
  const measurands = withMode(moment, 'TxEndedMeasurands', metering.plan.ended.measurands)
  const isSignedNow = core.settings.values.sampledSignReadings
  const kept = [...metering.log.read(record.key)].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
  const last = metering.sample(record.evseId, reading, { measurands, context: 'Transaction.End', isSigned: isSignedNow })
  return given([...kept, beforeInterruption(metering, record, reading, interruption, measurands), last])
}

/**
 * Where the meter stood when the power went, and where it stands now. In between two events of the csms only values of the current
 * interval may be told (J02.FR.10).
 */
export function interruptionSamples(moment: Moment, interruption: Interruption | undefined): readonly MeterSample[] {
  const { core, metering, record, reading } = moment
  const measurands = withMode(moment, 'TxUpdatedMeasurands', metering.plan.updated.measurands)
  const { sampledSignReadings, sampledSignUpdatedReadings, sampleIntervalS } = core.settings.values
  const isRecent = interruption !== undefined && Date.parse(reading.timestamp) - interruption.beganAtMs < sampleIntervalS * 1000
  const isSignedNow = sampledSignReadings && sampledSignUpdatedReadings
  return given([
    beforeInterruption(metering, record, reading, isRecent ? interruption : undefined, measurands),
    metering.sample(record.evseId, reading, { measurands, context: 'Interruption.End', isSigned: isSignedNow }),
  ])
}

function beforeInterruption(
  metering: Metering,
  { evseId }: TransactionRecord,
  reading: Reading,
  interruption: Interruption | undefined,
  measurands: readonly string[],
): MeterSample | undefined {
  if (interruption === undefined) return undefined
  const context: ReadingContext = 'Interruption.Begin'
  const then = { ...reading, timestamp: new Date(interruption.beganAtMs).toISOString() }
  return metering.sample(evseId, then, { measurands, context, isSigned: false })
}

/** The samples as they go out, with the public key where the csms wants it. */
export function keyed(
  { core, metering, record }: Omit<Moment, 'reading' | 'mode'>,
  samples: readonly MeterSample[],
): readonly MeterSample[] {
  if (!isSigned(samples)) return samples
  const wish = core.settings.values.publicKeyWithSignedMeterValue
  const where = wish === 'EveryMeterValue' ? 'everywhere' : wish === 'Never' || record.hasToldPublicKey ? 'nowhere' : 'first'
  return withPublicKey(samples, () => metering.signer.publicKey(record.evseId), where)
}
