import type { Station } from '../../station.js'
import type { ComponentName, DeviceModel, VariableName } from '../configuration/device-model.js'
import { paramsProblem, type StreamWish } from '../event-streams/stream.js'
import { matches, type Pattern } from '../reports/selection.js'
import type { Monitor, MonitorType } from './adapter.js'
import type { Watch } from './monitor-store.js'
import type { Monitoring } from './monitoring.js'
import { type MonitorWish, problemOf, supports } from './rules.js'

export interface SetWish extends MonitorWish {
  /** The monitor to be replaced; undefined: a new one. */
  readonly id: number | undefined
  readonly component: ComponentName
  readonly variable: VariableName
  /** The stream that it is to tell by (2.1). */
  readonly stream?: StreamWish | undefined
}

type SetStatus = 'UnknownComponent' | 'UnknownVariable' | 'UnsupportedMonitorType' | 'Rejected' | 'Duplicate'

export type SetOutcome =
  | { readonly status: 'Accepted'; readonly watch: Watch; readonly wasAlerting: boolean }
  | { readonly status: SetStatus; readonly reasonCode?: string | undefined }

const reject = (reasonCode: string): SetOutcome => ({ status: 'Rejected', reasonCode })

/** Sets one monitor, or says why not (N04). What it finds at once is for the caller to let it tell, after the answer. */
export function setMonitor(station: Station, model: DeviceModel, monitoring: Monitoring, wish: SetWish): SetOutcome {
  const { component, variable, type, value, severity, isTransactional } = wish
  const { store, adapter } = monitoring
  const found = model.find(station, component, variable)
  if (typeof found === 'string') return { status: found }
  const old = wish.id === undefined ? undefined : store.all.get(wish.id)
  if (wish.id !== undefined) {
    if (old === undefined) return reject('NotFound')
    if (old.monitor.kind === 'HardWiredMonitor') return reject('ReadOnly')
    // A monitor stays with its variable (N04.FR.16).
    if (!isSamePlace(old.monitor, found)) return reject('InvalidValue')
  }
  if (!supports(found.variable, type, adapter.types)) return { status: 'UnsupportedMonitorType' }
  const problem = problemOf(station, found, wish) ?? streamProblem(monitoring, wish)
  if (problem !== undefined) return reject(problem)
  const twin = [...store.all.values()].find(
    ({ monitor }) => monitor.type === type && monitor.severity === severity && isSamePlace(monitor, found),
  )
  if (twin !== undefined && twin !== old) return { status: 'Duplicate' }
  if (old !== undefined) monitoring.end(old)
  const id = old?.monitor.id ?? store.newId()
  // What a csms has changed is its own, even where the maker had set it (N04.FR.15).
  const monitor: Monitor = {
    id,
    kind: 'CustomMonitor',
    component: found.component,
    variable: found.name,
    type,
    value,
    severity,
    isTransactional,
  }
  return { status: 'Accepted', watch: store.set(monitor, found), wasAlerting: old?.isAlerting === true }
}

/** What is wrong with the stream of a monitor, as a reason code; undefined if nothing is. */
function streamProblem({ streams }: Monitoring, { id, stream }: SetWish): string | undefined {
  if (stream === undefined || streams === undefined) return undefined
  return paramsProblem(stream) ?? (streams.hasRoomFor(id) ? undefined : 'TooManyElements')
}

/** Removes a monitor; hard-wired ones stay (N06.FR.02–03). */
export function clearMonitor(monitoring: Monitoring, id: number): 'Accepted' | 'Rejected' | 'NotFound' {
  const { store } = monitoring
  const watch = store.all.get(id)
  if (watch === undefined) return 'NotFound'
  if (watch.monitor.kind === 'HardWiredMonitor') return 'Rejected'
  monitoring.end(watch)
  store.clear(watch)
  return 'Accepted'
}

export type MonitoringCriterion = 'ThresholdMonitoring' | 'DeltaMonitoring' | 'PeriodicMonitoring'

const typesOf: Readonly<Record<MonitoringCriterion, readonly MonitorType[]>> = {
  ThresholdMonitoring: ['UpperThreshold', 'LowerThreshold'],
  // Differences to a target count as well (2.1, errata 2.42).
  DeltaMonitoring: ['Delta', 'TargetDelta', 'TargetDeltaRelative'],
  PeriodicMonitoring: ['Periodic', 'PeriodicClockAligned'],
}

/** The monitors that a request asks for (N02.FR.05–21). */
export function selectMonitors(
  { store }: Monitoring,
  criteria: readonly MonitoringCriterion[] | undefined,
  patterns: readonly Pattern[] | undefined,
): readonly Monitor[] {
  return [...store.all.values()]
    .map(({ monitor }) => monitor)
    .filter(({ type }) => criteria?.some((criterion) => typesOf[criterion].includes(type)) ?? true)
    .filter(({ component, variable }) => patterns?.some((pattern) => matches({ component, name: variable }, pattern)) ?? true)
    .sort((one, other) => one.id - other.id)
}

const isSamePlace = (monitor: Monitor, found: { readonly component: ComponentName; readonly name: VariableName }): boolean =>
  key(monitor.component, monitor.variable) === key(found.component, found.name)

const key = ({ name, instance, evse }: ComponentName, variable: VariableName): string =>
  JSON.stringify([name, instance, evse?.id, evse?.connectorId, variable.name, variable.instance])
