import type { AuthorizationData, CustomerInformationRequest, IdTokenType, Ocpp201, SendLocalListRequest } from '@ocpp-kit/ocpp201'
import type { Connection } from '@ocpp-kit/rpc'
import { fold } from '../../identifier.js'
import { type IdTokenForm, idTokenForm, idTokenInfoOf } from '../authorization/ocpp201.js'
import type { IdToken } from '../authorization/token.js'
import type { LocalListAdapter } from './adapter.js'

type Station = Connection<Ocpp201, 'csms'>

const variable = (name: string) => ({ component: 'LocalAuthListCtrlr', variable: name })

/** The adapter of a version, by what it can say of tokens. */
export const localListIn = (form: IdTokenForm): LocalListAdapter => ({
  limitVariables: {
    enabled: variable('Enabled'),
    maxEntries: { ...variable('Entries'), attribute: 'MaxSet' },
    entries: variable('Entries'),
    itemsPerMessage: variable('ItemsPerMessage'),
    bytesPerMessage: variable('BytesPerMessage'),
  },

  keyOf: ({ idToken, type = '' }) => JSON.stringify([fold(idToken), type]),
  entryOf: ({ idToken, type }, told): AuthorizationData | undefined => {
    // Here tokens are equal by value and type (C01.FR.25): without its type no reader would find it.
    if (type === undefined || !form.isType(type) || idToken.length > form.maxLength) return undefined
    return { idToken: toWire({ idToken, type }), idTokenInfo: idTokenInfoOf(told, form) }
  },
  removalOf: (token): AuthorizationData => ({ idToken: toWire(token) }),

  version: async (station: Station) => (await station.call('GetLocalListVersion', {})).versionNumber,
  send: async (station: Station, { updateType, version, entries }) => {
    const { status, statusInfo } = await station.call('SendLocalList', {
      updateType,
      versionNumber: version,
      ...(entries.length > 0 && { localAuthorizationList: entries as AuthorizationData[] }),
    })
    return { status, reason: statusInfo?.reasonCode }
  },
  sentBy: (action, payload) => {
    if (action !== 'SendLocalList') return undefined
    const { updateType, versionNumber, localAuthorizationList = [] } = payload as SendLocalListRequest
    const entries = localAuthorizationList.map((entry) => ({
      token: { idToken: entry.idToken.idToken, type: entry.idToken.type },
      entry,
      isRemoval: entry.idTokenInfo === undefined,
    }))
    return { updateType, version: versionNumber, entries }
  },
  clearedBy: (action, payload) => {
    if (action !== 'CustomerInformation') return undefined
    const { clear, idToken } = payload as CustomerInformationRequest
    return clear ? idToken : undefined
  },
  clearCache: async (station: Station) => ({ status: (await station.call('ClearCache', {})).status }),
})

export const localList = localListIn(idTokenForm)

const toWire = ({ idToken, type }: IdToken): IdTokenType => ({ idToken, type: type as IdTokenType['type'] })
