import type { StationKey } from '../identifier.js'
import type { Exchange } from '../message-log.js'
import type { Page, PageQuery } from '../store/page.js'

/** A request and what came of it, as it is kept: without secrets. */
export interface KeptExchange extends Exchange {
  readonly station: StationKey
}

/** Which messages are wanted; newest first. */
export interface MessageQuery extends PageQuery {
  readonly station: StationKey
  readonly action?: string | undefined
  /** `in` from the station, `out` to it. Default: both. */
  readonly direction?: Exchange['direction'] | undefined
}

/** The message log. */
export interface MessageStore {
  append(exchanges: readonly KeptExchange[]): Promise<void>
  page(query: MessageQuery): Promise<Page<KeptExchange>>
}
