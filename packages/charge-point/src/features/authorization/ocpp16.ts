import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { AuthorizationAdapter } from './authorization.js'

const message = outgoing<Ocpp16>()

export const authorization: AuthorizationAdapter = {
  authorize: ({ idToken }) => message('Authorize', { idTag: idToken }),
  readAnswer: (response) => {
    const { idTagInfo } = response as ResponseOf<Ocpp16, 'Authorize'>
    return { status: idTagInfo.status, groupId: idTagInfo.parentIdTag }
  },
}
