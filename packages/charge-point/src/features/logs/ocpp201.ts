import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { retriesOf } from '../files/retries.js'
import type { LogKind, LogsAdapter } from './logs.js'
import { windowOf } from './window.js'

const message = outgoing<Ocpp201>()

export const logs: LogsAdapter = {
  statusNotification: ({ status, requestId }) =>
    message('LogStatusNotification', { status, ...(requestId === undefined ? {} : { requestId }) }),
}

export const logRetrieval = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  GetLog: ({ logType, requestId, log, retries, retryInterval }, call) => {
    const { status, fileName, run } = station.logs.request({
      // 2.1 knows one more.
      kind: logType as LogKind,
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
