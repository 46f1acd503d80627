import { type Store, StoreError } from '../../src/index.js'

type Method = (...parameters: unknown[]) => Promise<unknown>

/**
 * A store that can be taken away: `cut` has everything reject, `stall` has everything wait for `restore`. With `stall('after')` the store
 * does what it is asked, and does not say so until then.
 */
export function createSwitch(store: Store) {
  let state: 'open' | 'cut' | 'before' | 'after' = 'open'
  const release: (() => void)[] = []
  const calls: string[] = []

  const released = (): Promise<void> => new Promise((resolve) => release.push(resolve))
  const pass = async (name: string, call: () => Promise<unknown>): Promise<unknown> => {
    calls.push(name)
    if (state === 'cut') throw new StoreError('UNAVAILABLE', 'cut off by the test')
    if (state === 'before') await released()
    const result = await call()
    if (state === 'after') await released()
    return result
  }
  const part = <T extends object>(name: string, methods: T): T =>
    new Proxy(methods, {
      get: (target, property) => {
        const method = Reflect.get(target, property) as unknown
        if (typeof method !== 'function') return method
        return (...parameters: unknown[]) => pass(`${name}.${String(property)}`, () => (method as Method).apply(target, parameters))
      },
    })
  const switched = Object.fromEntries(
    Object.entries(store).map(([name, value]) => [name, typeof value === 'object' && value !== null ? part(name, value) : value]),
  )
  return {
    store: { ...switched, id: () => pass('id', () => store.id()) } as unknown as Store,
    /** Names of the methods that were called. */
    calls,
    cut(): void {
      state = 'cut'
    },
    stall(where: 'before' | 'after' = 'before'): void {
      state = where
    },
    restore(): void {
      state = 'open'
      for (const go of release.splice(0)) go()
    },
  }
}
