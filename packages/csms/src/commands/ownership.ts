import type { ConnectionRecord } from '../connection/connection-record.js'
import { type Command, dueAtOf } from './command.js'

/*
 * Several processes may serve one tenant on one database. A command belongs to whoever holds the newest connection of its station, and one
 * that was sent to the connection that it was sent over, until that is known to be gone: only then is it anybody else's to settle or repeat.
 */

/** The newest connection of a station, as far as it matters here. */
export type Holder = Pick<ConnectionRecord, 'epoch' | 'node' | 'connectedAt' | 'disconnectedAt'>

export interface Looking {
  /** This process. */
  readonly node: string
  /** ISO 8601, UTC. */
  readonly at: string
}

/** Whether nobody waits any more for the answer to a command that was sent; this process itself is known not to. Pure. */
export function isLost(command: Command, holder: Holder | undefined, { node, at }: Looking): boolean {
  if (at >= (dueAtOf(command) ?? at)) return true
  // What this node sent in an earlier life has no one left to wait for it.
  if (holder === undefined || holder.disconnectedAt !== undefined || holder.node === node) return true
  return command.epoch === undefined ? holder.connectedAt > (command.sentAt ?? command.createdAt) : holder.epoch > command.epoch
}

/** Whether another process holds the station: what waits for it is that one's to send. */
export const isElsewhere = (holder: Holder | undefined, node: string): holder is Holder =>
  holder !== undefined && holder.disconnectedAt === undefined && holder.node !== node
