import type { TransactionLimit } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Addition, Companion, Told } from '../transactions/adapter.js'
import type { Transactions } from '../transactions/transactions.js'
import { totp, validUntilMs } from './totp.js'

/** A code that a driver scans to pay on a page of the csms (2.1 C25). */
export interface PaymentCode {
  readonly evseId: number
  /** What the code says; undefined while none is to be shown. */
  readonly url: string | undefined
  /** When another one takes its place. */
  readonly validUntil: string
  /** Somebody has scanned it and is about to pay (C25.FR.22). */
  readonly isStarted: boolean
}

/** The most that a driver wants to charge, as typed in before the code is shown (C25.FR.03). */
export interface ChargingBounds {
  readonly maxEnergyWh?: number | undefined
  readonly maxTimeS?: number | undefined
  readonly maxCost?: number | undefined
}

const section = 'webPayments'

/** The only version of the passwords. */
export const totpVersion = 'v1'

/** Dynamic codes for paying on a page of the csms (2.1 C25). */
export class WebPayments implements Companion {
  /** Until when the places are kept for those who pay, on the clock of the body; made with the first. */
  private spokenFor: Map<number, number> | undefined
  private bounds: Map<number, ChargingBounds> | undefined

  constructor(
    private readonly core: Core,
    private readonly transactions: Transactions,
  ) {}

  /** What the displays show; nothing has to tick for it (C25.FR.01). */
  get codes(): readonly PaymentCode[] {
    const { body, settings, time } = this.core
    const { webPaymentsEnabled, webPaymentsUrlTemplate, webPaymentsValidityTimeS } = settings.values
    const isShown = webPaymentsEnabled && webPaymentsUrlTemplate !== ''
    const validUntil = new Date(validUntilMs(time.nowMs(), webPaymentsValidityTimeS)).toISOString()
    return body.state.evses
      .map(({ evseId }) => ({
        evseId,
        url: isShown ? this.url(evseId) : undefined,
        validUntil,
        isStarted: this.isSpokenFor(evseId),
      }))
      .filter(({ url, isStarted }) => url !== undefined || isStarted)
  }

  /** Somebody pays on the page: nobody else may begin here until the csms starts the session, or the time is over (C25.FR.22). */
  started(evseId: number, timeoutS: number): void {
    if (this.spokenFor === undefined) this.core.events.on('remoteStartRequested', (start) => this.spokenFor?.delete(start.evseId))
    this.spokenFor ??= new Map()
    const ids = evseId === 0 ? this.core.body.state.evses.map((evse) => evse.evseId) : [evseId]
    for (const id of ids) this.spokenFor.set(id, this.core.time.monotonicMs() + timeoutS * 1000)
  }

  isSpokenFor(evseId: number): boolean {
    return (this.spokenFor?.get(evseId) ?? 0) > this.core.time.monotonicMs()
  }

  /** What a driver types in; holds for the next session there (C25.FR.03–06). */
  setBounds(evseId: number, bounds: ChargingBounds): void {
    if (this.bounds === undefined) this.transactions.join(this)
    this.bounds ??= new Map()
    this.bounds.set(evseId, bounds)
  }

  /** Set once, at random, and never told; a csms sets its own. */
  get secret(): string {
    const { state, random } = this.core
    const known = state.load(section).get('secret') as string | undefined
    if (known !== undefined) return known
    const made = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
    this.secret = made
    return made
  }

  set secret(secret: string) {
    this.core.state.put(section, 'secret', secret)
  }

  /** The name of an EVSE among providers; empty: it has none. */
  roamingId(evseId: number): string {
    return String(this.core.state.load(section).get(`roaming ${evseId}`) ?? '')
  }

  setRoamingId(evseId: number, name: string): void {
    this.core.state.put(section, `roaming ${evseId}`, name)
  }

  add({ evse, authorization, isDriverNew }: Told): Addition {
    if (!isDriverNew) return {}
    const bounds = this.bounds?.get(evse.evseId)
    this.bounds?.delete(evse.evseId)
    // Whoever came instead has said nothing.
    if (bounds === undefined || authorization?.by !== 'remote' || authorization.token.type !== 'DirectPayment') return {}
    const { maxEnergyWh, maxTimeS, maxCost } = bounds
    const limit: TransactionLimit = {
      ...(maxEnergyWh === undefined ? {} : { energyWh: maxEnergyWh }),
      ...(maxTimeS === undefined ? {} : { timeS: maxTimeS }),
      ...(maxCost === undefined ? {} : { cost: maxCost }),
    }
    return Object.keys(limit).length === 0 ? {} : { limit }
  }

  keep(): void {}

  /** The address of the page, with what the template asks for (C25.FR.50–58). */
  private url(evseId: number): string {
    const { facts, settings, time } = this.core
    const { webPaymentsUrlTemplate, webPaymentsTotpLength: length, webPaymentsValidityTimeS: validityTimeS } = settings.values
    const values: Readonly<Record<string, string>> = {
      chargingstationid: facts.identity,
      evse: String(evseId),
      roamingevseid: this.roamingId(evseId),
      totp: totp(time.nowMs(), { secret: this.secret, length, validityTimeS }),
      version: totpVersion,
    }
    const filled = webPaymentsUrlTemplate.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name.toLowerCase()]
      return value === undefined ? placeholder : encodeURIComponent(value)
    })
    const { maxEnergyWh, maxTimeS, maxCost } = this.bounds?.get(evseId) ?? {}
    const query = Object.entries({ maxenergy: maxEnergyWh, maxtime: maxTimeS, maxcost: maxCost })
      .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
      .join('&')
    return query === '' ? filled : `${filled}${filled.includes('?') ? '&' : '?'}${query}`
  }
}
