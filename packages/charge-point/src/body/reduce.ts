import { advance } from './advance.js'
import { apply } from './apply.js'
import type { BodyEffect } from './effects.js'
import type { BodyEvent, Refusal } from './events.js'
import { settle } from './settle.js'
import type { BodyState } from './state.js'

export interface Reaction {
  readonly state: BodyState
  readonly effects: readonly BodyEffect[]
  /** Why the event itself changed nothing; time has passed all the same. */
  readonly refusal: Refusal | undefined
}

/** The whole of the body: one event, the new state, and what the world should hear of it. Total and pure. */
export function reduce(state: BodyState, event: BodyEvent): Reaction {
  const advanced = advance(state, event.atMs)
  const applied = apply(advanced, event)
  if (typeof applied === 'string') return { ...settle(state, { state: advanced }), refusal: applied }
  return { ...settle(state, applied), refusal: undefined }
}
