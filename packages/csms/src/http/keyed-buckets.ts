import type { Clock } from '@ocpp-kit/rpc'

export interface BucketLimit {
  /** How many may come at once. */
  readonly burst: number
  /** After how long one more may come, ms. */
  readonly refillMs: number
}

interface Bucket {
  tokens: number
  filledAt: number
}

/** Keys that are remembered; those not seen for longest are forgotten. */
const maxKeys = 10_000

/** A token bucket for each key, such as an address or the name of an account. */
export class KeyedBuckets {
  private readonly buckets = new Map<string, Bucket>()

  constructor(
    private readonly limit: BucketLimit,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Takes one; where there is none, the seconds until there is. */
  take(key: string): number | undefined {
    const bucket = this.fill(key)
    if (bucket.tokens < 1) return Math.max(1, Math.ceil(((1 - bucket.tokens) * this.limit.refillMs) / 1000))
    bucket.tokens -= 1
    return undefined
  }

  /** Gives one back that should not count. */
  giveBack(key: string): void {
    const bucket = this.fill(key)
    bucket.tokens = Math.min(this.limit.burst, bucket.tokens + 1)
  }

  private fill(key: string): Bucket {
    const now = this.clock.now()
    const { burst, refillMs } = this.limit
    const bucket = this.buckets.get(key) ?? { tokens: burst, filledAt: now }
    bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.filledAt) / refillMs)
    bucket.filledAt = now
    this.buckets.delete(key)
    this.buckets.set(key, bucket)
    if (this.buckets.size > maxKeys) this.buckets.delete(this.buckets.keys().next().value as string)
    return bucket
  }
}
