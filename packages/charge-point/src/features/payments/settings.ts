/** What a payment terminal can tell of a card, beside the reference of the payment (2.1 appendix, additionalInfo). */
export const paymentDetails = [
  'PaymentBrand',
  'PaymentRecognition',
  'ReadingMethod',
  'CardBin',
  'CardLast4Digits',
  'CardExpiryDate',
  'HashedCardNr',
]

export const qrCodeQualities = ['Low', 'Medium', 'Quartile', 'High']

/** What a csms may configure of payments at the station (2.1, PaymentCtrlr and WebPaymentsCtrlr). */
export interface PaymentSettings {
  /** Whether the payment terminal is in use. */
  readonly paymentEnabled: boolean
  /** What the terminal reserves on a card, in the currency of the tariff. */
  readonly authorizationAmount: number
  /** By how much it is raised when the costs come near it. 0: not at all. */
  readonly incrementalAuthorizationAmount: number
  /** How near. */
  readonly incrementalAuthorizationThreshold: number
  /** What goes along with the token of a card. */
  readonly paymentDetails: readonly string[]
  /** Whether the csms settles payments; else the terminal does. */
  readonly settlementByCsms: boolean
  /** Where drivers find their receipts. */
  readonly receiptServerUrl: string
  /** Whether the csms makes the receipts; else the terminal does. */
  readonly receiptByCsms: boolean
  /** Who sells the energy, for receipts. */
  readonly merchantId: string
  readonly merchantTaxId: string
  readonly merchantName: string
  readonly merchantAddress: string
  readonly merchantCity: string
  /** Whether a code is shown that leads to a page for paying. */
  readonly webPaymentsEnabled: boolean
  /** Its address, with `{totp}`, `{version}`, and `{chargingstationid}` or `{roamingevseid}`. Empty: there is none. */
  readonly webPaymentsUrlTemplate: string
  /** How long a password in the code is good. */
  readonly webPaymentsValidityTimeS: number
  /** How many characters it has. */
  readonly webPaymentsTotpLength: number
  /** How much of the code may be damaged: `Low`, `Medium`, `Quartile` or `High`. */
  readonly qrCodeQuality: string
}

export const paymentDefaults: PaymentSettings = {
  paymentEnabled: true,
  authorizationAmount: 50,
  incrementalAuthorizationAmount: 0,
  incrementalAuthorizationThreshold: 5,
  paymentDetails: ['PaymentBrand', 'PaymentRecognition', 'CardBin', 'CardLast4Digits'],
  settlementByCsms: false,
  receiptServerUrl: 'https://receipts.example',
  receiptByCsms: false,
  merchantId: '',
  merchantTaxId: '',
  merchantName: '',
  merchantAddress: '',
  merchantCity: '',
  webPaymentsEnabled: false,
  webPaymentsUrlTemplate: '',
  webPaymentsValidityTimeS: 60,
  webPaymentsTotpLength: 8,
  qrCodeQuality: 'Medium',
}

/** Whether an address has all that the csms needs to know who asks (C25.FR.50). */
export function isUrlTemplate(text: string): boolean {
  if (text === '') return true
  const isNamed = text.includes('{chargingstationid}') || text.includes('{roamingevseid}')
  return isNamed && text.includes('{totp}') && text.includes('{version}') && text.length <= 2_000
}
