import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { infoOf, tokenOf } from '../authorization/ocpp201.js'
import { fixed, live, truth } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'

export const localList = ({ localList: list }: Station): HandlerMap<Ocpp201, 'station'> => ({
  GetLocalListVersion: () => ({ versionNumber: list.version }),
  SendLocalList: ({ versionNumber, updateType, localAuthorizationList = [] }) => {
    const refusal = list.update({
      isFull: updateType === 'Full',
      version: versionNumber,
      entries: localAuthorizationList.map(({ idToken, idTokenInfo }) => ({
        token: tokenOf(idToken),
        info: idTokenInfo && infoOf(idTokenInfo),
      })),
    })
    if (refusal === undefined) return { status: 'Accepted' }
    if (refusal === 'VersionMismatch') return { status: 'VersionMismatch' }
    return { status: 'Failed', statusInfo: { reasonCode: refusal } }
  },
})

/** 2.x part 2, §2.5 of the configuration variables. */
export const localListComponents: readonly Component[] = [
  {
    name: 'LocalAuthListCtrlr',
    of: 'station',
    variables: {
      Available: fixed(true),
      BytesPerMessage: fixed(65_536),
      DisablePostAuthorize: truth('localListDisablePostAuthorize'),
      Enabled: truth('localListEnabled'),
      Entries: {
        ...live('integer', ({ localList: list }) => String(list.size)),
        max: ({ settings }) => settings.values.localListMaxEntries,
      },
      ItemsPerMessage: live('integer', ({ settings }) => String(settings.values.localListItemsPerMessage)),
      Storage: { ...live('integer', ({ localList: list }) => String(list.bytes)), unit: 'B' },
      SupportsExpiryDateTime: fixed(true),
    },
  },
]
