import { type AuthorizationData, ocpp16 } from '@ocpp-kit/ocpp16'
import type { Scene } from '../../version.js'
import { listed, sendableTokens } from '../authorization/authorization.js'
import { idTagInfoOf, maxIdTagLength } from '../authorization/ocpp16.js'
import { defineCommands } from '../define.js'

export const commands = defineCommands(ocpp16, {
  SendLocalList: {
    payload: (scene) => ({
      listVersion: scene.station.nextNumber(),
      updateType: 'Full',
      localAuthorizationList: localListOf(scene),
    }),
  },
  GetLocalListVersion: {
    payload: () => ({}),
    // 0 is an empty list, -1 none at all (1.6 §5.10).
    check: ({ listVersion }) => (listVersion < 0 ? 'the station has no local list' : undefined),
  },
})

const localListOf = ({ world }: Scene): AuthorizationData[] =>
  sendableTokens(world, maxIdTagLength).map((token) => ({ idTag: token.idToken, idTagInfo: idTagInfoOf(listed(token, world.now())) }))
