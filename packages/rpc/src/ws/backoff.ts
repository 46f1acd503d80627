import { maxTimerMs, wholeNumber } from '../options.js'

/** The variables of a station's back-off, in ms (2.x Part 4 §8: RetryBackOffWaitMinimum, RandomRange, RepeatTimes). */
export interface BackOff {
  /** RetryBackOffWaitMinimum. Default 10,000. */
  readonly waitMinimumMs: number
  /** RetryBackOffRandomRange. Default 10,000. */
  readonly randomRangeMs: number
  /** RetryBackOffRepeatTimes: how often the wait doubles. Default 5. */
  readonly repeatTimes: number
}

export const defaultBackOff: BackOff = { waitMinimumMs: 10_000, randomRangeMs: 10_000, repeatTimes: 5 }

/** Where in its back-off a station is; `undefined` after a successful connection (errata 4.12). */
export interface BackOffState {
  readonly waitMs: number
  /** How often the wait has doubled. */
  readonly doublings: number
}

/**
 * The wait before the next attempt (2.x Part 4 §5.3): the minimum plus a random part; then, `repeatTimes` times, twice the
 * wait before plus a new random part; from then on the same again and again.
 */
export function nextBackOff(state: BackOffState | undefined, backOff: BackOff, random: () => number): BackOffState {
  const { waitMinimumMs, randomRangeMs, repeatTimes } = backOff
  if (state === undefined) return { waitMs: bounded(waitMinimumMs + random() * randomRangeMs), doublings: 0 }
  if (state.doublings >= repeatTimes) return state
  return { waitMs: bounded(2 * state.waitMs + random() * randomRangeMs), doublings: state.doublings + 1 }
}

const bounded = (ms: number): number => Math.min(maxTimerMs, Math.round(ms))

/** @throws TypeError naming the option that is out of range */
export function resolveBackOff(
  backOff: Partial<{ readonly [K in keyof BackOff]: BackOff[K] | undefined }>,
  defaults = defaultBackOff,
): BackOff {
  return {
    waitMinimumMs: wholeNumber('reconnect.waitMinimumMs', backOff.waitMinimumMs, defaults.waitMinimumMs, 0, maxTimerMs),
    randomRangeMs: wholeNumber('reconnect.randomRangeMs', backOff.randomRangeMs, defaults.randomRangeMs, 0, maxTimerMs),
    repeatTimes: wholeNumber('reconnect.repeatTimes', backOff.repeatTimes, defaults.repeatTimes, 0),
  }
}
