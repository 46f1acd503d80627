import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap, RequestOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { retriesOf } from '../files/retries.js'
import type { LogsAdapter, UploadReport } from './logs.js'
import { windowOf } from './window.js'

const message = outgoing<Ocpp16>()

type DiagnosticsStatus = RequestOf<Ocpp16, 'DiagnosticsStatusNotification'>['status']
type LogStatus = RequestOf<Ocpp16, 'LogStatusNotification'>['status']

/** DiagnosticsStatusNotification knows one failure; neither it nor the security whitepaper has a word for a cancelled upload. */
const diagnosticsStatuses: Readonly<Record<UploadReport['status'], DiagnosticsStatus | undefined>> = {
  Idle: 'Idle',
  Uploading: 'Uploading',
  Uploaded: 'Uploaded',
  UploadFailure: 'UploadFailed',
  PermissionDenied: 'UploadFailed',
  BadMessage: 'UploadFailed',
  NotSupportedOperation: 'UploadFailed',
  AcceptedCanceled: undefined,
}

const logStatusOf = (status: UploadReport['status']): LogStatus | undefined => (status === 'AcceptedCanceled' ? undefined : status)

export const logs: LogsAdapter = {
  statusNotification: ({ status, requestId, isDiagnostics }) => {
    if (isDiagnostics) {
      const named = diagnosticsStatuses[status]
      return named && message('DiagnosticsStatusNotification', { status: named })
    }
    const named = logStatusOf(status)
    return named && message('LogStatusNotification', { status: named, ...(requestId === undefined ? {} : { requestId }) })
  },
}

export const logRetrieval = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  GetDiagnostics: ({ location, startTime, stopTime, retries, retryInterval }, call) => {
    const { fileName, run } = station.logs.request({
      kind: 'DiagnosticsLog',
      requestId: undefined,
      location,
      isFolder: true,
      ...retriesOf(retries, retryInterval),
      window: windowOf(startTime, stopTime),
    })
    if (run !== undefined) call.afterAnswer(run)
    return fileName === undefined ? {} : { fileName }
  },
  GetLog: ({ logType, requestId, log, retries, retryInterval }, call) => {
    const { status, fileName, run } = station.logs.request({
      kind: logType,
      requestId,
      location: log.remoteLocation,
      isFolder: false,
      ...retriesOf(retries, retryInterval),
      window: windowOf(log.oldestTimestamp, log.latestTimestamp),
    })
    if (run !== undefined) call.afterAnswer(run)
    return { status, ...(fileName === undefined ? {} : { filename: fileName }) }
  },
})
