import type { Outgoing } from '../../outgoing.js'
import type { Limit } from '../configuration/configuration.js'
import type { Component, ComponentName, VariableName } from '../configuration/device-model.js'
import type { EventStreamsAdapter, StreamWish } from '../event-streams/stream.js'
import type { PartNumber } from '../reports/reports.js'

export type MonitorType =
  | 'UpperThreshold'
  | 'LowerThreshold'
  | 'Delta'
  | 'Periodic'
  | 'PeriodicClockAligned'
  | 'TargetDelta'
  | 'TargetDeltaRelative'

/** Who put it there: the maker for good, the maker as a start, or a csms. */
export type MonitorKind = 'HardWiredMonitor' | 'PreconfiguredMonitor' | 'CustomMonitor'

/** A watch on a variable. Plain data, so that it can be written down. */
export interface Monitor {
  readonly id: number
  readonly kind: MonitorKind
  readonly component: ComponentName
  readonly variable: VariableName
  readonly type: MonitorType
  /** A threshold, a difference, or for periodic ones an interval in seconds. */
  readonly value: number
  /** From 0, danger, to 9, debug. */
  readonly severity: number
  /** Only while a transaction runs there. */
  readonly isTransactional: boolean
}

/** A monitor that every station of a version has from the start, at each place that has the variable. */
export interface BuiltInMonitor extends Pick<Monitor, 'type' | 'severity'> {
  readonly kind: 'HardWiredMonitor' | 'PreconfiguredMonitor'
  readonly component: Component['name']
  readonly variable: string
  readonly value: Limit
  /** What the variable is as long as nothing has happened: a difference to it is an event. */
  readonly normal: string
}

/** Something that a monitor, or the firmware by itself, has to tell. Plain data: it may have to wait. */
export interface MonitorEvent {
  readonly eventId: number
  readonly timestamp: string
  readonly trigger: 'Alerting' | 'Delta' | 'Periodic'
  /** The event that brought this one about. */
  readonly cause?: number | undefined
  readonly actualValue: string
  readonly techCode?: string | undefined
  readonly techInfo?: string | undefined
  /** Back to normal. */
  readonly isCleared?: boolean | undefined
  readonly transactionId?: string | undefined
  readonly monitorId?: number | undefined
  readonly kind: MonitorKind | 'HardWiredNotification'
  readonly component: ComponentName
  readonly variable: VariableName
  readonly severity: number
}

/** How one version speaks of monitors. */
export interface MonitoringAdapter {
  /** The kinds of monitors that it knows. */
  readonly types: readonly MonitorType[]
  readonly builtIn: readonly BuiltInMonitor[]
  /** Streams that monitors may tell by, where the version has them (2.1). */
  readonly streams?: EventStreamsAdapter | undefined
  /** The stream that a csms wants for a monitor, in what SetVariableMonitoring says of it. */
  streamWishOf?(data: object): StreamWish | undefined
  notifyEvent(events: readonly MonitorEvent[], generatedAt: string): Outgoing
  monitoringReport(monitors: readonly Monitor[], part: PartNumber & { readonly requestId: number; readonly generatedAt: string }): Outgoing
}
