import type { Clock } from '@ocpp-kit/rpc'
import type { Spool, SpoolEntry, SpooledMessage } from './spool/spool.js'

/** What came of a message: `failed` as the store does not take it now, `hung` though the store is there. */
export type ReplayOutcome = { readonly state: 'done' } | { readonly state: 'failed' | 'hung'; readonly error: unknown }

export interface ReplayerOptions {
  readonly spool: Spool
  readonly clock: Clock
  /** ms between two attempts while the store does not take messages. */
  readonly retryMs: number
  /** Brings one message into the store. Never rejects. */
  replay(message: SpooledMessage): Promise<ReplayOutcome>
  failed(error: unknown): void
  /** The store is out: messages go to the spool without asking it. */
  began(error: unknown): void
  /** The store takes messages again. */
  ended(): void
  /** Nothing waits any more; `replayed` messages were brought into the store since the spool was empty last. */
  drained(replayed: number): void
}

/** Stations that are caught up with at one time. */
const maxLanes = 32

/**
 * Brings spooled messages into the store: of each station in the order in which they came, of several stations side by side. While the
 * store is out one message at a time asks for it, of another station each time, so that a message that hangs holds up its own station alone.
 */
export class Replayer {
  /** Messages brought into the store since the start. */
  replayed = 0
  /** Whether the store is known to be out. */
  isStoreDown = false
  private replayedOfBout = 0
  private running = false
  private isStopped = false
  private probes = 0
  private pause: { readonly timer: unknown; end(): void } | undefined

  constructor(private readonly options: ReplayerOptions) {}

  /** Something waits. */
  wake(): void {
    if (this.running || this.isStopped || (this.options.spool.depth === 0 && !this.isStoreDown)) return
    this.running = true
    this.run().catch(this.options.failed)
  }

  /** A message found that the store is out. */
  storeFailed(error: unknown): void {
    if (this.isStoreDown) return
    this.isStoreDown = true
    this.options.began(error)
    this.wake()
  }

  /** What is under way is left to itself. */
  stop(): void {
    this.isStopped = true
    this.pause?.end()
  }

  private async run(): Promise<void> {
    const { spool } = this.options
    while (!this.isStopped) {
      if (this.isStoreDown) {
        await this.wait()
        if (this.isStopped) return
        // With nothing to ask with, the next message finds out.
        if (spool.depth === 0 || (await this.probe())) this.storeAnswers()
        else continue
      }
      if (spool.depth === 0) break
      const isStuck = !(await this.round())
      if (isStuck && !this.isStoreDown && spool.depth > 0) await this.wait()
    }
    this.running = false
    if (this.isStopped) return
    const replayed = this.replayedOfBout
    this.replayedOfBout = 0
    this.options.drained(replayed)
  }

  /** One message, of each station in turn. */
  private async probe(): Promise<boolean> {
    const stations = this.options.spool.stations()
    const entry = this.options.spool.first(stations[this.probes % stations.length] ?? '')
    this.probes += 1
    return entry === undefined || (await this.bring(entry)) !== 'failed'
  }

  /** Everything that waits now. Tells whether all of it went well. */
  private async round(): Promise<boolean> {
    const stations = this.options.spool.stations().values()
    const counts = { done: 0, failed: 0, hung: 0 }
    let lastError: unknown
    const catchUp = async (): Promise<void> => {
      for (const stationId of stations) {
        for (let entry = this.options.spool.first(stationId); entry !== undefined; entry = this.options.spool.first(stationId)) {
          if (this.isStopped) return
          const state = await this.bring(entry, (error) => (lastError = error))
          counts[state] += 1
          if (state !== 'done') break
        }
      }
    }
    await Promise.all(Array.from({ length: maxLanes }, catchUp))
    // Where others got through, it is not the store that is out.
    if (counts.failed > 0 && counts.done === 0) this.storeFailed(lastError)
    return counts.failed + counts.hung === 0
  }

  private async bring(entry: SpoolEntry, onError: (error: unknown) => void = () => {}): Promise<ReplayOutcome['state']> {
    const { spool, failed } = this.options
    let message: SpooledMessage
    try {
      await entry.kept
    } catch {
      // Never answered, and gone from its row by now.
      return 'done'
    }
    try {
      message = await spool.read(entry)
    } catch (error) {
      failed(error)
      onError(error)
      return 'failed'
    }
    const outcome = await this.options.replay(message)
    if (outcome.state !== 'done') {
      onError(outcome.error)
      return outcome.state
    }
    if (this.isStopped) return 'done'
    await spool.done(entry)
    this.replayed += 1
    this.replayedOfBout += 1
    return 'done'
  }

  private storeAnswers(): void {
    this.isStoreDown = false
    this.options.ended()
  }

  private wait(): Promise<void> {
    const { clock, retryMs } = this.options
    return new Promise((resolve) => {
      const end = (): void => {
        clock.clearTimeout(timer)
        this.pause = undefined
        resolve()
      }
      const timer = clock.setTimeout(end, retryMs)
      this.pause = { timer, end }
    })
  }
}
