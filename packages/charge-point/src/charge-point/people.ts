import { type AdditionalInfo, createEv, type EvOptions, pluggedConnector } from '../body/index.js'
import { checkNumber, checkText, checkWhole } from '../checks.js'
import { ChargePointError, refused } from '../errors.js'
import type { EndedTransaction, StartedTransaction } from '../events.js'
import type { CardResult } from '../features/authorization/authorization.js'
import { printed } from '../features/authorization/secret.js'
import type { BatterySwap } from '../features/battery-swap/battery-swap.js'
import type { BatteryOptions } from '../features/battery-swap/options.js'
import type { SlotBattery } from '../features/battery-swap/slots.js'
import type { VatAnswer } from '../features/payments/adapter.js'
import type { PaymentResult } from '../features/payments/payments.js'
import type { PaymentCard } from '../features/payments/terminal.js'
import type { ChargingBounds } from '../features/payments/web-payments.js'
import type { ChargingWish, NeedsAnswer } from '../features/smart-charging/charging-needs.js'
import { setPriority } from '../features/smart-charging/priority.js'
import { insideOf } from './inside.js'
import { StationSwitch } from './switch.js'

export interface Place {
  /** Default 1. */
  readonly evseId?: number | undefined
  /** Default: the one in use, else 1. */
  readonly connectorId?: number | undefined
}

export interface Card {
  /** Where it is held up. Default: at the station, which finds a fitting EVSE. */
  readonly evseId?: number | undefined
  readonly idToken: string
  /** The type of 2.x, e.g. `KeyCode` for a pin that is typed in. Default `ISO14443`. */
  readonly type?: string | undefined
  /** What goes along with it in 2.x, e.g. the details of a payment card. */
  readonly additionalInfo?: readonly AdditionalInfo[] | undefined
  /** Where the holder of a master pass ends the sessions, as chosen on the display. Default: at all EVSEs (C16). */
  readonly stopAt?: readonly number[] | undefined
}

/** See {@link ChargePoint.limitTransaction}. */
export interface TransactionLimits {
  /** Default 1. */
  readonly evseId?: number | undefined
  readonly maxEnergyWh?: number | undefined
  readonly maxTimeS?: number | undefined
  readonly maxSocPercent?: number | undefined
  readonly maxCost?: number | undefined
}

/** What people and cars do to a station. */
export class PeopleAndCars extends StationSwitch {
  /**
   * A car is plugged in. One with a `contract` asks to charge on it by itself where `plugAndChargeEnabled` (2.x, C07), and any may
   * where `authEnabled` is false (2.x).
   * @throws ChargePointError the place is taken or does not exist; `NOT_AUTHORIZED` its shutter is closed
   */
  plugIn({ evseId = 1, connectorId = 1, ev }: Place & { readonly ev?: EvOptions | undefined } = {}): void {
    const { authorizer, events } = insideOf(this).station
    insideOf(this).apply({ type: 'pluggedIn', evseId, connectorId, ev: createEv(ev) })
    authorizer.carArrived(evseId).catch((error: unknown) => events.emit('error', { error, during: 'Plug & Charge' }))
  }

  /** The car leaves. @throws ChargePointError there is none */
  unplug({ evseId = 1, connectorId }: Place = {}): void {
    const plugged = insideOf(this).pluggedAt(evseId)
    insideOf(this).apply({ type: 'unplugged', evseId, connectorId: connectorId ?? plugged ?? 1 })
  }

