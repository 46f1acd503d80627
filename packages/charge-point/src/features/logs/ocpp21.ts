import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import { outgoing } from '../../outgoing.js'
import type { LogsAdapter } from './logs.js'

const message = outgoing<Ocpp21>()

/** As in 2.0.1, and with the reason of a failure (2.1 N01.FR.30). */
export const logs: LogsAdapter = {
  statusNotification: ({ status, requestId, reasonCode }) =>
    message('LogStatusNotification', {
      status,
      ...(requestId === undefined ? {} : { requestId }),
      ...(reasonCode === undefined ? {} : { statusInfo: { reasonCode } }),
    }),
}
