import type { AnyConnection } from '@ocpp-kit/rpc'
import { commandable } from '../../connection/commandable.js'
import type { AdapterOf, Core } from '../../core.js'
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

export function createRemoteControl(core: Core, adapterOf: AdapterOf<RemoteControlAdapter>): RemoteControlFeature {
  return {
    start: async (identity, start) => {
      const { session, connection } = commandable(core, identity, 'remoteStart', 'accepted')
      return adapterOf(session).start(connection, { ...start, remoteStartId: start.remoteStartId ?? core.createRequestId() })
    },
    stop: async (identity, stop) => {
      const { session, connection } = commandable(core, identity, 'remoteStop', 'accepted')
      return adapterOf(session).stop(connection, stop)
    },
    trigger: async (identity, trigger) => {
      // An operator may have a rejected station try again (TC_B_31).
      const moment = trigger.message === 'BootNotification' ? 'always' : 'booted'
      const { session, connection } = commandable(core, identity, 'trigger', moment)
      return adapterOf(session).trigger(connection, trigger)
    },
  }
}
