import type { Store } from '@ocpp-kit/csms'
import { StoreError } from '@ocpp-kit/csms/sql'

type Method = (...parameters: unknown[]) => unknown

/** A store that can be taken away and brought back. */
export interface StoreSwitch {
  readonly store: Store
  cut(): void
  restore(): void
}

/** Whatever is asked of the store while it is cut off fails, as where a database is down. */
export function createStoreSwitch(store: Store): StoreSwitch {
  let isCut = false
  const switched = (part: object): object =>
    new Proxy(part, {
      get: (target, property) => {
        const method = Reflect.get(target, property) as unknown
        if (typeof method !== 'function') return method
        return (...parameters: unknown[]) =>
          isCut ? Promise.reject(new StoreError('UNAVAILABLE', 'cut off')) : (method as Method).apply(target, parameters)
      },
    })
  const parts = Object.entries(store).map(([name, part]) => [name, typeof part === 'object' && part !== null ? switched(part) : part])
  return {
    store: Object.fromEntries(parts) as Store,
    cut: () => {
      isCut = true
    },
    restore: () => {
      isCut = false
    },
  }
}
