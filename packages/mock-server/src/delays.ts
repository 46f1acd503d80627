import type { Clock } from '@ocpp-kit/rpc'

/** Waiting that ends with the server. */
export class Delays {
  private readonly waiting = new Map<unknown, () => void>()
  private isOver = false

  constructor(private readonly clock: Clock) {}

  /** Runs something later; the returned function, or the end, calls it off. */
  after(delayMs: number, run: () => void): () => void {
    if (this.isOver) return () => {}
    const handle = this.clock.setTimeout(() => {
      this.waiting.delete(handle)
      run()
    }, delayMs)
    const cancel = (): void => {
      this.clock.clearTimeout(handle)
      this.waiting.delete(handle)
    }
    this.waiting.set(handle, cancel)
    return cancel
  }

  /** Resolves `delayMs` later; never, once the server has ended. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve)
    })
  }

  /** Calls everything off. */
  end(): void {
    this.isOver = true
    for (const cancel of [...this.waiting.values()]) cancel()
  }
}
