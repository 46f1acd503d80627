import { type BodyEffect, evseOf, type Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import { ChargePointError } from '../../errors.js'
import type { OutboxEntry } from '../../outbox-entry.js'
import type { Authorizer, CardResult } from '../authorization/authorization.js'
import type { DriverNotices } from '../cost/driver-notices.js'
import type { LocalCosts } from '../tariffs/local-costs.js'
import { payable } from '../tariffs/prices.js'
import type { Addition, Companion, Told } from '../transactions/adapter.js'
import type { Transactions } from '../transactions/transactions.js'
import type { PaymentsAdapter, Settlement, VatAnswer } from './adapter.js'
import { type Payment, PaymentBook } from './payment-book.js'
import { detailsOf, hashOf, type PaymentCard, Terminal } from './terminal.js'

/** What holding a card at the payment terminal came to. */
export interface PaymentResult extends CardResult {
  /** The reference of the payment; undefined where the payment service refused. */
  readonly pspRef: string | undefined
}

export interface PaymentPartners {
  readonly adapter: PaymentsAdapter | undefined
  readonly transactions: Transactions
  readonly authorizer: Authorizer
  readonly costs: LocalCosts
  readonly notices: DriverNotices
}

/** Ad hoc payments by card at the station (2.1 C18–C23). */
export class Payments implements Companion {
  readonly terminal: Terminal
  private readonly book: PaymentBook
  private isWatching = false

  constructor(
    private readonly core: Core,
    private readonly partners: PaymentPartners,
  ) {
    this.terminal = new Terminal(core.createId)
    this.book = new PaymentBook(core.state)
    if (this.book.all.length > 0) this.watch()
  }

  /** From the first payment on: most stations of a fleet see none. */
  private watch(): void {
    if (this.isWatching) return
    this.isWatching = true
    const { body, outbox, events } = this.core
    const { transactions, costs } = this.partners
    transactions.join(this)
    transactions.onCost((evseId, cost) => this.costChanged(evseId, cost))
    costs.onMark((evseId) => this.markAt(evseId))
    body.perform((effect) => this.perform(effect))
    outbox.onAnswer((entry, response) => this.answered(entry, response))
    events.on('messageDropped', () => this.settleUnanswered())
  }

  /** What was under way when the power went. */
  poweredOn(): void {
    const isLetIn = (pspRef: string): boolean => this.core.body.state.evses.some((evse) => evse.authorization?.token.idToken === pspRef)
    for (const payment of this.book.all) if (payment.transactionKey === undefined && !isLetIn(payment.pspRef)) this.release(payment)
    this.settleUnanswered()
  }

  /**
   * Somebody holds a card at the terminal: it lets the driver in once an amount is reserved on it, or ends the session that it pays for
   * (C18.FR.01–07, C20.FR.01).
   */
  async pay(card: PaymentCard, evseId: number | undefined): Promise<PaymentResult> {
    this.checkEnabled()
    this.watch()
    const cardHash = hashOf(card)
    const own = this.book.find((one) => one.cardHash === cardHash && (evseId === undefined || one.evseId === evseId))
    if (own !== undefined && own.phase === 'reserved') return this.end(own)
    const { authorizationAmount, authorizeDirectPayment, paymentDetails } = this.core.settings.values
    if (!this.terminal.reserves()) return { outcome: 'refused', status: 'PaymentRefused', evseId, pspRef: undefined }
    const pspRef = this.core.createId()
    const payment = this.book.set({
      ...{ pspRef, cardHash, evseId: evseId ?? 0, reserved: authorizationAmount, wasAsked: authorizeDirectPayment, phase: 'reserved' },
    })
    this.book.keep(payment)
    const token: Token = { idToken: pspRef, type: 'DirectPayment', additionalInfo: detailsOf(card, paymentDetails) }
    const result = await this.partners.authorizer.presentCard({ token, evseId })
    // What nobody wants is released (C18.FR.07).
    if (result.outcome !== 'started') this.book.forget(payment)
    else this.update(pspRef, { evseId: result.evseId ?? payment.evseId })
    return { ...result, pspRef }
  }

  /** The driver changes his mind, at the terminal (C19.FR.01, C20.FR.01). @throws ChargePointError `NO_PAYMENT` */
  async cancel(evseId: number): Promise<PaymentResult> {
    const payment = this.book.find((one) => one.evseId === evseId && one.phase === 'reserved')
    if (payment === undefined) throw new ChargePointError('NO_PAYMENT', `nobody pays by card at EVSE ${evseId}`)
    return this.end(payment)
  }

  /** The driver types in a VAT number, which goes with the receipt if the csms finds it good (C18.FR.08). */
  async validateVat(evseId: number, vatNumber: string): Promise<VatAnswer> {
    const { adapter } = this.partners
    if (adapter === undefined) throw new ChargePointError('NOT_IN_VERSION', 'VAT numbers are checked in 2.1')
    const answer = adapter.readVat(await this.core.link.call(adapter.vatValidation(vatNumber, evseId)))
    const payment = this.book.find((one) => one.evseId === evseId)
    if (answer.isValid && payment !== undefined) this.update(payment.pspRef, { vatNumber, vatCompany: answer.company })
    return answer
  }

  /** The card has been named, and what it is good for (C18.FR.06); at the end, what is to be paid. */
  add({ kind, transaction, authorization, isDriverNew }: Told): Addition {
    const token = authorization?.token
    const found = this.book.find((one) => one.transactionKey === transaction.key || one.pspRef === token?.idToken)
    if (found === undefined) return {}
    const payment = this.book.set({ ...found, transactionKey: transaction.key })
    if (kind === 'ended') {
      const total = this.partners.costs.finalOf(transaction.key)?.totalCost.total
      const isKnown = total?.exclTax !== undefined || total?.inclTax !== undefined
      this.book.set({ ...payment, phase: 'settling', due: isKnown ? payable(total) : undefined })
    }
    return isDriverNew && kind !== 'ended' ? { limit: { cost: payment.reserved } } : {}
  }

  keep(key: number): void {
    const payment = this.book.find((one) => one.transactionKey === key)
    if (payment !== undefined) this.book.keep(payment)
  }

  private async end({ pspRef, evseId }: Payment): Promise<PaymentResult> {
    const token: Token = { idToken: pspRef, type: 'DirectPayment' }
    this.core.body.apply({ type: 'authorizationEnded', evseId, cause: 'stopAuthorized', token })
    return { outcome: 'stopped', status: 'Accepted', evseId, pspRef }
  }

  private perform(effect: BodyEffect): void {
    if (effect.type === 'authorizationLapsed') this.lapsed(effect.authorization.token)
    else if (effect.type === 'transactionEnded') {
      const payment = this.book.find((one) => one.transactionKey === effect.transaction.key)
      if (payment !== undefined) this.settleIfKnown(payment)
    }
  }

  /** The driver has gone before anything began: the amount is released, and a csms that was asked hears of it (C19.FR.01–02). */
  private lapsed({ idToken }: Token): void {
    const payment = this.book.find(({ pspRef }) => pspRef === idToken)
    if (payment !== undefined) this.release(payment)
  }

  private release(payment: Payment): void {
    if (payment.wasAsked) this.tell(payment, { status: 'Canceled', amount: 0 })
    this.book.forget(payment)
  }

  /** What the csms counts is known with its answer to the end (C20.FR.03–04, C21). */
  private settleIfKnown(payment: Payment): void {
    const { settlementByCsms, receiptServerUrl } = this.core.settings.values
    if (settlementByCsms) {
      // The csms does it, and says nothing of it here (C21.FR.06–07).
      if (receiptServerUrl !== '') this.partners.notices.receipt(payment.evseId, receiptServerUrl)
      this.book.forget(payment)
    } else if (payment.due !== undefined) this.settle(payment, payment.due)
  }

  /** Pays, or releases the amount where there is nothing to be paid (C20.FR.04–05, C21.FR.01–02, C22). */
  private settle(payment: Payment, due: number): void {
    const amount = inCoins(due, this.partners.notices.currencyAt(payment.evseId))
    if (amount <= 0) this.tell(payment, { status: 'Canceled', amount: 0 })
    else {
      const { receiptByCsms, receiptServerUrl } = this.core.settings.values
      const { receiptId, ...settled } = this.terminal.settle()
      const isOurs = receiptId !== undefined && !receiptByCsms
      const receiptUrl = isOurs ? `${receiptServerUrl}/${receiptId}` : undefined
      this.tell(payment, { ...settled, amount, ...(isOurs ? { receiptId, receiptUrl } : {}) })
      if (receiptUrl !== undefined) this.partners.notices.receipt(payment.evseId, receiptUrl)
    }
    this.book.forget(payment)
  }

  /** After the end of the transaction in the queue, and as safe as it. */
  private tell(payment: Payment, what: Pick<Settlement, 'status' | 'amount'> & Partial<Settlement>): void {
    const { adapter, transactions } = this.partners
    if (adapter === undefined) return
    const { pspRef, transactionKey, evseId, vatNumber, vatCompany } = payment
    const transactionId = transactionKey === undefined ? undefined : transactions.idOf(transactionKey)
    const settlement: Settlement = {
      ...{ transactionId, pspRef, time: this.core.time.iso(), info: undefined, receiptId: undefined, receiptUrl: undefined },
      ...{ vatNumber, vatCompany },
      ...what,
    }
    this.core.outbox.add(adapter.settlement(settlement), { transactionKey })
    this.core.events.emit('payment.settled', { evseId, pspRef, transactionId, status: settlement.status, amount: settlement.amount })
  }

  private answered(entry: OutboxEntry, response: object): void {
    const { adapter, notices } = this.partners
    if (entry.action === 'NotifySettlement') {
      const url = adapter?.readReceipt(response)
      const evseId = notices.evseOf(entry.transactionKey)
      if (url !== undefined && evseId !== undefined) notices.receipt(evseId, url)
      return
    }
    const payment = this.book.find((one) => one.transactionKey === entry.transactionKey && one.phase === 'settling')
    if (payment === undefined) return
    const { totalCost } = response as { readonly totalCost?: number }
    if (totalCost !== undefined) this.update(payment.pspRef, { due: totalCost })
    if (!this.core.outbox.hasMessagesOf(entry.transactionKey ?? 0)) this.settleUnanswered()
  }

  /** Transactions that are over, and of which nothing more is to come. */
  private settleUnanswered(): void {
    const { transactions } = this.partners
    const isRunning = (key: number | undefined): boolean => transactions.running().some((record) => record.key === key)
    for (const payment of this.book.all) {
      const { transactionKey, due } = payment
      if (transactionKey === undefined || isRunning(transactionKey)) continue
      if (due !== undefined) this.settleIfKnown(payment)
      else if (!this.core.outbox.hasMessagesOf(transactionKey)) this.fail(payment)
    }
  }

  /** Nobody has said what it costs. */
  private fail(payment: Payment): void {
    this.tell(payment, { status: 'Failed', amount: 0, info: 'the cost is unknown' })
    this.book.forget(payment)
  }

  /** The sum at which more is to be reserved (C23.FR.01). */
  private markAt(evseId: number): number | undefined {
    const { incrementalAuthorizationAmount: more, incrementalAuthorizationThreshold: near } = this.core.settings.values
    const payment = more > 0 ? this.book.find((one) => one.evseId === evseId && one.phase === 'reserved') : undefined
    return payment && Math.max(0, payment.reserved - near)
  }

  /** Reserves more, and lets the transaction cost more (C23.FR.01–02). */
  private costChanged(evseId: number, cost: number): void {
    const mark = this.markAt(evseId)
    if (mark === undefined || cost < mark - 1e-6) return
    const payment = this.book.find((one) => one.evseId === evseId && one.phase === 'reserved')
    const { transactions } = this.partners
    const isLimited = evseOf(this.core.body.state, evseId)?.transaction?.limit?.cost !== undefined
    if (payment === undefined || !isLimited || !this.terminal.reserves()) return
    const reserved = payment.reserved + this.core.settings.values.incrementalAuthorizationAmount
    // The csms has the last word (E16.FR.04).
    if (reserved > (transactions.recordAt(evseId)?.csmsLimit?.cost ?? Number.POSITIVE_INFINITY)) return
    this.update(payment.pspRef, { reserved })
    transactions.limit(evseId, { cost: reserved })
  }

  private update(pspRef: string, patch: Partial<Payment>): void {
    const payment = this.book.find((one) => one.pspRef === pspRef)
    if (payment !== undefined) this.book.keep(this.book.set({ ...payment, ...patch }))
  }

  private checkEnabled(): void {
    if (this.partners.adapter === undefined) throw new ChargePointError('NOT_IN_VERSION', 'payment terminals are part of 2.1')
    if (!this.core.settings.values.paymentEnabled) throw new ChargePointError('NOT_ENABLED', 'the payment terminal is switched off')
  }
}

/** A sum that can be paid: in the smallest unit of its currency. */
function inCoins(amount: number, currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  const units = 10 ** maximumFractionDigits
  return Math.round(amount * units + 1e-6) / units
}
