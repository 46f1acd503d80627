export interface QueuedTimer {
  readonly dueAt: number
  readonly run: () => void
  /** Those that are due at the same time run in the order in which they were set. */
  readonly order: number
  isRemoved: boolean
}

const isBefore = (a: QueuedTimer, b: QueuedTimer): boolean => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order)

/** Timers in the order in which they fall due: a binary heap, from which removed ones drop out when they come up. */
export class TimerQueue {
  private readonly heap: QueuedTimer[] = []
  private count = 0

  add(dueAt: number, run: () => void): QueuedTimer {
    const timer = { dueAt, run, order: this.count, isRemoved: false }
    this.count += 1
    this.heap.push(timer)
    this.rise(this.heap.length - 1)
    return timer
  }

  /** Takes anything, as `clearTimeout` does. */
  remove(handle: unknown): void {
    if (typeof handle === 'object' && handle !== null && 'isRemoved' in handle) handle.isRemoved = true
  }

  /** The next one that is due by a time. */
  takeDue(until: number): QueuedTimer | undefined {
    for (let first = this.heap[0]; first !== undefined && (first.isRemoved || first.dueAt <= until); first = this.heap[0]) {
      this.dropFirst()
      if (!first.isRemoved) return first
    }
    return undefined
  }

  private dropFirst(): void {
    const last = this.heap.pop()
    if (last === undefined || this.heap.length === 0) return
    this.heap[0] = last
    this.sink()
  }

  private rise(from: number): void {
    let at = from
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!this.swapIfBefore(at, above)) return
      at = above
    }
  }

  private sink(): void {
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      const [first, second] = [this.heap[left], this.heap[right]]
      if (first === undefined) return
      const smaller = second !== undefined && isBefore(second, first) ? right : left
      if (!this.swapIfBefore(smaller, at)) return
      at = smaller
    }
  }

  /** Puts the timer at one place before that at another, where it belongs there. */
  private swapIfBefore(later: number, earlier: number): boolean {
    const [a, b] = [this.heap[later], this.heap[earlier]]
    if (a === undefined || b === undefined || !isBefore(a, b)) return false
    this.heap[later] = b
    this.heap[earlier] = a
    return true
  }
}
