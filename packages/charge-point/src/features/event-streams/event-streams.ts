import { isOcppError } from '@ocpp-kit/rpc'
import type { Core } from '../../core.js'
import {
  adjusted,
  batchSize,
  type EventStreamsAdapter,
  fullAt,
  maxStreams,
  nextBeatMs,
  paramsOf,
  paramsProblem,
  type StreamFacts,
  type StreamParams,
  type StreamValue,
  type StreamWish,
} from './stream.js'

const section = 'event streams'
/** One for all streams. */
const timer = 'event streams'

interface Stream<E extends StreamValue> extends StreamFacts {
  params: StreamParams
  /** `leaving`: it is not wanted any more, and the csms has yet to say whether it opens. */
  phase: 'closed' | 'opening' | 'open' | 'leaving'
  /** What is to be written. */
  waiting: E[]
  /** When it is written next, on the clock that never goes back; counts only with an interval. */
  beatMs: number
}

/**
 * Streams by which monitors tell what they see with few bytes and no answers (N11–N15). A value goes by its stream while that is open and
 * the csms listens; in all other cases it is for `revert`, which tells it as an event of its own (N11.FR.07, N13.FR.04).
 * Which monitors have streams outlives a power cut; what waits in them is handed back when the connection goes.
 */
export class EventStreams<E extends StreamValue = StreamValue> {
  /** By monitor; made for the first stream. */
  private streams: Map<number, Stream<E>> | undefined
  private lastId = 0

  constructor(
    private readonly core: Core,
    private readonly adapter: EventStreamsAdapter,
    private readonly revert: (value: E) => void,
  ) {
    const kept = [...core.state.load(section).values()] as StreamFacts[]
    if (kept.length > 0) this.streams = new Map(kept.map((facts) => [facts.monitorId, fresh(facts)]))
    this.lastId = Math.max(0, ...kept.map(({ id }) => id))
  }

  /** All that are open (N12.FR.01). */
  get open(): readonly StreamFacts[] {
    return [...(this.streams?.values() ?? [])].filter(({ phase }) => phase === 'open')
  }

  /** The monitors that have a stream, or are to have one. */
  get monitorIds(): readonly number[] {
    return [...(this.streams?.keys() ?? [])]
  }

  /** Whether a monitor can have a stream: it has one, or there is room for another. */
  hasRoomFor(monitorId: number | undefined): boolean {
    const { streams } = this
    return streams === undefined || streams.size < maxStreams || (monitorId !== undefined && streams.has(monitorId))
  }

  /**
   * Gives a monitor a stream, another one, or none any more.
   * @returns what there is to say to the csms, to be run once that may be said
   */
  arrange(monitorId: number, params: StreamParams | undefined): () => void {
    const old = this.streams?.get(monitorId)
    if (old !== undefined) this.forget(old)
    const stream = params && this.add(monitorId, params)
    return () => {
      if (old !== undefined) this.close(old)
      if (stream !== undefined) this.tryOpen(stream)
    }
  }

  /** Changes when a stream is written. @returns why not, if it cannot be (N14.FR.02) */
  adjust(id: number, wish: StreamWish): string | undefined {
    const stream = [...(this.streams?.values() ?? [])].find((one) => one.id === id && one.phase === 'open')
    if (stream === undefined) return 'NotFound'
    const problem = paramsProblem(adjusted(stream.params, wish))
    if (problem !== undefined) return problem
    stream.params = paramsOf(adjusted(stream.params, wish))
    this.keep(stream)
    this.restart(stream)
    return undefined
  }

  /** The parameters of a stream have changed: what calls for a message by now is written. */
  settle(id: number): void {
    for (const stream of this.streams?.values() ?? []) if (stream.id === id) this.writeFull(stream)
    this.schedule()
  }

  /** @returns whether the value goes by a stream */
  take(monitorId: number, value: E): boolean {
    const stream = this.streams?.get(monitorId)
    if (stream?.phase !== 'open' || !this.core.link.maySpeak) return false
    if (stream.waiting.length === 0) stream.beatMs = nextBeatMs(stream.beatMs, this.core.time.monotonicMs(), stream.params)
    stream.waiting.push(value)
    this.writeFull(stream)
    this.schedule()
    return true
  }

  /** Switched on: the csms is to hear of all streams anew. */
  poweredOn(): void {
    for (const stream of this.streams?.values() ?? []) stream.phase = 'closed'
  }

