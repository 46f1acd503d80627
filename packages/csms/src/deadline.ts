import type { Clock } from '@ocpp-kit/rpc'

/** Something took longer than it may; it goes on by itself, and nobody waits for it. */
export class TooLate extends Error {
  override readonly name = 'TooLate'
}

/**
 * Waits for work until a moment on the monotonic clock.
 * @throws TooLate
 */
export async function within<T>(clock: Clock, untilMs: number, about: string, work: () => T | Promise<T>): Promise<T> {
  const leftMs = untilMs - clock.monotonic()
  if (leftMs <= 0) throw new TooLate(`${about} was not begun in time`)
  let timer: unknown
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => reject(new TooLate(`${about} did not answer within ${Math.round(leftMs)} ms`)), leftMs)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clock.clearTimeout(timer)
  }
}

/** Waits for the end of something, but no longer than that: what is beside the point must not hold up the end of a program. */
export async function waitAtMost(clock: Clock, timeMs: number, work: Promise<unknown>): Promise<void> {
  try {
    await within(clock, clock.monotonic() + timeMs, 'it', () => work)
  } catch (error) {
    if (!(error instanceof TooLate)) throw error
  }
}
