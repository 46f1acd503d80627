import type { AnyMessage, Clock, Emitter } from '@ocpp-kit/rpc'
import type { Sessions } from './connection/sessions.js'
import type { EventHub } from './events/hub.js'
import type { CsmsEvents } from './events.js'
import type { Receipt } from './ledger/receipt.js'
import type { Station } from './station.js'
import type { Store } from './store/store.js'
import type { Webhooks } from './webhooks/api.js'

/** What every feature builds on; none of it knows a version. */
export interface Core {
  readonly tenantId: string
  /** Names this process among those of one store. */
  readonly node: string
  readonly store: Store
  readonly clock: Clock
  /** The longest that a message with facts about transactions waits for the store, ms. */
  readonly storeTimeoutMs: number
  readonly sessions: Sessions
  readonly events: Emitter<CsmsEvents>
  /** What is told to those outside, as it happens. */
  readonly hub: EventHub
  readonly webhooks: Webhooks
  /** Tells the program of what failed behind the scenes; `event` names what was going on. */
  failed(error: unknown, event: string): void
  /** The station as programs see it. */
  station(identity: string): Station
  readonly random: () => number
  /** A positive number for requests that have one, such as remoteStartId. */
  createRequestId(): number
}

/** A request of a station, as the domain sees it. */
export interface Incoming extends Pick<AnyMessage, 'connection' | 'messageId' | 'action' | 'request'> {
  /** Of a message with facts about transactions: what its station is told. */
  readonly receipt?: Receipt | undefined
  /** Runs once the answer is on its way. */
  afterAnswer(this: { readonly messageId: string }, run: () => void): void
}

/** Handlers of one version, after the types have done their work. */
export type AnyHandlers = Readonly<Record<string, ((request: never, message: never) => unknown) | undefined>>

export const nowIso = (clock: Clock): string => new Date(clock.now()).toISOString()
