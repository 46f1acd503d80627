import { BoundedMap } from '../../bounded-map.js'
import { fold } from '../../identifier.js'
import type { Authorization, AuthorizationStatus, IdToken } from './token.js'

const maxTokens = 10_000
const maxAgeMs = 24 * 3_600_000

/** What is so at one station or at one hour alone says nothing of the next time. */
const passing: readonly AuthorizationStatus[] = ['ConcurrentTx', 'NotAllowedTypeEVSE', 'NotAtThisLocation', 'NotAtThisTime']

/** What was decided about tokens lately, for the time when the store does not say. */
export class DecisionMemory {
  private readonly decisions = new BoundedMap<string, { readonly authorization: Authorization; readonly atMs: number }>(maxTokens)

  note(token: IdToken, authorization: Authorization, nowMs: number): void {
    if (!passing.includes(authorization.status)) this.decisions.set(keyOf(token), { authorization, atMs: nowMs })
  }

  /** What was decided in the last 24 hours, as it stands now: a token may have expired since. */
  recall(token: IdToken, nowMs: number): Authorization | undefined {
    const known = this.decisions.get(keyOf(token))
    if (known === undefined || nowMs - known.atMs > maxAgeMs) return undefined
    const { authorization } = known
    const { status, expiresAt } = authorization
    const isOver = status === 'Accepted' && expiresAt !== undefined && Date.parse(expiresAt) <= nowMs
    return isOver ? { ...authorization, status: 'Expired' } : authorization
  }
}

const keyOf = ({ idToken, type = '' }: IdToken): string => JSON.stringify([fold(idToken), type])
