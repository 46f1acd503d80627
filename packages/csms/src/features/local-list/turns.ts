/** Work of stations that is done by itself, of as many at one time as is good for the store. */
const maxAtOnce = 16

/** One piece of work of a station at a time, in order; what is only to be looked at again is not queued twice. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>()
  private readonly queued = new Set<string>()
  private running = 0
  private readonly waiting: (() => void)[] = []

  /** Does it after what the station has under way. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(key) ?? Promise.resolve()).then(work, work)
    const settled = turn.then(
      () => {},
      () => {},
    )
    this.last.set(key, settled)
    void settled.then(() => {
      if (this.last.get(key) === settled) this.last.delete(key)
    })
    return turn
  }

  /** The same behind the scenes; work of that name that has not begun yet will do. */
  queue(key: string, work: () => Promise<unknown>, failed: (error: unknown) => void): void {
    if (this.queued.has(key)) return
    this.queued.add(key)
    const begin = async (): Promise<unknown> => {
      await this.enter()
      this.queued.delete(key)
      try {
        return await work()
      } finally {
        this.leave()
      }
    }
    this.take(key, begin).catch(failed)
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.last.size > 0) await Promise.all(this.last.values())
  }

  private enter(): Promise<void> {
    if (this.running < maxAtOnce) {
      this.running += 1
      return Promise.resolve()
    }
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  private leave(): void {
    const next = this.waiting.shift()
    // The place goes on to whoever waits.
    if (next === undefined) this.running -= 1
    else next()
  }
}
