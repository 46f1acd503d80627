import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Reach } from '../../connection/commandable.js'
import type { Core } from '../../core.js'
import { CsmsError } from '../../errors.js'
import type { AvailabilityFeature } from '../availability/availability.js'
import type { ConnectorStatus } from '../availability/store.js'
import type { RemoteStart, RemoteStartResult, RemoteStop, RemoteStopResult, Trigger, TriggerResult } from './commands.js'

export interface RemoteControlAdapter {
  start(connection: AnyConnection, start: RemoteStart & { readonly remoteStartId: number }): Promise<RemoteStartResult>
  stop(connection: AnyConnection, stop: RemoteStop): Promise<RemoteStopResult>
  trigger(connection: AnyConnection, trigger: Trigger): Promise<TriggerResult>
  /** Whether a status can be asked of one connector at a time only (F06.FR.13). */
  readonly isStatusByConnector: boolean
}

export interface RemoteControlFeature {
  start(identity: string, start: RemoteStart): Promise<RemoteStartResult>
  stop(identity: string, stop: RemoteStop): Promise<RemoteStopResult>
  trigger(identity: string, trigger: Trigger): Promise<TriggerResult>
}

export function createRemoteControl(
  core: Core,
  availability: Pick<AvailabilityFeature, 'connectors'>,
  reach: Reach<RemoteControlAdapter>,
): RemoteControlFeature {
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
      if (trigger.message !== 'StatusNotification' || !adapter.isStatusByConnector) return adapter.trigger(connection, trigger)
      const triggers = statusTriggers(trigger, await availability.connectors(identity))
      const results: TriggerResult[] = []
      for (const one of triggers) results.push(await adapter.trigger(connection, one))
      const result = results.find(({ status }) => status !== 'Accepted') ?? results[0]
      if (result !== undefined) return result
      throw new CsmsError(
        'NOT_SUPPORTED',
        `trigger: OCPP ${connection.version} asks for the status of one connector, and ${identity} has told of none: name its EVSE`,
      )
    },
  }
}

/** The connector that is named, the first of an EVSE, or all that the station has told of. */
const statusTriggers = ({ message, evseId, connectorId = 1 }: Trigger, known: readonly ConnectorStatus[]): readonly Trigger[] =>
  evseId === undefined
    ? known
        .filter((one) => one.evseId > 0 && one.connectorId > 0)
        .map((one) => ({ message, evseId: one.evseId, connectorId: one.connectorId }))
    : [{ message, evseId, connectorId }]
