import { type AuthorizationData, ocpp201 } from '@ocpp-kit/ocpp201'
import type { Scene } from '../../version.js'
import { listed, sendableTokens } from '../authorization/authorization.js'
import { idTokenInfoOf, idTokenOf, maxIdTokenLength } from '../authorization/ocpp201.js'
import { isAnswered } from '../checks.js'
import { defineCommands } from '../define.js'

export const commands = defineCommands(ocpp201, {
  SendLocalList: {
    payload: (scene) => ({
      versionNumber: scene.station.nextNumber(),
      updateType: 'Full',
      localAuthorizationList: localListOf(scene),
    }),
  },
  GetLocalListVersion: { payload: () => ({}), check: isAnswered },
})

/** Every entry of a full list has its idTokenInfo (TC_D_01_CSMS). */
const localListOf = ({ world }: Scene): AuthorizationData[] =>
  sendableTokens(world, maxIdTokenLength).map((token) => ({
    idToken: idTokenOf(token.idToken),
    idTokenInfo: idTokenInfoOf(listed(token, world.now())),
  }))
