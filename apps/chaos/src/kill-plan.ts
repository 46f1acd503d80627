import { type Random, randomInteger } from '@ocpp-kit/rpc'

/** When the process is killed. */
export type Moment =
  /** While it starts: it may not have opened its database yet. */
  | { readonly kind: 'starting'; readonly afterMs: number }
  /** Just after it has opened its port, while stations storm in. */
  | { readonly kind: 'opening'; readonly afterMs: number }
  /** In the turn in which a station gets the so-manieth answer since the start: others are on their way. */
  | { readonly kind: 'answer'; readonly count: number }
  /** At some moment under load. */
  | { readonly kind: 'load'; readonly afterMs: number }

export interface Kill {
  readonly moment: Moment
  /** How long it stays dead. */
  readonly deadMs: number
}

export interface KillPlanOptions {
  readonly kills: number
  /** The longest that it lives under load, ms. */
  readonly maxLoadMs: number
  /** The most answers that it lives for. */
  readonly maxAnswers: number
}

/** The kills of a run, which follow from the source of chance. */
export function planKills(random: Random, options: KillPlanOptions): readonly Kill[] {
  // Drawn one after the other, so that a longer run begins as a shorter one of the same seed.
  return Array.from({ length: options.kills }, (_, at) => ({
    moment: momentOf(at, random, options),
    deadMs: randomInteger(random, 0, 800),
  }))
}

/** The first kill meets a database with something in it. */
function momentOf(at: number, random: Random, { maxLoadMs, maxAnswers }: KillPlanOptions): Moment {
  const chance = at === 0 ? 1 : random()
  if (chance < 0.12) return { kind: 'starting', afterMs: randomInteger(random, 0, 1_500) }
  if (chance < 0.25) return { kind: 'opening', afterMs: randomInteger(random, 0, 300) }
  if (chance < 0.65) return { kind: 'answer', count: randomInteger(random, 1, maxAnswers) }
  return { kind: 'load', afterMs: randomInteger(random, 500, maxLoadMs) }
}

export const describeMoment = (moment: Moment): string =>
  moment.kind === 'answer' ? `at answer ${moment.count}` : `${moment.kind} + ${moment.afterMs} ms`
