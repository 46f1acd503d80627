import { type Core, type Incoming, nowIso } from '../../core.js'
import { fold } from '../../identifier.js'
import type { AuthorizationFeature } from '../authorization/authorization.js'
import type { Authorization } from '../authorization/token.js'
import type { TransactionEvent } from './event.js'
import type { Appended } from './store.js'

/** An event as it is read from a message; who sent it and when it came is added here. */
export type EventDraft = Omit<TransactionEvent, 'station' | 'version' | 'receivedAt' | 'authorization' | 'raw'>

/** Brings events into the store, and tells of what was new. */
export interface Recorder {
  append(message: Incoming, draft: EventDraft, told?: Authorization): Promise<Appended>
  /** What a station is told of a token when a transaction begins: the only moment for ConcurrentTx. */
  authorizeStart(message: Incoming, draft: Pick<EventDraft, 'idToken' | 'transactionId'>): Promise<Authorization | undefined>
}

export function createRecorder(core: Core, authorization: AuthorizationFeature): Recorder {
  const { store, sessions, tenantId } = core
  return {
    append: async (message, draft, told) => {
      const { key: station } = sessions.of(message.connection)
      const { version } = message.connection
      const event = { ...draft, station, version, receivedAt: nowIso(core.clock), authorization: told, raw: message.request }
      const appended = await store.transactions.append(event)
      if (appended.outcome !== 'repeated') message.afterAnswer(() => tell(core, message, appended))
      return appended
    },

    authorizeStart: async (message, { idToken, transactionId }) => {
      if (idToken === undefined) return undefined
      const told = await authorization.authorize(idToken)
      const limit = told.status === 'Accepted' ? await authorization.limitOf(idToken) : undefined
      if (limit === undefined) return told
      const { key: station } = sessions.of(message.connection)
      const running = await store.transactions.list({ tenantId, idToken, isActive: true })
      // A transaction never stands in its own way, or its retry would earn ConcurrentTx.
      const others = running.filter((one) => one.station.stationId !== station.stationId || fold(one.transactionId) !== fold(transactionId))
      return others.length < limit ? told : { ...told, status: 'ConcurrentTx' }
    },
  }
}

function tell({ events, station }: Core, { connection }: Incoming, { event, before, transaction }: Appended): void {
  const change = { station: station(connection.identity), transaction, event }
  if (event.eventType === 'Started' && (before?.startedAt ?? null) === null) events.emit('transaction.started', change)
  else if (event.eventType === 'Ended' && (before?.endedAt ?? null) === null) events.emit('transaction.ended', change)
  else events.emit('transaction.updated', change)
  if (event.samples.length === 0) return
  const { samples, transactionId } = event
  events.emit('meter.values', { station: change.station, evseId: transaction.evseId, transactionId, samples })
}
