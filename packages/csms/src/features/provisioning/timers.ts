import type { Clock } from '@ocpp-kit/rpc'

/** One timer for each name; none of them keeps a program alive. */
export class Timers {
  private readonly byName = new Map<string, unknown>()

  constructor(private readonly clock: Clock) {}

  /** Takes the place of the timer of that name. */
  set(name: string, delayMs: number, run: () => void): void {
    this.clear(name)
    const timer = this.clock.setTimeout(() => {
      this.byName.delete(name)
      run()
    }, delayMs)
    ;(timer as Partial<NodeJS.Timeout> | undefined)?.unref?.()
    this.byName.set(name, timer)
  }

  clear(name: string): void {
    this.clock.clearTimeout(this.byName.get(name))
    this.byName.delete(name)
  }
}
