import type { Clock } from '@ocpp-kit/rpc'

/** Waits that can all be ended at once. */
export class Pauses {
  private readonly ends = new Set<(reason: Error) => void>()

  constructor(private readonly clock: Clock) {}

  /** Resolves after a time, or rejects when the pauses are ended. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (reason: Error): void => {
        this.clock.clearTimeout(timer)
        reject(reason)
      }
      const timer = this.clock.setTimeout(() => {
        this.ends.delete(end)
        resolve()
      }, ms)
      this.ends.add(end)
    })
  }

  /** Rejects all that wait. */
  end(reason: Error): void {
    for (const end of this.ends) end(reason)
    this.ends.clear()
  }
}
