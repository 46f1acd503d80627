import type { StationKey } from '../../identifier.js'
import type { Authorization, IdToken } from '../authorization/token.js'
import type { MeterSample } from '../metering/sample.js'

/** Something about an event that an operator should see. */
export type EventFlag =
  /** Without a Started: the csms never issued the id, or the station never learned it. */
  | 'orphan'
  /** A start that was seen before came again after the stop. */
  | 'restarted'
  /** Taken out of a transaction whose id stood for two. */
  | 'split'
  /** Its token was accepted without being looked at: the store did not answer. */
  | 'unverified'
  /** The station was told a second id for it, because the store did not answer; messages under either come to it. */
  | 'renumbered'

/** One fact about a transaction, in the terms of 2.x. */
export interface TransactionEvent {
  readonly station: StationKey
  /** As the station writes it; for 1.6 the number as text. */
  readonly transactionId: string
  readonly version: string
  /** What makes it the same event however often it is sent: unique per station. */
  readonly key: string
  /** Tells a repetition from other content under the same key. */
  readonly contentHash: string
  /** `Closed` is none of the station's: the csms ends what the station has not. */
  readonly eventType: 'Started' | 'Updated' | 'Ended' | 'Closed'
  /** Place among the events of the transaction: seqNo; for versions without one the start, the time in ms, the end. */
  readonly position: number
  /** Missing in 1.6. */
  readonly seqNo?: number | undefined
  /** The station's own time, in UTC. */
  readonly timestamp: string
  readonly receivedAt: string
  readonly triggerReason?: string | undefined
  readonly chargingState?: string | undefined
  readonly stoppedReason?: string | undefined
  readonly offline?: boolean | undefined
  readonly evseId?: number | undefined
  readonly connectorId?: number | undefined
  readonly idToken?: IdToken | undefined
  readonly remoteStartId?: number | undefined
  readonly reservationId?: number | undefined
  readonly samples: readonly MeterSample[]
  /** What the station was told about the token; repetitions are told the same. */
  readonly authorization?: Authorization | undefined
  /**
   * Transactions that may run on its token at one time. Where a Started would be one more, the store turns Accepted into ConcurrentTx as it
   * lets the event in: of two that come at one time to two nodes, one is told so.
   */
  readonly maxConcurrent?: number | undefined
  readonly flags: readonly EventFlag[]
  /** Of the message that brought it. */
  readonly messageId?: string | undefined
  /** The most that the connector could deliver, W, as the csms was told then; missing where nobody said. */
  readonly maxPowerW?: number | undefined
  /** Of `Closed` alone. */
  readonly closing?: Closing | undefined
  /** The payload as it came; of `Closed` what was decided, and from which facts. */
  readonly raw: object
}

/** Why the csms ended a transaction that the station had not. */
export interface Closing {
  readonly by: 'operator' | 'policy'
  /** Who: an operator's name, or the rule. */
  readonly actor: string
  /** In plain words. */
  readonly reason: string
  /** As far as it was known then. */
  readonly energyMilliWh: number | null
}

/** An event in the store. */
export interface StoredEvent extends TransactionEvent {
  /** It came under a key that other content had used before. */
  readonly isConflicting: boolean
}

/** Behind all events with a number. */
const endPosition = Number.MAX_SAFE_INTEGER - 1

/**
 * An event as it is stored. One under a key that other content had used counts for nothing, but for an end where none is known: a station
 * that counts anew after a restart says so all the same that it is over, and it stands behind what was numbered before.
 */
export function storedAs(event: TransactionEvent, isConflicting: boolean): StoredEvent {
  const isEnd = isConflicting && event.eventType === 'Ended' && event.seqNo !== undefined
  return { ...event, isConflicting, position: isEnd ? endPosition : event.position }
}

/** What the csms decides about a transaction stands behind all that its station says of it. */
export const closePosition = Number.MAX_SAFE_INTEGER

/**
 * The order in which events are folded; it does not depend on when they arrived (G3). So of two ends under used numbers it is their content that
 * tells which counts, and not which came first: a retry to another node, or a replay from the spool, may store them the other way round.
 */
export const compareEvents = (left: Placed, right: Placed): number =>
  left.position - right.position || (left.contentHash < right.contentHash ? -1 : left.contentHash > right.contentHash ? 1 : 0)

export type Placed = Pick<TransactionEvent, 'position' | 'contentHash'>
