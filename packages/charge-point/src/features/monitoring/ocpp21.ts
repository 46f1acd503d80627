import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { RequestOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import { eventStreamsAdapter, streamWishOf } from '../event-streams/ocpp21.js'
import type { MonitoringAdapter } from './adapter.js'
import { byVariable, eventData, monitoringSettings, monitoringAdapter as ocpp201 } from './ocpp201.js'

const message = outgoing<Ocpp21>()

type Events = RequestOf<Ocpp21, 'NotifyEvent'>['eventData']
type Monitors = NonNullable<RequestOf<Ocpp21, 'NotifyMonitoringReport'>['monitor']>

/** 2.1 watches the distance to a target too, streams what monitors see (N11), tells the severity of an event (N07.FR.20), and who has set a monitor (N02.FR.22). */
export const monitoringAdapter: MonitoringAdapter = {
  ...ocpp201,
  types: [...ocpp201.types, 'TargetDelta', 'TargetDeltaRelative'],
  streams: eventStreamsAdapter,
  streamWishOf,
  notifyEvent: (events, generatedAt) =>
    message('NotifyEvent', {
      generatedAt,
      seqNo: 0,
      tbc: false,
      eventData: events.map((event) => ({ ...eventData(event), severity: event.severity })) as unknown as Events,
    }),
  monitoringReport: (monitors, part) =>
    message('NotifyMonitoringReport', {
      ...part,
      monitor: byVariable(monitors, (monitor) => ({
        ...monitoringSettings(monitor),
        eventNotificationType: monitor.kind,
      })) as unknown as Monitors,
    }),
}
