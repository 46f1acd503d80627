import type { AnyConnection, AnyMessage, Clock, Emitter } from '@ocpp-kit/rpc'
import type { CommandMoment } from './connection/commandable.js'
import type { Sessions } from './connection/sessions.js'
import type { CsmsEvents } from './events.js'
import type { Station } from './station.js'
import type { Store } from './store/store.js'

/** What every feature builds on; none of it knows a version. */
export interface Core {
  readonly tenantId: string
  readonly store: Store
  readonly clock: Clock
  readonly sessions: Sessions
  readonly events: Emitter<CsmsEvents>
  /** The station as programs see it. */
  station(identity: string): Station
  /** A positive number for requests that have one, such as remoteStartId. */
  createRequestId(): number
}

/** A request of a station, as the domain sees it. */
export interface Incoming extends Pick<AnyMessage, 'connection' | 'messageId' | 'action' | 'request'> {
  /** Runs once the answer is on its way. */
  afterAnswer(this: { readonly messageId: string }, run: () => void): void
}

/** Handlers of one version, after the types have done their work. */
export type AnyHandlers = Readonly<Record<string, ((request: never, message: never) => unknown) | undefined>>

/**
 * Finds the station of a command: its connection, and a feature's part of the version that it speaks.
 * @throws CsmsError `NOT_CONNECTED`, `NOT_SUPPORTED` or `NOT_ACCEPTED`
 */
export type Reach<Adapter> = (
  identity: string,
  action: string,
  /** Default `booted`. */
  moment?: CommandMoment,
) => Promise<{ readonly connection: AnyConnection; readonly adapter: Adapter }>

export const nowIso = (clock: Clock): string => new Date(clock.now()).toISOString()
