import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { infoOf, tokenOf } from '../authorization/ocpp16.js'
import { live, truth } from '../configuration/configuration.js'
import type { Keys } from '../configuration/ocpp16.js'

export const localList = ({ localList: list }: Station): HandlerMap<Ocpp16, 'station'> => ({
  GetLocalListVersion: () => {
    // -1: not supported; 0: nothing in it (1.6 §5.10).
    if (!list.isEnabled) return { listVersion: -1 }
    return { listVersion: list.size === 0 ? 0 : list.version }
  },
  SendLocalList: ({ listVersion, updateType, localAuthorizationList = [] }) => {
    const refusal = list.update({
      isFull: updateType === 'Full',
      version: listVersion,
      entries: localAuthorizationList.map(({ idTag, idTagInfo }) => ({ token: tokenOf(idTag), info: idTagInfo && infoOf(idTagInfo) })),
    })
    if (refusal === undefined) return { status: 'Accepted' }
    if (refusal === 'NotEnabled') return { status: 'NotSupported' }
    return { status: refusal === 'VersionMismatch' ? 'VersionMismatch' : 'Failed' }
  },
})

/** 1.6 §9.2. */
export const localListKeys: Keys = {
  LocalAuthListEnabled: truth('localListEnabled'),
  LocalAuthListMaxLength: live('integer', ({ settings }) => String(settings.values.localListMaxEntries)),
  SendLocalListMaxLength: live('integer', ({ settings }) => String(settings.values.localListItemsPerMessage)),
}
