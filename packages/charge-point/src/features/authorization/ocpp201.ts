import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { AuthorizationAdapter } from './authorization.js'

const message = outgoing<Ocpp201>()

type TokenType = RequestOf<Ocpp201, 'Authorize'>['idToken']['type']

export const authorization: AuthorizationAdapter = {
  authorize: ({ idToken, type }) => message('Authorize', { idToken: { idToken, type: type as TokenType } }),
  readAnswer: (response) => {
    const { idTokenInfo } = response as ResponseOf<Ocpp201, 'Authorize'>
    return { status: idTokenInfo.status, groupId: idTokenInfo.groupIdToken?.idToken }
  },
}
