import type { StateStore } from '../../state/store.js'
import type { Company } from './adapter.js'

/** A payment by card that is under way. Plain data: it outlives a power cut. */
export interface Payment {
  readonly pspRef: string
  /** By which the driver is known who comes back with the card. */
  readonly cardHash: string
  readonly evseId: number
  /** What is reserved on the card. */
  readonly reserved: number
  /** The csms was asked, and waits to hear how it ended (C19.FR.02). */
  readonly wasAsked: boolean
  /** The transaction that it pays for, once there is one. */
  readonly transactionKey?: number | undefined
  /** What is to be paid, once that is known; `settling`: the transaction is over. */
  readonly phase: 'reserved' | 'settling'
  readonly due?: number | undefined
  readonly vatNumber?: string | undefined
  readonly vatCompany?: Company | undefined
}

const section = 'payments'

/** The payments that have not come to an end. */
export class PaymentBook {
  /** Made with the first. */
  private byRef: Map<string, Payment> | undefined

  constructor(private readonly state: StateStore) {
    const stored = [...state.load(section).values()] as Payment[]
    if (stored.length > 0) this.byRef = new Map(stored.map((payment) => [payment.pspRef, payment]))
  }

  get all(): readonly Payment[] {
    return [...(this.byRef?.values() ?? [])]
  }

  find(test: (payment: Payment) => boolean): Payment | undefined {
    return this.byRef === undefined ? undefined : this.all.find(test)
  }

  /** In RAM at once; `keep` writes it down. */
  set(payment: Payment): Payment {
    this.byRef ??= new Map()
    this.byRef.set(payment.pspRef, payment)
    return payment
  }

  keep({ pspRef }: Payment): void {
    const payment = this.byRef?.get(pspRef)
    if (payment !== undefined) this.state.put(section, pspRef, payment)
  }

  forget({ pspRef }: Payment): void {
    this.byRef?.delete(pspRef)
    if (this.byRef?.size === 0) this.byRef = undefined
    this.state.remove(section, pspRef)
  }
}
