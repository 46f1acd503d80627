import { contentHash } from '../../content-hash.js'
import { type AnyHandlers, type Core, type Incoming, nowIso } from '../../core.js'
import { fold } from '../../identifier.js'
import type { AuthorizationFeature } from '../authorization/authorization.js'
import type { Authorization } from '../authorization/token.js'
import type { MeteringFeature } from '../metering/metering.js'
import { createRecorder, type EventDraft } from './recorder.js'
import { createStartStop, type StartStop } from './start-stop.js'
import type { Transaction } from './transaction.js'

export interface TransactionsAdapter {
  /** Messages that carry facts about transactions: kept even where the station is refused, and never answered before they are. */
  readonly factual: readonly string[]
  handlers(transactions: TransactionsFeature): AnyHandlers
}

/** An event that names its transaction and its place in it. */
export type NumberedEvent = Omit<EventDraft, 'key' | 'contentHash' | 'position' | 'flags'> & { readonly seqNo: number }

export interface TransactionsFeature extends StartStop {
  now(): string
  /** Stores an event of a version that numbers them (2.x); resolves with what the station is to be told of its token. */
  record(message: Incoming, event: NumberedEvent): Promise<Authorization | undefined>
  /** Of a station, newest first. */
  newest(identity: string, limit: number): Promise<readonly Transaction[]>
}

export function createTransactions(core: Core, authorization: AuthorizationFeature, metering: MeteringFeature): TransactionsFeature {
  const { store, sessions } = core
  const recorder = createRecorder(core, authorization)

  const decide = async (message: Incoming, { eventType, idToken, transactionId }: NumberedEvent) => {
    if (idToken === undefined) return undefined
    return eventType === 'Started' ? recorder.authorizeStart(message, { idToken, transactionId }) : authorization.authorize(idToken)
  }

  return {
    ...createStartStop({ core, recorder, authorization, metering }),
    now: () => nowIso(core.clock),
    newest: async (identity, limit) =>
      (await store.transactions.page({ tenantId: core.tenantId, station: sessions.keyOf(identity), limit })).items,
    record: async (message, event) => {
      const { key: station } = sessions.of(message.connection)
      const key = `event/${fold(event.transactionId)}/${event.seqNo}`
      const hash = contentHash(contentOf(message.request))
      const known = await store.transactions.findEvent(station, key)
      // A repetition is told what it was told first (G2).
      const told = known?.contentHash === hash ? known.authorization : await decide(message, event)
      const draft = { ...event, key, contentHash: hash, position: event.seqNo, flags: [] }
      return (await recorder.append(message, draft, told)).event.authorization
    },
  }
}

/** `offline` may differ between two sendings of one event (E04.FR.03), so it is no part of what the event says. */
function contentOf(request: object): object {
  const { offline, ...content } = request as { readonly offline?: unknown }
  return content
}
