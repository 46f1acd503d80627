import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import { outgoing } from '../../outgoing.js'
import type { SecurityEventsAdapter } from './security-events.js'

const message = outgoing<Ocpp16>()

export const securityEvents: SecurityEventsAdapter = {
  // Whitepaper §8.
  names: {
    FailedToAuthenticateAtCsms: 'FailedToAuthenticationAtCentralSystem',
    CsmsFailedToAuthenticate: 'CentralSystemFailedToAuthentication',
    InvalidCsmsCertificate: 'InvalidCentralSystemCertificate',
    InvalidChargingStationCertificate: 'InvalidChargePointCertificate',
  },
  notification: ({ type, timestamp, techInfo }) =>
    message('SecurityEventNotification', { type, timestamp, ...(techInfo === undefined ? {} : { techInfo }) }),
}
