import { compareEvents, type Placed, type StoredEvent } from './event.js'

/*
 * A stop that has no number stands behind all samples, because the clock that dated it may have been set since (1.6). What is dated after
 * it all the same was measured after the end, as where a station goes on with an old id, and is none of the driver's.
 */

/** Whether an event ends a transaction whose events have no numbers. */
export const isStop = ({ eventType, seqNo }: Pick<StoredEvent, 'eventType' | 'seqNo'>): boolean =>
  eventType === 'Ended' && seqNo === undefined

/** Tells of the events of a transaction, in their order, which ones are dated after the stop that stands. */
export function datedAfterStop(sorted: readonly StoredEvent[]): (event: StoredEvent) => boolean {
  const stop = sorted.find((event) => isStop(event) && !event.isConflicting)
  const [first] = sorted
  // A stop that is dated before the beginning has another clock than what came before it, and shows nothing.
  if (stop === undefined || first === undefined || stop.timestamp < first.timestamp) return () => false
  return ({ eventType, timestamp }) => eventType === 'Updated' && timestamp > stop.timestamp
}

/** Tells of the events of a transaction, in their order, which ones were received after the end that stands. */
export function receivedAfterEnd(sorted: readonly StoredEvent[]): (event: StoredEvent) => boolean {
  const end = sorted.find((event) => event.eventType === 'Ended' && !(isStop(event) && event.isConflicting))
  return end === undefined ? () => false : ({ receivedAt }) => receivedAt > end.receivedAt
}

/**
 * Whether an event goes on from the last one folded. An earlier one does not, and neither does a stop that is dated before samples that
 * have been counted: the time is the place of those.
 */
export const goesOnFrom = (last: Placed, event: StoredEvent): boolean =>
  compareEvents(last, event) < 0 && !(isStop(event) && last.position > Date.parse(event.timestamp))
