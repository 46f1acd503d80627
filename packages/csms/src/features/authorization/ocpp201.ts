import type { IdTokenInfoType, Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { AuthorizationAdapter } from './authorization.js'
import type { Authorization } from './token.js'

export const authorization: AuthorizationAdapter = {
  handlers: (domain) =>
    ({
      Authorize: async ({ idToken }) => ({ idTokenInfo: idTokenInfoOf(await domain.authorize(idToken)) }),
    }) satisfies HandlerMap<Ocpp201, 'csms'>,
}

export const idTokenInfoOf = ({ status, expiresAt, group }: Authorization): IdTokenInfoType => ({
  status,
  ...(expiresAt !== undefined && { cacheExpiryDateTime: expiresAt }),
  // A group has no token of its own that a reader could show, so it is the csms's unless it says otherwise.
  ...(group !== undefined && { groupIdToken: { idToken: group.idToken, type: (group.type ?? 'Central') as 'Central' } }),
})
