/** Where a station is in its search for a csms; starts anew with each power-on and each loss. */
export interface Search {
  /** The slot that it tries now, or is connected by. */
  readonly slot: number
  /** Attempts by this slot that failed in a row. */
  readonly failures: number
  /** Slots that have used up their attempts in this round. */
  readonly tried: readonly number[]
}

export interface SearchRules {
  /** NetworkConfigurationPriority. */
  readonly priority: readonly number[]
  /** NetworkProfileConnectionAttempts. */
  readonly attempts: number
  /** The slot that worked last. */
  readonly home: number
}

/**
 * What to do after a failed attempt: `stay` with the slot, whose next attempt follows after its own pause, `switch` to another at once,
 * or `rest` before going to another.
 */
export type SearchStep = 'stay' | 'switch' | 'rest'

export interface SearchResult {
  readonly search: Search
  readonly step: SearchStep
  /** All slots have failed, and the next round begins. */
  readonly isRoundOver: boolean
}

const none: readonly number[] = []

/** Begins with the first entry (B10.FR.04, A05.FR.05). */
export const beginSearch = (slot: number): Search => ({ slot, failures: 0, tried: none })

/**
 * So many attempts by each entry of the priority (B10.FR.03); after the last of them back to the slot that worked last, with pauses
 * (B10.FR.07), and if it does not answer either, through all of them again (B10.FR.08): it never stops trying (B10.FR.09).
 */
export function afterFailure({ slot, failures, tried }: Search, { priority, attempts, home }: SearchRules): SearchResult {
  if (failures + 1 < attempts) return { search: { slot, failures: failures + 1, tried }, step: 'stay', isRoundOver: false }
  const exhausted = [...tried, slot]
  const next = priority.find((one) => !exhausted.includes(one))
  if (next !== undefined) return { search: { slot: next, failures: 0, tried: exhausted }, step: 'switch', isRoundOver: false }
  return { search: beginSearch(home), step: home === slot ? 'stay' : 'rest', isRoundOver: true }
}
