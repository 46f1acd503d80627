import type { SecurityProfile } from '@ocpp-kit/rpc/ws'
import type { StationKey } from '../identifier.js'

/** What is known of a connection when it opens. */
export interface ConnectionFacts {
  readonly station: StationKey
  /** As the station writes it in its URL. */
  readonly identity: string
  /** The csms that holds the socket. */
  readonly node: string
  readonly version: string
  /** Empty where the socket was gone before it could be asked. */
  readonly remoteAddress: string
  readonly securityProfile: SecurityProfile
  /** ISO 8601, UTC. */
  readonly connectedAt: string
}

/** The newest connection of a station, open or closed. */
export interface ConnectionRecord extends ConnectionFacts {
  /** Counts the connections of the station. What speaks for an older one has no effect any more. */
  readonly epoch: number
  /** When something was last received; some seconds late. */
  readonly lastSeenAt: string
  /** Missing while it is open. */
  readonly disconnectedAt?: string | undefined
  /** WebSocket close code; 1006 where there was no closing handshake. Missing where its node went down with it. */
  readonly closeCode?: number | undefined
  readonly closeReason?: string | undefined
}

/** What happens to the connection of a station. */
export type ConnectionChange =
  | { readonly type: 'opened'; readonly facts: ConnectionFacts }
  | { readonly type: 'seen'; readonly station: StationKey; readonly epoch: number; readonly at: string }
  | ({ readonly type: 'closed'; readonly station: StationKey; readonly epoch: number; readonly at: string } & ClosingFacts)

export interface ClosingFacts {
  readonly code?: number | undefined
  readonly reason?: string | undefined
}

export const stationOf = (change: ConnectionChange): StationKey => (change.type === 'opened' ? change.facts.station : change.station)

/**
 * The record after a change: an opening takes the next epoch, and whatever names an older one changes nothing, in whatever order it
 * comes (G10, G11).
 */
export function connectionAfter(before: ConnectionRecord | undefined, change: ConnectionChange): ConnectionRecord | undefined {
  if (change.type === 'opened') {
    return { ...change.facts, epoch: (before?.epoch ?? 0) + 1, lastSeenAt: change.facts.connectedAt }
  }
  if (before === undefined || before.epoch !== change.epoch) return before
  if (change.type === 'seen') return before.lastSeenAt >= change.at ? before : { ...before, lastSeenAt: change.at }
  if (before.disconnectedAt !== undefined) return before
  return { ...before, disconnectedAt: change.at, closeCode: change.code, closeReason: change.reason }
}
