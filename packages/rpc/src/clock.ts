/** Time as the package sees it; tests pass one they can move. */
export interface Clock {
  /** Wall clock, ms since the epoch: for timestamps. */
  now(): number
  /** Never goes backwards, ms from an arbitrary start: for deadlines. */
  monotonic(): number
  setTimeout(run: () => void, delayMs: number): unknown
  clearTimeout(handle: unknown): void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as number),
}
