import type { Core } from '../../core.js'
import type { Metering } from '../metering/metering.js'
import type { Reading } from '../metering/reading.js'
import type { MeterSample, ReadingContext } from '../metering/samples.js'
import { isSigned, withPublicKey } from '../metering/signing.js'
import type { TransactionRecord } from './adapter.js'

/** A power cut that a transaction has seen. */
export interface Interruption {
  readonly beganAtMs: number
}

interface Moment {
  readonly core: Core
  readonly metering: Metering
  readonly record: TransactionRecord
  readonly reading: Reading
}

const given = (samples: readonly (MeterSample | undefined)[]): readonly MeterSample[] => samples.filter((sample) => sample !== undefined)

/** The values that a transaction begins with (E01.FR.09); what the end is to tell of them is put aside. */
export function beginSamples({ core, metering, record, reading }: Moment, startWh: number): readonly MeterSample[] {
  const { sampledSignReadings, sampledSignStartedReadings } = core.settings.values
  const { started, ended } = metering.plan
  const atStart = { ...reading, energyWh: startWh }
  const context = 'Transaction.Begin'
  const kept = metering.sample(record.evseId, atStart, { measurands: ended.measurands, context, isSigned: sampledSignReadings })
  if (kept !== undefined) metering.log.add(record.key, kept)
  const isSignedNow = sampledSignReadings && sampledSignStartedReadings
  return given([metering.sample(record.evseId, atStart, { measurands: started, context, isSigned: isSignedNow })])
}

/** Everything that was put aside, in the order of time, and the values of the end (E06.FR.11). */
export function endSamples({ core, metering, record, reading }: Moment, interruption: Interruption | undefined): readonly MeterSample[] {
  const { measurands } = metering.plan.ended
  const isSignedNow = core.settings.values.sampledSignReadings
  const kept = [...metering.log.read(record.key)].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
  const last = metering.sample(record.evseId, reading, { measurands, context: 'Transaction.End', isSigned: isSignedNow })
  return given([...kept, beforeInterruption(metering, record, reading, interruption, measurands), last])
}

/**
 * Where the meter stood when the power went, and where it stands now. In between two events of the csms only values of the current
 * interval may be told (J02.FR.10).
 */
export function interruptionSamples(
  { core, metering, record, reading }: Moment,
  interruption: Interruption | undefined,
): readonly MeterSample[] {
  const { measurands } = metering.plan.updated
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
export function keyed({ core, metering, record }: Omit<Moment, 'reading'>, samples: readonly MeterSample[]): readonly MeterSample[] {
  if (!isSigned(samples)) return samples
  const wish = core.settings.values.publicKeyWithSignedMeterValue
  const where = wish === 'EveryMeterValue' ? 'everywhere' : wish === 'Never' || record.hasToldPublicKey ? 'nowhere' : 'first'
  return withPublicKey(samples, () => metering.signer.publicKey(record.evseId), where)
}
