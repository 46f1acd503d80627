import type { AnyMessage } from '@ocpp-kit/rpc'
import { type Core, type Incoming, nowIso } from '../../core.js'
import { toUtc } from '../../instant.js'
import type { Page, PageQuery } from '../../store/page.js'
import type { ProvisioningReach } from './adapter.js'
import { inBackground } from './background.js'
import { type BootAnswer, type BootOptions, createBoots } from './boots.js'
import { createClocks } from './clocks.js'
import type { GetVariableResult, Reset, ResetResult, SetVariableResult, VariableName, VariableValue } from './commands.js'
import { createDesiredState, type DesiredValue } from './desired-state.js'
import { keepInventories } from './inventory.js'
import type { NetworkProfileChange, SetNetworkProfile } from './network-profile.js'
import { createNetworkProfiles } from './network-profiles.js'
import type { Report, ReportPart, ReportRequest } from './report.js'
import { createReports, type ReportContent } from './reports.js'
import { createResets } from './resets.js'
import { createStationBook, type StationBook } from './station-book.js'
import type { BootFacts } from './station-record.js'
import type { VariableQuery } from './store.js'
import type { Variable } from './variable.js'
import { createVariables } from './variables.js'

export type { ProvisioningAdapter } from './adapter.js'
export type { Acceptance, BootingStation } from './boots.js'

export interface ProvisioningOptions extends BootOptions {
  readonly fullReports: 'automatic' | 'onDemand'
  readonly reportTimeoutSeconds: number
  readonly clockDriftThresholdSeconds: number
  readonly random: () => number
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
  getVariables(identity: string, names: readonly VariableName[]): Promise<readonly GetVariableResult[]>
  setVariables(identity: string, values: readonly VariableValue[]): Promise<readonly SetVariableResult[]>
  variables(identity: string, query: VariableQuery): Promise<Page<Variable>>
  setDesired(identity: string, values: readonly DesiredValue[]): Promise<readonly Variable[]>
  applyDesired(identity: string): Promise<readonly Variable[]>
  revertDesired(identity: string): Promise<readonly Variable[]>
  requestReport(identity: string, request: ReportRequest): Promise<readonly Report[]>
  reports(identity: string, query: PageQuery): Promise<Page<Report>>
  report(identity: string, requestId: number): Promise<ReportContent | undefined>
  setNetworkProfile(identity: string, set: SetNetworkProfile): Promise<NetworkProfileChange>
}

export function createProvisioning(core: Core, options: ProvisioningOptions, stations: ProvisioningReach): ProvisioningFeature {
  const { reach, adapterOf } = stations
  const { clock, events } = core
  const variables = createVariables(core, stations)
  const resets = createResets(core, stations)
  const desired = createDesiredState(core, variables, stations)
  const reports = createReports(core, { partTimeoutMs: options.reportTimeoutSeconds * 1000 }, variables, stations)
  const networkProfiles = createNetworkProfiles(core, variables, resets, stations)
  const boots = createBoots(core, options, { resets, variables })
  const clocks = createClocks(
    core,
    { thresholdMs: options.clockDriftThresholdSeconds * 1000 },
    (version) => adapterOf(version)?.liveTimestamp,
  )
  if (options.fullReports === 'automatic') keepInventories(core, reports, options.random)

  events.on('notification', ({ station: { identity, connection }, action, request }) => {
    const now = nowIso(clock)
    for (const { observed, timestamp } of adapterOf(connection?.version)?.notified(action, request) ?? []) {
      // One that was queued must not take the place of what was read since.
      const [at] = [toUtc(timestamp, now), now].toSorted()
      inBackground(core, 'notification', variables.observe(identity, 'notify', [observed], at))
    }
  })

  return {
    ...createStationBook(core),
    boot: boots.boot,
    told: boots.told,
    seen: clocks.measure,
    reported: reports.received,
    reset: resets.reset,
    getVariables: async (identity, names) => {
      const station = { identity, ...(await reach(identity, 'getVariables')) }
      return names.length === 0 ? [] : variables.get(station, names)
    },
    setVariables: async (identity, values) => {
      const station = { identity, ...(await reach(identity, 'setVariables')) }
      return values.length === 0 ? [] : variables.set(station, values)
    },
    variables: variables.page,
    setDesired: desired.set,
    applyDesired: desired.apply,
    revertDesired: desired.revert,
    requestReport: reports.request,
    reports: reports.page,
    report: reports.find,
    setNetworkProfile: networkProfiles.set,
  }
}
