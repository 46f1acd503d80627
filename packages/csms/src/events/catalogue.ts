import type { AnyConnection } from '@ocpp-kit/rpc'
import type { CsmsEvents } from '../events.js'
import type { StoredEvent } from '../features/transactions/event.js'
import type { Transaction } from '../features/transactions/transaction.js'
import { viewOf } from '../features/transactions/view.js'
import { fold } from '../identifier.js'
import { eventIdOf, type PublicEvent } from './public-event.js'

/*
 * How what happens inside is told outside. Each function is pure: the same fact gives the same event, with the same id.
 */

type Change = 'transaction.started' | 'transaction.updated' | 'transaction.ended'

export const ofTransaction = (type: Change, identity: string, transaction: Transaction, event: StoredEvent): PublicEvent => ({
  id: eventIdOf(event.station.tenantId, event.station.stationId, event.key, event.contentHash),
  type,
  at: event.receivedAt,
  station: identity,
  data: { transaction: viewOf(transaction, identity), event: eventView(event) },
  resource: `transaction/${transaction.id}`,
})

const eventView = ({ eventType, seqNo, timestamp, triggerReason, chargingState, offline, samples, flags }: StoredEvent) => ({
  eventType,
  seqNo: seqNo ?? null,
  timestamp,
  triggerReason: triggerReason ?? null,
  chargingState: chargingState ?? null,
  offline: offline ?? false,
  samples,
  flags,
})

const resourceOf = (identity: string): string => `station/${fold(identity)}`

/** What no store keeps has an id of its own each time. */
const passing = (id: string, type: PublicEvent['type'], identity: string, at: string, data: PublicEvent['data']): PublicEvent => ({
  id,
  type,
  at,
  station: identity,
  data,
  resource: resourceOf(identity),
})

export const ofConnection = ({ identity, version }: AnyConnection, id: string, at: string): PublicEvent =>
  passing(id, 'station.connected', identity, at, { version })

export const ofDisconnection = ({ station, code, reason }: CsmsEvents['station.disconnected'], id: string, at: string): PublicEvent =>
  passing(id, 'station.disconnected', station.identity, at, { code, reason })

export const ofBoot = ({ station, boot, registration }: CsmsEvents['station.booted'], id: string, at: string): PublicEvent =>
  passing(id, 'station.booted', station.identity, at, { boot, registration })

export const ofStatus = ({ station, status }: CsmsEvents['connector.status'], id: string): PublicEvent => {
  const { receivedAt, ...told } = status
  return passing(id, 'connector.status', station.identity, receivedAt, told)
}

export const ofMeter = ({ station, evseId, samples }: CsmsEvents['meter.values'], id: string, at: string): PublicEvent =>
  passing(id, 'meter.values', station.identity, at, { evseId: evseId ?? null, samples })
