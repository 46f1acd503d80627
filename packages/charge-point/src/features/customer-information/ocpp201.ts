import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { numbered } from '../reports/reports.js'
import { type CustomerRecords, decide, follow } from './customer-information.js'

const message = outgoing<Ocpp201>()

/** @param records everything that knows customers, in the order in which it is told */
export const customerInformation = (station: Station, records: readonly CustomerRecords[]): HandlerMap<Ocpp201, 'station'> => ({
  CustomerInformation: (
    { requestId, report: shallReport, clear: shallClear, idToken, customerIdentifier, customerCertificate },
    request,
  ) => {
    const { reports, time } = station
    const token = idToken && { idToken: idToken.idToken, type: idToken.type }
    const wish = { customer: { idToken: token, customerIdentifier, certificate: customerCertificate }, shallReport, shallClear }
    const status = decide(wish, reports.isBusy)
    if (status === 'Accepted') {
      request.afterAnswer(() => {
        const generatedAt = time.iso()
        const parts = follow(station, records, wish)
        reports.send(numbered(parts, (data, number) => message('NotifyCustomerInformation', { ...number, requestId, generatedAt, data })))
      })
    }
    return { status }
  },
})
