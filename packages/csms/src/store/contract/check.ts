import { type StationKey, stationKey } from '../../identifier.js'
import type { Store } from '../store.js'

export type CreateStore = () => Store | Promise<Store>

/** One thing a store has to do; `run` rejects if it does not. */
export interface Check {
  readonly name: string
  readonly run: () => Promise<void>
}

export type NamedCheck = readonly [name: string, check: (store: Store) => Promise<void>]

export const tenant = 'tenant-a'
export const otherTenant = 'tenant-b'
export const station: StationKey = stationKey(tenant, 'CP1')
export const otherStation: StationKey = stationKey(tenant, 'CP2')
/** The same identity under another tenant. */
export const foreignStation: StationKey = stationKey(otherTenant, 'CP1')

export const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()
