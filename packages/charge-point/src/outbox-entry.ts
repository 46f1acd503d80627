import type { Outgoing } from './outgoing.js'

/** A message that the csms has not confirmed. Plain data, so that it can be written down. */
export interface OutboxEntry extends Outgoing {
  readonly id: number
  /** The transaction it belongs to, if any. */
  readonly transactionKey: number | undefined
  /** How often it was sent and failed. */
  readonly attempts: number
  /** It came about offline, or was still waiting when the connection went (E04.FR.03, E11.FR.07). */
  readonly wasOffline: boolean
  /** May be left out where memory is short: nothing but a sample (E04.FR.07). */
  readonly isDroppable?: boolean | undefined
}
