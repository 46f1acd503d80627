import { type Core, nowIso } from '../../core.js'
import { toUtc } from '../../instant.js'
import { isPasswordVariable, passwordRefusal } from '../credentials/password-variable.js'
import type { ProvisioningReach } from './adapter.js'
import { inBackground } from './background.js'
import { type BootOptions, createBoots } from './boots.js'
import { createClocks } from './clocks.js'
import { createDesiredState } from './desired-state.js'
import type { ProvisioningFeature } from './feature.js'
import { keepInventories } from './inventory.js'
import { createNetworkProfiles } from './network-profiles.js'
import { createReports } from './reports.js'
import { createResets } from './resets.js'
import { createStationBook } from './station-book.js'
import { createVariables } from './variables.js'

export type { ProvisioningAdapter } from './adapter.js'
export type { Acceptance, BootingStation } from './boots.js'
export type { ProvisioningFeature } from './feature.js'

export interface ProvisioningOptions extends BootOptions {
  readonly fullReports: 'automatic' | 'onDemand'
  readonly reportTimeoutSeconds: number
  readonly clockDriftThresholdSeconds: number
  readonly random: () => number
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
    ...createStationBook(core, stations.accepted),
    boot: boots.boot,
    told: boots.told,
    seen: clocks.measure,
    reported: reports.received,
    reset: resets.reset,
    answered: resets.answered,
    getVariables: async (identity, names) => {
      const station = { identity, ...(await reach(identity, 'getVariables')) }
      return names.length === 0 ? [] : variables.get(station, names)
    },
    setVariables: async (identity, values) => {
      if (values.some(isPasswordVariable)) throw passwordRefusal('setVariables', identity)
      const station = { identity, ...(await reach(identity, 'setVariables')) }
      return values.length === 0 ? [] : variables.set(station, values)
    },
    limitsFor: async (station, message, count) => {
      const adapter = adapterOf(station.connection.version)
      return adapter === undefined ? { items: Infinity } : variables.limitsFor({ ...station, adapter }, message, count)
    },
    variables: variables.page,
    setDesired: desired.set,
    applyDesired: desired.apply,
    revertDesired: desired.revert,
    requestReport: reports.request,
    reports: reports.page,
    report: reports.find,
    setNetworkProfile: networkProfiles.set,
    networkProfiles: networkProfiles.page,
  }
}
