import type { DesiredList } from './list.js'
import type { ListScope, LocalListState } from './list-state.js'
import type { StationTokens } from './store.js'

/** What is known of a station's list, as programs see it: without the entries themselves. */
export function viewOf({ wish, list }: StationTokens, scope: ListScope, desired: DesiredList | undefined): LocalListState {
  const isOutdated = list?.status === 'inSync' && desired !== undefined && desired.hash !== list.held?.hash
  const status = isOutdated ? 'pending' : (list?.status ?? 'pending')
  const held = list?.held
  return {
    status: scope === 'off' ? 'off' : status,
    reason: isOutdated ? 'tokens were changed since' : list?.reason,
    wish: { ...wish, scope, ...(wish?.scope !== undefined && { own: wish.scope }) },
    desired: desired && { hash: desired.hash, entries: desired.entries.length, leftOut: desired.leftOut },
    actual: held && { version: held.version, hash: held.hash, entries: held.entries.length, confirmedAt: held.confirmedAt },
    reportedVersion: list?.reportedVersion,
    limits: list?.limits,
    failures: list?.failures ?? 0,
    nextAttemptAt: list?.nextAttemptAt,
    updatedAt: list?.updatedAt,
  }
}
