import type { DeadlineList, Deadlines, Expiring } from './deadlines.js'

/** Waits until nothing is under way, or until the time is up, and then closes. */
export class Draining implements Expiring {
  deadlineList: DeadlineList | undefined
  earlier: Expiring | undefined
  later: Expiring | undefined
  dueAt = 0

  constructor(
    private readonly deadlines: Deadlines,
    private readonly isIdle: () => boolean,
    private readonly close: () => void,
  ) {}

  start(drainMs: number): void {
    this.deadlines.start(this, drainMs)
    this.check()
  }

  /** Called whenever something under way has ended. */
  check(): void {
    if (this.deadlineList !== undefined && this.isIdle()) this.expire()
  }

  /** The connection closed by itself. */
  end(): void {
    this.deadlines.stop(this)
  }

  expire(): void {
    this.end()
    this.close()
  }
}
