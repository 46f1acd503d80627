import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { fixed, live, text, truth, whole } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'

export const authorizationCache = ({ authorizationCache: cache }: Station): HandlerMap<Ocpp201, 'station'> => ({
  ClearCache: () => {
    if (!cache.isEnabled) return { status: 'Rejected', statusInfo: { reasonCode: 'NotEnabled' } }
    cache.clear()
    return { status: 'Accepted' }
  },
})

/** 2.x part 2, §2.4 of the configuration variables. */
export const authorizationCacheComponents: readonly Component[] = [
  {
    name: 'AuthCacheCtrlr',
    of: 'station',
    variables: {
      Available: fixed(true),
      DisablePostAuthorize: truth('authCacheDisablePostAuthorize'),
      Enabled: truth('authCacheEnabled'),
      LifeTime: whole('authCacheLifetimeS', { unit: 's' }),
      Policy: { ...text('authCachePolicy'), dataType: 'OptionList', values: ['LRU', 'LFU', 'FIFO'] },
      Storage: { ...live('integer', ({ authorizationCache: cache }) => String(cache.bytes)), unit: 'B' },
    },
  },
]
