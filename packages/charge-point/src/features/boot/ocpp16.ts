import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { BootAdapter } from './boot.js'

const message = outgoing<Ocpp16>()

export const boot: BootAdapter = {
  whileRejected: 'ignore',
  request: ({ vendor, model, serialNumber, firmwareVersion }) =>
    message('BootNotification', {
      chargePointVendor: vendor,
      chargePointModel: model,
      ...(serialNumber === undefined ? {} : { chargePointSerialNumber: serialNumber }),
      ...(firmwareVersion === undefined ? {} : { firmwareVersion }),
    }),
  readAnswer: (response) => response as ResponseOf<Ocpp16, 'BootNotification'>,
}
