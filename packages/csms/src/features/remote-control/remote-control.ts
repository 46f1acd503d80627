import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Core, Reach } from '../../core.js'
import type { RemoteStart, RemoteStartResult, RemoteStop, RemoteStopResult, Trigger, TriggerResult } from './commands.js'

export interface RemoteControlAdapter {
  start(connection: AnyConnection, start: RemoteStart & { readonly remoteStartId: number }): Promise<RemoteStartResult>
  stop(connection: AnyConnection, stop: RemoteStop): Promise<RemoteStopResult>
  trigger(connection: AnyConnection, trigger: Trigger): Promise<TriggerResult>
}

export interface RemoteControlFeature {
  start(identity: string, start: RemoteStart): Promise<RemoteStartResult>
  stop(identity: string, stop: RemoteStop): Promise<RemoteStopResult>
  trigger(identity: string, trigger: Trigger): Promise<TriggerResult>
}

export function createRemoteControl(core: Core, reach: Reach<RemoteControlAdapter>): RemoteControlFeature {
  return {
    start: async (identity, start) => {
      const { connection, adapter } = await reach(identity, 'remoteStart', 'accepted')
      return adapter.start(connection, { ...start, remoteStartId: start.remoteStartId ?? core.createRequestId() })
    },
    stop: async (identity, stop) => {
      const { connection, adapter } = await reach(identity, 'remoteStop', 'accepted')
      return adapter.stop(connection, stop)
    },
    trigger: async (identity, trigger) => {
      // An operator may have a rejected station try again (TC_B_31).
      const moment = trigger.message === 'BootNotification' ? 'always' : 'booted'
      const { connection, adapter } = await reach(identity, 'trigger', moment)
      return adapter.trigger(connection, trigger)
    },
  }
}
