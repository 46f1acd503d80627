import { weigh } from './weigh.js'

/** How much of what goes on for ever is kept. */
export interface Limits {
  /** Entries; 0 keeps none. */
  readonly maxKept: number
  /** Bytes of memory, about; the newest entry is kept even if it alone has more. */
  readonly maxKeptBytes: number
}

interface Slot<T> {
  readonly entry: T
  readonly bytes: number
}

/** Slots at the beginning that are given up before they are cut off. */
const maxGap = 1_000

/** The newest entries of what may go on for ever. */
export class Ring<T> {
  private slots: (Slot<T> | undefined)[] = []
  private start = 0
  private bytes = 0

  constructor(private readonly limits: Limits) {}

  push(entry: T): void {
    const { maxKept, maxKeptBytes } = this.limits
    if (maxKept === 0) return
    const bytes = weigh(entry)
    this.slots.push({ entry, bytes })
    this.bytes += bytes
    while (this.count > maxKept || (this.bytes > maxKeptBytes && this.count > 1)) this.dropOldest()
  }

  /** Oldest first. */
  toArray(): T[] {
    return this.slots.slice(this.start).map((slot) => (slot as Slot<T>).entry)
  }

  clear(): void {
    this.slots = []
    this.start = 0
    this.bytes = 0
  }

  private get count(): number {
    return this.slots.length - this.start
  }

  private dropOldest(): void {
    this.bytes -= this.slots[this.start]?.bytes ?? 0
    this.slots[this.start] = undefined
    this.start += 1
    if (this.start < maxGap) return
    this.slots = this.slots.slice(this.start)
    this.start = 0
  }
}