  /** The csms listens. @param isWatched whether there still is such a monitor; one whose variable is gone takes its stream along */
  online(isWatched: (monitorId: number) => boolean): void {
    for (const stream of this.streams?.values() ?? []) {
      if (isWatched(stream.monitorId)) this.tryOpen(stream)
      else this.forget(stream)
    }
  }

  /** What waits is told in another way, or not at all. */
  disconnected(): void {
    this.core.time.cancel(timer)
    for (const stream of this.streams?.values() ?? []) for (const value of stream.waiting.splice(0)) this.revert(value)
  }

  private add(monitorId: number, params: StreamParams): Stream<E> {
    this.lastId += 1
    const stream = fresh<E>({ id: this.lastId, monitorId, params })
    this.streams ??= new Map()
    this.streams.set(monitorId, stream)
    this.keep(stream)
    return stream
  }

  private keep({ id, monitorId, params }: StreamFacts): void {
    this.core.state.put(section, String(monitorId), { id, monitorId, params } satisfies StreamFacts)
  }

  /** It is not wanted any more; what the csms has to hear of it is another matter. */
  private forget({ monitorId, id }: StreamFacts): void {
    if (this.streams?.get(monitorId)?.id !== id) return
    this.streams.delete(monitorId)
    if (this.streams.size === 0) this.streams = undefined
    this.core.state.remove(section, String(monitorId))
  }

  private tryOpen(stream: Stream<E>): void {
    const { link } = this.core
    if (stream.phase !== 'closed' || !link.maySpeak) return
    stream.phase = 'opening'
    link.call(this.adapter.open(stream)).then(
      (response) => (this.adapter.isOpened(response) ? this.opened(stream) : this.refused(stream)),
      (error: unknown) => {
        // Silence, or no line: it is tried again with the next connection. A csms that says no means no (N11.FR.07).
        if (!isOcppError(error)) stream.phase = 'closed'
        else this.refused(stream)
      },
    )
  }

  private opened(stream: Stream<E>): void {
    const isLeaving = stream.phase === 'leaving'
    stream.phase = 'open'
    if (isLeaving) return this.close(stream)
    this.restart(stream)
  }

  private refused(stream: Stream<E>): void {
    stream.phase = 'closed'
    this.forget(stream)
  }

  private restart(stream: Stream<E>): void {
    stream.beatMs = this.core.time.monotonicMs() + stream.params.intervalS * 1000
    this.schedule()
  }

  /** Everything that waits goes first (N13.FR.01, FR.03). */
  private close(stream: Stream<E>): void {
    const { link, events } = this.core
    if (stream.phase === 'opening') stream.phase = 'leaving'
    if (stream.phase !== 'open') return
    while (stream.waiting.length > 0) this.write(stream)
    stream.phase = 'closed'
    this.schedule()
    if (!link.maySpeak) return
    link.call(this.adapter.close(stream.id)).catch((error: unknown) => events.emit('error', { error, during: 'ClosePeriodicEventStream' }))
  }

  private writeFull(stream: Stream<E>): void {
    while (stream.waiting.length >= fullAt(stream.params)) this.write(stream)
  }

  /** One message; what does not fit stays (N15.FR.04, FR.07). */
  private write(stream: Stream<E>): void {
    const batch = stream.waiting.splice(0, batchSize(stream.waiting, stream.params))
    const [first, ...others] = batch
    if (first === undefined) return
    stream.beatMs = this.core.time.monotonicMs() + stream.params.intervalS * 1000
    this.core.link.send(this.adapter.notify(stream.id, [first, ...others], stream.waiting.length)).catch(() => {
      for (const value of batch) this.revert(value)
    })
  }

  /** Wakes up for the stream that is due first; nothing runs where nothing waits. */
  private schedule(): void {
    const { time } = this.core
    const due = [...(this.streams?.values() ?? [])].filter(({ waiting, params }) => waiting.length > 0 && params.intervalS > 0)
    if (due.length === 0) return time.cancel(timer)
    const next = Math.min(...due.map(({ beatMs }) => beatMs))
    time.after(timer, next - time.monotonicMs(), () => this.beat())
  }

  private beat(): void {
    const nowMs = this.core.time.monotonicMs()
    for (const stream of this.streams?.values() ?? []) {
      if (stream.params.intervalS > 0 && stream.beatMs <= nowMs) while (stream.waiting.length > 0) this.write(stream)
    }
    this.schedule()
  }
}

const fresh = <E extends StreamValue>({ id, monitorId, params }: StreamFacts): Stream<E> => ({
  id,
  monitorId,
  params,
  phase: 'closed',
  waiting: [],
  beatMs: 0,
})
