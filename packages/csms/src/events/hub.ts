import type { PublicEvent } from './public-event.js'

/** How many of the newest events are at hand for a reader that comes back. */
const remembered = 1_000

/** Hands events to those who listen now, and the newest to those who have missed them. */
export class EventHub {
  private readonly listeners = new Set<(event: PublicEvent) => void>()
  private recent: PublicEvent[] = []

  /** Whether there ever was a listener: one may come back and ask for what it has missed. */
  isUsed = false

  publish(event: PublicEvent): void {
    this.recent.push(event)
    // Seldom, so that most events cost no copy.
    if (this.recent.length >= 2 * remembered) this.recent = this.recent.slice(-remembered)
    for (const listener of this.listeners) listener(event)
  }

  /** Those that came after the one of that id; `undefined` where it is not remembered, so that some may be missing. */
  since(id: string): readonly PublicEvent[] | undefined {
    const at = this.recent.findLastIndex((event) => event.id === id)
    return at === -1 ? undefined : this.recent.slice(at + 1)
  }

  /** The returned function ends it. */
  subscribe(listener: (event: PublicEvent) => void): () => void {
    this.isUsed = true
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }
}
