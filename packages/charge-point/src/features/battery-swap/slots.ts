import { advance, type EvseState, evseOf, pluggedConnector, socPercent } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Battery, BatteryFacts } from './options.js'

const section = 'batteries'

/** A battery as messages and people see it. */
export interface SlotBattery extends BatteryFacts {
  readonly evseId: number
  readonly socPercent: number
}

/** The slots of a station with what is in them; each is an EVSE, and a battery is a car to the body (S §1). */
export class SwapSlots {
  constructor(private readonly core: Core) {}

  /** Puts a battery in; it charges at once (S04.FR.01). @returns whether the slot has taken it */
  put(evseId: number, { facts, ev }: Battery): boolean {
    if (this.seat(evseId, ev) !== undefined) return false
    this.core.state.put(section, String(evseId), facts)
    return true
  }

  /** A battery that is there already charges, in a transaction of its own (S04.FR.11). */
  wake(evseId: number): void {
    this.seat(evseId, undefined)
  }

  /** Takes the battery out, which ends its transaction (S04.FR.07). */
  take(evseId: number): void {
    const evse = evseOf(this.core.body.state, evseId)
    const connectorId = evse && pluggedConnector(evse)?.connectorId
    if (connectorId !== undefined) this.core.body.apply({ type: 'unplugged', evseId, connectorId })
    this.core.state.remove(section, String(evseId))
  }

  /** What is in the slots now. */
  batteries(): readonly SlotBattery[] {
    const { evses } = advance(this.core.body.state, this.core.time.monotonicMs())
    return evses.flatMap((evse) => {
      const ev = pluggedConnector(evse)?.ev
      const facts = this.core.state.load(section).get(String(evse.evseId)) as BatteryFacts | undefined
      return ev === undefined || facts === undefined
        ? []
        : [{ evseId: evse.evseId, ...facts, socPercent: Math.round(socPercent(ev) * 10) / 10 }]
    })
  }

  /** Batteries that may be given to somebody (S04.FR.05), the fullest first. */
  eligible(): readonly SlotBattery[] {
    const { swapTargetSocPercent } = this.core.settings.values
    return this.batteries()
      .filter(({ evseId, socPercent: soc }) => soc >= swapTargetSocPercent - toleranceSoc && this.isWorking(evseId))
      .sort((a, b) => b.socPercent - a.socPercent || a.evseId - b.evseId)
  }

  /** Slots that batteries can be put into. */
  empty(): readonly number[] {
    return this.core.body.state.evses.filter((evse) => pluggedConnector(evse) === undefined && isFit(evse)).map(({ evseId }) => evseId)
  }

  /** Charges the batteries up to where they may, and no further (S04.FR.06). */
  limit(evseId: number): void {
    const { swapMaxSocPercent, swapTargetSocPercent } = this.core.settings.values
    const evse = evseOf(advance(this.core.body.state, this.core.time.monotonicMs()), evseId)
    const ev = evse && pluggedConnector(evse)?.ev
    if (evse?.transaction === undefined || ev === undefined) return
    const most = Math.max(swapMaxSocPercent, swapTargetSocPercent)
    const missingWh = (ev.batteryCapacityWh * (most - socPercent(ev))) / 100
    const energyWh = Math.max(0, evse.energyWh - evse.transaction.startWh + missingWh)
    this.core.body.apply({ type: 'transactionLimited', evseId, limit: { energyWh } })
  }

  private seat(evseId: number, ev: Battery['ev'] | undefined): string | undefined {
    const { body, settings } = this.core
    const evse = evseOf(body.state, evseId)
    const connectorId = (evse && pluggedConnector(evse)?.connectorId) ?? 1
    const { swapIdToken } = settings.values
    // Transactions of batteries are not those of drivers (S04.FR.02–03).
    const token = swapIdToken === '' ? { idToken: '', type: 'NoAuthorization' } : { idToken: swapIdToken, type: 'Central' }
    return body.apply({ type: 'batterySeated', evseId, connectorId, token, ev })
  }

  private isWorking(evseId: number): boolean {
    const evse = evseOf(this.core.body.state, evseId)
    return evse !== undefined && isFit(evse)
  }
}

/** A tenth is what messages tell. */
const toleranceSoc = 0.05

const isFit = ({ connectors, isHeld }: EvseState): boolean =>
  !isHeld && connectors.some(({ faults, isOperative }) => faults.length === 0 && isOperative)
