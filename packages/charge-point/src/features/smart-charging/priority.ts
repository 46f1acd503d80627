import { evseOf } from '../../body/index.js'
import type { SmartCharging } from './smart-charging.js'

/** What asking for priority comes to: there is no transaction, no profile for it, or it is as was asked. */
export type PriorityResult = 'Rejected' | 'NoProfile' | 'Accepted'

/** What asking for it would come to (K21.FR.01–03, FR.06). */
export function priorityStatus(smart: SmartCharging, evseId: number, isActive: boolean): PriorityResult {
  if (evseOf(smart.core.body.state, evseId)?.transaction === undefined) return 'Rejected'
  const hasProfile = smart.profiles.some((one) => one.purpose === 'PriorityCharging' && (one.evseId === 0 || one.evseId === evseId))
  return isActive && !hasProfile ? 'NoProfile' : 'Accepted'
}

/** Turns priority on or off for the transaction at an EVSE, and tells the csms if that changes anything (K21, K22). */
export function setPriority(smart: SmartCharging, evseId: number, isActive: boolean): PriorityResult {
  const status = priorityStatus(smart, evseId, isActive)
  if (status !== 'Accepted' || (smart.sessionOf(evseId)?.hasPriority === true) === isActive) return status
  smart.note(evseId, { hasPriority: isActive })
  const transactionId = smart.transactions.recordAt(evseId)?.transactionId
  const message = transactionId === undefined ? undefined : smart.adapter.priorityCharging?.(transactionId, isActive)
  if (message !== undefined) void smart.notices.tell(message)
  return 'Accepted'
}
