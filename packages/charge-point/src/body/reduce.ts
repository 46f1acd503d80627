import { advance } from './advance.js'
import { apply } from './apply.js'
import { applyInTheDark, restore } from './dark.js'
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
  if (advanced.dark !== undefined) return reduceInTheDark(advanced, event)
  const applied = apply(advanced, event)
  if (typeof applied === 'string') return { ...settle(state, { state: advanced }), refusal: applied }
  if (applied.state.dark !== undefined) return { state: applied.state, effects: [], refusal: undefined }
  return { ...settle(state, applied), refusal: undefined }
}

/** Nothing is told without power. */
function reduceInTheDark(state: BodyState, event: BodyEvent): Reaction {
  if (event.type === 'powerRestored') {
    const { before, applied } = restore(state, event)
    return { ...settle(before, applied), refusal: undefined }
  }
  const applied = applyInTheDark(state, event)
  return typeof applied === 'string' ? { state, effects: [], refusal: applied } : { state: applied, effects: [], refusal: undefined }
}
