import { type EvseState, evseOf, pluggedConnector, type Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { OutboxEntry } from '../../outbox-entry.js'
import { tokenKey } from '../authorization/token-info.js'
import { type ChargingWish, type NeedsAnswer, tellNeeds } from '../smart-charging/charging-needs.js'
import type { SmartCharging } from '../smart-charging/smart-charging.js'
import type { Transactions } from '../transactions/transactions.js'
import { choose, modernCarAt, transfersOfCar } from './energy-transfer.js'
import { isV2xEnabled } from './evse-settings.js'

/** How many answers to Authorize may wait for their driver to be let in. */
const maxWaiting = 8

export type TransferResult = 'Accepted' | 'TxNotFound' | 'UnsupportedRequest' | 'NotEnabled'

/**
 * What a car of ISO 15118-20 and the station agree on, by what the csms allows (2.1 Q01, Q02). The csms hears of it once it has heard of the
 * transaction; what it refuses is negotiated anew, or the transaction ends.
 */
export class EnergyService {
  /** What the csms allows a driver, until his transaction runs. */
  private waiting: Map<string, readonly string[]> | undefined

  constructor(
    private readonly core: Core,
    private readonly smart: SmartCharging,
    private readonly transactions: Transactions,
  ) {
    if (smart.adapter.hasModes !== true) return
    core.outbox.onAnswer((entry) => this.heardOf(entry))
  }

  /** What an answer to Authorize allows its driver (Q01.FR.01, FR.08). */
  authorizeAnswered(token: Token, response: object): void {
    const allowed = this.smart.adapter.readAllowedTransfers?.(response)
    if (allowed === undefined) return
    const waiting = this.waiting ?? new Map<string, readonly string[]>()
    this.waiting = waiting
    const [oldest] = waiting.keys()
    if (waiting.size >= maxWaiting && oldest !== undefined) waiting.delete(oldest)
    waiting.set(tokenKey(token, true), allowed)
  }

  /** The csms allows something else in a transaction that runs (Q02.FR.05). */
  allows(transactionId: string): TransferResult {
    const record = this.transactions.find(transactionId)
    const evse = record && evseOf(this.core.body.state, record.evseId)
    if (evse?.transaction === undefined) return 'TxNotFound'
    if (!isV2xEnabled(this.core, evse.evseId) || !this.core.settings.values.serviceRenegotiation) return 'NotEnabled'
    return modernCarAt(evse) === undefined ? 'UnsupportedRequest' : 'Accepted'
  }

  /** Car and station agree anew by what is allowed from now on (Q02.FR.06–07). */
  async changeAllowed(transactionId: string, allowedTransfers: readonly string[]): Promise<void> {
    const record = this.transactions.find(transactionId)
    if (record === undefined || this.allows(transactionId) !== 'Accepted') return
    this.smart.note(record.evseId, { allowedTransfers, refusedTransfers: undefined })
    await this.negotiate(record.evseId)
  }

  /** The car tells its needs; one of ISO 15118-20 also what it wants to do (Q01.FR.03, K15, K18, K19). */
  async request(evse: EvseState, wish: ChargingWish): Promise<NeedsAnswer> {
    const ev = pluggedConnector(evse)?.ev
    if (ev === undefined) return 'NoChargingProfile'
    if (!this.isOurs(evse)) return tellNeeds(this.smart, evse, ev, wish)
    return this.negotiate(evse.evseId, wish)
  }

  private isOurs(evse: EvseState): boolean {
    return this.smart.adapter.hasModes === true && modernCarAt(evse) !== undefined
  }

  /** The csms knows of the transaction: now it can be told what the car wants of it (K18.FR.16). */
  private heardOf({ transactionKey, request, wasOffline }: OutboxEntry): void {
    const evse = this.core.body.state.evses.find(({ transaction }) => transaction !== undefined && transaction.key === transactionKey)
    if (evse?.transaction?.readyAtMs === undefined || !this.isOurs(evse)) return
    if (this.smart.sessionOf(evse.evseId)?.energyTransfer !== undefined) return
    const driver = evse.transaction.driver
    const allowedTransfers = driver && this.waiting?.get(tokenKey(driver, true))
    if (driver !== undefined) this.waiting?.delete(tokenKey(driver, true))
    this.smart.note(evse.evseId, { allowedTransfers })
    // The needs are as old as the event that waited for the line (K18.FR.21, K19.FR.14).
    const { timestamp } = request as { readonly timestamp?: string }
    void this.negotiate(evse.evseId, wasOffline === true ? { timestamp } : {})
  }

  private async negotiate(evseId: number, wish: ChargingWish & { readonly timestamp?: string | undefined } = {}): Promise<NeedsAnswer> {
    const evse = evseOf(this.core.body.state, evseId)
    const ev = evse && modernCarAt(evse)
    const key = evse?.transaction?.key
    if (evse === undefined || ev === undefined || key === undefined) return 'NoChargingProfile'
    const available = transfersOfCar(evse, ev, isV2xEnabled(this.core, evseId))
    const { allowedTransfers, refusedTransfers = [] } = this.smart.sessionOf(evseId) ?? {}
    const requested = choose(available, allowedTransfers, refusedTransfers)
    if (requested === undefined) {
      this.giveUp(evseId)
      return 'Rejected'
    }
    this.smart.note(evseId, { energyTransfer: requested })
    const answer = await tellNeeds(this.smart, evse, ev, { ...wish, transfer: { requested, available } })
    if (answer !== 'Rejected' || evseOf(this.core.body.state, evseId)?.transaction?.key !== key) return answer
    this.smart.note(evseId, { refusedTransfers: [...refusedTransfers, requested] })
    if (this.core.settings.values.serviceRenegotiation) return this.negotiate(evseId, wish)
    this.giveUp(evseId)
    return answer
  }

  /** Nothing is left that car and csms both want (Q01.FR.06, K18.FR.23, K19.FR.16). */
  private giveUp(evseId: number): void {
    this.core.body.apply({ type: 'stopped', evseId, cause: 'energyTransferRejected' })
  }
}
