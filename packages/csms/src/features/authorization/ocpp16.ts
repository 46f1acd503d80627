import type { IdTagInfo, Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { AuthorizationAdapter } from './authorization.js'
import type { Authorization, AuthorizationStatus } from './token.js'

export const authorization: AuthorizationAdapter = {
  handlers: (domain) =>
    ({
      Authorize: async ({ idTag }, { connection: { identity } }) => ({
        idTagInfo: idTagInfoOf(await domain.identify({ idToken: idTag }, { identity })),
      }),
    }) satisfies HandlerMap<Ocpp16, 'csms'>,
}

/** An idTag has at most 20 characters (1.6 §7.28); a longer parent could not be sent. */
export const maxIdTagLength = 20

export const idTagInfoOf = ({ status, expiresAt, group }: Authorization): IdTagInfo => ({
  status: statusOf(status),
  ...(expiresAt !== undefined && { expiryDate: expiresAt }),
  ...(group !== undefined && group.idToken.length <= maxIdTagLength && { parentIdTag: group.idToken }),
})

/** The reasons that only 2.x can tell apart are all Invalid here. */
function statusOf(status: AuthorizationStatus): IdTagInfo['status'] {
  switch (status) {
    case 'Accepted':
    case 'Blocked':
    case 'ConcurrentTx':
    case 'Expired':
      return status
    default:
      return 'Invalid'
  }
}
