import type { StateStore } from './store.js'

/** Keeps the state as long as the process lives: through the restarts and power cuts of a station, not through those of the machine. */
export function createMemoryStateStore(): StateStore {
  const sections = new Map<string, Map<string, unknown>>()
  return {
    load: (section) => new Map(sections.get(section)),
    put: (section, key, value) => {
      const values = sections.get(section)
      if (values === undefined) sections.set(section, new Map([[key, value]]))
      else values.set(key, value)
    },
    batch: (run) => run(),
    remove: (section, key) => {
      const values = sections.get(section)
      if (values?.delete(key) === true && values.size === 0) sections.delete(section)
    },
  }
}
