import type { Clock } from '@ocpp-kit/rpc'
import type { WebhookEndpoint } from './endpoint.js'
import type { Attempt, Send } from './send.js'
import type { Delivery, DeliveryOutcome } from './store.js'

export interface WorkerOptions {
  readonly endpoint: WebhookEndpoint
  readonly clock: Clock
  readonly random: () => number
  readonly send: Send
  /** The first that are to be sent. */
  readonly load: (limit: number) => Promise<readonly Delivery[]>
  readonly settle: (outcome: DeliveryOutcome) => Promise<void>
  /** The endpoint wants nothing more. */
  readonly gone: () => void
  readonly failed: (error: unknown) => void
}

/** Deliveries at hand, and on the wire, at one time. */
const maxAtHand = 200
const maxInFlight = 8
/** A day and a half, with the pauses below. */
const maxAttempts = 16
const firstPauseMs = 1_000
const longestPauseMs = 6 * 3_600_000

/** Grows threefold with each failure in a row, and is never twice the same, so that many endpoints of one server do not come together. */
const pauseAfter = (failures: number, random: number): number =>
  Math.round(Math.min(longestPauseMs, firstPauseMs * 3 ** (failures - 1)) * (0.8 + 0.4 * random))

/**
 * Sends one endpoint its events: those of one resource one after the other, several resources side by side (G22). An endpoint that
 * fails is left alone for longer and longer, and delays nobody but itself.
 */
export class EndpointWorker {
  private readonly atHand = new Map<string, Delivery>()
  private readonly busyResources = new Set<string>()
  private readonly abort = new AbortController()
  private readonly underWay = new Set<Promise<void>>()
  private mayHaveMore = true
  private isLoading = false
  private failures = 0
  private timer: unknown

  constructor(private readonly options: WorkerOptions) {}

  /** There may be something new to send. */
  wake(): void {
    this.mayHaveMore = true
    this.pump()
  }

  /** Ends what is on the wire; what had no answer stays pending. */
  async stop(): Promise<void> {
    this.abort.abort()
    this.options.clock.clearTimeout(this.timer)
    await Promise.allSettled(this.underWay)
  }

  private pump(): void {
    if (this.abort.signal.aborted || this.timer !== undefined) return
    if (this.mayHaveMore && !this.isLoading && this.atHand.size < maxAtHand / 2) this.keep(this.load())
    for (const delivery of this.atHand.values()) {
      if (this.busyResources.size >= maxInFlight) return
      if (!this.busyResources.has(delivery.event.resource)) this.keep(this.deliver(delivery))
    }
  }

  private keep(work: Promise<void>): void {
    this.underWay.add(work)
    work.catch(this.options.failed).finally(() => this.underWay.delete(work))
  }

  private async load(): Promise<void> {
    this.isLoading = true
    this.mayHaveMore = false
    try {
      const found = await this.options.load(maxAtHand)
      for (const delivery of found) if (!this.atHand.has(delivery.seq)) this.atHand.set(delivery.seq, delivery)
      if (found.length === maxAtHand) this.mayHaveMore = true
    } catch (error) {
      this.pause()
      this.mayHaveMore = true
      throw error
    } finally {
      this.isLoading = false
    }
    this.pump()
  }

  private async deliver(delivery: Delivery): Promise<void> {
    const { endpoint, send, settle, gone } = this.options
    const { resource } = delivery.event
    this.busyResources.add(resource)
    try {
      const attempt = await send(endpoint, delivery.event, this.abort.signal)
      if (this.abort.signal.aborted && !attempt.isDelivered) return
      const outcome = this.outcomeOf(delivery, attempt)
      await settle(outcome)
      if (outcome.state === 'pending') this.atHand.set(delivery.seq, { ...delivery, ...outcome })
      else this.atHand.delete(delivery.seq)
      if (attempt.isDelivered) this.failures = 0
      else this.pause()
      if (attempt.isGone) gone()
    } catch (error) {
      this.pause()
      throw error
    } finally {
      this.busyResources.delete(resource)
    }
    this.pump()
  }

  private outcomeOf({ seq, attempts }: Delivery, { isDelivered, status, error }: Attempt): DeliveryOutcome {
    const state = isDelivered ? 'delivered' : attempts + 1 >= maxAttempts ? 'failed' : 'pending'
    const updatedAt = new Date(this.options.clock.now()).toISOString()
    return { seq, state, attempts: attempts + 1, lastStatus: status, lastError: error, updatedAt }
  }

  private pause(): void {
    const { clock, random } = this.options
    if (this.timer !== undefined || this.abort.signal.aborted) return
    this.failures += 1
    this.timer = clock.setTimeout(
      () => {
        this.timer = undefined
        this.pump()
      },
      pauseAfter(this.failures, random()),
    )
    // It must not keep a program alive.
    ;(this.timer as Partial<NodeJS.Timeout> | undefined)?.unref?.()
  }
}
