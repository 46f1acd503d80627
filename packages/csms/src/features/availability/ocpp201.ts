import type { EventDataType, Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { fold } from '../../identifier.js'
import { toUtc } from '../../instant.js'
import type { AvailabilityAdapter, AvailabilityFeature } from './availability.js'

export const availability: AvailabilityAdapter = {
  handlers: (domain) =>
    ({
      Heartbeat: () => ({ currentTime: domain.currentTime() }),

      StatusNotification: async ({ evseId, connectorId, connectorStatus, timestamp }, message) => {
        const told = {
          evseId,
          connectorId,
          status: connectorStatus,
          reportedStatus: connectorStatus,
          timestamp: toUtc(timestamp, domain.currentTime()),
        }
        await domain.record(message, [told])
        return {}
      },

      NotifyEvent: async (request, message) => {
        const statuses: Parameters<AvailabilityFeature['record']>[1][number][] = []
        const others: EventDataType[] = []
        for (const event of request.eventData) {
          const { component, actualValue, timestamp } = event
          if (!isConnectorStatus(event) || component.evse === undefined) {
            others.push(event)
            continue
          }
          statuses.push({
            evseId: component.evse.id,
            connectorId: component.evse.connectorId ?? 1,
            status: actualValue,
            reportedStatus: actualValue,
            timestamp: toUtc(timestamp, domain.currentTime()),
          })
        }
        await domain.record(message, statuses)
        if (others.length > 0) domain.notify(message, { ...request, eventData: others })
        return {}
      },
    }) satisfies HandlerMap<Ocpp201, 'csms'>,
}

/** Names of components and variables are compared without regard to case (2.x ComponentType, VariableType). */
const isConnectorStatus = ({ component, variable }: EventDataType): boolean =>
  fold(component.name) === 'connector' && fold(variable.name) === 'availabilitystate'
