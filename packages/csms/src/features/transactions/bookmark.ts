import { isDeepStrictEqual } from 'node:util'
import type { MeterSample } from '../metering/sample.js'
import { compareEvents, type StoredEvent } from './event.js'
import { readByFold } from './event-energy.js'
import { addSeqNo } from './seq-ranges.js'
import { latestReceivedOf, withLatest } from './station-clock.js'
import { advance, type FoldedTransaction, type FoldingStep, stepsAmong, takeStep } from './transaction.js'

/*
 * Late events mostly come one after the other and to one place: what a station kept while it was offline, or sends of a transaction that
 * was closed meanwhile. To fold all events anew for each of them costs as much as there are, so the place is remembered, with the first
 * events behind it. Where these come to what they came to before, so does all that follows them.
 */

/** A place in the fold of a transaction. */
export interface Bookmark {
  /** What the events in front of it come to. */
  readonly before: FoldedTransaction
  /** The first ones behind it, in their order. */
  readonly following: readonly Following[]
  /** Whether there are no more of them. */
  readonly isAll: boolean
  /** An event of the transaction as a step of its fold. */
  readonly stepOf: (event: StoredEvent) => FoldingStep
}

interface Following {
  readonly event: StoredEvent
  /** What the events up to this one come to; numbers and receipts of those that came late are missing. */
  readonly after: FoldedTransaction
}

/** A transaction, and the place where its next late event may come in. */
export interface Marked {
  readonly transaction: FoldedTransaction
  readonly bookmark: Bookmark | undefined
}

/** Events that are remembered behind a place. Readings of one meter meet again at the first of them, whatever has no reading comes before. */
const defaultFollowing = 20
/** What the samples of those may take up in all, bytes or so: a station may put any number of them into one message. */
const maxWeight = 64_000

/** Folds all events of a transaction, and puts a bookmark behind one of them. */
export function foldMarked(events: readonly StoredEvent[], marked: StoredEvent, maxFollowing = defaultFollowing): Marked {
  const sorted = events.toSorted(compareEvents)
  const stepOf = stepsAmong(sorted)
  const place = sorted.indexOf(marked) + 1
  const before = sorted.slice(0, place).reduce<FoldedTransaction | undefined>((one, event) => takeStep(one, stepOf(event)), undefined)
  if (before === undefined) throw new Error(`event ${marked.key} is none of those that are folded`)
  let transaction = before
  let bookmark: Bookmark = { before, following: [], isAll: true, stepOf }
  for (const event of sorted.slice(place)) {
    transaction = takeStep(transaction, stepOf(event))
    bookmark = followedBy(bookmark, event, transaction, maxFollowing)
  }
  return { transaction, bookmark }
}

/** The bookmark with one event more behind all others, as long as there is room. */
function followedBy(bookmark: Bookmark, event: StoredEvent, after: FoldedTransaction, maxFollowing: number): Bookmark {
  const { following, isAll } = bookmark
  if (!isAll) return bookmark
  const one = { event: readByFold(event), after }
  const weight = [...following, one].reduce((sum, { event: { samples } }) => sum + weightOf(samples), 0)
  const isRoom = following.length < maxFollowing && weight <= maxWeight
  return { ...bookmark, following: isRoom ? [...following, one] : following, isAll: isRoom }
}

/** Takes an event that stands behind all others. */
export function takeNext(
  transaction: FoldedTransaction | undefined,
  bookmark: Bookmark | undefined,
  event: StoredEvent,
  maxFollowing = defaultFollowing,
): Marked {
  const after = advance(transaction, event)
  // An end says anew what came before it and what after.
  if (bookmark === undefined || event.eventType === 'Ended') return { transaction: after, bookmark: undefined }
  return { transaction: after, bookmark: followedBy(bookmark, event, after, maxFollowing) }
}

/**
 * Takes an event that stands before others, where it comes in behind the bookmark and what follows tells what it comes to; `undefined`
 * where all events have to be folded anew: late events in the opposite order, ends, and such as change what all others come to, as where
 * they show another meter or another clock.
 */
export function takeLate(transaction: FoldedTransaction, bookmark: Bookmark | undefined, event: StoredEvent): Marked | undefined {
  if (bookmark === undefined || event.eventType === 'Ended' || compareEvents(bookmark.before.last, event) >= 0) return undefined
  const { following, isAll, stepOf } = bookmark
  const isInFront = (one: Following): boolean => compareEvents(one.event, event) < 0
  const passed = following.filter(isInFront)
  if (passed.length === following.length && !isAll) return undefined
  const place = passed.reduce((one, next) => takeStep(one, stepOf(next.event)), bookmark.before)
  const before = takeStep(place, stepOf(event))

  let current = before
  const changed: Following[] = []
  for (const next of following.slice(passed.length)) {
    current = takeStep(current, stepOf(next.event))
    changed.push({ event: next.event, after: current })
    if (!isMet(current, next.after, event)) continue
    const unchanged = following.slice(passed.length + changed.length)
    const seqNos = before.seqNos === place.seqNos ? transaction.seqNos : addSeqNo(transaction.seqNos, event.seqNo ?? 0)
    const clock = transaction.clock && withLatest(transaction.clock, latestReceivedOf(before.clock))
    return { transaction: { ...transaction, seqNos, clock }, bookmark: { ...bookmark, before, following: [...changed, ...unchanged] } }
  }
  return isAll ? { transaction: current, bookmark: { ...bookmark, before, following: changed } } : undefined
}

/**
 * Whether it is all the same from here on that an event came late, but for its number and its receipt. Numbers are a set, and count in the
 * fold as gaps alone: of those there is one more or less from here on only where the number stands behind all that were seen. Of receipts
 * the latest is known, and counts where an end comes.
 */
function isMet(current: FoldedTransaction, after: FoldedTransaction, { seqNo }: StoredEvent): boolean {
  const isNumberInside = seqNo === undefined || (current.seqNos.at(-1)?.[1] ?? seqNo) > seqNo
  return isNumberInside && isDeepStrictEqual(apartFromSums(current), apartFromSums(after))
}

const apartFromSums = ({ clock, ...others }: FoldedTransaction): object => ({
  ...others,
  seqNos: [],
  clock: clock && { ...clock, latestReceivedMs: 0 },
})

const weightOf = (samples: readonly MeterSample[]): number => samples.reduce((sum, { value }) => sum + value.length + 16, 0)
