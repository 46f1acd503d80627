import type { RefusalReason } from '@ocpp-kit/rpc/ws'

/** A station, or somebody else, that tried to connect and was not let in. */
export interface ConnectionAttempt {
  readonly tenantId: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** Missing where the URL named none, or nothing was asked for. */
  readonly identity?: string | undefined
  readonly remoteAddress?: string | undefined
  readonly path?: string | undefined
  /** The subprotocols that it offered. */
  readonly offered: readonly string[]
  readonly reason: RefusalReason
  /** HTTP status of the answer; missing where none was sent. */
  readonly status?: number | undefined
  /** What more is known of the reason. Never a secret. */
  readonly detail?: string | undefined
  /** How many like it came before it and were not kept, because there were too many. */
  readonly unkept?: number | undefined
}
