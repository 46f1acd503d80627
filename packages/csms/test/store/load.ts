import { contentHash } from '../../src/content-hash.js'
import type { TransactionEvent } from '../../src/features/transactions/event.js'
import type { StationKey } from '../../src/identifier.js'

const measurands = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage']

/** An event as a 2.0.1 station sends it, with four measurands. */
export function eventOf(station: StationKey, transactionId: string, seqNo: number, lastSeqNo = Number.POSITIVE_INFINITY): TransactionEvent {
  const timestamp = new Date(Date.UTC(2026, 0, 1) + seqNo * 60_000).toISOString()
  const eventType = seqNo === 0 ? 'Started' : seqNo === lastSeqNo ? 'Ended' : 'Updated'
  const raw = {
    eventType,
    timestamp,
    triggerReason: 'MeterValuePeriodic',
    seqNo,
    transactionInfo: { transactionId, chargingState: 'Charging' },
    evse: { id: 1, connectorId: 1 },
    meterValue: [{ timestamp, sampledValue: measurands.map((measurand, at) => ({ value: 1000 * at + seqNo, measurand })) }],
  }
  return {
    station,
    transactionId,
    version: '2.0.1',
    key: `event/${transactionId.toLowerCase()}/${seqNo}`,
    contentHash: contentHash(raw),
    eventType,
    position: seqNo,
    seqNo,
    timestamp,
    receivedAt: new Date().toISOString(),
    triggerReason: raw.triggerReason,
    chargingState: 'Charging',
    evseId: 1,
    connectorId: 1,
    idToken: seqNo === 0 ? { idToken: `TOKEN-${station.stationId}`, type: 'ISO14443' } : undefined,
    samples: measurands.map((measurand, at) => ({
      at: timestamp,
      value: String(1000 * at + seqNo),
      measurand,
      context: 'Sample.Periodic',
      location: 'Outlet',
      unit: at === 0 ? 'Wh' : undefined,
      format: 'Raw',
    })),
    authorization: seqNo === 0 ? { status: 'Accepted' } : undefined,
    flags: [],
    raw,
  }
}

export const percentile = (values: readonly number[], percent: number): number =>
  Math.round((values.toSorted((left, right) => left - right)[Math.floor((values.length * percent) / 100)] ?? 0) * 10) / 10
