import type { Redactor } from '@ocpp-kit/rpc'
import type { Core } from '../core.js'
import { waitAtMost } from '../deadline.js'
import type { Exchange } from '../message-log.js'
import type { KeptExchange } from './store.js'

export interface MessageLogFigures {
  /** Messages that wait to be kept. */
  readonly queued: number
  readonly kept: number
  /** Messages that were not kept, because too many waited, the first that an overload sheds (G13), or too many came of stations that are not accepted. */
  readonly shed: number
}

interface ArchiveOptions {
  readonly core: Pick<Core, 'store' | 'sessions' | 'clock' | 'failed'>
  /** What is kept of a message, which may be less than the message; `undefined`: nothing. */
  readonly share: (exchange: Exchange) => Exchange | undefined
  /** Takes secrets out of payloads before they are kept. */
  readonly redactor: () => Promise<Redactor>
  readonly maxQueued: number
}

/** How long messages are gathered before they are written, ms. */
const gatherMs = 1_000
/** How long the end waits for the store, ms. */
const closeMs = 1_000
/** Messages of one write: few enough that transactions do not wait for it. */
const maxBatch = 200

/** Keeps the message log beside the path of the answers: one small write at a time, and what is too much is left out and counted. */
export class MessageArchive {
  private readonly queue: Exchange[] = []
  private writing: Promise<void> | undefined
  private timer: unknown
  private kept = 0
  private shed = 0
  private isFailing = false

  constructor(private readonly options: ArchiveOptions) {}

  get figures(): MessageLogFigures {
    return { queued: this.queue.length, kept: this.kept, shed: this.shed }
  }

  see(exchange: Exchange): void {
    const kept = this.queue.length >= this.options.maxQueued ? undefined : this.options.share(exchange)
    if (kept === undefined) {
      this.shed += 1
      return
    }
    this.queue.push(kept)
    if (this.queue.length === maxBatch) this.begin()
    else if (this.timer === undefined && this.writing === undefined) this.wait()
  }

  /** Resolves when what was seen is kept, or cannot be. */
  async flush(): Promise<void> {
    this.begin()
    await this.writing
  }

  /** The end: what cannot be kept now is gone. */
  async close(): Promise<void> {
    const { clock } = this.options.core
    await waitAtMost(clock, closeMs, this.flush())
    clock.clearTimeout(this.timer)
    this.timer = undefined
    this.shed += this.queue.splice(0).length
  }

  private wait(): void {
    const { clock } = this.options.core
    this.timer = clock.setTimeout(() => this.begin(), gatherMs)
    ;(this.timer as Partial<NodeJS.Timeout> | undefined)?.unref?.()
  }

  private begin(): void {
    this.options.core.clock.clearTimeout(this.timer)
    this.timer = undefined
    this.writing ??= this.write()
  }

  private async write(): Promise<void> {
    let isDone = false
    while (this.queue.length > 0 && !isDone) isDone = !(await this.writeSome())
    this.writing = undefined
    if (this.queue.length > 0) this.wait()
  }

  /** What the store does not take now waits for it, as far as there is room. */
  private async writeSome(): Promise<boolean> {
    const { core, redactor } = this.options
    const batch = this.queue.slice(0, maxBatch)
    try {
      const redact = await redactor()
      await core.store.messages.append(batch.map((exchange) => this.redacted(exchange, redact)))
      this.queue.splice(0, batch.length)
      this.kept += batch.length
      this.isFailing = false
      return true
    } catch (error) {
      if (!this.isFailing) core.failed(error, 'message log')
      this.isFailing = true
      return false
    }
  }

  private redacted(exchange: Exchange, redactor: Redactor): KeptExchange {
    const { request, response, action } = exchange
    return {
      ...exchange,
      station: this.options.core.sessions.keyOf(exchange.identity),
      request: redactor.payload(request, action),
      ...(response !== undefined && { response: redactor.payload(response) }),
    }
  }
}
