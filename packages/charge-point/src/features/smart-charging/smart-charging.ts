import { OcppError } from '@ocpp-kit/rpc'
import { type BodyEffect, evseOf } from '../../body/index.js'
import type { Core } from '../../core.js'
import { isV2xEnabled, loadBandOf } from '../bidirectional/evse-settings.js'
import type { Transactions } from '../transactions/transactions.js'
import type { SmartChargingAdapter } from './adapter.js'
import { convert, totalW } from './combine.js'
import { type CompositeSchedule, compositeSchedule, type EvseInput, stationSupply } from './composite.js'
import { Follower } from './follower.js'
import { type Capabilities, checkInstall, type InstallRequest, isRefusal, type Outlet } from './install.js'
import { inputOf, type Session, unitOf } from './limits.js'
import type { GridSignal } from './local-control.js'
import { Notices } from './notices.js'
import type { Installed, Profile, Unit } from './profile.js'
import type { Refusal } from './refusal.js'
import { Steering } from './steering.js'
import { type Criteria, isClearable, matches, ProfileStore } from './store.js'

export interface CompositeWish {
  /** 0: the station as a whole. */
  readonly evseId: number
  readonly connectorId?: number | undefined
  readonly durationS: number
  readonly unit: Unit | undefined
}

/** A profile as it came, with its wire form. */
export interface Arrival {
  readonly profile: Profile
  readonly wire: object
}

/** The charging profiles of a station: who may set and clear them, and what they come to (K, 1.6 §3.13). */
export class SmartCharging {
  readonly notices: Notices
  readonly steering: Steering
  private readonly store: ProfileStore
  private readonly follower: Follower

  constructor(
    readonly core: Core,
    readonly adapter: SmartChargingAdapter,
    readonly transactions: Transactions,
  ) {
    this.notices = new Notices(core)
    this.store = new ProfileStore(core.state, adapter.parse)
    this.steering = new Steering(core)
    this.follower = new Follower(core, adapter, this.store, transactions, this.steering, (id) => void this.pull(id))
    transactions.onMode((evseId) => this.follower.modeAt(evseId))
    // Transactions that did not outlive the power have left their profiles behind.
    this.store.remove(({ purpose, transactionKey }) => purpose === 'TxProfile' && !this.isRunning(transactionKey))
    core.body.perform((effect) => this.perform(effect))
    core.settings.onChange(({ smartCharging, setpointPriority, v2xEnabled }) => {
      if (smartCharging !== undefined || setpointPriority !== undefined || v2xEnabled !== undefined) this.follower.apply()
    })
  }

  get profiles(): readonly Installed[] {
    return this.store.all
  }

  get isEnabled(): boolean {
    return this.core.settings.values.smartCharging
  }

  /** @throws OcppError NotSupported where smart charging is switched off (K01.FR.29) */
  expectEnabled(action: string): void {
    if (!this.isEnabled) throw new OcppError('NotSupported', `${action}: this station does no smart charging`)
  }

  /** The station is switched on: what it remembers counts again. */
  poweredOn(): void {
    this.follower.disconnected()
  }

  /** Something beside the profiles has changed that they depend on. */
  applied(): void {
    this.follower.apply()
  }

  /** The grid is otherwise: setpoints that are worked out here follow (2.1 Q08, Q09). */
  gridChanged(): void {
    this.follower.apply(true)
  }

  /** A signal of the grid operator. @returns whether anything listens to it (2.1 Q08.FR.10–11) */
  signalled(signal: GridSignal): boolean {
    if (!this.follower.listensAt(signal.atMs)) return false
    this.steering.addSignal(signal)
    this.follower.apply(true)
    return true
  }

  /** The clock was set: what is in force may be another. */
  timeSet(): void {
    this.follower.apply()
  }

  /** The csms is there and listens. */
  connected(): void {
    this.follower.connected()
    this.notices.flush()
  }

  disconnected(): void {
    this.follower.disconnected()
  }

  // ── profiles ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Installs a profile of the csms. @returns why not, if it is refused */
  set({ profile, wire }: Arrival): Refusal | undefined {
    const transaction = this.transactionFor(profile)
    const result = this.check(profile, transaction)
    if (isRefusal(result)) return result
    this.install({ ...profile, wire, source: 'CSO', transactionKey: transaction?.key }, result.replaced)
    return undefined
  }

