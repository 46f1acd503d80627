import { calmGrid, type EvseState } from '../../body/index.js'
import type { Core } from '../../core.js'
import { frequencyThresholdMilliHz, loadBandOf } from '../bidirectional/evse-settings.js'
import { convert } from './combine.js'
import type { Lead } from './leading.js'
import { supplyOf } from './limits.js'
import { type GridSignal, loadDeltaW, powerOnCurve, signalAt } from './local-control.js'
import type { Period, Quantity } from './profile.js'

/** What somebody else than the csms wants of an EVSE now; negative power: to be given back. */
export interface ExternalValues {
  readonly limitW?: number | undefined
  /** From 0 down. */
  readonly dischargeLimitW?: number | undefined
  readonly setpointW?: number | undefined
  readonly setpointVar?: number | undefined
}

/** The frequency that a setpoint was worked out for, and the period that it was for. */
interface Measured {
  readonly period: Period
  readonly hz: number
}

/** How many signals of the grid operator are waited for. */
const maxSignals = 20

/** What measurements at the place and somebody outside make of periods that leave it to them (2.1 Q05, Q08, Q09). */
export class Steering {
  /** By EVSE; each made when first needed. */
  private external: Map<number, ExternalValues> | undefined
  private measured: Map<number, Measured> | undefined
  private balances: Map<number, number> | undefined
  private signals: readonly GridSignal[] = []

  constructor(private readonly core: Core) {}

  /** What somebody outside wants of an EVSE, for periods that ask for it (Q05.FR.01–02). */
  setExternal(evseId: number, values: ExternalValues | undefined): void {
    this.external ??= new Map()
    if (values === undefined) this.external.delete(evseId)
    else this.external.set(evseId, values)
  }

  addSignal(signal: GridSignal): void {
    this.signals = [...this.signals, signal].slice(-maxSignals)
  }

  /** When the next signal counts; infinite: never. */
  nextSignalMs(nowMs: number): number {
    return this.signals.reduce((next, { atMs }) => (atMs > nowMs ? Math.min(next, atMs) : next), Number.POSITIVE_INFINITY)
  }

  /** No period listens to signals any more: those that have counted say nothing about the next one. */
  forgetPastSignals(nowMs: number): void {
    if (this.signals.length > 0) this.signals = this.signals.filter(({ atMs }) => atMs > nowMs)
  }

  /** A period in force with the values that it leaves open. */
  steer(evse: EvseState, lead: Lead, nowMs: number): Lead {
    const { period, purpose } = lead
    const isOfTransaction = purpose === 'TxProfile' || purpose === 'TxDefaultProfile'
    switch (period.operationMode) {
      case 'ExternalLimits':
      case 'ExternalSetpoint':
        return isOfTransaction ? { ...lead, period: this.withExternal(evse, lead) } : lead
      case 'LocalFrequency':
        return { ...lead, period: { ...period, setpoint: this.frequencySetpointW(evse, period, nowMs) } }
      case 'LocalLoadBalancing':
        return { ...lead, period: { ...period, setpoint: inUnit(evse, lead, this.balances?.get(evse.evseId) ?? 0) } }
      default:
        return lead
    }
  }

  /** The EVSE is not in such a period any more. */
  stopBalancing(evseId: number): void {
    this.balances?.delete(evseId)
  }

  /**
   * Looks at the meter of the building, and changes the setpoints of the EVSEs that balance its load (Q09.FR.03–04).
   * @param flowsW what the station takes, and gives as negative power, at each of its EVSEs
   * @returns whether any setpoint has changed
   */
  balance(evses: readonly EvseState[], flowsW: readonly number[]): boolean {
    const { grid = calmGrid } = this.core.body.state
    const loadW = flowsW.reduce((sum, watts) => sum + watts, grid.loadW)
    let isChanged = false
    for (const { evseId, maxPowerW } of evses) {
      const band = loadBandOf(this.core, evseId)
      if (band === undefined) continue
      const oldW = this.balances?.get(evseId) ?? 0
      // Several EVSEs share the work; none is asked for more than it has.
      const newW = Math.max(-maxPowerW, Math.min(maxPowerW, oldW + loadDeltaW(loadW, band) / evses.length))
      if (Math.abs(newW - oldW) < toleranceW) continue
      this.balances ??= new Map()
      this.balances.set(evseId, newW)
      isChanged = true
    }
    return isChanged
  }

  private withExternal(evse: EvseState, lead: Lead): Period {
    const { period } = lead
    const values = this.external?.get(evse.evseId) ?? this.external?.get(0)
    if (values === undefined) return period
    const { limitW, dischargeLimitW, setpointW, setpointVar } = values
    const value = (watts: number | undefined, own: Quantity | undefined): Quantity | undefined =>
      watts === undefined ? own : inUnit(evse, lead, watts)
    return period.operationMode === 'ExternalLimits'
      ? { ...period, limit: value(limitW, period.limit), dischargeLimit: value(dischargeLimitW, period.dischargeLimit) }
      : { ...period, setpoint: value(setpointW, period.setpoint), setpointReactive: value(setpointVar, period.setpointReactive) }
  }

  /** Worked out when the period begins, and when the frequency has changed enough since then (Q08.FR.06–07, FR.10). */
  private frequencySetpointW({ evseId }: EvseState, period: Period, nowMs: number): number {
    const { baselineW = 0, freqWattCurve = [], signalWattCurve } = period
    const signal = signalWattCurve === undefined ? undefined : signalAt(this.signals, nowMs)
    const signalW = signal === undefined ? 0 : powerOnCurve(signalWattCurve ?? [], signal.signal)
    return baselineW + powerOnCurve(freqWattCurve, this.frequencyHz(evseId, period)) + signalW
  }

  private frequencyHz(evseId: number, period: Period): number {
    const { frequencyHz } = this.core.body.state.grid ?? calmGrid
    const last = this.measured?.get(evseId)
    const milliHz = last === undefined ? 0 : Math.abs(frequencyHz - last.hz) * 1000
    if (last?.period === period && milliHz < frequencyThresholdMilliHz(this.core, evseId) - 1e-6) return last.hz
    this.measured ??= new Map()
    this.measured.set(evseId, { period, hz: frequencyHz })
    return frequencyHz
  }
}

/** Less than a meter shows. */
const toleranceW = 0.1

/** Watts in the unit of a schedule. */
const inUnit = (evse: EvseState, { unit, period }: Lead, watts: number): Quantity => {
  const { voltageV, phases } = supplyOf(evse)
  return convert(watts, 'W', unit, voltageV, Math.min(period.numberPhases ?? phases, phases))
}
