import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { ModelledStation } from '../../modelled-station.js'
import { outgoing } from '../../outgoing.js'
import { checkSize, valueSizes } from '../configuration/message-limits.js'
import { paramsOf } from '../event-streams/stream.js'
import { notSupported } from '../reports/ocpp201.js'
import { numbered, split } from '../reports/reports.js'
import type { Monitor, MonitorEvent, MonitoringAdapter } from './adapter.js'
import { builtInMonitors } from './built-in.js'
import { clearMonitor, type SetOutcome, selectMonitors, setMonitor } from './requests.js'

const message = outgoing<Ocpp201>()

type Event = RequestOf<Ocpp201, 'NotifyEvent'>['eventData'][number]
type MonitorReport = RequestOf<Ocpp201, 'NotifyMonitoringReport'>
type MonitoringData = NonNullable<MonitorReport['monitor']>[number]
type SetData = RequestOf<Ocpp201, 'SetVariableMonitoring'>['setMonitoringData'][number]
type SetResult = ResponseOf<Ocpp201, 'SetVariableMonitoring'>['setMonitoringResult'][number]

export const eventData = (event: MonitorEvent): Event => ({
  eventId: event.eventId,
  timestamp: event.timestamp,
  trigger: event.trigger,
  ...(event.cause === undefined ? {} : { cause: event.cause }),
  actualValue: event.actualValue.slice(0, valueSizes.told),
  ...(event.techCode === undefined ? {} : { techCode: event.techCode.slice(0, 50) }),
  ...(event.techInfo === undefined ? {} : { techInfo: event.techInfo.slice(0, 500) }),
  ...(event.isCleared === true ? { cleared: true } : {}),
  ...(event.transactionId === undefined ? {} : { transactionId: event.transactionId }),
  ...(event.monitorId === undefined ? {} : { variableMonitoringId: event.monitorId }),
  eventNotificationType: event.kind,
  component: event.component as Event['component'],
  variable: event.variable,
})

/** The monitors of each variable together, in the order in which they come. */
export function byVariable<T>(
  monitors: readonly Monitor[],
  describe: (monitor: Monitor) => T,
): readonly { component: Monitor['component']; variable: Monitor['variable']; variableMonitoring: T[] }[] {
  const groups = new Map<string, { component: Monitor['component']; variable: Monitor['variable']; variableMonitoring: T[] }>()
  for (const monitor of monitors) {
    const { component, variable } = monitor
    const key = JSON.stringify([component, variable])
    const group = groups.get(key) ?? { component, variable, variableMonitoring: [] }
    groups.set(key, group)
    group.variableMonitoring.push(describe(monitor))
  }
  return [...groups.values()]
}

export const monitoringSettings = ({ id, isTransactional, value, type, severity }: Monitor) => ({
  id,
  transaction: isTransactional,
  value,
  type: type as SetData['type'],
  severity,
})

export const monitoringAdapter: MonitoringAdapter = {
  types: ['UpperThreshold', 'LowerThreshold', 'Delta', 'Periodic', 'PeriodicClockAligned'],
  builtIn: builtInMonitors,
  // Each message stands for itself: it is the first and the last part (N07.FR.07, N08.FR.04).
  notifyEvent: (events, generatedAt) =>
    message('NotifyEvent', {
      generatedAt,
      seqNo: 0,
      tbc: false,
      eventData: events.map(eventData) as RequestOf<Ocpp201, 'NotifyEvent'>['eventData'],
    }),
  monitoringReport: (monitors, part) =>
    message('NotifyMonitoringReport', { ...part, monitor: byVariable(monitors, monitoringSettings) as unknown as [MonitoringData] }),
}

export function monitoring(station: ModelledStation): HandlerMap<Ocpp201, 'station'> {
  const { model, monitoring: part, reports } = station
  if (model === undefined || part === undefined) return {}
  return {
    SetVariableMonitoring: (request, message) => {
      checkSize(request, request.setMonitoringData)
      const results = request.setMonitoringData.map((data): SetResult => {
        const { id, component, variable, type, value, severity, transaction: isTransactional = false } = data
        const stream = part.adapter.streamWishOf?.(data)
        const outcome = setMonitor(station, model, part, { id, component, variable, type, value, severity, isTransactional, stream })
        if (outcome.status === 'Accepted') {
          const tellOfStream = part.stream(outcome.watch.monitor.id, stream && paramsOf(stream))
          message.afterAnswer(() => {
            part.begin(outcome.watch, outcome.wasAlerting)
            tellOfStream()
          })
        }
        return { component, variable, type, severity, ...setResult(outcome) }
      })
      return { setMonitoringResult: results as [SetResult, ...SetResult[]] }
    },
    ClearVariableMonitoring: (request, message) => {
      checkSize(request, request.id)
      type Result = ResponseOf<Ocpp201, 'ClearVariableMonitoring'>['clearMonitoringResult']
      const results = request.id.map((id) => {
        const status = clearMonitor(part, id)
        // Its stream goes with it (N13.FR.05).
        if (status === 'Accepted') message.afterAnswer(part.stream(id, undefined))
        return { id, status }
      })
      return { clearMonitoringResult: results as unknown as Result }
    },
    SetMonitoringBase: ({ monitoringBase }, message) => {
      if (!station.settings.values.monitoringBases.includes(monitoringBase)) return notSupported
      const gone = part.setBase(monitoringBase)
      message.afterAnswer(() => {
        for (const id of gone) part.stream(id, undefined)()
        part.check()
      })
      return { status: 'Accepted' }
    },
    SetMonitoringLevel: ({ severity }, message) => {
      // From danger to debug (N05.FR.02).
      if (severity < 0 || severity > 9) return { status: 'Rejected', statusInfo: { reasonCode: 'ValueOutOfRange' } }
      message.afterAnswer(() => part.check())
      part.setLevel(severity)
      return { status: 'Accepted' }
    },
    GetMonitoringReport: (request, message) => {
      const { requestId, monitoringCriteria, componentVariable } = request
      checkSize(request, componentVariable)
      if (monitoringCriteria?.every((one) => station.settings.values.monitoringCriteria.includes(one)) === false) return notSupported
      if (reports.isBusy) return { status: 'Rejected' }
      const monitors = selectMonitors(part, monitoringCriteria, componentVariable)
      if (monitors.length === 0) return { status: 'EmptyResultSet' }
      const generatedAt = station.time.iso()
      message.afterAnswer(() =>
        reports.send(
          numbered(split(monitors), (some, number) => part.adapter.monitoringReport(some, { ...number, requestId, generatedAt })),
        ),
      )
      return { status: 'Accepted' }
    },
  }
}

function setResult(outcome: SetOutcome): Pick<SetResult, 'id' | 'status' | 'statusInfo'> {
  if (outcome.status === 'Accepted') return { id: outcome.watch.monitor.id, status: outcome.status }
  const { status, reasonCode } = outcome
  return { status, ...(reasonCode === undefined ? {} : { statusInfo: { reasonCode } }) }
}
