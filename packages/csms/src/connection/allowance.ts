/** So many at once, and one more in so many ms. */
export interface AllowanceLimit {
  readonly burst: number
  readonly refillMs: number
}

/** Says how often something may be done; full at first. */
export class Allowance {
  private left: number
  private filledMs: number | undefined

  constructor(private readonly limit: AllowanceLimit) {
    this.left = limit.burst
  }

  /** Whether it may be done once more, at this moment of a monotonic clock. */
  take(nowMs: number): boolean {
    const { burst, refillMs } = this.limit
    this.left = Math.min(burst, this.left + (nowMs - (this.filledMs ?? nowMs)) / refillMs)
    this.filledMs = nowMs
    if (this.left < 1) return false
    this.left -= 1
    return true
  }
}
