import type { Clock } from '../clock.js'

export interface FakeClock extends Clock {
  /** Moves time on and runs what falls due, in order; promises that follow from it settle in between. */
  advance(ms: number): Promise<void>
}

interface Timer {
  readonly dueAt: number
  readonly run: () => void
}

/** Lets everything that is ready to run do so. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

/** A clock that stands still until it is moved. Starts at `startMs` (epoch ms). */
export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let nowMs = startMs
  const timers = new Set<Timer>()
  const nextDue = (until: number): Timer | undefined => {
    let next: Timer | undefined
    for (const timer of timers) if (timer.dueAt <= until && (next === undefined || timer.dueAt < next.dueAt)) next = timer
    return next
  }
  return {
    now: () => nowMs,
    monotonic: () => nowMs - startMs,
    setTimeout: (run, delayMs) => {
      const timer = { dueAt: nowMs + delayMs, run }
      timers.add(timer)
      return timer
    },
    clearTimeout: (handle) => {
      timers.delete(handle as Timer)
    },
    advance: async (ms) => {
      const until = nowMs + ms
      await settle()
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer)
        nowMs = Math.max(nowMs, timer.dueAt)
        timer.run()
        await settle()
      }
      nowMs = until
    },
  }
}
