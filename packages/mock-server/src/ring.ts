/** The newest entries of what may go on for ever. */
export class Ring<T> {
  private entries: T[] = []
  private start = 0

  /** `capacity`: how many entries are kept; 0 keeps none. */
  constructor(private readonly capacity: number) {}

  push(entry: T): void {
    if (this.capacity === 0) return
    if (this.entries.length < this.capacity) {
      this.entries.push(entry)
      return
    }
    this.entries[this.start] = entry
    this.start = (this.start + 1) % this.capacity
  }

  /** Oldest first. */
  toArray(): T[] {
    return [...this.entries.slice(this.start), ...this.entries.slice(0, this.start)]
  }

  clear(): void {
    this.entries = []
    this.start = 0
  }
}
