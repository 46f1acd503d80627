import { advance, type EvseState, evseOf, powerW } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Transactions } from '../transactions/transactions.js'
import type { SmartChargingAdapter } from './adapter.js'
import { type EvseInput, nextMs } from './composite.js'
import { inputOf, limitOf, type Session, stationLimitW, type View } from './limits.js'
import type { Installed } from './profile.js'
import type { ProfileStore } from './store.js'
import { isOfflineTooLong, updateDueMs } from './timeline.js'

const timer = 'charging schedules'

const noSessions: ReadonlyMap<number, Session> = new Map()

/**
 * Sees to it that the body keeps to the profiles: the limit in force at each EVSE is applied whenever it changes, with one timer
 * to the next time it does, and none where no profile is installed.
 */
export class Follower {
  /** By transaction; made when first needed. */
  private sessions: Map<number, Session> | undefined
  private offlineSinceMs: number | undefined
  private isLimiting = false

  constructor(
    private readonly core: Core,
    private readonly adapter: SmartChargingAdapter,
    private readonly store: ProfileStore,
    private readonly transactions: Transactions,
    /** A dynamic profile wants new values. */
    private readonly onUpdateDue: (profileId: number) => void,
  ) {}

  /** The profiles that count. */
  inForce(): readonly Installed[] {
    return this.core.settings.values.smartCharging ? this.store.all : []
  }

  view(): View {
    const { time } = this.core
    const monotonicMs = time.monotonicMs()
    return {
      nowMs: time.nowMs(),
      monotonicMs,
      offlineS: this.offlineSinceMs === undefined ? undefined : (monotonicMs - this.offlineSinceMs) / 1000,
      sessions: this.sessions ?? noSessions,
    }
  }

  // ── what is known of transactions ───────────────────────────────────────────────────────────────────────────────

  sessionOf(evseId: number): Session | undefined {
    const key = this.keyAt(evseId)
    return key === undefined ? undefined : this.sessions?.get(key)
  }

  /** @returns whether there is a transaction to note it of */
  note(evseId: number, patch: Session): boolean {
    const key = this.keyAt(evseId)
    if (key === undefined) return false
    this.patch(key, patch)
    this.apply()
    return true
  }

  forget(key: number): void {
    this.sessions?.delete(key)
  }

  /** Delays are drawn when a transaction begins, and when a profile comes during one (K01.FR.93). */
  drawDelays(key: number): void {
    if (this.store.all.some(({ schedules }) => (schedules[0].randomizedDelayS ?? 0) > 0)) this.patch(key, { delaySeed: this.core.random() })
  }

  /** What a car announced was within limits that have changed now. */
  forgetPlans(evseId: number): void {
    for (const [key, session] of this.sessions ?? []) {
      if (session.evPlan !== undefined && (evseId === 0 || this.keyAt(evseId) === key)) this.patch(key, { evPlan: undefined })
    }
  }

  private keyAt(evseId: number): number | undefined {
    return evseOf(this.core.body.state, evseId)?.transaction?.key
  }

  private patch(key: number, patch: Session): void {
    this.sessions ??= new Map()
    this.sessions.set(key, { ...this.sessions.get(key), ...patch })
  }

  // ── following ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** The line is there again: what had lost its validity has it back, unless it says otherwise (2.1 K01.FR.102). */
  connected(): void {
    const { offlineS = 0 } = this.view()
    this.offlineSinceMs = undefined
    this.store.remove((profile) => profile.endsAfterOffline === true && isOfflineTooLong(profile, offlineS))
    this.apply()
  }

  disconnected(): void {
    this.offlineSinceMs ??= this.core.time.monotonicMs()
    this.apply()
  }

  /** Brings the body in line with the profiles, tells of rates that changed, and waits for the next time. */
  apply(): void {
    const { body, time } = this.core
    const profiles = this.inForce()
    if (profiles.length === 0 && !this.isLimiting) return
    const view = this.view()
    const { phaseRule } = this.adapter
    const evses = body.state.evses.map((evse) => limitOf(evse, profiles, view, phaseRule))
    const stationW = stationLimitW(body.state, profiles, view, phaseRule)
    this.isLimiting = profiles.length > 0
    const before = advance(body.state, time.monotonicMs()).evses
    body.apply({ type: 'schedulesApplied', stationW, evses })
    this.tellRates(before)
    this.schedule(profiles, view)
  }

  /** The state of charging has an event of its own; here the rate alone has changed (K11.FR.04, K13.FR.03). */
  private tellRates(before: readonly EvseState[]): void {
    const { body, settings } = this.core
    for (const [index, evse] of body.state.evses.entries()) {
      const old = before[index]
      if (old === undefined || evse.transaction === undefined || old.transaction?.key !== evse.transaction.key) continue
      const [oldW, newW] = [powerW(old), powerW(evse)]
      if (oldW <= 0 || newW <= 0) continue
      const percent = (Math.abs(newW - oldW) / oldW) * 100
      if (percent > settings.values.limitChangeSignificancePercent) this.transactions.rateChanged(evse.evseId)
    }
  }

  private schedule(profiles: readonly Installed[], view: View): void {
    const { body, time, link } = this.core
    // Nothing runs while the station is switched off.
    if (!link.isPowered) return
    const evses = body.state.evses.map((evse) => standing(inputOf(evse, view), evse))
    const update = Math.min(...profiles.map(updateDueMs))
    const next = Math.min(nextMs({ profiles, evses }, view.nowMs), update, nextOfflineMs(profiles, view))
    if (next === Number.POSITIVE_INFINITY) time.cancel(timer)
    else time.after(timer, Math.max(1, Math.ceil(next - view.nowMs)), () => this.due())
  }

  private due(): void {
    const nowMs = this.core.time.nowMs()
    for (const profile of this.store.all) {
      if (updateDueMs(profile) > nowMs) continue
      // Where no answer comes it is asked for again an interval later.
      this.store.put({ ...profile, updatedMs: nowMs })
      this.onUpdateDue(profile.id)
    }
    this.apply()
  }
}

/** Without a car that is ready a Relative schedule does not move on. */
const standing = (input: EvseInput, { transaction }: EvseState): EvseInput =>
  transaction?.readyAtMs === undefined ? { ...input, place: { ...input.place, isWaiting: true } } : input

/** When a profile loses its validity because the station has been offline for too long (2.1 K01.FR.101). */
function nextOfflineMs(profiles: readonly Installed[], { nowMs, offlineS }: View): number {
  if (offlineS === undefined) return Number.POSITIVE_INFINITY
  const left = profiles
    .map(({ maxOfflineS }) => (maxOfflineS === undefined ? -1 : maxOfflineS - offlineS))
    .filter((seconds) => seconds >= 0)
  return nowMs + Math.min(...left) * 1000 + 1
}
