import type { AnyConnection, AnyMessage } from '@ocpp-kit/rpc'
import type { Incoming } from '../../core.js'
import type { Page, PageQuery } from '../../store/page.js'
import type {
  AnsweredCall,
  DesiredValue,
  GetVariableResult,
  Reset,
  ResetResult,
  SetVariableResult,
  VariableName,
  VariableValue,
} from './commands.js'
import type { LimitedMessage, MessageLimits } from './limits.js'
import type { NetworkProfileChange, SetNetworkProfile } from './network-profile.js'
import type { Report, ReportContent, ReportPart, ReportRequest } from './report.js'
import type { StationBook } from './station-book.js'
import type { BootAnswer, BootFacts } from './station-record.js'
import type { VariableQuery } from './store.js'
import type { Variable } from './variable.js'

/** A station and the connection that it is to be asked over. */
interface Addressed {
  readonly identity: string
  readonly connection: AnyConnection
}

export interface ProvisioningFeature extends StationBook {
  /** Decides what a station is told that boots. */
  boot(message: Incoming, boot: BootFacts): Promise<BootAnswer>
  /** Keeps what a station is told that boots, whoever decided it. */
  told(message: Incoming, boot: BootFacts, answer: unknown): Promise<void>
  /** Looks at a message that was let in. */
  seen(message: AnyMessage): void
  /** Keeps a part of a report. */
  reported(message: Incoming, requestId: number, part: Omit<ReportPart, 'receivedAt'>): Promise<void>
  reset(identity: string, reset: Reset): Promise<ResetResult>
  /** Looks at a message of somebody else's making that a station has answered. */
  answered(call: AnsweredCall): void
  getVariables(identity: string, names: readonly VariableName[]): Promise<readonly GetVariableResult[]>
  setVariables(identity: string, values: readonly VariableValue[]): Promise<readonly SetVariableResult[]>
  variables(identity: string, query: VariableQuery): Promise<Page<Variable>>
  /** What a message with that many items may hold; the station is asked where that matters and is not known. */
  limitsFor(station: Addressed, message: LimitedMessage, count: number): Promise<MessageLimits>
  setDesired(identity: string, values: readonly DesiredValue[]): Promise<readonly Variable[]>
  applyDesired(identity: string): Promise<readonly Variable[]>
  revertDesired(identity: string): Promise<readonly Variable[]>
  requestReport(identity: string, request: ReportRequest): Promise<readonly Report[]>
  reports(identity: string, query: PageQuery): Promise<Page<Report>>
  report(identity: string, requestId: number): Promise<ReportContent | undefined>
  setNetworkProfile(identity: string, set: SetNetworkProfile): Promise<NetworkProfileChange>
  networkProfiles(identity: string, query: PageQuery): Promise<Page<NetworkProfileChange>>
}
