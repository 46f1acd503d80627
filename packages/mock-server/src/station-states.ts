import { fold } from './identifier.js'
import type { MockTransaction, Registration, StationState } from './version.js'

class State implements StationState {
  boots = 0
  registration: Registration | undefined = undefined
  vendor: string | undefined = undefined
  model: string | undefined = undefined
  firmwareVersion: string | undefined = undefined
  readonly transactions = new Map<string, MockTransaction>()
  private lastNumber = 0

  constructor(readonly identity: string) {}

  nextNumber(): number {
    this.lastNumber += 1
    return this.lastNumber
  }
}

/** What is remembered of every station since the start or the last reset. */
export class StationStates {
  private readonly byIdentity = new Map<string, StationState>()

  /** The memory of a station, made when it is first asked for. */
  of(identity: string): StationState {
    const key = fold(identity)
    const known = this.byIdentity.get(key)
    if (known !== undefined) return known
    const state = new State(identity)
    this.byIdentity.set(key, state)
    return state
  }

  find(identity: string): StationState | undefined {
    return this.byIdentity.get(fold(identity))
  }

  all(): StationState[] {
    return [...this.byIdentity.values()]
  }

  forget(identity: string): void {
    this.byIdentity.delete(fold(identity))
  }

  clear(): void {
    this.byIdentity.clear()
  }
}
