import type { StationKey } from '../../identifier.js'
import type { ListRecord, ListWish } from './list-state.js'

/** What is kept of what a station keeps of tokens. */
export interface StationTokens {
  readonly wish?: ListWish | undefined
  readonly list?: ListRecord | undefined
  /** Changes of tokens (`TokenNews.edits`) that its cache knows nothing false of any more. */
  readonly cacheEdits?: number | undefined
}

export interface LocalListStore {
  find(station: StationKey): Promise<StationTokens>
  /** Each is kept by itself: what is saved of one never changes another. */
  save(station: StationKey, part: StationTokens): Promise<void>
}
