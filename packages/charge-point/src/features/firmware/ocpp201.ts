import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { retriesOf } from '../files/retries.js'
import type { FirmwareAdapter } from './firmware.js'

const message = outgoing<Ocpp201>()

export const firmware: FirmwareAdapter = {
  tellsFailureWhenAsked: true,
  statusNotification: ({ status, requestId }) =>
    message('FirmwareStatusNotification', { status, ...(requestId === undefined ? {} : { requestId }) }),
}

export const firmwareUpdate = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  UpdateFirmware: ({ requestId, firmware: order, retries, retryInterval }, call) => {
    const { location, retrieveDateTime, installDateTime, signingCertificate, signature } = order
    // One without the other cannot vouch for anything.
    const isSigned = signingCertificate !== undefined || signature !== undefined
    const { status, run } = station.firmware.request({
      requestId,
      location,
      retrieveAtMs: Date.parse(retrieveDateTime),
      installAtMs: installDateTime === undefined ? undefined : Date.parse(installDateTime),
      ...retriesOf(retries, retryInterval),
      signing: isSigned ? { certificate: signingCertificate ?? '', signature: signature ?? '' } : undefined,
    })
    if (run !== undefined) call.afterAnswer(run)
    return { status }
  },
})
