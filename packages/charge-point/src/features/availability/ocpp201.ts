import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { ConnectorStatus } from '../../body/index.js'
import { outgoing } from '../../outgoing.js'
import type { AvailabilityAdapter } from './availability.js'

const message = outgoing<Ocpp201>()

type Status = RequestOf<Ocpp201, 'StatusNotification'>['connectorStatus']

/** 2.x tells whether a car is plugged in; what happens there is the transaction's to tell (G01). */
function nameOf(status: ConnectorStatus, isPlugged: boolean): Status {
  if (status === 'Reserved' || status === 'Unavailable' || status === 'Faulted') return status
  return isPlugged ? 'Occupied' : 'Available'
}

export const availability: AvailabilityAdapter = {
  nameOf,
  statusNotification: ({ evseId, connectorId, status, isPlugged, timestamp }) =>
    message('StatusNotification', { evseId, connectorId, connectorStatus: nameOf(status, isPlugged), timestamp }),
  stationStatus: () => undefined,
  heartbeat: () => message('Heartbeat', {}),
  readHeartbeat: (response) => (response as ResponseOf<Ocpp201, 'Heartbeat'>).currentTime,
}
