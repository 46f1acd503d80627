import { createHash } from 'node:crypto'
import type { AdditionalInfo } from '../../body/index.js'

/** A card, or a phone, that somebody holds at the payment terminal. */
export interface PaymentCard {
  /** Digits. Default `4242424242424242`. */
  readonly number?: string | undefined
  /** As the appendix of 2.1 names it. Default `Visa`. */
  readonly brand?: string | undefined
  /** Credit card `CC`, `Debit`, or the name of a wallet. Default `CC`. */
  readonly recognition?: string | undefined
  /** `Contactless`, `Contact` or `Magstripe`. Default `Contactless`. */
  readonly readingMethod?: string | undefined
  /** `yyyy/mm`. Default: not told. */
  readonly expiryDate?: string | undefined
}

/**
 * What goes wrong at the terminal: `Declined`, the payment service refuses to reserve anything; `Rejected`, it refuses to settle;
 * `Failed`, it is out of reach.
 */
export type PaymentFault = 'Declined' | 'Rejected' | 'Failed'

export const paymentFaults: readonly PaymentFault[] = ['Declined', 'Rejected', 'Failed']

/** What the payment service says to a sum that is to be paid. */
export interface Settled {
  readonly status: 'Settled' | 'Rejected' | 'Failed'
  readonly info?: string | undefined
  /** Of a receipt that the terminal has made. */
  readonly receiptId?: string | undefined
}

/** The terminal as the device model shows it. */
export const terminalFacts = {
  id: 'TERMINAL-1',
  provider: 'Virtual',
  vendor: 'ocpp-kit',
  model: 'Virtual',
  serialNumber: 'VT-1',
  firmwareVersion: '1.0',
  imsi: '001010000000001',
  iccid: '8900000000000000001',
} as const

/** The payment terminal in the station, with the payment service behind it. */
export class Terminal {
  fault: PaymentFault | undefined

  /** @param createId makes the numbers of receipts */
  constructor(private readonly createId: () => string) {}

  get isConnected(): boolean {
    return this.fault !== 'Failed'
  }

  /** Whether the payment service reserves an amount on a card, or more of it. */
  reserves(): boolean {
    return this.fault !== 'Declined' && this.fault !== 'Failed'
  }

  settle(): Settled {
    if (this.fault === 'Rejected') return { status: 'Rejected', info: 'rejected by the payment service' }
    if (this.fault === 'Failed') return { status: 'Failed', info: 'the payment service is out of reach' }
    return { status: 'Settled', receiptId: this.createId() }
  }
}

const defaultNumber = '4242424242424242'

export const hashOf = ({ number = defaultNumber }: PaymentCard): string => createHash('sha256').update(number).digest('hex')

/** What the csms gets to know of a card (C18.FR.04). */
export function detailsOf(card: PaymentCard, wanted: readonly string[]): readonly AdditionalInfo[] {
  const { number = defaultNumber, brand = 'Visa', recognition = 'CC', readingMethod = 'Contactless', expiryDate } = card
  const known: Readonly<Record<string, string | undefined>> = {
    PaymentBrand: brand,
    PaymentRecognition: recognition,
    ReadingMethod: readingMethod,
    CardBin: number.slice(0, 6),
    CardLast4Digits: number.slice(-4),
    CardExpiryDate: expiryDate,
    HashedCardNr: hashOf(card),
  }
  return wanted.flatMap((type) => {
    const additionalIdToken = known[type]
    return additionalIdToken === undefined ? [] : [{ type, additionalIdToken }]
  })
}
