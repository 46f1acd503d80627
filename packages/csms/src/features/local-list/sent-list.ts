import type { IdToken } from '../authorization/token.js'
import { type EntryForm, hashOf, sentEntryOf } from './list.js'
import type { HeldList, ListRecord, SentEntry } from './list-state.js'
import type { ListMessage } from './plan.js'

/** A SendLocalList of somebody else's making, which the station has taken. */
export interface SentList extends Omit<ListMessage, 'entries'> {
  readonly entries: readonly SentListEntry[]
}

interface SentListEntry {
  readonly token: IdToken
  readonly entry: object
  /** It takes the token off the list. */
  readonly isRemoval: boolean
}

/**
 * What is known of a list after such a message; after a Differential to a list that nobody knew, nothing but its version. A station that
 * takes a list is told what it should hold at once, whatever it refused before.
 */
export function recordAfter(record: ListRecord | undefined, sent: SentList, form: EntryForm, at: string): ListRecord {
  const { version, updateType } = sent
  const before = updateType === 'Full' ? [] : record?.held?.entries
  const entries = before === undefined ? undefined : entriesAfter(before, sent.entries, form)
  return {
    status: 'pending',
    failures: 0,
    limits: record?.limits,
    lastVersion: Math.max(record?.lastVersion ?? 0, version),
    reportedVersion: version,
    held: entries && heldOf(entries, version, at),
    updatedAt: at,
  }
}

export const heldOf = (entries: readonly SentEntry[], version: number, confirmedAt: string): HeldList => ({
  version,
  entries,
  hash: hashOf(entries),
  confirmedAt,
})

function entriesAfter(before: readonly SentEntry[], changes: readonly SentListEntry[], form: EntryForm): readonly SentEntry[] {
  const after = new Map(before.map((one) => [form.keyOf(one), one]))
  for (const { token, entry, isRemoval } of changes) {
    if (isRemoval) after.delete(form.keyOf(token))
    else after.set(form.keyOf(token), sentEntryOf(token, entry))
  }
  return [...after.values()]
}