  /** A car comes into the bay, where the station can tell; it plugs in later, or never. @throws ChargePointError `BAY_TAKEN` */
  enterBay({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): void {
    insideOf(this).apply({ type: 'bayEntered', evseId })
  }

  /** The car leaves the bay. @throws ChargePointError `BAY_EMPTY` · `ALREADY_PLUGGED_IN` its cable is still in */
  leaveBay({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): void {
    insideOf(this).apply({ type: 'bayLeft', evseId })
  }

  /** The car ends the session by itself (ISO 15118 SessionStop; 2.x E15). @throws ChargePointError `NOT_AUTHORIZED` there is none */
  stopByEv({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): void {
    insideOf(this).apply({ type: 'authorizationEnded', evseId, cause: 'stoppedByEv' })
  }

  /** Somebody hits the emergency button of an EVSE, or of the station: what runs there ends at once. */
  emergencyStop({ evseId }: { readonly evseId?: number | undefined } = {}): void {
    insideOf(this).apply({ type: 'stopped', evseId, cause: 'emergencyStop' })
  }

  /**
   * The driver limits what the transaction may come to; energy stops there. Told in 2.1 (E16), obeyed in all versions.
   * @param limits.maxEnergyWh from the start of the transaction
   * @param limits.maxTimeS from the start of the transaction
   * @param limits.maxSocPercent of the car's battery
   * @param limits.maxCost in the currency of the tariff; holds to the costs that the station counts where it does (2.1), else to what
   *   the csms tells of them
   * @throws ChargePointError `NO_TRANSACTION` · `LIMIT_TOO_HIGH` the csms allows less
   */
  limitTransaction({ evseId = 1, maxEnergyWh, maxTimeS, maxSocPercent, maxCost }: TransactionLimits): void {
    checkNumber('maxEnergyWh', maxEnergyWh, 0, 0, 1e12)
    checkWhole('maxTimeS', maxTimeS, 0, 0, 2_147_483_647)
    checkWhole('maxSocPercent', maxSocPercent, 0, 0, 100)
    checkNumber('maxCost', maxCost, 0, 0, 1e12)
    const given = { energyWh: maxEnergyWh, timeS: maxTimeS, socPercent: maxSocPercent, cost: maxCost }
    const limit = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    insideOf(this).station.transactions.limit(evseId, limit)
  }

  /**
   * Somebody holds up a card, or types in a pin (`type: 'KeyCode'`). It begins a session, ends the own one or that of the same group,
   * ends all as a master pass, lets go of a plug that was kept for it, or is refused. Where batteries are swapped it opens slots for a set
   * of empty ones, the first of which is `evseId` of the result (2.1 S01). Resolves when it is clear what comes of it.
   * @throws ChargePointError `UNKNOWN_EVSE` · `NO_POWER`
   * @throws TypeError the token is empty or too long for the version
   */
  async presentCard({ evseId, idToken, type = 'ISO14443', additionalInfo, stopAt }: Card): Promise<CardResult> {
    const { authorizer, batterySwap } = insideOf(this).station
    checkPower(this, 'presentCard')
    if (type !== 'NoAuthorization') checkText('idToken', idToken, authorizer.maxTokenLength)
    const token = { idToken, type, additionalInfo }
    return batterySwap.isSwapStation ? batterySwap.present(token) : authorizer.presentCard({ token, evseId, stopAt })
  }

  /** Somebody presses the start button of a station that has one: nobody is asked, and pressing again ends the session (C02). */
  pressStart({ evseId }: { readonly evseId?: number | undefined } = {}): Promise<CardResult> {
    return this.presentCard({ evseId, idToken: '', type: 'NoAuthorization' })
  }

  /**
   * Plugs in, if no car is there, and holds up a card; first the card where a shutter waits for it. Resolves with the transaction, be it that the card began it or the cable.
   * @throws ChargePointError `TOKEN_REFUSED` the card was not let in
   * @throws ChargePointError `NOTHING_STARTED` it was, but nothing began by the start points in force, e.g. EnergyTransfer with a full car
   * @throws ChargePointError `ALREADY_AUTHORIZED` a session is under way, which the card would end
   */
  async startCharging({
    evseId = 1,
    connectorId,
    ev,
    ...card
  }: Card & Place & { readonly ev?: EvOptions | undefined }): Promise<StartedTransaction> {
    if (insideOf(this).tokenAt(evseId) !== undefined) throw refused('ALREADY_AUTHORIZED', { type: 'startCharging', evseId })
    const { transactions } = insideOf(this).station
    const watch = insideOf(this).watch('transaction.started', evseId)
    try {
      const isExpected = insideOf(this).pluggedAt(evseId) === undefined
      const isShut = isExpected && insideOf(this).hasShutter(evseId, connectorId ?? 1)
      if (isExpected && !isShut) this.plugIn({ evseId, connectorId, ev })
      const { outcome, status } = await this.presentCard({ ...card, evseId })
      if (isShut && outcome === 'started') this.plugIn({ evseId, connectorId, ev })
      if (outcome !== 'started')
        throw new ChargePointError('TOKEN_REFUSED', `${printed(card)} started nothing at EVSE ${evseId}: ${status}`)
      const started = transactions.startedAt(evseId) ?? watch.seen
      if (started !== undefined) return started
      const points = this.settings.txStartPoints.join(', ')
      throw new ChargePointError(
        'NOTHING_STARTED',
        `${printed(card)} was let in at EVSE ${evseId}, where txStartPoints (${points}) begin nothing`,
      )
    } finally {
      watch.off()
    }
  }

  /**
   * The driver ends the session with the card that began it; the car stays.
   * @throws ChargePointError `NOT_AUTHORIZED` nobody has been let in
   * @throws ChargePointError `NOTHING_ENDED` the session is over, but the stop points in force end no transaction, e.g. EVConnected alone
   */
  async stopCharging({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): Promise<EndedTransaction> {
    const token = insideOf(this).tokenAt(evseId)
    if (token === undefined) throw new ChargePointError('NOT_AUTHORIZED', `nobody has been let in at EVSE ${evseId}`)
    const watch = insideOf(this).watch('transaction.ended', evseId)
    try {
      await this.presentCard({ ...token, evseId })
      if (watch.seen !== undefined) return watch.seen
      const points = this.settings.txStopPoints.join(', ')
      throw new ChargePointError('NOTHING_ENDED', `${printed(token)} has left EVSE ${evseId}, where txStopPoints (${points}) end nothing`)
    } finally {
      watch.off()
    }
  }

  /**
   * The driver does not want to charge at the price that is shown, and goes on without leave to charge (2.1 I07.FR.30–31, I08.FR.20–21).
   * Whoever has plugged in has accepted it.
   * @throws ChargePointError `NOT_AUTHORIZED` · `TARIFF_ACCEPTED`
   */
  declineTariff({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): void {
    const { authorization, transaction } = insideOf(this).evse(evseId, 'declineTariff')
    if (authorization === undefined) throw refused('NOT_AUTHORIZED', { type: 'declineTariff', evseId })
    if (transaction?.readyAtMs !== undefined) throw new ChargePointError('TARIFF_ACCEPTED', `the driver at EVSE ${evseId} has plugged in`)
    insideOf(this).apply({ type: 'authorizationEnded', evseId, cause: 'tariffNotAccepted' })
  }

  /**
   * Somebody holds a payment card at the terminal of the station (2.1 C18). An amount is reserved on it, which limits what the
   * transaction may cost; the same card ends the session (C20), and its cost is settled (C21) and told with NotifySettlement.
   * @throws ChargePointError `NOT_IN_VERSION` · `NOT_ENABLED` · `NO_POWER` · `UNKNOWN_EVSE`
   */
  async payByCard({ evseId, ...card }: PaymentCard & { readonly evseId?: number | undefined } = {}): Promise<PaymentResult> {
    checkPower(this, 'payByCard')
    return insideOf(this).station.payments.pay(card, evseId)
  }

  /** The driver who pays by card changes his mind at the terminal (2.1 C19, C20). @throws ChargePointError `NO_PAYMENT` */
  async cancelPayment({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): Promise<PaymentResult> {
    return insideOf(this).station.payments.cancel(evseId)
  }

  /**
   * Somebody types in the VAT number for the receipt of a payment by card; one that the csms finds good goes with its NotifySettlement
   * (2.1 C18.FR.08).
   * @throws ChargePointError `NOT_IN_VERSION` · `OFFLINE` · `NOT_ACCEPTED`
   */
  enterVatNumber({ evseId = 1, vatNumber }: { readonly evseId?: number | undefined; readonly vatNumber: string }): Promise<VatAnswer> {
    return insideOf(this).station.payments.validateVat(evseId, checkText('vatNumber', vatNumber, 20))
  }

  /**
   * Somebody types in how much to charge at most before scanning the code for paying on a page of the csms; what the code says is in
   * `state.display.paymentCodes`. It limits the next session there that such a payment begins (2.1 C25.FR.03–06).
   * @throws ChargePointError `UNKNOWN_EVSE`
   * @throws TypeError a bound is not a number from 0 on
   */
  chooseForPayment({ evseId = 1, ...bounds }: ChargingBounds & { readonly evseId?: number | undefined }): void {
    insideOf(this).evse(evseId, 'chooseForPayment')
    for (const [name, value] of Object.entries(bounds)) checkNumber(name, value, 0, 0, 1e12)
    insideOf(this).station.webPayments.setBounds(evseId, bounds)
  }

  /** The car pauses, or goes on. */
  setEvReady({ evseId = 1, connectorId = 1, isReady }: Place & { readonly isReady: boolean }): void {
    insideOf(this).apply({ type: 'evChanged', evseId, connectorId, isReady })
  }

  /**
   * The car tells what it wants, as one that speaks ISO 15118 does at the start and whenever it changes its mind (2.x K15, K17). The csms may
   * set a profile for it, to which the car answers with a plan of its own. Resolves with what the csms says; `NoChargingProfile` in 1.6.
   * @throws ChargePointError `NOT_PLUGGED_IN`, `NO_TRANSACTION` or `UNKNOWN_EVSE`
   * @throws TypeError a value is out of range
   */
  async requestEnergy({ evseId = 1, ...wish }: ChargingWish = {}): Promise<NeedsAnswer> {
    checkNumber('energyWh', wish.energyWh, 0, 0, 1e9)
    checkWhole('maxScheduleTuples', wish.maxScheduleTuples, 0, 0, 2_147_483_647)
    if (Number.isNaN(wish.departureTime?.getTime())) throw new TypeError('departureTime must be a valid Date')
    const evse = insideOf(this).evse(evseId, 'requestEnergy')
    const ev = pluggedConnector(evse)?.ev
    if (ev === undefined) throw refused('NOT_PLUGGED_IN', { type: 'requestEnergy', evseId })
    if (evse.transaction === undefined) throw new ChargePointError('NO_TRANSACTION', `no transaction runs at EVSE ${evseId}`)
    return insideOf(this).station.energyService.request(evse, wish)
  }

  /**
   * Somebody who was let in puts a set of empty batteries into the open slots; full ones are offered for them (2.1 S03).
   * @returns the slots of those
   * @throws ChargePointError `NO_SWAP` nobody was let in for one, or the batteries are in already · `NOT_AVAILABLE` · `NO_POWER`
   * @throws TypeError there are more or fewer than belong to a set, or a battery is described wrongly
   */
  insertBatteries({ batteries }: { readonly batteries: readonly BatteryOptions[] }): readonly number[] {
    return swapping(this, 'insertBatteries').insert(batteries)
  }

  /**
   * The full batteries that are offered are taken out (2.1 S03).
   * @returns what they are
   * @throws ChargePointError `NO_SWAP` none are offered · `NO_POWER`
   */
  takeBatteries(): readonly SlotBattery[] {
    return swapping(this, 'takeBatteries').take()
  }

  /** The batteries in the slots, with their charge now; none where the station swaps no batteries. */
  readBatteries(): readonly SlotBattery[] {
    return insideOf(this).station.batterySwap.slots.batteries()
  }

  /**
   * The driver asks at the station for as much power as there is, or no longer (2.1 K22).
   * @throws ChargePointError `UNKNOWN_EVSE`, `NO_TRANSACTION` or `NO_PRIORITY_PROFILE`
   */
  setPriorityCharging({ evseId = 1, isActive }: { readonly evseId?: number | undefined; readonly isActive: boolean }): void {
    insideOf(this).evse(evseId, 'setPriorityCharging')
    const result = setPriority(insideOf(this).station.smartCharging, evseId, isActive)
    if (result === 'Rejected') throw new ChargePointError('NO_TRANSACTION', `no transaction runs at EVSE ${evseId}`)
    if (result === 'NoProfile') throw new ChargePointError('NO_PRIORITY_PROFILE', `there is no profile for priority at EVSE ${evseId}`)
  }
}

/** Slots neither open nor close without power. @throws ChargePointError `NO_POWER` */
function swapping(station: object, deed: string): BatterySwap {
  checkPower(station, deed)
  return insideOf(station).station.batterySwap
}

/** @throws ChargePointError `NO_POWER` */
function checkPower(station: object, deed: string): void {
  if (insideOf(station).station.body.state.dark !== undefined) throw new ChargePointError('NO_POWER', `${deed}: the station has no power`)
}
