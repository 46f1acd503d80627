import { isPromise } from './promises.js'

type Listener = (event: never) => unknown

/** Typed events: names to the one value each carries. Works where Node's EventEmitter does not exist. */
export class Emitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<Listener>>()

  /**
   * @param onFailure told of what a listener threw, or of the reason its promise was rejected with; it must not throw itself.
   * Default: the error becomes an uncaught exception.
   */
  constructor(private readonly onFailure: (error: unknown, name: keyof Events) => void = throwOutside) {}

  /**
   * Adds a listener; the returned function removes it.
   * @throws TypeError the listener is not a function
   */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    if (typeof listener !== 'function')
      throw new TypeError(`on: the listener of "${String(name)}" must be a function, not ${typeof listener}`)
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

  /** Tells every listener; one that throws, or whose promise is rejected, stops neither the others nor the sender. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    const set = this.listeners.get(name)
    if (set === undefined) return
    for (const listener of [...set]) {
      try {
        const result = (listener as (event: Events[Name]) => unknown)(event)
        if (isPromise(result)) result.then(undefined, (reason: unknown) => this.onFailure(reason, name))
      } catch (thrown) {
        this.onFailure(thrown, name)
      }
    }
  }
}

/** Outside the path of the message, where the program may see it but not stop it. */
const throwOutside = (thrown: unknown): void =>
  queueMicrotask(() => {
    throw thrown
  })
