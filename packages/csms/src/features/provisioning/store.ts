import type { StationKey } from '../../identifier.js'
import type { Page, PageQuery } from '../../store/page.js'
import type { VariableName } from './commands.js'
import type { Report, ReportEnd, ReportPart } from './report.js'
import type { BootRecord, StationRecord } from './station-record.js'
import type { ObservedVariable, Variable, VariableChange } from './variable.js'

/** A message of a station that could not be applied, kept as it came. */
export interface QuarantinedMessage {
  readonly station: StationKey
  readonly version: string
  readonly action: string
  readonly messageId: string
  /** As it came, not checked. */
  readonly payload: object
  /** Why it was not applied. */
  readonly reason: string
  /** ISO 8601, UTC. */
  readonly receivedAt: string
}

export interface ProvisioningStore {
  /** Also one that was deleted: it has `deletedAt`. */
  find(station: StationKey): Promise<StationRecord | undefined>
  /** Changes the fields that are given and keeps the others, as one step; makes the record where there is none, or where it was deleted. */
  save(record: StationRecord): Promise<StationRecord>
  /** The same, but settings that are not given go. */
  put(record: StationRecord): Promise<StationRecord>
  /** Forgets what was decided and set; what the station is and did stays. `false` where there is none. */
  delete(station: StationKey, deletedAt: string): Promise<boolean>
  /** By identity, without those that were deleted; so is `page`. */
  list(tenantId: string): Promise<readonly StationRecord[]>
  page(tenantId: string, query: PageQuery): Promise<Page<StationRecord>>
  quarantine(message: QuarantinedMessage): Promise<void>
  /** Oldest first. */
  quarantined(station: StationKey): Promise<readonly QuarantinedMessage[]>
  addBoot(boot: BootRecord): Promise<void>
  /** Newest first. */
  boots(station: StationKey, query: PageQuery): Promise<Page<BootRecord>>
}

export interface VariableQuery extends PageQuery {
  /** Names of components and variables are compared without regard to case. */
  readonly component?: string | undefined
  readonly variable?: string | undefined
  /** Only those that have another value than the desired one. */
  readonly hasDrift?: boolean | undefined
}

/** Variables of 2.x and configuration keys of 1.6, with what they are wanted to be. */
export interface VariableStore {
  /** Makes changes one after the other, each onto what stands then, all or none (`changeVariable`). */
  change(station: StationKey, changes: readonly VariableChange[]): Promise<void>
  /** In the order of the names. */
  find(station: StationKey, names: readonly VariableName[]): Promise<readonly (Variable | undefined)[]>
  /** Those of which something is wanted. */
  desired(station: StationKey): Promise<readonly Variable[]>
  /** By component, EVSE, connector and name. */
  page(station: StationKey, query: VariableQuery): Promise<Page<Variable>>
  /** Deletes those that were reported before that time and not since, unless something is wanted of them; returns how many. */
  forget(station: StationKey, before: string): Promise<number>
}

export interface AddedPart {
  readonly report: Report
  /** Whether this part completed it. */
  readonly hasCompleted: boolean
}

/** Reports that stations were asked for, and their parts. */
export interface ReportStore {
  /** Keeps a report that is about to be asked for; `false` where the station was asked for one of this request id before. */
  open(report: Report): Promise<boolean>
  /** Adds a part (`addPart`); one that came before takes the place of the same. `undefined` where nobody asked for it here. */
  add(station: StationKey, requestId: number, part: ReportPart): Promise<AddedPart | undefined>
  /** Ends a report (`endReport`); `undefined` where it is unknown or had ended. */
  end(station: StationKey, requestId: number, end: ReportEnd): Promise<Report | undefined>
  find(station: StationKey, requestId: number): Promise<Report | undefined>
  /** What the parts say, in their order. */
  variables(station: StationKey, requestId: number): Promise<readonly ObservedVariable[]>
  /** Those that wait for parts, oldest first. */
  waiting(station: StationKey): Promise<readonly Report[]>
  /** Newest first. */
  page(station: StationKey, query: PageQuery): Promise<Page<Report>>
}
