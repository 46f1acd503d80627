import type { Outgoing } from '../../outgoing.js'

/** The company behind a VAT number, in the fields of 2.1. */
export interface Company {
  readonly name: string
  readonly address1: string
  readonly address2?: string | undefined
  readonly city: string
  readonly postalCode?: string | undefined
  readonly country: string
}

/** What the csms says of a VAT number. */
export interface VatAnswer {
  readonly isValid: boolean
  readonly company: Company | undefined
}

/** What became of a payment. */
export interface Settlement {
  /** Missing where none had begun. */
  readonly transactionId: string | undefined
  readonly pspRef: string
  readonly status: 'Settled' | 'Canceled' | 'Rejected' | 'Failed'
  readonly info: string | undefined
  /** In the currency of the tariff; what should have been settled, where it could not be. */
  readonly amount: number
  readonly time: string
  readonly receiptId: string | undefined
  readonly receiptUrl: string | undefined
  readonly vatNumber: string | undefined
  readonly vatCompany: Company | undefined
}

/** How a version speaks of payments. */
export interface PaymentsAdapter {
  settlement(settlement: Settlement): Outgoing
  /** Where the driver finds his receipt, if the csms has made one. */
  readReceipt(response: object): string | undefined
  vatValidation(vatNumber: string, evseId: number): Outgoing
  readVat(response: object): VatAnswer
}
