import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import { numberOf } from '../topology/ocpp16.js'
import type { AvailabilityAdapter } from './availability.js'

const message = outgoing<Ocpp16>()

type ErrorCode = RequestOf<Ocpp16, 'StatusNotification'>['errorCode']

/** Fault names that 1.6 has a code for; any other goes out as OtherError with its name as info. */
const errorCodes = new Set<string>([
  'ConnectorLockFailure',
  'EVCommunicationError',
  'GroundFailure',
  'HighTemperature',
  'InternalError',
  'LocalListConflict',
  'OtherError',
  'OverCurrentFailure',
  'OverVoltage',
  'PowerMeterFailure',
  'PowerSwitchFailure',
  'ReaderFailure',
  'ResetFailure',
  'UnderVoltage',
  'WeakSignal',
])

export const availability: AvailabilityAdapter = {
  nameOf: (status) => status,
  statusNotification: ({ evseId, connectorId, status, faults, timestamp }, body) => {
    const [fault] = faults
    const errorCode = fault === undefined ? 'NoError' : errorCodes.has(fault) ? fault : 'OtherError'
    return message('StatusNotification', {
      connectorId: numberOf(body, evseId, connectorId),
      errorCode: errorCode as ErrorCode,
      ...(errorCode === 'OtherError' && fault !== undefined ? { info: fault.slice(0, 50) } : {}),
      status,
      timestamp,
    })
  },
  stationStatus: ({ isOperative, fault, timestamp }) =>
    message('StatusNotification', {
      connectorId: 0,
      errorCode: fault ?? 'NoError',
      status: isOperative ? 'Available' : 'Unavailable',
      timestamp,
    }),
  heartbeat: () => message('Heartbeat', {}),
  readHeartbeat: (response) => (response as ResponseOf<Ocpp16, 'Heartbeat'>).currentTime,
}
