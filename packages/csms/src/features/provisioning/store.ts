import type { StationKey } from '../../identifier.js'
import type { QuarantineBounds } from '../../ledger/quarantine-options.js'
import type { Told } from '../../ledger/receipt.js'
import type { Page, PageQuery } from '../../store/page.js'
import type { VariableName } from './commands.js'
import type { Report, ReportEnd, ReportPart } from './report.js'
import type { BootRecord, StationRecord } from './station-record.js'
import type { ObservedVariable, Variable, VariableChange } from './variable.js'

/**
 * Why a message could not be applied: its handler failed each time, its station was not accepted, or it breaks its schema. Of the first the
 * station was told that it is known; the others it was refused.
 */
export type QuarantineCause = 'failed' | 'notAccepted' | 'invalid'

/** A message of a station that could not be applied, kept as it came. */
export interface QuarantinedMessage extends QuarantineDraft {
  /** Made by the store; later ones sort later. */
  readonly id: string
}

/** A message that is to be kept. */
export interface QuarantineDraft {
  readonly station: StationKey
  readonly version: string
  readonly action: string
  readonly messageId: string
  /** As it came, not checked. */
  readonly payload: object
  readonly cause: QuarantineCause
  /** Why it was not applied, for people. */
  readonly reason: string
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  /** What the station was told, where it was told something. */
  readonly told?: Told | undefined
}

export interface QuarantineQuery extends PageQuery {
  readonly tenantId: string
  readonly station?: StationKey | undefined
}

/** `known`: the same content is kept already. `full`: it is beyond the bounds. */
export type QuarantineOutcome = 'kept' | 'known' | 'full'

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
  /**
   * Keeps a message, each content of a station once. With bounds, only as far as these allow; of what is kept, such messages count as were
   * kept with bounds.
   */
  quarantine(message: QuarantineDraft, bounds?: QuarantineBounds): Promise<QuarantineOutcome>
  /** Oldest first. */
  quarantined(station: StationKey): Promise<readonly QuarantinedMessage[]>
  /** Newest first. */
  pageQuarantined(query: QuarantineQuery): Promise<Page<QuarantinedMessage>>
  findQuarantined(tenantId: string, id: string): Promise<QuarantinedMessage | undefined>
  /** `false` where there is none. */
  deleteQuarantined(tenantId: string, id: string): Promise<boolean>
  /** How many messages are kept. */
  countQuarantined(tenantId: string): Promise<number>
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
