import { onTestFinished } from 'vitest'

/** Runs when the test is over, the latest first. */
export const later = (end: () => unknown): void =>
  onTestFinished(async () => {
    await end()
  })
