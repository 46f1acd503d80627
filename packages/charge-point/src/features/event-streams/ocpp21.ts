import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { ModelledStation } from '../../modelled-station.js'
import { outgoing } from '../../outgoing.js'
import { valueSizes } from '../configuration/message-limits.js'
import type { EventStreamsAdapter, StreamFacts, StreamWish } from './stream.js'

const message = outgoing<Ocpp21>()

const constant = ({ id, monitorId, params: { intervalS, values } }: StreamFacts) => ({
  id,
  variableMonitoringId: monitorId,
  params: { ...(intervalS > 0 ? { interval: intervalS } : {}), ...(values > 0 ? { values } : {}) },
})

export const eventStreamsAdapter: EventStreamsAdapter = {
  open: (stream) => message('OpenPeriodicEventStream', { constantStreamData: constant(stream) }),
  isOpened: (response) => (response as ResponseOf<Ocpp21, 'OpenPeriodicEventStream'>).status === 'Accepted',
  // Offsets count from the first value, which is at 0 (N15.FR.09).
  notify: (id, values, pending) => ({
    action: 'NotifyPeriodicEventStream',
    request: {
      id,
      pending,
      basetime: values[0].timestamp,
      data: values.map(({ timestamp, value }) => ({
        t: (Date.parse(timestamp) - Date.parse(values[0].timestamp)) / 1000,
        v: value.slice(0, valueSizes.told),
      })),
    } satisfies RequestOf<Ocpp21, 'NotifyPeriodicEventStream'>,
  }),
  close: (id) => message('ClosePeriodicEventStream', { id }),
}

/** The stream that a csms wants for a monitor, in what SetVariableMonitoring says of it. */
export const streamWishOf = (data: object): StreamWish | undefined =>
  (data as RequestOf<Ocpp21, 'SetVariableMonitoring'>['setMonitoringData'][number]).periodicEventStream

export function eventStreams({ monitoring }: ModelledStation): HandlerMap<Ocpp21, 'station'> {
  const streams = monitoring?.streams
  if (streams === undefined) return {}
  return {
    AdjustPeriodicEventStream: ({ id, params }, call) => {
      const reasonCode = streams.adjust(id, params)
      if (reasonCode !== undefined) return { status: 'Rejected', statusInfo: { reasonCode } }
      call.afterAnswer(() => streams.settle(id))
      return { status: 'Accepted' }
    },
    GetPeriodicEventStream: () => {
      const open = streams.open.map(constant)
      return open.length === 0 ? {} : { constantStreamData: open }
    },
  }
}
