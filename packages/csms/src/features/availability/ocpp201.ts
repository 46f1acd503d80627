import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { toUtc } from '../../instant.js'
import type { AvailabilityAdapter } from './availability.js'

export const availability: AvailabilityAdapter = {
  handlers: (domain) =>
    ({
      Heartbeat: () => ({ currentTime: domain.currentTime() }),

      StatusNotification: async ({ evseId, connectorId, connectorStatus, timestamp }, message) => {
        await domain.record(message, {
          evseId,
          connectorId,
          status: connectorStatus,
          reportedStatus: connectorStatus,
          timestamp: toUtc(timestamp, domain.currentTime()),
        })
        return {}
      },

      NotifyEvent: async ({ eventData }, message) => {
        for (const { component, variable, actualValue, timestamp } of eventData) {
          if (component.name !== 'Connector' || variable.name !== 'AvailabilityState' || component.evse === undefined) continue
          await domain.record(message, {
            evseId: component.evse.id,
            connectorId: component.evse.connectorId ?? 1,
            status: actualValue,
            reportedStatus: actualValue,
            timestamp: toUtc(timestamp, domain.currentTime()),
          })
        }
        return {}
      },
    }) satisfies HandlerMap<Ocpp201, 'csms'>,
}
