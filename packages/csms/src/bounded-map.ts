/** A map that forgets what was set longest ago once it holds more than `most`. */
export class BoundedMap<K, V> {
  private readonly entries = new Map<K, V>()

  constructor(private readonly most: number) {}

  get size(): number {
    return this.entries.size
  }

  get(key: K): V | undefined {
    return this.entries.get(key)
  }

  /** What was set longest ago. */
  oldest(): readonly [K, V] | undefined {
    const [oldest] = this.entries
    return oldest
  }

  /** Whether another had to go for it. */
  set(key: K, value: V): boolean {
    this.entries.delete(key)
    this.entries.set(key, value)
    if (this.entries.size <= this.most) return false
    const [oldest] = this.entries.keys()
    return this.entries.delete(oldest as K)
  }

  delete(key: K): void {
    this.entries.delete(key)
  }

  /** The one that was set longest ago first. */
  values(): Iterable<V> {
    return this.entries.values()
  }

  clear(): void {
    this.entries.clear()
  }
}
