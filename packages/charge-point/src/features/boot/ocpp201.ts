import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { BootAdapter } from './boot.js'

const message = outgoing<Ocpp201>()

export const boot: BootAdapter = {
  whileRejected: 'SecurityError',
  request: ({ vendor, model, serialNumber, firmwareVersion }, reason) =>
    message('BootNotification', {
      reason,
      chargingStation: {
        vendorName: vendor,
        model,
        ...(serialNumber === undefined ? {} : { serialNumber }),
        ...(firmwareVersion === undefined ? {} : { firmwareVersion }),
      },
    }),
  readAnswer: (response) => response as ResponseOf<Ocpp201, 'BootNotification'>,
}
