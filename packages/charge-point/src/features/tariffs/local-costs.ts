import { advance, type EvseState, evseOf } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { PriceSource } from '../cost/driver-notices.js'
import type { Content } from '../display/message.js'
import type { Addition, Companion, Told } from '../transactions/adapter.js'
import type { Transactions } from '../transactions/transactions.js'
import { type Account, AccountBook } from './account-book.js'
import { type Beginning, lookAt, openingOf } from './beginning.js'
import { type CostDetails, failedDetails, finalDetails, runningDetails } from './cost-details.js'
import type { DefaultTariffs } from './default-tariffs.js'
import type { DriverTariffs } from './driver-tariffs.js'
import { bringForward, changeTariff, closeLedger, type Ledger, openLedger, runningCost, type Setting, settingAt } from './ledger.js'
import { msUntilCost, msUntilOtherPrices } from './outlook.js'
import type { Tariff } from './tariff.js'
import type { TariffAlarm } from './tariff-alarm.js'

const timer = 'costs'

/** A message that is due at the same time takes the costs along; only then do they need one of their own (I12.FR.03). */
const courtesyMs = 1

export interface CostParts {
  readonly transactions: Transactions
  readonly defaults: DefaultTariffs
  readonly drivers: DriverTariffs
  readonly alarm: TariffAlarm
}

/** What transactions cost by the tariffs that the station knows (I07–I12). */
export class LocalCosts implements Companion, PriceSource {
  /** While the csms is to see what a station does that cannot tell the costs (I12.FR.14). */
  failure: string | undefined
  private readonly book: AccountBook
  private isWatching = false
  /** The last one of each EVSE; made with the first. */
  private finals: Map<number, { readonly key: number; readonly details: CostDetails }> | undefined
  /** A sum at which somebody wants to know, beside the limit of the transaction. */
  private mark: ((evseId: number) => number | undefined) | undefined

  private whenChanged: ((evseId: number) => void) | undefined

  constructor(
    private readonly core: Core,
    private readonly parts: CostParts,
  ) {
    this.book = new AccountBook(core)
    parts.transactions.join(this)
    if (!this.book.isEmpty) this.watch()
  }

  /** From the first account on: most stations of a fleet have none for a long time. */
  private watch(): void {
    if (this.isWatching) return
    this.isWatching = true
    const { body, settings, time } = this.core
    body.onRest(() => this.follow())
    settings.onChange(() => this.follow())
    time.onSet(() => this.follow())
  }

  /** The accounts that are open, by EVSE. */
  get accounts(): readonly Account[] {
    return this.book.all()
  }

  /** The words of the tariff that counts at an EVSE, or would for who comes (I07.FR.14). */
  descriptionAt(evseId: number): readonly Content[] {
    if (!this.core.settings.values.tariffEnabled) return []
    const account = this.book.all().find((one) => one.evseId === evseId)
    const { tariff: own, isCentral = false } = this.parts.drivers.at(evseId) ?? {}
    return (account?.ledger.tariff ?? own ?? (isCentral ? undefined : this.parts.defaults.at(evseId)))?.description ?? []
  }

  onTariffChange(listener: (evseId: number) => void): void {
    this.whenChanged = listener
  }

  onMark(mark: (evseId: number) => number | undefined): void {
    this.mark = mark
  }

  /** Accounts of transactions that ended in the dark are closed. */
  poweredOn(): void {
    for (const { key } of this.book.all())
      if (!this.parts.transactions.running().some((record) => record.key === key)) this.book.forget(key)
    this.follow()
  }

  /** What the driver of an EVSE has to pay so far; undefined where the csms counts (E16.FR.11, E16.FR.16). */
  costAt(evseId: number): number | undefined {
    const account = this.countedAt(evseId)
    return account && runningCost(this.present(account).ledger)
  }

  /** …in detail; of the session that is over, until the next one begins. */
  detailsAt(evseId: number): CostDetails | undefined {
    const account = this.countedAt(evseId)
    return account === undefined ? this.finals?.get(evseId)?.details : runningDetails(this.present(account).ledger)
  }

  /** What a transaction has come to. */
  finalOf(key: number): CostDetails | undefined {
    return [...(this.finals?.values() ?? [])].find((one) => one.key === key)?.details
  }

