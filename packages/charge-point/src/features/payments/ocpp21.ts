import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import type { PaymentsAdapter } from './adapter.js'

const message = outgoing<Ocpp21>()

type Request = RequestOf<Ocpp21, 'NotifySettlement'>

export const payments: PaymentsAdapter = {
  settlement: ({ transactionId, pspRef, status, info, amount, time, receiptId, receiptUrl, vatNumber, vatCompany }) =>
    message('NotifySettlement', {
      pspRef,
      status,
      settlementAmount: amount,
      settlementTime: time,
      ...(transactionId === undefined ? {} : { transactionId }),
      ...(info === undefined ? {} : { statusInfo: info }),
      ...(receiptId === undefined ? {} : { receiptId }),
      ...(receiptUrl === undefined ? {} : { receiptUrl }),
      ...(vatNumber === undefined ? {} : { vatNumber }),
      ...(vatCompany === undefined ? {} : { vatCompany }),
    } satisfies Request),
  readReceipt: (response) => (response as ResponseOf<Ocpp21, 'NotifySettlement'>).receiptUrl,
  vatValidation: (vatNumber, evseId) => message('VatNumberValidation', { vatNumber, evseId }),
  readVat: (response) => {
    const { status, company } = response as ResponseOf<Ocpp21, 'VatNumberValidation'>
    return { isValid: status === 'Accepted', company }
  },
}

export const webPayments = ({ webPayments: pages }: Station): HandlerMap<Ocpp21, 'station'> => ({
  NotifyWebPaymentStarted: ({ evseId, timeout }) => {
    pages.started(evseId, timeout)
    return {}
  },
})
