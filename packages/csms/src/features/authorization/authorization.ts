import type { AnyHandlers, Core } from '../../core.js'
import { type Authorization, type IdToken, judge } from './token.js'

export interface AuthorizationAdapter {
  handlers(authorization: AuthorizationFeature): AnyHandlers
}

export interface AuthorizationFeature {
  /**
   * What is known of a token now. Never ConcurrentTx: a driver also identifies to stop, and would be locked in
   * (1.6 §7.2); that belongs to the start of a transaction.
   */
  authorize(token: IdToken): Promise<Authorization>
  /** How many transactions may run on the token at one time; `undefined` for any number. */
  limitOf(token: IdToken): Promise<number | undefined>
}

export function createAuthorization({ store, tenantId, clock }: Core, unknownTokens: 'accept' | 'refuse'): AuthorizationFeature {
  const find = (token: IdToken) => store.authorization.findToken(tenantId, token)
  return {
    authorize: async (token) => {
      // A station uses it where nobody has to identify (C02.FR.02).
      if (token.type === 'NoAuthorization') return { status: 'Accepted' }
      const known = await find(token)
      if (known !== undefined) return judge(known, clock.now())
      return { status: unknownTokens === 'accept' ? 'Accepted' : 'Unknown' }
    },
    limitOf: async (token) => (await find(token))?.maxConcurrent,
  }
}
