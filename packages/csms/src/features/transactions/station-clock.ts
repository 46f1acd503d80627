/*
 * What the events of a transaction tell about the clock of the station. An event that was sent as it happened shows how far the clock is
 * off; one that waited in a queue shows only that it is not further ahead (G7).
 */

/** All times in ms since the epoch, differences as station − csms. */
export interface StationClock {
  /** Of the last event that told of it. */
  readonly lastMs: number
  readonly lastReceivedMs: number
  /** When the latest of them was received, where that is not the last one. */
  readonly latestReceivedMs?: number
  /** By the first and the last event that showed it; 0 for a clock that is right. */
  readonly firstOffsetMs?: number
  readonly lastOffsetMs?: number
  /** The last one that was not 0. */
  readonly driftMs?: number
  /** What the start and the end themselves showed. */
  readonly startedOffMs?: number
  readonly endedOffMs?: number
}

/** An event as the clock sees it. */
export interface TimedEvent {
  readonly timestamp: string
  readonly receivedAt: string
  readonly eventType: string
  /** Whether the station says that it was offline; `undefined` in versions where it cannot. */
  readonly isOffline: boolean | undefined
}

/** Up to this much a clock is right: stations set it once a day or so, and messages take their time. */
export const clockToleranceMs = 300_000

/** No station is out of reach for longer and comes back: its clock was never set. */
const longestQueueMs = 365 * 86_400_000

/** Between two messages that were sent as things happened there is this much at least, so that a queue that empties is not taken for them. */
const leastSpacingMs = 30_000

/** What the clock is known to be after one event more. */
export function readClock(clock: StationClock | undefined, event: TimedEvent): StationClock {
  const lastMs = Date.parse(event.timestamp)
  const lastReceivedMs = Date.parse(event.receivedAt)
  const off = lastMs - lastReceivedMs
  const next = withLatest({ ...clock, lastMs, lastReceivedMs }, latestReceivedOf(clock))
  const seen =
    event.eventType === 'Started' && clock?.startedOffMs === undefined
      ? { ...next, startedOffMs: off }
      : event.eventType === 'Ended' && clock?.endedOffMs === undefined
        ? { ...next, endedOffMs: off }
        : next
  if (!showsClock(clock, event, { lastMs, lastReceivedMs })) return seen
  const offset = Math.abs(off) > clockToleranceMs ? off : 0
  return {
    ...seen,
    firstOffsetMs: clock?.firstOffsetMs ?? offset,
    lastOffsetMs: offset,
    ...(offset !== 0 && { driftMs: offset }),
  }
}

/**
 * What is known after an event that came when the end had been told: it shows nothing of the clock by which that was, so that the time of
 * the end stays. A start says how late it was itself.
 */
export function readClockAfterEnd(clock: StationClock | undefined, event: TimedEvent): StationClock | undefined {
  if (event.eventType !== 'Started' || clock?.startedOffMs !== undefined) return clock
  const lastMs = Date.parse(event.timestamp)
  const lastReceivedMs = Date.parse(event.receivedAt)
  return { ...(clock ?? { lastMs, lastReceivedMs }), startedOffMs: lastMs - lastReceivedMs }
}

/** When the latest event that told of a clock was received; `-Infinity` for none. */
export const latestReceivedOf = (clock: StationClock | undefined): number =>
  clock?.latestReceivedMs ?? clock?.lastReceivedMs ?? Number.NEGATIVE_INFINITY

/** The same, where another event was received at that time, too. */
export function withLatest(clock: StationClock, receivedMs: number): StationClock {
  const { latestReceivedMs = clock.lastReceivedMs, ...known } = clock
  const latest = Math.max(latestReceivedMs, receivedMs)
  return latest > clock.lastReceivedMs ? { ...known, latestReceivedMs: latest } : known
}

function showsClock(
  before: StationClock | undefined,
  { isOffline }: TimedEvent,
  { lastMs, lastReceivedMs }: Pick<StationClock, 'lastMs' | 'lastReceivedMs'>,
): boolean {
  const off = lastMs - lastReceivedMs
  if (isCertain(off)) return true
  if (isOffline === true) return false
  const happened = before === undefined ? undefined : lastMs - before.lastMs
  const received = before === undefined ? undefined : lastReceivedMs - before.lastReceivedMs
  // A queue empties faster than it was filled; what was received before the event before it waited for nothing.
  const isQueue = happened !== undefined && received !== undefined && received >= 0 && happened > received + clockToleranceMs && off < 0
  if (isOffline === false) return !isQueue
  if (Math.abs(off) <= clockToleranceMs) return true
  if (happened === undefined || received === undefined) return false
  return received >= leastSpacingMs && Math.abs(happened - received) <= Math.max(10_000, received / 20)
}

/** Nothing is sent before it happened, and nothing waits for years. */
const isCertain = (off: number): boolean => off > clockToleranceMs || off < -longestQueueMs

/** When a transaction was, as far as can be told. */
export interface TransactionTimes {
  /** ISO 8601, UTC: the station's time less what its clock was off, never after the receipt. */
  readonly startedAt: string | null
  readonly endedAt: string | null
  /** Null while it runs, or while its start is unknown. */
  readonly durationMs: number | null
  /** Whether the station's own times were changed. */
  readonly isCorrected: boolean
}

/** Times by the csms's clock. */
export function correctTimes(startedAt: string | null, endedAt: string | null, clock: StationClock | undefined): TransactionTimes {
  const start = correct(startedAt, clock?.startedOffMs, clock?.firstOffsetMs)
  const end = correct(endedAt, clock?.endedOffMs, clock?.lastOffsetMs)
  const startMs = start === null ? null : Date.parse(start)
  const endMs = end === null ? null : Math.max(Date.parse(end), startMs ?? Number.NEGATIVE_INFINITY)
  const ended = endMs === null ? null : new Date(endMs).toISOString()
  return {
    startedAt: start,
    endedAt: ended,
    durationMs: startMs === null || endMs === null ? null : endMs - startMs,
    isCorrected: start !== startedAt || ended !== endedAt,
  }
}

function correct(time: string | null, own: number | undefined, measured = 0): string | null {
  if (time === null) return null
  // Its own figure where that is certain; else that of its neighbours, as long as it does not lead behind the receipt.
  const off = own !== undefined && isCertain(own) ? own : Math.max(measured, own ?? measured)
  const isRight = Math.abs(off) <= clockToleranceMs
  return isRight ? time : new Date(Date.parse(time) - off).toISOString()
}