  /** Why a profile may not come with a remote start, if so (K05, 1.6 §5.16.2). */
  checkForStart(profile: Profile): Refusal | undefined {
    if (profile.purpose !== 'TxProfile') return { reason: 'InvalidProfile', explanation: 'a start comes with a TxProfile (K05.FR.02)' }
    const result = this.check(profile, { key: undefined, isToCome: true })
    return isRefusal(result) ? result : undefined
  }

  /** Installs it for the transaction that is about to begin, or runs already since the cable came. */
  setForStart({ profile, wire }: Arrival): void {
    const transactionKey = evseOf(this.core.body.state, profile.evseId)?.transaction?.key
    this.install({ ...profile, wire, source: 'CSO', transactionKey }, [])
  }

  /** The start came to nothing, and so does its profile. */
  forgetWaiting(evseId: number): void {
    if (this.store.remove((one) => isWaitingAt(one, evseId))) this.follower.apply()
  }

  /** Puts in a profile that has been checked, or is the station's own. */
  install(profile: Installed, replaced: readonly Installed[]): void {
    if (replaced.length > 0) this.store.remove((one) => replaced.includes(one))
    const isUndated = profile.kind === 'Dynamic' && profile.updatedMs === undefined
    this.store.put(isUndated ? this.updatedNow(profile, {}) : profile)
    for (const { evseId, transaction } of this.core.body.state.evses) {
      if (transaction !== undefined && (profile.evseId === 0 || profile.evseId === evseId)) this.follower.drawDelays(transaction.key)
    }
    this.follower.forgetPlans(profile.evseId)
    this.follower.apply()
  }

  /** Removes what the csms means. @returns whether there was any (K10) */
  clear(criteria: Criteria): boolean {
    const isAny = this.store.remove((profile) => isClearable(profile) && matches(profile, criteria))
    if (isAny) {
      this.follower.forgetPlans(criteria.evseId ?? 0)
      this.follower.apply()
    }
    return isAny
  }

  /** Removes one of the station's own. */
  removeOwn(id: number): void {
    if (this.store.remove((profile) => profile.id === id)) this.follower.apply()
  }

  /** New values for a dynamic profile; they count from now on. @returns whether there is such a one (K28.FR.06, FR.09, FR.11) */
  update(id: number, values: object): boolean {
    const profile = this.profiles.find((one) => one.id === id && one.kind === 'Dynamic')
    if (profile === undefined) return false
    this.store.put(this.updatedNow(profile, values))
    this.follower.apply()
    return true
  }

  // ── sessions ────────────────────────────────────────────────────────────────────────────────────────────────────

  sessionOf(evseId: number): Session | undefined {
    return this.follower.sessionOf(evseId)
  }

  /** Keeps something of the transaction at an EVSE. @returns whether there is one */
  note(evseId: number, patch: Session): boolean {
    return this.follower.note(evseId, patch)
  }

  // ── schedules ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** What is to be expected from now on; undefined where it cannot be told (K08.FR.05, FR.07). */
  composite({ evseId, connectorId, durationS, unit = this.usualUnit(evseId) }: CompositeWish): CompositeSchedule | undefined {
    const { body, settings } = this.core
    const evses = body.state.evses.filter((evse) => evseId === 0 || evse.evseId === evseId)
    if (evses.length === 0 || !settings.values.chargingRateUnits.includes(unit)) return undefined
    const view = this.follower.view()
    const inputs = evses.map((evse): EvseInput => {
      const input = inputOf(evse, view)
      return connectorId === undefined ? input : { ...input, place: { ...input.place, connectorId } }
    })
    const { voltageV, phases } = stationSupply(inputs)
    const { maxPowerW } = body.state
    return compositeSchedule({
      profiles: this.follower.inForce(),
      evses: inputs,
      isStation: evseId === 0,
      stationLimit: { W: maxPowerW, A: totalW(convert(maxPowerW, 'W', 'A', voltageV, phases)) },
      fromMs: view.nowMs,
      toMs: view.nowMs + Math.max(0, durationS) * 1000,
      unit,
      phaseRule: this.adapter.phaseRule,
      prefersCsms: this.follower.prefersCsms,
    })
  }

  /** In which a schedule is told to somebody who has no wish. */
  private usualUnit(evseId: number): Unit {
    const { chargingRateUnits } = this.core.settings.values
    const evse = this.core.body.state.evses.find((one) => evseId === 0 || one.evseId === evseId)
    const usual = evse === undefined ? 'W' : unitOf(evse)
    if (chargingRateUnits.includes(usual)) return usual
    return usual === 'A' ? 'W' : 'A'
  }

