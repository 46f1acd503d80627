import type { Clock } from '../src/index.js'
import { createFakeClock } from '../src/testing/index.js'

/** A fake clock that knows how many timers are armed. */
export function createCountingClock(startMs?: number) {
  const clock = createFakeClock(startMs)
  const armed = new Set<unknown>()
  const counting: Clock = {
    now: clock.now,
    monotonic: clock.monotonic,
    setTimeout: (run, delayMs) => {
      const handle = clock.setTimeout(() => {
        armed.delete(handle)
        run()
      }, delayMs)
      armed.add(handle)
      return handle
    },
    clearTimeout: (handle) => {
      armed.delete(handle)
      clock.clearTimeout(handle)
    },
  }
  return { clock: counting, advance: clock.advance, armed }
}
