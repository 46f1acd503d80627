import { type Core, type Incoming, nowIso } from '../../core.js'
import { ofTransaction } from '../../events/catalogue.js'
import type { Announcement } from '../../webhooks/store.js'
import type { AuthorizationFeature } from '../authorization/authorization.js'
import type { Authorization } from '../authorization/token.js'
import type { TransactionEvent } from './event.js'
import { isGapped, missingOf } from './gap.js'
import type { Announce, Appended } from './store.js'

/** An event as it is read from a message; who sent it and when it came is added here. */
export type EventDraft = Omit<
  TransactionEvent,
  'station' | 'version' | 'receivedAt' | 'authorization' | 'messageId' | 'maxPowerW' | 'closing' | 'raw'
>

/** The most that a connector delivers, W: one figure for all, or by station and EVSE; `undefined` where it is not known. */
export type MaxPower = number | ((identity: string, evseId: number | undefined) => number | undefined)

/** Brings events into the store, and tells of what was new. */
export interface Recorder {
  append(message: Incoming, draft: EventDraft, told?: StartAuthorization): Promise<Appended>
  /**
   * What a station is told of a token when a transaction begins: the only moment for ConcurrentTx, which the store adds as it lets the
   * start in.
   */
  authorizeStart(message: Incoming, draft: Pick<EventDraft, 'idToken' | 'evseId'>): Promise<StartAuthorization | undefined>
}

/** With the limit of the token, where it has one. */
export interface StartAuthorization extends Authorization {
  readonly maxConcurrent?: number | undefined
}

export function createRecorder(core: Core, authorization: AuthorizationFeature, maxPower: MaxPower | undefined): Recorder {
  const { sessions } = core
  return {
    append: async (message, draft, told) => {
      const { key: station } = sessions.of(message.connection)
      const { connection, messageId, receipt, request: raw } = message
      if (receipt?.isAnswered) throw new Error(`${message.action} was answered without the store, and will be stored from the spool`)
      const { version, identity } = connection
      const maxPowerW = typeof maxPower === 'function' ? maxPower(identity, draft.evseId) : maxPower
      const receivedAt = receipt?.receivedAt ?? nowIso(core.clock)
      const isUnverified = told !== undefined && receipt?.told.isUnverified === true
      const flags: EventDraft['flags'] = isUnverified ? [...draft.flags, 'unverified'] : draft.flags
      const about = { flags, station, version, receivedAt, messageId, maxPowerW, raw }
      const decided = { authorization: told === undefined ? undefined : authorizationOf(told), maxConcurrent: told?.maxConcurrent }
      const appended = await appendEvent(core, { ...draft, ...about, ...decided }, identity)
      if (appended.outcome !== 'repeated') message.afterAnswer(() => tellChange(core, appended, identity))
      return appended
    },

    authorizeStart: async (message, { idToken, evseId }) => {
      if (idToken === undefined) return undefined
      const { identity } = message.connection
      const told = await authorization.authorize(idToken, { identity, evseId, isStart: true })
      const maxConcurrent = told.status === 'Accepted' ? await authorization.limitOf(idToken) : undefined
      return { ...told, maxConcurrent }
    },
  }
}

const authorizationOf = ({ maxConcurrent, ...authorization }: StartAuthorization): Authorization => authorization

/** Stores an event, and with it what the world outside is told of it. */
export async function appendEvent({ store, webhooks }: Core, event: TransactionEvent, identity: string): Promise<Appended> {
  const announce: Announce = (appended) => {
    const type = changeOf(appended)
    return webhooks.announcementOf(type, () => ofTransaction(type, identity, appended.transaction, appended.event))
  }
  let announcement: Announcement | undefined
  const appended = await store.transactions.append(event, (one) => {
    announcement = announce(one)
    return announcement
  })
  webhooks.announced(announcement)
  return appended
}

/** What an event that is new means for its transaction; it ends once, whoever says so first. */
function changeOf({ event, before }: Appended): 'transaction.started' | 'transaction.updated' | 'transaction.ended' {
  const isEnd = event.eventType === 'Ended' || event.eventType === 'Closed'
  if (event.eventType === 'Started' && (before?.startedAt ?? null) === null) return 'transaction.started'
  if (isEnd && (before?.endedAt ?? null) === null) return 'transaction.ended'
  return 'transaction.updated'
}

/** What an event means for what is missing of its transaction; for most nothing. */
function gapChangeOf({ before, transaction }: Appended): 'transaction.gapFound' | 'transaction.gapFilled' | undefined {
  const wasGapped = before !== undefined && isGapped(before)
  if (!isGapped(transaction)) return wasGapped ? 'transaction.gapFilled' : undefined
  return !wasGapped || transaction.seqNos.length > before.seqNos.length ? 'transaction.gapFound' : undefined
}

/** Tells listeners of an event that is new. */
export function tellChange({ events, station }: Core, appended: Appended, identity: string): void {
  const { event, transaction } = appended
  const change = { station: station(identity), transaction, event }
  events.emit(changeOf(appended), change)
  const gap = gapChangeOf(appended)
  if (gap !== undefined) events.emit(gap, { station: change.station, transaction, ...missingOf(transaction) })
  if (event.samples.length === 0) return
  const { samples, transactionId } = event
  events.emit('meter.values', { station: change.station, evseId: transaction.evseId, transactionId, samples })
}