  // ── what happens meanwhile ──────────────────────────────────────────────────────────────────────────────────────

  private perform(effect: BodyEffect): void {
    if (effect.type === 'statusChanged') return
    if (effect.type === 'transactionStarted') this.begin(effect.evseId, effect.transaction.key)
    else if (effect.type === 'transactionEnded') this.end(effect.transaction.key)
    else if (effect.type === 'authorizationLapsed') this.forgetWaiting(effect.evseId)
    this.follower.apply()
  }

  private begin(evseId: number, transactionKey: number): void {
    for (const profile of this.profiles) if (isWaitingAt(profile, evseId)) this.store.put({ ...profile, transactionKey })
    this.follower.drawDelays(transactionKey)
  }

  /** A TxProfile goes with its transaction (K02.FR.05, 1.6 §3.13.1). */
  private end(key: number): void {
    this.follower.forget(key)
    this.store.remove(({ purpose, transactionKey }) => purpose === 'TxProfile' && transactionKey === key)
  }

  /** Asks the csms for the values of a dynamic profile (K28.FR.08, FR.10). */
  private async pull(id: number): Promise<void> {
    const message = this.adapter.pullSchedule?.(id)
    const response = message && (await this.notices.tell(message, { mayWait: false }))
    const values = response && this.adapter.readPulled?.(response)
    if (values !== undefined) this.update(id, values)
  }

  private updatedNow(profile: Installed, values: object): Installed {
    const updatedMs = this.core.time.nowMs()
    const wire = this.adapter.updated?.(profile.wire, values, new Date(updatedMs).toISOString()) ?? profile.wire
    return { ...profile, ...this.adapter.parse(wire, profile), wire, updatedMs }
  }

  private check(profile: Profile, transaction: InstallRequest['transaction']): ReturnType<typeof checkInstall> {
    const session = this.sessionOf(profile.evseId)
    const isHighLevel = session?.isHighLevel === true
    const request = { profile, installed: this.profiles, outlet: this.outletOf(profile.evseId), transaction, isHighLevel }
    return checkInstall(request, this.adapter.rules, this.capabilities(profile.evseId, session))
  }

  private outletOf(evseId: number): Outlet | undefined {
    const { evses } = this.core.body.state
    if (evseId !== 0) return evseOf(this.core.body.state, evseId)
    const ac = evses.filter(({ kind }) => kind === 'AC')
    return ac.length === 0 ? evses[0] : ac.reduce((most, evse) => (evse.phases > most.phases ? evse : most))
  }

  /** The transaction that a TxProfile is for, if it runs at that EVSE (K01.FR.04, FR.09, FR.33). */
  private transactionFor({ purpose, evseId, connectorId, transactionId }: Profile): { readonly key: number } | undefined {
    const transaction = purpose === 'TxProfile' ? evseOf(this.core.body.state, evseId)?.transaction : undefined
    if (transaction === undefined) return undefined
    if (connectorId !== undefined && transaction.connectorId !== undefined && connectorId !== transaction.connectorId) return undefined
    if (transactionId !== undefined && this.transactions.find(transactionId)?.key !== transaction.key) return undefined
    return transaction
  }

  private isRunning(key: number | undefined): boolean {
    return key !== undefined && this.core.body.state.evses.some(({ transaction }) => transaction?.key === key)
  }

  private capabilities(evseId: number, session: Session | undefined): Capabilities {
    const { chargingRateUnits, maxChargingStackLevel, maxChargingPeriods, maxChargingProfiles, switches3to1Phase } =
      this.core.settings.values
    const places = evseId === 0 ? this.core.body.state.evses.map((evse) => evse.evseId) : [evseId]
    return {
      units: chargingRateUnits as readonly Unit[],
      maxStackLevel: maxChargingStackLevel,
      maxPeriods: maxChargingPeriods,
      maxProfiles: maxChargingProfiles,
      switchesPhases: switches3to1Phase,
      isBidirectional: places.some((place) => isV2xEnabled(this.core, place)),
      canBalance: places.every((place) => loadBandOf(this.core, place) !== undefined),
      hasPhases: session?.hasPhases === true,
    }
  }
}

/** A profile of a remote start whose transaction has yet to begin. */
const isWaitingAt = ({ purpose, evseId, transactionKey }: Installed, place: number): boolean =>
  purpose === 'TxProfile' && evseId === place && transactionKey === undefined
