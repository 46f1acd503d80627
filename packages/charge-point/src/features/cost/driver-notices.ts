import { evseOf, type Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { OutboxEntry } from '../../outbox-entry.js'
import { type Content, wordsFor } from '../display/message.js'
import type { CostDetails } from '../tariffs/cost-details.js'
import { payable } from '../tariffs/prices.js'

/** What an answer about a token tells its driver. */
export interface DriverInfo {
  /** Preferred first. */
  readonly languages: readonly string[]
  /** The driver's own tariff, or any other text; in several languages where the version has them. */
  readonly personalMessage: readonly Content[]
}

/** What the answer to a transaction message tells the driver. */
export interface CostAnswer {
  readonly totalCost: number | undefined
  /** The transaction has ended with this message. */
  readonly isFinal: boolean
  readonly personalMessage: readonly Content[]
}

export interface CostAdapter {
  readAuthorize(response: object): DriverInfo
  readTransactionAnswer(entry: OutboxEntry, response: object): CostAnswer
}

/** What one driver sees beside the messages for everybody. */
export interface DriverNotice {
  readonly evseId: number
  /** The tariff or another message of the csms, or what the station says in its place (I01, I04, I05, I06). */
  readonly text: string | undefined
  /** In the currency of the station; 0 is free, undefined unknown (I03.FR.04). */
  readonly totalCost: number | undefined
  readonly currency: string
  /** Whether the cost is that of the whole transaction. */
  readonly isFinal: boolean
  /** Where the station itself counts (2.1 I12). */
  readonly costDetails?: CostDetails | undefined
  /** Where the driver finds the receipt of a payment by card (2.1 C21). */
  readonly receiptUrl?: string | undefined
}

/** What the station itself knows of prices. */
export interface PriceSource {
  /** The words of the tariff that counts for who stands at the EVSE (2.1 I07.FR.14). */
  descriptionAt(evseId: number): readonly Content[]
  /** What the station counts there, or has counted last. */
  detailsAt(evseId: number): CostDetails | undefined
}

interface Notice {
  readonly languages: readonly string[]
  readonly transactionKey: number | undefined
  readonly text: string | undefined
  readonly totalCost: number | undefined
  readonly isFinal: boolean
  readonly receiptUrl: string | undefined
}

const blank: Notice = {
  languages: [],
  transactionKey: undefined,
  text: undefined,
  totalCost: undefined,
  isFinal: false,
  receiptUrl: undefined,
}

/** How many answers to Authorize may wait for their driver to be let in. */
const maxWaiting = 8

/** What drivers are told of tariff and cost, by EVSE (I01–I06). */
export class DriverNotices {
  /** Made when the first driver comes. */
  private notices: Map<number, Notice> | undefined
  private waiting: Map<string, DriverInfo> | undefined

  /** @param adapter undefined where the version tells drivers nothing */
  constructor(
    private readonly core: Core,
    private readonly adapter: CostAdapter | undefined,
    private readonly prices: PriceSource,
  ) {
    if (adapter === undefined) return
    core.events.on('authorized', ({ evseId, token }) => this.letIn(evseId, token))
    core.body.perform((effect) => {
      if (effect.type === 'transactionStarted') this.change(effect.evseId, { transactionKey: effect.transaction.key })
      else if (effect.type === 'transactionEnded') this.ended(effect.evseId)
      else if (effect.type === 'statusChanged' && effect.status === 'Available') this.left(effect.evseId)
    })
  }

  /** What is to be read at each EVSE. */
  get all(): readonly DriverNotice[] {
    return [...(this.notices ?? [])]
      .map(([evseId, notice]) => this.seenAt(evseId, notice))
      .filter(({ text, totalCost, receiptUrl }) => text !== undefined || totalCost !== undefined || receiptUrl !== undefined)
  }

  /** Of all costs at an EVSE: that of the tariff where the station counts. */
  currencyAt(evseId: number): string {
    return this.prices.detailsAt(evseId)?.totalCost.currency ?? this.core.settings.values.currency
  }

  /** Where the driver of a transaction still stands. */
  evseOf(transactionKey: number | undefined): number | undefined {
    return [...(this.notices ?? [])].find(([, notice]) => transactionKey !== undefined && notice.transactionKey === transactionKey)?.[0]
  }

  /** There is a receipt (2.1 C21). */
  receipt(evseId: number, receiptUrl: string): void {
    if (this.notices?.has(evseId) === true) this.change(evseId, { receiptUrl })
  }

  /** Another tariff counts from now on (2.1 I11). */
  tariffChanged(evseId: number): void {
    const found = this.notices?.get(evseId)
    const text = found && wordsFor(this.prices.descriptionAt(evseId), found.languages)?.content
    if (text !== undefined) this.change(evseId, { text })
  }

  /** What the csms says in the end counts (I03.FR.03); until then, what the station counts where it does. */
  private seenAt(evseId: number, { text, totalCost, isFinal, receiptUrl }: Notice): DriverNotice {
    const costDetails = this.prices.detailsAt(evseId)
    const total = costDetails?.totalCost.total
    const isCounted = total?.exclTax !== undefined || total?.inclTax !== undefined
    const isOver = isFinal || (isCounted && evseOf(this.core.body.state, evseId)?.transaction === undefined)
    return {
      evseId,
      text,
      totalCost: isCounted && !(isFinal && totalCost !== undefined) ? payable(total) : totalCost,
      currency: this.currencyAt(evseId),
      isFinal: isOver,
      costDetails,
      receiptUrl,
    }
  }

  /** The languages of the driver who came last; empty if unknown. */
  get languages(): readonly string[] {
    return [...(this.notices?.values() ?? [])].at(-1)?.languages ?? []
  }

  /** The answer to Authorize; what it says is shown once the driver is let in (I01.FR.03). */
  authorizeAnswered(token: Token, response: object): void {
    if (this.adapter === undefined) return
    const waiting = this.waiting ?? new Map<string, DriverInfo>()
    this.waiting = waiting
    const [oldest] = waiting.keys()
    if (waiting.size >= maxWaiting && oldest !== undefined) waiting.delete(oldest)
    waiting.set(keyOf(token), this.adapter.readAuthorize(response))
  }

  /** Running and final cost, and a tariff that has changed (I02.FR.04, I03.FR.03, I06.FR.03). */
  transactionAnswered(entry: OutboxEntry, response: object): void {
    const found = [...(this.notices ?? [])].find(([, { transactionKey }]) => transactionKey === entry.transactionKey)
    if (this.adapter === undefined || found === undefined) return
    const [evseId, { languages }] = found
    const { totalCost, isFinal, personalMessage } = this.adapter.readTransactionAnswer(entry, response)
    // A driver whose transaction ended offline has left by now.
    if (isFinal && entry.wasOffline) return
    if (totalCost !== undefined) this.change(evseId, { totalCost, isFinal })
    const text = wordsFor(personalMessage, languages)?.content
    if (text !== undefined) this.change(evseId, { text })
  }

  /** The csms tells the cost of a transaction that runs (I02.FR.03). */
  costUpdated(evseId: number, totalCost: number): void {
    this.change(evseId, { totalCost, isFinal: false })
  }

  private letIn(evseId: number, token: Token): void {
    const info = this.waiting?.get(keyOf(token))
    this.waiting?.delete(keyOf(token))
    const languages = info?.languages ?? []
    const text = wordsFor(info?.personalMessage ?? [], languages)?.content ?? this.tariffText(evseId, languages)
    const transactionKey = evseOf(this.core.body.state, evseId)?.transaction?.key
    this.change(evseId, { ...blank, languages, transactionKey, text: text ?? this.tariffFallback() })
  }

  private tariffText(evseId: number, languages: readonly string[]): string | undefined {
    return wordsFor(this.prices.descriptionAt(evseId), languages)?.content
  }

  /** What is said of the tariff where the csms said nothing (I04.FR.01). */
  private tariffFallback(): string | undefined {
    const { tariffFallbackMessage, offlineTariffFallbackMessage } = this.core.settings.values
    return (this.core.link.isOnline ? '' : offlineTariffFallbackMessage) || tariffFallbackMessage || undefined
  }

  /** Offline nobody knows the cost that the station does not count itself (I05.FR.02). */
  private ended(evseId: number): void {
    const { link, settings } = this.core
    if (link.isOnline || this.prices.detailsAt(evseId) !== undefined || settings.values.totalCostFallbackMessage === '') return
    this.change(evseId, { text: settings.values.totalCostFallbackMessage, totalCost: undefined })
  }

  private left(evseId: number): void {
    const evse = evseOf(this.core.body.state, evseId)
    if (evse?.authorization !== undefined || evse?.transaction !== undefined) return
    this.notices?.delete(evseId)
    if (this.notices?.size === 0) this.notices = undefined
  }

  private change(evseId: number, patch: Partial<Notice>): void {
    this.notices ??= new Map()
    const notice = { ...(this.notices.get(evseId) ?? blank), ...patch }
    // Those who come last stand last.
    if (patch.languages !== undefined) this.notices.delete(evseId)
    this.notices.set(evseId, notice)
  }
}

const keyOf = ({ idToken, type }: Token): string => `${type} ${idToken.toLowerCase()}`
