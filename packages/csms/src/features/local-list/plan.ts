import type { DesiredList, EntryForm, ListEntry } from './list.js'
import type { HeldList } from './list-state.js'

/** One SendLocalList. */
export interface ListMessage {
  readonly updateType: 'Full' | 'Differential'
  readonly version: number
  /** As the version writes them. */
  readonly entries: readonly object[]
}

export interface PlanQuestion {
  readonly form: EntryForm
  readonly desired: DesiredList
  /** What the station holds; missing where that is not known. */
  readonly held: Pick<HeldList, 'version' | 'entries'> | undefined
  /** The highest version that was used, by whomever. */
  readonly lastVersion: number
  readonly itemsPerMessage: number
  readonly bytesPerMessage: number
}

/** The highest number that the integer of the wire takes (2.x part 2 §2.1.3: 31 bits). */
const maxVersion = 2 ** 31 - 1
/** Room for the frame and the members beside the entries, bytes. */
export const frameBytes = 200

/**
 * The messages that bring a station's list from what it holds to what it should hold: the changes (D01.FR.16), unless they need more messages
 * than the whole list. Nobody at all is said by one Full (D01.FR.04), but only where that is wanted: a list that has become empty loses its
 * last tokens by name, as that of a customer whose data was cleared (N10.FR.02, TC_N_46). What does not fit one message goes on as
 * Differential, each with a higher version (D01.FR.03, D01.FR.11). Removals come first, so that the list is never larger than at its
 * beginning or its end.
 */
export function planUpdate(question: PlanQuestion): readonly ListMessage[] {
  const { form, desired, held } = question
  const changes = held === undefined ? undefined : changesOf(form, held, desired.entries)
  if (changes?.length === 0) return []
  const whole = chunksOf(
    desired.entries.map(({ entry }) => entry),
    question,
  )
  const isKnown = held !== undefined && held.entries.length > 0 && !desired.isToBeEmpty
  const partial = isKnown && changes !== undefined ? chunksOf(changes, question) : undefined
  const isPartial = partial !== undefined && partial.length <= whole.length
  const chunks = isPartial ? partial : whole
  // A full list may have any version, so it can begin anew where there is none left.
  const isSpent = question.lastVersion + chunks.length > maxVersion
  if (isSpent && isPartial) return planUpdate({ ...question, held: undefined })
  const first = isSpent ? 1 : question.lastVersion + 1
  return chunks.map((entries, at) => ({
    updateType: isPartial || at > 0 ? 'Differential' : 'Full',
    version: first + at,
    entries,
  }))
}

function changesOf(form: EntryForm, { entries }: Pick<HeldList, 'entries'>, desired: readonly ListEntry[]): readonly object[] {
  const before = new Map(entries.map((entry) => [form.keyOf(entry), entry]))
  const after = new Set(desired.map(({ key }) => key))
  const removals = entries.filter((entry) => !after.has(form.keyOf(entry))).map((entry) => form.removalOf(entry))
  const updates = desired.filter(({ key, hash }) => before.get(key)?.hash !== hash).map(({ entry }) => entry)
  return [...removals, ...updates]
}

/** At least one, which may be empty. */
function chunksOf(entries: readonly object[], { itemsPerMessage, bytesPerMessage }: PlanQuestion): readonly (readonly object[])[] {
  const chunks: object[][] = [[]]
  let bytes = frameBytes
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1
    const chunk = chunks.at(-1) as object[]
    const isFull = chunk.length >= itemsPerMessage || (chunk.length > 0 && bytes + size > bytesPerMessage)
    if (isFull) chunks.push([entry])
    else chunk.push(entry)
    bytes = isFull ? frameBytes + size : bytes + size
  }
  return chunks
}
