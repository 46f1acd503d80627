import type { Ocpp16, StatusNotificationRequest } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { toUtc } from '../../instant.js'
import type { AvailabilityAdapter } from './availability.js'

export const availability: AvailabilityAdapter = {
  handlers: (domain) =>
    ({
      Heartbeat: () => ({ currentTime: domain.currentTime() }),
      StatusNotification: async ({ connectorId, status, errorCode, timestamp }, message) => {
        const told = {
          evseId: connectorId,
          connectorId: connectorId === 0 ? 0 : 1,
          status: statusIn2x(status),
          reportedStatus: status,
          errorCode,
          timestamp: toUtc(timestamp, domain.currentTime()),
        }
        await domain.record(message, [told])
        return {}
      },
    }) satisfies HandlerMap<Ocpp16, 'csms'>,
}

/** 2.x tells of the connector alone; what the session does is told by its events. */
function statusIn2x(status: StatusNotificationRequest['status']): string {
  switch (status) {
    case 'Preparing':
    case 'Charging':
    case 'SuspendedEV':
    case 'SuspendedEVSE':
    case 'Finishing':
      return 'Occupied'
    default:
      return status
  }
}
