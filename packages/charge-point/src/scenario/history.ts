import type { ChargePoint } from '../charge-point.js'
import type { ChargePointEvents } from '../events.js'

/** Something that happened at a station. */
export interface Happening {
  readonly name: keyof ChargePointEvents
  readonly event: unknown
}

/** What happens at a station, in order; each thing can be waited for once. */
export class History {
  private happenings: Happening[] = []
  private wake: (() => void) | undefined
  private readonly offs: readonly (() => void)[]

  constructor(station: ChargePoint, names: readonly (keyof ChargePointEvents)[]) {
    this.offs = names.map((name) =>
      station.on(name, (event) => {
        this.happenings.push({ name, event })
        this.wake?.()
      }),
    )
  }

  /** Takes the first that fits, with all before it; undefined where none comes in time. */
  async take(fits: (happening: Happening) => boolean, withinMs: number): Promise<Happening | undefined> {
    const deadlineMs = performance.now() + withinMs
    for (;;) {
      const index = this.happenings.findIndex(fits)
      if (index >= 0) return this.happenings.splice(0, index + 1).at(-1)
      if (!(await this.next(deadlineMs))) return undefined
    }
  }

  /** Whether it is so, now or after something that happens in time. */
  async until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    const deadlineMs = performance.now() + withinMs
    while (!isSo()) {
      if (!(await this.next(deadlineMs))) return isSo()
      // What follows from it has come about as well.
      await new Promise((resolve) => setImmediate(resolve))
    }
    return true
  }

  end(): void {
    for (const off of this.offs) off()
  }

  /** Resolves when something happens, or with false when the time is up. */
  private next(deadlineMs: number): Promise<boolean> {
    const leftMs = deadlineMs - performance.now()
    if (leftMs <= 0) return Promise.resolve(false)
    return new Promise((resolve) => {
      const done = (hasHappened: boolean): void => {
        clearTimeout(timer)
        this.wake = undefined
        resolve(hasHappened)
      }
      const timer = setTimeout(() => done(false), leftMs)
      this.wake = () => done(true)
    })
  }
}
