import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Reach } from '../../connection/commandable.js'
import type { Expected } from '../../connection/open-triggers.js'
import type { AnyHandlers } from '../../core.js'
import type { WithProfilePassword } from '../credentials/profile-password.js'
import type { LiveTimestamp } from './clocks.js'
import type { GetVariableResult, Reset, ResetResult, SetVariableResult, VariableName, VariableValue } from './commands.js'
import type { ProvisioningFeature } from './feature.js'
import type { LimitedMessage, LimitNames } from './limits.js'
import type { SetNetworkProfile } from './network-profile.js'
import type { ReportedName, ReportRequest } from './report.js'
import type { BootFacts } from './station-record.js'
import type { ObservedVariable } from './variable.js'

/** What a station answers that is asked for a report. */
export interface ReportAnswer {
  readonly status: 'Accepted' | 'Rejected' | 'NotSupported' | 'EmptyResultSet'
  readonly reason?: string | undefined
  /** The whole report, where it comes with the answer. */
  readonly whole?: { readonly variables: readonly ObservedVariable[]; readonly unknown?: readonly string[] | undefined } | undefined
}

/** What a station answers that is given a network profile. */
export interface NetworkProfileAnswer {
  readonly status: 'Accepted' | 'Rejected' | 'Failed'
  readonly reason?: string | undefined
}

/** A value that a station tells of by itself. */
export interface NotifiedVariable {
  readonly observed: ObservedVariable
  /** By the station's clock, as it came. */
  readonly timestamp: string
}

export interface ProvisioningAdapter {
  handlers(provisioning: ProvisioningFeature): AnyHandlers
  /** What a BootNotification says of the station. */
  bootOf(request: object): BootFacts
  /** What a station will send because it was sent this. */
  expectedFrom(action: string, request: object): readonly Expected[]
  reset(connection: AnyConnection, reset: Reset): Promise<ResetResult>
  /** The reset that a message asks for; none in any other message. */
  resetIn(action: string, payload: object): Reset | undefined

  /** The name under which the variable is kept: that of the key, where a key has two. */
  canonical(name: VariableName): VariableName
  getVariables(connection: AnyConnection, names: readonly VariableName[]): Promise<readonly GetVariableResult[]>
  setVariables(connection: AnyConnection, values: readonly VariableValue[]): Promise<readonly SetVariableResult[]>
  /** What limits a message with a list of variables; missing for what the version does not have. */
  readonly limits: Readonly<Partial<Record<LimitedMessage, LimitNames>>>
  /** Bytes that an item takes in such a message, with what separates it from the next; 0 where the version has no such limit. */
  itemBytes(item: VariableName | VariableValue | ReportedName): number

  /** Whether the station is asked for the variable; one that the version cannot name is answered without it. Missing: all are. */
  isAsked?(name: VariableName): boolean

  report(connection: AnyConnection, requestId: number, request: ReportRequest): Promise<ReportAnswer>
  /** Values in a message that told of something, which is acknowledged already. */
  notified(action: string, request: object): readonly NotifiedVariable[]
  readonly liveTimestamp: LiveTimestamp
  /** Missing in 1.6. */
  setNetworkProfile?(connection: AnyConnection, set: SetNetworkProfile): Promise<NetworkProfileAnswer>
}

/** How the parts of this block find a station. */
export interface ProvisioningReach {
  readonly reach: Reach<ProvisioningAdapter>
  /** The part of a version, for stations that are not connected. */
  readonly adapterOf: (version: string | undefined) => ProvisioningAdapter | undefined
  /** Keeps the password that a network profile gives the station. */
  readonly withPassword: WithProfilePassword
  /** An operator has let a station in. */
  readonly accepted: (identity: string) => void
}