  /** The tariff that counts for a transaction. */
  tariffOf(key: number): Tariff | undefined {
    return this.book.get(key)?.ledger.tariff
  }

  /** Another tariff counts from now on, or a first one (I11.FR.07–08). */
  change(key: number, tariff: Tariff): void {
    this.core.body.apply({ type: 'timePassed' })
    const record = this.parts.transactions.running().find((one) => one.key === key)
    const evse = record && evseOf(this.core.body.state, record.evseId)
    if (record === undefined || evse?.transaction?.key !== key) return
    const { transaction } = evse
    const account = this.book.get(key)
    const next: Account =
      account === undefined
        ? this.open({ evse, transaction, tariff, kind: 'DriverTariff', look: lookAt(evse, transaction, this.core.body.state.atMs) })
        : { ...account, ledger: changeTariff(this.present(account).ledger, tariff, this.settingOf(evse)), isTold: false }
    this.book.set(next)
    this.parts.transactions.tariffChanged(record.evseId)
    this.whenChanged?.(record.evseId)
    this.follow()
  }

  add(told: Told): Addition {
    const { kind, transaction, evse, reading } = told
    const account = this.book.get(transaction.key) ?? this.associate(told)
    if (account === undefined) {
      if (kind === 'started') this.finals?.delete(evse.evseId)
      return {}
    }
    const look = lookAt(evse, transaction, this.core.body.state.atMs, reading)
    const ledger = kind === 'ended' ? closeLedger(account.ledger, look) : bringForward(account.ledger, look, this.settingOf(evse))
    const isDue = this.isDue(account.nextTellAtMs, kind)
    const nextTellAtMs = isDue ? this.followingTellMs(account.nextTellAtMs) : account.nextTellAtMs
    this.book.set({ ...account, ledger, isTold: true, nextTellAtMs })
    const costDetails = kind === 'ended' ? this.close(evse.evseId, account.key, ledger) : isDue ? this.details(ledger) : undefined
    return { tariffId: account.isTold ? undefined : ledger.tariff.tariffId, costDetails }
  }

  keep(key: number): void {
    this.book.keep(key)
  }

  /** The tariff that a transaction goes by once the driver has accepted it: by coming with the car (I07.FR.32, I08.FR.22). */
  private associate({ transaction, authorization, evse, reading, kind }: Told): Account | undefined {
    if (transaction.readyAtMs === undefined || authorization === undefined || !this.core.settings.values.tariffEnabled) return undefined
    const { tariff: own, isCentral = false } = this.parts.drivers.at(evse.evseId) ?? {}
    const tariff = own ?? (isCentral ? undefined : this.parts.defaults.at(evse.evseId))
    if (tariff === undefined || kind === 'ended') return undefined
    this.finals?.delete(evse.evseId)
    const look = lookAt(evse, transaction, this.core.body.state.atMs, reading)
    return this.open({ evse, transaction, look, tariff, kind: own === undefined ? 'DefaultTariff' : 'DriverTariff' })
  }

  private open({ evse, transaction, look, tariff, kind }: Beginning): Account {
    this.watch()
    const { time } = this.core
    const setting = this.settingOf(evse)
    const { reservedAtMs } = this.parts.drivers.at(evse.evseId) ?? {}
    const reservedMs = reservedAtMs === undefined ? undefined : Math.max(0, time.nowMs() - reservedAtMs)
    return {
      key: transaction.key,
      evseId: evse.evseId,
      idToken: transaction.driver?.idToken,
      ledger: openLedger(openingOf({ evse, transaction, look, tariff, kind }, setting, reservedMs), setting),
      isTold: false,
      nextTellAtMs: time.monotonicMs(),
    }
  }

  private close(evseId: number, key: number, ledger: Ledger): CostDetails | undefined {
    this.book.close(key)
    const { tariffEnabled, costEnabled } = this.core.settings.values
    if (!tariffEnabled || !costEnabled) return undefined
    const details = this.failure === undefined ? finalDetails(ledger) : this.details(ledger)
    if (this.failure === undefined) this.parts.alarm.clear()
    this.finals ??= new Map()
    this.finals.set(evseId, { key, details })
    return details
  }

