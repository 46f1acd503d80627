import type { IdToken } from '../authorization/token.js'

/**
 * Which tokens a station's local authorization list holds: `off` leaves the list as it is, whoever made it · `empty` keeps it empty ·
 * `all` has every token that is accepted there, as far as the list can say what is known of it · a label picks those with that label.
 */
export type ListScope = 'off' | 'empty' | 'all' | { readonly label: string }

/** What an operator wants of one station's list. */
export interface ListWish {
  /** Default: the option `localList` of the csms. */
  readonly scope?: ListScope | undefined
  /** The most tokens to put on it. Default: what the station says that it takes, or 1,000 where it does not say. */
  readonly maxEntries?: number | undefined
  /** Tokens that are never put on it, e.g. of customers whose data was cleared there (N10.FR.02). */
  readonly excluded?: readonly IdToken[] | undefined
}

/** What a station said of its list; a member that is missing was not said. */
export interface ListLimits {
  /** `false` where the station has no such list. */
  readonly isSupported: boolean
  readonly isEnabled: boolean
  readonly maxEntries?: number | undefined
  readonly itemsPerMessage?: number | undefined
  readonly bytesPerMessage?: number | undefined
  /** ISO 8601, UTC. */
  readonly readAt: string
}

/** An entry as it was sent: the token as it was spelled, and a hash of what was said of it. */
export interface SentEntry extends IdToken {
  readonly hash: string
}

/** What a station's list holds, as it confirmed. */
export interface HeldList {
  readonly version: number
  readonly hash: string
  readonly entries: readonly SentEntry[]
  /** ISO 8601, UTC. */
  readonly confirmedAt: string
}

/**
 * `inSync` it holds what it should · `pending` it has to be told, as soon as it can be · `failed` it did not take it, and is told the same
 * again at `nextAttemptAt` · `disabled` its list is switched off · `notSupported` it has none · `off` nobody wants anything of it.
 */
export type ListStatus = 'off' | 'inSync' | 'pending' | 'failed' | 'disabled' | 'notSupported'

/** What is kept of a station's list. */
export interface ListRecord {
  readonly status: Exclude<ListStatus, 'off'>
  /** Why it is not in sync. */
  readonly reason?: string | undefined
  /** The highest version that was ever sent, or is about to be: none stands for two contents. */
  readonly lastVersion: number
  /** Missing where it is not known what the station holds. */
  readonly held?: HeldList | undefined
  /** Version that the station named last. */
  readonly reportedVersion?: number | undefined
  readonly limits?: ListLimits | undefined
  /** What it was to hold when it failed; missing where it did not fail, or that is not known. */
  readonly attempted?: readonly SentEntry[] | undefined
  /** Attempts that failed in a row. */
  readonly failures: number
  /** The same is not sent before, unless somebody asks for it. */
  readonly nextAttemptAt?: string | undefined
  readonly updatedAt: string
}

/** A station's local authorization list: desired, actual, and why they differ. */
export interface LocalListState {
  readonly status: ListStatus
  readonly reason?: string | undefined
  /** With the scope that holds, and that of this station alone, if it has one. */
  readonly wish: ListWish & { readonly scope: ListScope; readonly own?: ListScope | undefined }
  /** What it should hold now; missing where nobody wants anything of it, or its version is not known. */
  readonly desired?:
    | {
        readonly hash: string
        readonly entries: number
        /** Tokens of the scope for which there is no room. */
        readonly leftOut: number
      }
    | undefined
  /** What it holds, as far as it confirmed. */
  readonly actual?: { readonly version: number; readonly hash: string; readonly entries: number; readonly confirmedAt: string } | undefined
  readonly reportedVersion?: number | undefined
  readonly limits?: ListLimits | undefined
  readonly failures: number
  readonly nextAttemptAt?: string | undefined
  readonly updatedAt?: string | undefined
}

export interface ClearCacheResult {
  /** `Rejected` where it has no cache, or failed to clear it (C11.FR.04, C11.FR.05). */
  readonly status: 'Accepted' | 'Rejected'
}
