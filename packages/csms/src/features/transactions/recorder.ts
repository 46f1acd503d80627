import { type Core, type Incoming, nowIso } from '../../core.js'
import { ofTransaction } from '../../events/catalogue.js'
import { fold } from '../../identifier.js'
import type { Announcement } from '../../webhooks/store.js'
import type { AuthorizationFeature } from '../authorization/authorization.js'
import type { Authorization } from '../authorization/token.js'
import type { TransactionEvent } from './event.js'
import type { Announce, Appended } from './store.js'

/** An event as it is read from a message; who sent it and when it came is added here. */
export type EventDraft = Omit<TransactionEvent, 'station' | 'version' | 'receivedAt' | 'authorization' | 'raw'>

/** Brings events into the store, and tells of what was new. */
export interface Recorder {
  append(message: Incoming, draft: EventDraft, told?: Authorization): Promise<Appended>
  /** What a station is told of a token when a transaction begins: the only moment for ConcurrentTx. */
  authorizeStart(message: Incoming, draft: Pick<EventDraft, 'idToken' | 'transactionId'>): Promise<Authorization | undefined>
}

export function createRecorder(core: Core, authorization: AuthorizationFeature): Recorder {
  const { store, sessions, tenantId, webhooks } = core
  return {
    append: async (message, draft, told) => {
      const { key: station } = sessions.of(message.connection)
      const { version } = message.connection
      const event = { ...draft, station, version, receivedAt: nowIso(core.clock), authorization: told, raw: message.request }
      const announce: Announce = (appended) => {
        const type = changeOf(appended)
        return webhooks.announcementOf(type, () => ofTransaction(type, message.connection.identity, appended.transaction, appended.event))
      }
      let announcement: Announcement | undefined
      const appended = await store.transactions.append(event, (one) => {
        announcement = announce(one)
        return announcement
      })
      webhooks.announced(announcement)
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

/** What an event that is new means for its transaction. */
function changeOf({ event, before }: Appended): 'transaction.started' | 'transaction.updated' | 'transaction.ended' {
  if (event.eventType === 'Started' && (before?.startedAt ?? null) === null) return 'transaction.started'
  if (event.eventType === 'Ended' && (before?.endedAt ?? null) === null) return 'transaction.ended'
  return 'transaction.updated'
}

function tell({ events, station }: Core, { connection }: Incoming, appended: Appended): void {
  const { event, transaction } = appended
  const change = { station: station(connection.identity), transaction, event }
  events.emit(changeOf(appended), change)
  if (event.samples.length === 0) return
  const { samples, transactionId } = event
  events.emit('meter.values', { station: change.station, evseId: transaction.evseId, transactionId, samples })
}
