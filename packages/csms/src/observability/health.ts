import type { Protocol } from '@ocpp-kit/rpc'
import type { Csms } from '../csms.js'
import type { Durability } from '../store/sql/engine.js'
import type { CommitFigures } from '../store/sql/group-commit.js'
import { isStoreError } from '../store/store-error.js'
import { checkStore, storeDurability, storeFigures } from './store-facts.js'

/** Whether a csms can do its work, for those who send it stations. */
export interface Readiness {
  /** `ready`: it is · `starting`: it takes no stations yet, or none any more · `unavailable`: the store does not answer. */
  readonly status: 'ready' | 'starting' | 'unavailable'
  /** Whether what a station was told is stored survives a power cut, and by which settings; missing for a store that does not say. */
  readonly durability?: Durability | undefined
  /** How the store fares; missing for a store that does not say. */
  readonly store?: CommitFigures | undefined
  /** Stations connected now. */
  readonly connections: number
  /** The code of the store's failure, if it failed. */
  readonly code?: string | undefined
}

const defaultTimeoutMs = 2_000

/** Asks the store something small, and gives it `timeoutMs` (default 2,000) for the answer. */
export async function readinessOf<P extends Protocol>(
  csms: Csms<P>,
  { timeoutMs = defaultTimeoutMs }: { readonly timeoutMs?: number | undefined } = {},
): Promise<Readiness> {
  const facts = {
    durability: storeDurability(csms.store),
    store: storeFigures(csms.store),
    connections: csms.stations.length,
  }
  const failure = await failureOf(csms, timeoutMs)
  if (failure !== undefined) return { status: 'unavailable', ...facts, code: failure }
  return { status: csms.isStarted ? 'ready' : 'starting', ...facts }
}

async function failureOf<P extends Protocol>({ store }: Csms<P>, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('TIMEOUT'), timeoutMs)
  })
  const asked = checkStore(store).then(
    () => undefined,
    (error: unknown) => (isStoreError(error) ? error.code : 'FAILED'),
  )
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
