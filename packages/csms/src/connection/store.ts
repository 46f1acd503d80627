import type { StationKey } from '../identifier.js'
import type { Page, PageQuery } from '../store/page.js'
import type { ConnectionAttempt } from './attempt.js'
import type { ConnectionChange, ConnectionRecord } from './connection-record.js'

/** Which connections are wanted. */
export interface ConnectionQuery extends PageQuery {
  readonly tenantId: string
  /** `true` for those that are open. Default: the newest of each station, open or closed. */
  readonly isConnected?: true | undefined
}

/** The newest connection of each station. */
export interface ConnectionStore {
  /**
   * Applies changes, each onto what stands then, as one step; resolves with what stands after each: a caller whose epoch is not that
   * of the record has been replaced.
   */
  apply(changes: readonly ConnectionChange[]): Promise<readonly (ConnectionRecord | undefined)[]>
  find(station: StationKey): Promise<ConnectionRecord | undefined>
  /** By identity. */
  page(query: ConnectionQuery): Promise<Page<ConnectionRecord>>
  /** Closes what a node left open when it went down; resolves with their number. */
  closeAll(tenantId: string, node: string, at: string): Promise<number>
}

/** Which attempts are wanted; newest first. */
export interface AttemptQuery extends PageQuery {
  readonly tenantId: string
  /** Those under one identity alone. Default: all. */
  readonly station?: StationKey | undefined
}

/** Upgrades and handshakes that came to nothing: the newest few of each identity, and a bounded number over all. */
export interface AttemptStore {
  append(attempts: readonly ConnectionAttempt[]): Promise<void>
  page(query: AttemptQuery): Promise<Page<ConnectionAttempt>>
}
