type Listener = (event: never) => void

/** Typed events: names to the one value each carries. Works where Node's EventEmitter does not exist. */
export class Emitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<Listener>>()

  /** Adds a listener; the returned function removes it. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const set = this.listeners.get(name) ?? new Set()
    this.listeners.set(name, set)
    set.add(listener)
    return () => {
      set.delete(listener)
      if (set.size === 0 && this.listeners.get(name) === set) this.listeners.delete(name)
    }
  }

  /** Resolves with the next such event. */
  once<Name extends keyof Events>(name: Name): Promise<Events[Name]> {
    return new Promise((resolve) => {
      const off = this.on(name, (event) => {
        off()
        resolve(event)
      })
    })
  }

  has(name: keyof Events): boolean {
    return this.listeners.has(name)
  }

  /** Tells every listener; a listener that throws stops neither the others nor the sender. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    const set = this.listeners.get(name)
    if (set === undefined) return
    for (const listener of [...set]) {
      try {
        ;(listener as (event: Events[Name]) => void)(event)
      } catch (thrown) {
        reportListenerFailure(thrown)
      }
    }
  }
}

/** A listener's failure is the program's own: it surfaces as an uncaught exception, outside the path of the message. */
const reportListenerFailure = (thrown: unknown): void =>
  queueMicrotask(() => {
    throw thrown
  })
