import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import { outgoing } from '../../outgoing.js'
import type { SecurityEventsAdapter } from './security-events.js'

const message = outgoing<Ocpp201>()

export const securityEvents: SecurityEventsAdapter = {
  names: {},
  notification: ({ type, timestamp, techInfo }) =>
    message('SecurityEventNotification', { type, timestamp, ...(techInfo === undefined ? {} : { techInfo }) }),
}
