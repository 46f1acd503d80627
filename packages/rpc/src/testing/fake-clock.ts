import type { Clock } from '../clock.js'
import { TimerQueue } from './timer-queue.js'

export interface FakeClock extends Clock {
  /** Moves time on and runs what falls due, in order; promises that follow from it settle in between. */
  advance(ms: number): Promise<void>
}

/** Lets everything that is ready to run do so. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

/** A clock that stands still until it is moved. Starts at `startMs` (epoch ms). A simulated day of a large fleet takes seconds. */
export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let nowMs = startMs
  const timers = new TimerQueue()
  return {
    now: () => nowMs,
    monotonic: () => nowMs - startMs,
    setTimeout: (run, delayMs) => timers.add(nowMs + delayMs, run),
    clearTimeout: (handle) => timers.remove(handle),
    advance: async (ms) => {
      const until = nowMs + ms
      await settle()
      for (let timer = timers.takeDue(until); timer !== undefined; timer = timers.takeDue(until)) {
        nowMs = Math.max(nowMs, timer.dueAt)
        timer.run()
        await settle()
      }
      nowMs = until
    },
  }
}
