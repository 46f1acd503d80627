import type { Clock } from '@ocpp-kit/rpc'

/** Waits for the end of something, but no longer than that: what is beside the point must not hold up the end of a program. */
export async function within(clock: Clock, timeMs: number, work: Promise<unknown>): Promise<void> {
  let timer: unknown
  const late = new Promise<void>((resolve) => {
    timer = clock.setTimeout(resolve, timeMs)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clock.clearTimeout(timer)
  }
}
