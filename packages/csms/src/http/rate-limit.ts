import type { Clock } from '@ocpp-kit/rpc'
import type { FastifyRequest } from 'fastify'
import { KeyedBuckets } from './keyed-buckets.js'
import type { ResolvedApiOptions } from './options.js'
import { refuse } from './problem.js'

/** Keeps one address from taking the API from others; runs before anything costs much. */
export function limitRate({ burst, requestsPerSecond }: ResolvedApiOptions['rateLimit'], clock: Pick<Clock, 'now'>) {
  const addresses = new KeyedBuckets({ burst, refillMs: 1000 / requestsPerSecond }, clock)
  return async ({ ip }: FastifyRequest): Promise<void> => {
    const retryAfterSeconds = addresses.take(ip)
    if (retryAfterSeconds !== undefined) throw refuse('rate-limited', 'too many requests from this address', { retryAfterSeconds })
  }
}
