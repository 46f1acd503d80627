import type { AnyMessage, Clock } from '@ocpp-kit/rpc'
import { MockServerError } from './errors.js'
import { fold } from './identifier.js'
import { maxTimerMs, whole } from './option-checks.js'
import { type Limits, Ring } from './ring.js'
import { matchesPayload } from './rules/payload.js'

/** A request of a station that reached an answer. */
export interface ReceivedRequest {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly station: string
  readonly version: string
  readonly action: string
  readonly messageId: string
  readonly request: object
}

export interface WaitOptions {
  /** Identity of the station, in whatever case. Default: any. */
  readonly station?: string | undefined
  /** Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** What the request must hold, as in rules, or a function that says whether it is the one. Default: any. */
  readonly match?: object | ((request: never, received: ReceivedRequest) => boolean) | undefined
}

interface Waiter {
  readonly action: string
  readonly isFor: (received: ReceivedRequest) => boolean
  readonly settle: (outcome: ReceivedRequest | MockServerError) => void
}

const defaultTimeoutMs = 5_000

/** Requests of stations, and those who wait for one. */
export class Received {
  private readonly ring: Ring<ReceivedRequest>
  private readonly waiters = new Set<Waiter>()
  private taken = new WeakSet<ReceivedRequest>()
  private isOver = false

  constructor(
    limits: Limits,
    private readonly clock: Clock,
  ) {
    this.ring = new Ring(limits)
  }

  /** Oldest first. */
  list(): ReceivedRequest[] {
    return this.ring.toArray()
  }

  add({ identity, version, action, messageId, request }: AnyMessage): ReceivedRequest {
    const received = { at: new Date(this.clock.now()).toISOString(), station: identity, version, action, messageId, request }
    this.ring.push(received)
    for (const waiter of this.waiters) {
      if (!waiter.isFor(received)) continue
      this.taken.add(received)
      waiter.settle(received)
      break
    }
    return received
  }

  /** See `MockServer.waitFor`. */
  waitFor(action: string, { station, timeoutMs = defaultTimeoutMs, match }: WaitOptions): Promise<ReceivedRequest> {
    const isFor = (one: ReceivedRequest): boolean =>
      one.action === action &&
      (station === undefined || fold(one.station) === fold(station)) &&
      (typeof match === 'function' ? match(one.request as never, one) : matchesPayload(match ?? {}, one.request))
    try {
      whole('timeoutMs', timeoutMs, 0, maxTimerMs)
      const earlier = this.ring.toArray().find((one) => !this.taken.has(one) && isFor(one))
      if (earlier !== undefined) {
        this.taken.add(earlier)
        return Promise.resolve(earlier)
      }
    } catch (thrown) {
      return Promise.reject(thrown)
    }
    if (this.isOver) return Promise.reject(new MockServerError('CLOSED', `the server is closed: no ${action} will come`))
    return new Promise((resolve, reject) => {
      const settle = (outcome: unknown): void => {
        this.clock.clearTimeout(timer)
        this.waiters.delete(waiter)
        if (outcome instanceof Error) reject(outcome)
        else resolve(outcome as ReceivedRequest)
      }
      const guarded = (one: ReceivedRequest): boolean => {
        try {
          return isFor(one)
        } catch (thrown) {
          settle(thrown)
          return false
        }
      }
      const waiter: Waiter = { action, isFor: guarded, settle }
      const timer = this.clock.setTimeout(() => settle(this.timedOut(action, station, timeoutMs)), timeoutMs)
      this.waiters.add(waiter)
    })
  }

  clear(): void {
    this.ring.clear()
    this.taken = new WeakSet()
  }

  /** Nothing more will come. */
  end(): void {
    this.isOver = true
    for (const { action, settle } of [...this.waiters]) settle(new MockServerError('CLOSED', `the server closed before ${action} came`))
  }

  private timedOut(action: string, station: string | undefined, timeoutMs: number): MockServerError {
    const from = station === undefined ? '' : ` from ${station}`
    const names = [...new Set(this.ring.toArray().map((one) => `${one.action} (${one.station})`))].slice(-10)
    const instead = names.length === 0 ? 'nothing was received at all' : `received were ${names.join(', ')}`
    return new MockServerError('WAIT_TIMEOUT', `no such ${action} came${from} within ${timeoutMs} ms; ${instead}`)
  }
}
