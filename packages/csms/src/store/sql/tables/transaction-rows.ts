import { type PackedSamples, packSamples, unpackSamples } from '../../../features/metering/packed-samples.js'
import type { StoredEvent } from '../../../features/transactions/event.js'
import type { FoldedTransaction, Transaction } from '../../../features/transactions/transaction.js'
import { fold, type StationKey } from '../../../identifier.js'
import type { TransactionEventRow, TransactionRow } from '../schema.js'
import type { Table } from '../table.js'
import { storable, storableInteger, storableIntegerOrNull, storableOrNull } from '../text.js'
import { stationKeyOf } from './keys.js'

export const transaction: Table<'transaction'> = {
  name: 'transaction',
  key: ['tenant_id', 'station_id', 'transaction_key'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    transaction_key: 'text',
    id: 'text',
    version: 'text',
    evse_id: 'integer',
    connector_id: 'integer',
    token_key: 'text',
    token_type: 'text',
    started_at: 'text',
    ended_at: 'text',
    energy_mwh: 'integer',
    updated_at: 'text',
    events: 'integer',
    revision: 'integer',
    document: 'json',
  },
}

export const transactionEvent: Table<'transaction_event'> = {
  name: 'transaction_event',
  key: ['tenant_id', 'station_id', 'event_key', 'variant'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    event_key: 'text',
    variant: 'integer',
    content_hash: 'text',
    transaction_key: 'text',
    event_type: 'text',
    position: 'integer',
    seq_no: 'integer',
    occurred_at: 'text',
    received_at: 'text',
    document: 'json',
    raw: 'json',
  },
}

export type TransactionKey = readonly [tenantId: string, stationId: string, transactionKey: string]

export const transactionKeyOf = (station: StationKey, transactionId: string): TransactionKey => [
  ...stationKeyOf(station),
  storable(fold(transactionId)),
]

/** A document leaves out what is missing; a transaction has all its members. */
const missing: Pick<
  Transaction,
  | 'evseId'
  | 'connectorId'
  | 'idToken'
  | 'chargingState'
  | 'stoppedReason'
  | 'remoteStartId'
  | 'reservationId'
  | 'register'
  | 'exportRegister'
  | 'clock'
  | 'closed'
> = {
  evseId: undefined,
  connectorId: undefined,
  idToken: undefined,
  chargingState: undefined,
  stoppedReason: undefined,
  remoteStartId: undefined,
  reservationId: undefined,
  register: undefined,
  exportRegister: undefined,
  clock: undefined,
  closed: undefined,
}

export const transactionOf = ({ id, document }: Pick<TransactionRow, 'id' | 'document'>): Transaction => ({
  ...missing,
  ...(JSON.parse(document) as FoldedTransaction),
  id,
})

/** What a transaction's row says beside the transaction itself. */
export type RowFacts = Pick<TransactionRow, 'updated_at' | 'events' | 'revision'>

export function transactionRowOf({ id, ...one }: Transaction, facts: RowFacts): TransactionRow {
  const [tenant_id, station_id, transaction_key] = transactionKeyOf(one.station, one.transactionId)
  return {
    tenant_id,
    station_id,
    transaction_key,
    id,
    version: storable(one.version),
    evse_id: storableIntegerOrNull(one.evseId),
    connector_id: storableIntegerOrNull(one.connectorId),
    token_key: one.idToken === undefined ? null : storable(fold(one.idToken.idToken)),
    token_type: storableOrNull(one.idToken?.type),
    started_at: storableOrNull(one.startedAt),
    ended_at: storableOrNull(one.endedAt),
    energy_mwh: storableIntegerOrNull(one.energyMilliWh),
    updated_at: storable(facts.updated_at),
    events: facts.events,
    revision: facts.revision,
    document: JSON.stringify(one),
  }
}

/** Events as their documents have them: the payload stands beside them, and of each sample what sets it apart from the one before. */
type EventDocument = Omit<StoredEvent, 'raw' | 'samples'> & { readonly samples: PackedSamples }

export function eventOf({ document, raw }: Pick<TransactionEventRow, 'document' | 'raw'>): StoredEvent {
  const { samples, ...event } = JSON.parse(document) as EventDocument
  return { ...event, samples: unpackSamples(samples), raw: JSON.parse(raw) as object }
}

export function eventRowOf(event: StoredEvent, variant: number): TransactionEventRow {
  const [tenant_id, station_id, transaction_key] = transactionKeyOf(event.station, event.transactionId)
  const { raw, samples, ...others } = event
  const document: EventDocument = { ...others, samples: packSamples(samples) }
  return {
    tenant_id,
    station_id,
    event_key: storable(event.key),
    variant,
    content_hash: storable(event.contentHash),
    transaction_key,
    event_type: event.eventType,
    position: storableInteger(event.position),
    seq_no: storableIntegerOrNull(event.seqNo),
    occurred_at: storable(event.timestamp),
    received_at: storable(event.receivedAt),
    document: JSON.stringify(document),
    raw: JSON.stringify(raw),
  }
}
