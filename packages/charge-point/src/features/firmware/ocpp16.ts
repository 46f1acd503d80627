import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import { type HandlerMap, OcppError, type RequestOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { retriesOf } from '../files/retries.js'
import type { FirmwareAdapter, FirmwareReport } from './firmware.js'

const message = outgoing<Ocpp16>()

type PlainStatus = RequestOf<Ocpp16, 'FirmwareStatusNotification'>['status']

/** What 1.6 has no word for is left out; a failed check is a failed installation (1.6 §7.25). */
const plainStatuses: Readonly<Record<FirmwareReport['status'], PlainStatus | undefined>> = {
  Idle: 'Idle',
  DownloadScheduled: undefined,
  Downloading: 'Downloading',
  Downloaded: 'Downloaded',
  DownloadFailed: 'DownloadFailed',
  SignatureVerified: undefined,
  InvalidSignature: 'InstallationFailed',
  InstallScheduled: undefined,
  Installing: 'Installing',
  InstallVerificationFailed: 'InstallationFailed',
  InstallationFailed: 'InstallationFailed',
  InstallRebooting: undefined,
  Installed: 'Installed',
}

/** What a csms hears that asks in a state without a word. */
const nearestStatuses: Readonly<Partial<Record<FirmwareReport['status'], PlainStatus>>> = {
  SignatureVerified: 'Downloaded',
  InstallScheduled: 'Downloaded',
  InstallRebooting: 'Installing',
}

export const firmware: FirmwareAdapter = {
  tellsFailureWhenAsked: false,
  statusNotification: ({ status, requestId, isSigned, isTriggered }) => {
    if (isSigned) return message('SignedFirmwareStatusNotification', { status, ...(requestId === undefined ? {} : { requestId }) })
    const plain = plainStatuses[status] ?? (isTriggered ? (nearestStatuses[status] ?? 'Idle') : undefined)
    return plain && message('FirmwareStatusNotification', { status: plain })
  },
}

export const firmwareUpdate = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  UpdateFirmware: ({ location, retrieveDate, retries, retryInterval }, call) => {
    // A station that takes signed firmware only refuses the message as such (security whitepaper, L01.FR.20).
    if (!station.settings.values.acceptUnsignedFirmware) {
      throw new OcppError('NotSupported', 'UpdateFirmware: this station takes signed firmware only, by SignedUpdateFirmware')
    }
    const { run } = station.firmware.request({
      requestId: undefined,
      location,
      retrieveAtMs: Date.parse(retrieveDate),
      installAtMs: undefined,
      ...retriesOf(retries, retryInterval),
      signing: undefined,
    })
    if (run !== undefined) call.afterAnswer(run)
    return {}
  },
  SignedUpdateFirmware: ({ requestId, firmware: order, retries, retryInterval }, call) => {
    const { status, run } = station.firmware.request({
      requestId,
      location: order.location,
      retrieveAtMs: Date.parse(order.retrieveDateTime),
      installAtMs: order.installDateTime === undefined ? undefined : Date.parse(order.installDateTime),
      ...retriesOf(retries, retryInterval),
      signing: { certificate: order.signingCertificate, signature: order.signature },
    })
    if (run !== undefined) call.afterAnswer(run)
    return { status }
  },
})
