import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { truth } from '../configuration/configuration.js'
import type { Keys } from '../configuration/ocpp16.js'

export const authorizationCache = ({ authorizationCache: cache }: Station): HandlerMap<Ocpp16, 'station'> => ({
  ClearCache: () => {
    if (!cache.isEnabled) return { status: 'Rejected' }
    cache.clear()
    return { status: 'Accepted' }
  },
})

export const authorizationCacheKeys: Keys = { AuthorizationCacheEnabled: truth('authCacheEnabled') }
