import type { AnyConnection } from '@ocpp-kit/rpc'
import type { IdToken } from '../authorization/token.js'
import type { LimitVariables } from './limits.js'
import type { EntryForm } from './list.js'
import type { ClearCacheResult } from './list-state.js'
import type { ListMessage } from './plan.js'
import type { SentList } from './sent-list.js'
import type { SendResult } from './sync.js'

export interface LocalListAdapter extends EntryForm {
  readonly limitVariables: LimitVariables
  /** 0 where there is no list, less where there can be none (1.6). */
  version(connection: AnyConnection): Promise<number>
  send(connection: AnyConnection, message: ListMessage): Promise<SendResult>
  /** The list that a message sends, if it sends one. */
  sentBy(action: string, payload: object): SentList | undefined
  /** Whose data a station has cleared that did this, by his token; missing in 1.6. */
  clearedBy?(action: string, payload: object): IdToken | undefined
  clearCache(connection: AnyConnection): Promise<ClearCacheResult>
}