  private details(ledger: Ledger): CostDetails {
    if (this.failure === undefined) return runningDetails(ledger)
    this.parts.alarm.raise('InternalError')
    return failedDetails(ledger, this.failure)
  }

  /** Whether running costs are told with this message (I12.FR.02). */
  private isDue(nextTellAtMs: number, kind: Told['kind']): boolean {
    const { tariffEnabled, costEnabled, runningCostEnabled } = this.core.settings.values
    if (!tariffEnabled || !costEnabled || !runningCostEnabled) return false
    return kind === 'started' || this.core.time.monotonicMs() >= nextTellAtMs
  }

  /** Counted from when it was due, so that nothing shifts. */
  private followingTellMs(dueAtMs: number): number {
    const everyMs = this.core.settings.values.costIntervalS * 1000
    const lateMs = Math.max(0, this.core.time.monotonicMs() - dueAtMs)
    return dueAtMs + (Math.floor(lateMs / everyMs) + 1) * everyMs
  }

  /** The account by which an EVSE's costs are counted here. */
  private countedAt(evseId: number): Account | undefined {
    const { tariffEnabled, costEnabled } = this.core.settings.values
    if (!tariffEnabled || !costEnabled || this.failure !== undefined) return undefined
    return this.book.all().find((account) => account.evseId === evseId)
  }

  /** The account up to now; nothing is changed by looking. */
  private present(account: Account): Account {
    const { body, time } = this.core
    const state = advance(body.state, time.monotonicMs())
    const evse = evseOf(state, account.evseId)
    if (evse?.transaction?.key !== account.key || state.dark !== undefined) return account
    const look = lookAt(evse, evse.transaction, state.atMs)
    return { ...account, ledger: bringForward(account.ledger, look, this.settingOf(evse)) }
  }

  private settingOf(evse: EvseState): Setting {
    const { time, settings } = this.core
    return settingAt(time.nowMs(), settings.values.timeZone, evse.kind)
  }

  /** Something has happened at the station: the accounts go on from here. */
  private follow(): void {
    if (this.book.isEmpty || this.core.body.state.dark !== undefined) return
    for (const account of this.book.all()) {
      const next = this.present(account)
      this.book.set(next)
      if (next.ledger.used !== account.ledger.used) this.book.keep(next.key)
      const cost = this.costAt(next.evseId)
      if (cost !== undefined) this.parts.transactions.costKnown(next.evseId, cost, 'station')
    }
    this.schedule()
  }

  private schedule(): void {
    const { time } = this.core
    const inMs = this.book.all().map((account) => this.msUntilNews(account))
    const next = Math.min(...inMs)
    if (next === Number.POSITIVE_INFINITY) return time.cancel(timer)
    time.after(timer, Math.max(1, Math.ceil(next)), () => {
      this.core.body.apply({ type: 'timePassed' })
      this.tellRunning()
    })
  }

  private msUntilNews(account: Account): number {
    const { time, settings, body } = this.core
    const evse = evseOf(body.state, account.evseId)
    if (evse?.transaction === undefined) return Number.POSITIVE_INFINITY
    const clocks = { nowMs: time.nowMs(), zone: settings.values.timeZone }
    const pricesMs = msUntilOtherPrices(account.ledger, evse, clocks)
    const isTelling = settings.values.runningCostEnabled && this.countedAt(account.evseId) !== undefined
    const tellMs = isTelling ? account.nextTellAtMs + courtesyMs - time.monotonicMs() : Number.POSITIVE_INFINITY
    const setting = this.settingOf(evse)
    const sums = [evse.transaction.limit?.cost, this.mark?.(account.evseId)].filter((sum) => sum !== undefined)
    return Math.min(pricesMs, tellMs, ...sums.map((sum) => msUntilCost(account.ledger, evse, sum, pricesMs, setting)))
  }

  private tellRunning(): void {
    const nowMs = this.core.time.monotonicMs()
    for (const { evseId, nextTellAtMs } of this.book.all()) {
      if (nowMs >= nextTellAtMs + courtesyMs && this.isDue(nextTellAtMs, 'updated')) this.parts.transactions.runningCost(evseId)
    }
    this.schedule()
  }
}
