import type { StateStore } from './store.js'

/** The store as long as there is power: whoever comes late after a power cut changes nothing any more. */
export class PoweredStore implements StateStore {
  private isOn = true

  constructor(private readonly store: StateStore) {}

  cut(): void {
    this.isOn = false
  }

  load(section: string): ReadonlyMap<string, unknown> {
    return this.store.load(section)
  }

  put(section: string, key: string, value: unknown): void {
    if (this.isOn) this.store.put(section, key, value)
  }

  remove(section: string, key: string): void {
    if (this.isOn) this.store.remove(section, key)
  }

  batch(run: () => void): void {
    if (this.store.batch === undefined) run()
    else this.store.batch(run)
  }
}
