import { ocpp21 } from '@ocpp-kit/ocpp21'
import { receiptUrl } from '../addresses.js'
import { isAnswered } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

/** Every VAT number belongs to this company. */
const company = { name: 'Mock Operator', address1: 'Example Street 1', city: 'Example', country: 'NL' }

export const answers = defineAnswers(ocpp21, {
  // Where the payment terminal made no receipt, the csms does (C21.FR.03, C21.FR.04); there is none for what was not paid (C22).
  NotifySettlement: ({ status, receiptUrl: known }) => (status === 'Settled' && known === undefined ? { receiptUrl } : {}),
  // The EVSE is told back (C18.FR.10).
  VatNumberValidation: ({ vatNumber, evseId }) => ({
    status: 'Accepted',
    vatNumber,
    company,
    ...(evseId !== undefined && { evseId }),
  }),
})

export const commands = defineCommands(ocpp21, {
  NotifyWebPaymentStarted: { payload: () => ({ evseId: 1, timeout: 60 }), check: isAnswered },
})
