import { decimal, fixed, fixedList, list, live, oneOf, text, truth, type Variable, whole } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import { qrCodeQualities } from './settings.js'
import { terminalFacts } from './terminal.js'
import { totpVersion } from './web-payments.js'

/** Nobody reads it back. */
const sharedSecret: Variable = {
  access: 'W',
  dataType: 'string',
  isPersistent: true,
  max: 255,
  read: () => '',
  write: ({ webPayments }, value) => {
    if (value.length === 0 || value.length > 255) return 'Rejected'
    webPayments.secret = value
    return 'Accepted'
  },
}

/** There is but one to choose. */
const version: Variable = {
  access: 'RW',
  dataType: 'OptionList',
  values: [totpVersion],
  read: () => totpVersion,
  write: (_, value) => (value === totpVersion ? 'Accepted' : 'Rejected'),
}

const roamingEvseId: Variable = {
  access: 'RW',
  dataType: 'string',
  isPersistent: true,
  read: ({ webPayments }, { evseId = 0 }) => webPayments.roamingId(evseId),
  write: ({ webPayments }, value, { evseId = 0 }) => {
    webPayments.setRoamingId(evseId, value)
    return 'Accepted'
  },
}

/** Payments at the station and on pages of the csms (2.1 part 2, §2.4 of the configuration variables). */
export const paymentComponents: readonly Component[] = [
  {
    name: 'PaymentCtrlr',
    of: 'station',
    variables: {
      AuthorizationAmount: decimal('authorizationAmount'),
      AuthorizeDirectPayment: truth('authorizeDirectPayment'),
      Connected: live('boolean', ({ payments }) => String(payments.terminal.isConnected)),
      Enabled: truth('paymentEnabled'),
      FirmwareVersion: fixed(terminalFacts.firmwareVersion),
      ICCID: fixed(terminalFacts.iccid),
      IMSI: fixed(terminalFacts.imsi),
      IncrementalAuthorizationAmount: decimal('incrementalAuthorizationAmount'),
      IncrementalAuthorizationThreshold: decimal('incrementalAuthorizationThreshold'),
      'Merchant[Address]': text('merchantAddress'),
      'Merchant[City]': text('merchantCity'),
      'Merchant[Id]': text('merchantId'),
      'Merchant[Name]': text('merchantName'),
      'Merchant[TaxId]': text('merchantTaxId'),
      Model: fixed(terminalFacts.model),
      PaymentDetails: list('paymentDetails'),
      PaymentServiceProvider: fixed(terminalFacts.provider),
      Problem: live('boolean', ({ payments }) => String(payments.terminal.fault !== undefined)),
      ReceiptByCSMS: truth('receiptByCsms'),
      ReceiptServerUrl: text('receiptServerUrl'),
      SerialNumber: fixed(terminalFacts.serialNumber),
      SettlementByCSMS: truth('settlementByCsms'),
      TerminalID: fixed(terminalFacts.id),
      VendorName: fixed(terminalFacts.vendor),
    },
  },
  {
    name: 'WebPaymentsCtrlr',
    of: 'station',
    variables: {
      Enabled: truth('webPaymentsEnabled'),
      Length: whole('webPaymentsTotpLength'),
      QRCodeQuality: oneOf('qrCodeQuality', qrCodeQualities),
      SharedSecret: sharedSecret,
      TOTPVersion: version,
      URLParameters: fixedList('MemberList', ['maxtime', 'maxenergy', 'maxcost']),
      URLTemplate: text('webPaymentsUrlTemplate'),
      ValidityTime: whole('webPaymentsValidityTimeS', { unit: 's' }),
    },
  },
  { name: 'WebPaymentsCtrlr', of: 'evse', variables: { RoamingEvseId: roamingEvseId } },
]
