import type { AuthorizationData, Ocpp16, SendLocalListRequest } from '@ocpp-kit/ocpp16'
import type { Connection } from '@ocpp-kit/rpc'
import { fold } from '../../identifier.js'
import { idTagInfoOf, maxIdTagLength } from '../authorization/ocpp16.js'
import type { LocalListAdapter } from './adapter.js'

type Station = Connection<Ocpp16, 'csms'>

const key = (variable: string) => ({ component: 'Configuration', variable })

export const localList: LocalListAdapter = {
  limitVariables: {
    enabled: key('LocalAuthListEnabled'),
    maxEntries: key('LocalAuthListMaxLength'),
    itemsPerMessage: key('SendLocalListMaxLength'),
  },

  keyOf: ({ idToken }) => fold(idToken),
  entryOf: ({ idToken }, told): AuthorizationData | undefined => {
    // An idTag that may be used at some connectors alone would be taken for one that may be used at all.
    if (idToken.length > maxIdTagLength || told.evseIds !== undefined) return undefined
    return { idTag: idToken, idTagInfo: idTagInfoOf(told) }
  },
  removalOf: ({ idToken }): AuthorizationData => ({ idTag: idToken }),

  version: async (station: Station) => (await station.call('GetLocalListVersion', {})).listVersion,
  send: async (station: Station, { updateType, version, entries }) => {
    const { status } = await station.call('SendLocalList', {
      updateType,
      listVersion: version,
      ...(entries.length > 0 && { localAuthorizationList: entries as AuthorizationData[] }),
    })
    return { status }
  },
  sentBy: (action, payload) => {
    if (action !== 'SendLocalList') return undefined
    const { updateType, listVersion, localAuthorizationList = [] } = payload as SendLocalListRequest
    const entries = localAuthorizationList.map((entry) => ({
      token: { idToken: entry.idTag },
      entry,
      isRemoval: entry.idTagInfo === undefined,
    }))
    return { updateType, version: listVersion, entries }
  },
  clearCache: async (station: Station) => ({ status: (await station.call('ClearCache', {})).status }),
}
