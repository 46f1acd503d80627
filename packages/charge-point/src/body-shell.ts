import { type BodyEffect, type BodyEvent, type BodyState, nextMs, type Refusal, reduce } from './body/index.js'
import { keepBody } from './body-memory.js'
import type { StateStore } from './state/store.js'
import type { StationTime } from './time.js'

type WithoutTime<E> = E extends unknown ? Omit<E, 'atMs'> : never

/** An event as the station's parts report it: now. */
export type BodyInput = WithoutTime<BodyEvent>

/** Feeds the reducer and hands its effects on, one event after the other, even if an effect causes the next. */
export class BodyShell {
  private readonly effects: BodyEffect[] = []
  private readonly performers: ((effect: BodyEffect) => void)[] = []
  private readonly atRest: (() => void)[] = []
  private isPerforming = false
  /** As it was kept last. */
  private kept: BodyState

  constructor(
    public state: BodyState,
    private readonly time: StationTime,
    private readonly store: StateStore,
  ) {
    this.kept = state
  }

  /** Adds one who performs effects; they are asked in the order in which they came. */
  perform(performer: (effect: BodyEffect) => void): void {
    this.performers.push(performer)
  }

  /** Adds one who looks at the body once an event is over, with all effects performed; there may have been none. */
  onRest(listener: () => void): void {
    this.atRest.push(listener)
  }

  apply(input: BodyInput): Refusal | undefined {
    const { state, effects, refusal } = reduce(this.state, { ...input, atMs: this.time.monotonicMs() } as BodyEvent)
    this.state = state
    this.effects.push(...effects)
    this.performAll()
    // Time alone changes registers and batteries only, which are kept with each message that tells of them.
    if (effects.length > 0 || input.type !== 'timePassed') this.keep()
    this.scheduleNext()
    return refusal
  }

  /** Writes down what has changed, so that it survives a power cut. */
  keep(): void {
    if (this.state.dark !== undefined) return
    keepBody(this.store, this.kept, this.state, this.time)
    this.kept = this.state
  }

  private performAll(): void {
    if (this.isPerforming) return
    this.isPerforming = true
    try {
      for (let effect = this.effects.shift(); effect !== undefined; effect = this.effects.shift()) {
        for (const performer of this.performers) performer(effect)
      }
    } finally {
      this.isPerforming = false
    }
    for (const listener of this.atRest) listener()
  }

  /** Wakes up when a car is full or a driver has waited too long; nothing ticks in between. */
  private scheduleNext(): void {
    const next = nextMs(this.state)
    if (next === Number.POSITIVE_INFINITY) this.time.cancel('body')
    else this.time.after('body', Math.ceil(next - this.time.monotonicMs()), () => this.apply({ type: 'timePassed' }))
  }
}
