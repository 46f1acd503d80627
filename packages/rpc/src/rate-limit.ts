/** How many requests a peer may make. */
export interface RateLimit {
  /** Sustained rate, requests per second; above 0. */
  readonly requestsPerSecond: number
  /** How many may come at once; at least 1. */
  readonly burst: number
}

/** A token bucket: empty means the request is refused, not delayed. */
export class TokenBucket {
  private tokens: number
  private filledAt: number

  constructor(
    private readonly limit: RateLimit,
    nowMs: number,
  ) {
    this.tokens = limit.burst
    this.filledAt = nowMs
  }

  take(nowMs: number): boolean {
    const { requestsPerSecond, burst } = this.limit
    this.tokens = Math.min(burst, this.tokens + ((nowMs - this.filledAt) / 1000) * requestsPerSecond)
    this.filledAt = nowMs
    if (this.tokens < 1) return false
    this.tokens -= 1
    return true
  }
}
