export interface Retries {
  /** Attempts after the first. */
  readonly retries: number
  readonly retryIntervalS: number
}

/** Where a csms leaves it to the station. */
const fallback: Retries = { retries: 2, retryIntervalS: 30 }

export const retriesOf = (retries: number | undefined, retryIntervalS: number | undefined): Retries => ({
  retries: Math.max(0, retries ?? fallback.retries),
  retryIntervalS: Math.max(0, retryIntervalS ?? fallback.retryIntervalS),
})
