import { BoundedMap } from '../../bounded-map.js'
import { fold } from '../../identifier.js'
import { type Authorization, type IdToken, judge } from './token.js'

const maxTokens = 10_000
const maxAgeMs = 24 * 3_600_000

/** What was decided about tokens lately, for the time when the store does not say. */
export class DecisionMemory {
  private readonly decisions = new BoundedMap<string, { readonly authorization: Authorization; readonly atMs: number }>(maxTokens)

  note(token: IdToken, authorization: Authorization, nowMs: number): void {
    this.decisions.set(keyOf(token), { authorization, atMs: nowMs })
  }

  /** What was decided in the last 24 hours, as it stands now: a token may have expired since. */
  recall(token: IdToken, nowMs: number): Authorization | undefined {
    const known = this.decisions.get(keyOf(token))
    if (known === undefined || nowMs - known.atMs > maxAgeMs) return undefined
    return judge({ ...token, ...known.authorization }, nowMs)
  }
}

const keyOf = ({ idToken, type = '' }: IdToken): string => JSON.stringify([fold(idToken), type])
