import type { Clock } from '@ocpp-kit/rpc'
import type { FastifyRequest } from 'fastify'
import { networkOf } from '../network.js'
import { KeyedBuckets } from './keyed-buckets.js'
import type { ResolvedApiOptions } from './options.js'
import { refuse } from './problem.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `none`: it is always answered · `own`: counted by itself, so that it is answered however much else is asked. Default: with all others. */
    readonly rateLimit?: 'none' | 'own'
  }
}

/** Keeps one address, of IPv6 one /64, from taking the API from others; runs before anything costs much. */
export function limitRate({ burst, requestsPerSecond }: ResolvedApiOptions['rateLimit'], clock: Pick<Clock, 'now'>) {
  const addresses = new KeyedBuckets({ burst, refillMs: 1000 / requestsPerSecond }, clock)
  return async ({ ip, routeOptions: { url, config } }: FastifyRequest): Promise<void> => {
    if (config.rateLimit === 'none') return
    const network = networkOf(ip)
    const retryAfterSeconds = addresses.take(config.rateLimit === 'own' ? `${network} ${url}` : network)
    if (retryAfterSeconds !== undefined) throw refuse('rate-limited', 'too many requests from this address', { retryAfterSeconds })
  }
}
