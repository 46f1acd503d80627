import { advance, type EvseState, evseOf, exportW, pluggedConnector, powerW } from '../../body/index.js'
import type { Core } from '../../core.js'
import { isBidirectional } from '../bidirectional/energy-transfer.js'
import { isV2xEnabled } from '../bidirectional/evse-settings.js'
import type { Transactions } from '../transactions/transactions.js'
import type { SmartChargingAdapter } from './adapter.js'
import { type EvseInput, nextMs } from './composite.js'
import {
  type Followed,
  followedAt,
  followedByStation,
  inputOf,
  isForDischarging,
  type Looking,
  ownPeriod,
  type Session,
  type StationFollowed,
  type View,
} from './limits.js'
import type { Installed, OperationMode } from './profile.js'
import { shareOf, sharesOf, withinStation } from './sharing.js'
import type { Steering } from './steering.js'
import type { ProfileStore } from './store.js'
import { isOfflineTooLong, updateDueMs } from './timeline.js'

const timer = 'charging schedules'

/** How often the load of the building is looked at while it is balanced. */
const balancingMs = 10_000

/** A car that follows its setpoint needs one step; one that cannot is not waited for. */
const maxRounds = 3

const usual = { mode: 'ChargingOnly', isAsleep: false } as const

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
    private readonly steering: Steering,
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

  /**
   * Brings the body in line with the profiles, tells of rates and modes that changed, and waits for the next time.
   * @param isLocal a measurement of the station's own is all that changed: nobody need hear of the rate (2.1 Q08, Q09)
   */
  apply(isLocal = false): void {
    const { body, time } = this.core
    const profiles = this.inForce()
    if (profiles.length === 0 && !this.isLimiting) return
    const view = this.view()
    this.isLimiting = profiles.length > 0
    const before = advance(body.state, time.monotonicMs()).evses
    const followed = this.follow(profiles, view)
    for (const [index, { evseId }] of body.state.evses.entries()) {
      const { mode, isAsleep } = followed[index] ?? usual
      this.transactions.modeChanged(evseId, mode, isAsleep)
    }
    if (!isLocal) this.tellRates(before)
    if (!followed.some(({ hasSignalCurve }) => hasSignalCurve)) this.steering.forgetPastSignals(view.nowMs)
    this.schedule(profiles, view, followed)
  }

  /** Applies what is in force; where the load of the building is balanced, until it is in its band (2.1 Q09). */
  private follow(profiles: readonly Installed[], view: View): readonly Followed[] {
    const { body } = this.core
    for (let round = 0; ; round += 1) {
      const looking = { profiles, phaseRule: this.adapter.phaseRule, prefersCsms: this.prefersCsms }
      const station = followedByStation(body.state, looking, view)
      const followed = this.followedBy(body.state.evses, looking, view, station)
      body.apply({ type: 'schedulesApplied', stationW: station.limitW, evses: followed.map(({ limit }) => limit) })
      const balancing = body.state.evses.filter((_, index) => followed[index]?.mode === 'LocalLoadBalancing')
      for (const evse of body.state.evses) if (!balancing.includes(evse)) this.steering.stopBalancing(evse.evseId)
      if (balancing.length === 0 || round === maxRounds) return followed
      if (
        !this.steering.balance(
          balancing,
          body.state.evses.map((evse) => powerW(evse) - exportW(evse)),
        )
      )
        return followed
    }
  }

  private followedBy(evses: readonly EvseState[], looking: Looking, view: View, station: StationFollowed): readonly Followed[] {
    const isGiver = evses.map((evse) => this.mayDischarge(evse, view) && isForDischarging(ownPeriod(evse, looking, view)))
    const shares = sharesOf(station.setpointW, evses, isGiver)
    const followed = evses.map((evse, index) =>
      followedAt(
        evse,
        { ...looking, steer: (lead) => shareOf(this.steering.steer(evse, lead, view.nowMs), evse, shares[index] ?? 0) },
        view,
        isGiver[index] === true,
      ),
    )
    return withinStation(followed, evses, station.dischargeLimitW)
  }

  /** Whether the car at an EVSE may give energy back: V2X is on and, with ISO 15118-20, agreed on (2.1 Q01, Q02). */
  private mayDischarge(evse: EvseState, { sessions }: View): boolean {
    const ev = pluggedConnector(evse)?.ev
    if (ev === undefined || !((ev.maxDischargeW ?? 0) > 0) || !isV2xEnabled(this.core, evse.evseId)) return false
    const session = evse.transaction && sessions.get(evse.transaction.key)
    return ev.highLevel?.edition !== 20 || isBidirectional(session?.energyTransfer)
  }

  get prefersCsms(): boolean {
    return this.core.settings.values.setpointPriority === 'CSMS'
  }

  /** What decides about power at an EVSE now, as far as the profiles of the transaction say (2.1 K §3.4). */
  modeAt(evseId: number): OperationMode {
    const profiles = this.inForce()
    const evse = profiles.length === 0 ? undefined : evseOf(this.core.body.state, evseId)
    const period = evse && ownPeriod(evse, { profiles, phaseRule: this.adapter.phaseRule }, this.view())
    return period?.operationMode ?? 'ChargingOnly'
  }

  /** Whether a transaction listens to signals of the grid operator at a time (2.1 Q08.FR.11). */
  listensAt(atMs: number): boolean {
    const looking = { profiles: this.inForce(), phaseRule: this.adapter.phaseRule }
    const view = { ...this.view(), nowMs: Math.max(atMs, this.core.time.nowMs()) }
    return this.core.body.state.evses.some((evse) => {
      const period = evse.transaction && ownPeriod(evse, looking, view)
      return period?.operationMode === 'LocalFrequency' && period.signalWattCurve !== undefined
    })
  }

  /** The state of charging has an event of its own; here the rate alone has changed (K11.FR.04, K13.FR.03). */
  private tellRates(before: readonly EvseState[]): void {
    const { body, settings } = this.core
    for (const [index, evse] of body.state.evses.entries()) {
      const old = before[index]
      if (old === undefined || evse.transaction === undefined || old.transaction?.key !== evse.transaction.key) continue
      const [oldW, newW] = [flowW(old), flowW(evse)]
      if (oldW === 0 || newW === 0) continue
      const percent = (Math.abs(newW - oldW) / Math.abs(oldW)) * 100
      if (percent > settings.values.limitChangeSignificancePercent) this.transactions.rateChanged(evse.evseId)
    }
  }

  private schedule(profiles: readonly Installed[], view: View, followed: readonly Followed[]): void {
    const { body, time, link } = this.core
    // Nothing runs while the station is switched off.
    if (!link.isPowered) return
    const evses = body.state.evses.map((evse) => standing(inputOf(evse, view), evse))
    const update = Math.min(...profiles.map(updateDueMs))
    const signal = this.steering.nextSignalMs(view.nowMs)
    const isBalancing = followed.some(({ mode }) => mode === 'LocalLoadBalancing')
    const look = isBalancing ? view.nowMs + balancingMs : Number.POSITIVE_INFINITY
    const next = Math.min(nextMs({ profiles, evses }, view.nowMs), update, nextOfflineMs(profiles, view), signal, look)
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

const flowW = (evse: EvseState): number => powerW(evse) - exportW(evse)

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
