import type { Clock } from './clock.js'

/** Something that can run out of time. Embedding the links makes starting and stopping free of allocation. */
export interface Expiring {
  /** Called once when the time is up. */
  expire(): void
  /** Links and due time belong to {@link Deadlines}; start with `undefined` and `0`. */
  deadlineList: DeadlineList | undefined
  earlier: Expiring | undefined
  later: Expiring | undefined
  dueAt: number
}

export interface DeadlineList {
  readonly delayMs: number
  first: Expiring | undefined
  last: Expiring | undefined
}

/**
 * Deadlines that share one timer. Entries with the same delay form a queue that is in order by construction,
 * so starting and stopping cost a few pointer writes however many run, and nothing ticks while none does.
 */
export class Deadlines {
  private readonly lists = new Map<number, DeadlineList>()
  private timer: unknown
  private timerDueAt = Number.POSITIVE_INFINITY

  constructor(private readonly clock: Clock) {}

  start(entry: Expiring, delayMs: number): void {
    this.stop(entry)
    let list = this.lists.get(delayMs)
    if (list === undefined) {
      list = { delayMs, first: undefined, last: undefined }
      this.lists.set(delayMs, list)
    }
    const dueAt = this.clock.monotonic() + delayMs
    entry.deadlineList = list
    entry.dueAt = dueAt
    entry.earlier = list.last
    if (list.last === undefined) list.first = entry
    else list.last.later = entry
    list.last = entry
    if (dueAt < this.timerDueAt) this.arm(dueAt)
  }

  stop(entry: Expiring): void {
    const list = entry.deadlineList
    if (list === undefined) return
    if (entry.earlier === undefined) list.first = entry.later
    else entry.earlier.later = entry.later
    if (entry.later === undefined) list.last = entry.earlier
    else entry.later.earlier = entry.earlier
    entry.deadlineList = undefined
    entry.earlier = undefined
    entry.later = undefined
  }

  /** Stops the timer if nobody waits; those who stop their entries leave it armed, which is cheaper than re-arming it each time. */
  rest(): void {
    for (const list of this.lists.values()) if (list.first !== undefined) return
    this.clock.clearTimeout(this.timer)
    this.timerDueAt = Number.POSITIVE_INFINITY
    this.lists.clear()
  }

  private arm(dueAt: number): void {
    this.clock.clearTimeout(this.timer)
    this.timerDueAt = dueAt
    this.timer = this.clock.setTimeout(this.tick, Math.max(0, Math.ceil(dueAt - this.clock.monotonic())))
    letProcessEnd(this.timer)
  }

  /** May find nothing due, where entries were stopped. Whatever an entry throws, the others still get their turn. */
  private readonly tick = (): void => {
    this.timerDueAt = Number.POSITIVE_INFINITY
    try {
      const now = this.clock.monotonic()
      for (const list of this.lists.values()) {
        while (list.first !== undefined && list.first.dueAt <= now) {
          const entry = list.first
          this.stop(entry)
          entry.expire()
        }
      }
    } finally {
      let next = Number.POSITIVE_INFINITY
      for (const list of this.lists.values()) {
        if (list.first === undefined) this.lists.delete(list.delayMs)
        else if (list.first.dueAt < next) next = list.first.dueAt
      }
      if (next < this.timerDueAt) this.arm(next)
    }
  }
}

const byClock = new WeakMap<Clock, Deadlines>()

/** The deadlines of all who go by a clock: thousands of clients in one process share one timer. */
export function deadlinesOf(clock: Clock): Deadlines {
  const known = byClock.get(clock)
  if (known !== undefined) return known
  const deadlines = new Deadlines(clock)
  byClock.set(clock, deadlines)
  return deadlines
}

/** What waits here waits on a socket, which keeps the process alive while it is open; a timer left armed need not. */
const letProcessEnd = (timer: unknown): void => {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') timer.unref()
}
