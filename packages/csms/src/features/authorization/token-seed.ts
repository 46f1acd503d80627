import type { Core } from '../../core.js'
import { TooLate, within } from '../../deadline.js'
import { isStoreError } from '../../store/store-error.js'
import type { Token } from './token.js'

/** Tokens that a program gives, which are in the store before any token is judged. */
export interface TokenSeed {
  /**
   * Puts them in. While the store is away it resolves all the same: they are put in as soon as it is back.
   * @throws StoreError that waiting does not mend
   */
  start(): Promise<void>
  stop(): void
  /** Resolves when they are in. @throws while the store is away */
  ready(): Promise<void> | undefined
}

/** Between two tries while the store does not answer, ms. */
const pauseMs = 1_000

export function createTokenSeed({ store, tenantId, clock, storeTimeoutMs, failed }: Core, tokens: readonly Token[]): TokenSeed {
  /** Those that are not known to be in. */
  let left: readonly Token[] = []
  let underWay: Promise<void> | undefined
  let timer: unknown

  const plant = async (): Promise<void> => {
    for (const token of left) {
      await store.authorization.putToken(tenantId, token)
      left = left.filter((one) => one !== token)
    }
  }

  /** One at a time, however many ask. */
  const ready = (): Promise<void> | undefined => {
    if (left.length === 0) return undefined
    underWay ??= within(clock, clock.monotonic() + storeTimeoutMs, 'the store', plant).finally(() => {
      underWay = undefined
    })
    return underWay
  }

  const again = (): void => {
    timer = clock.setTimeout(() => {
      ready()?.catch((error: unknown) => {
        if (!isTemporary(error)) failed(error, 'tokens')
        again()
      })
    }, pauseMs)
  }

  return {
    ready,
    start: async () => {
      left = tokens
      try {
        await ready()
      } catch (error) {
        if (!isTemporary(error)) throw error
        failed(error, 'tokens')
        again()
      }
    },
    stop: () => {
      clock.clearTimeout(timer)
      left = []
    },
  }
}

/** The store may take them later. */
const isTemporary = (error: unknown): boolean => error instanceof TooLate || (isStoreError(error) && error.isRetryable)
