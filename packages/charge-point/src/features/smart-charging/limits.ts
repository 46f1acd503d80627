import { type BodyState, type EvseState, pluggedConnector, type ScheduledLimit } from '../../body/index.js'
import type { EnergyTransfer } from '../bidirectional/energy-transfer.js'
import { type Combined, convert, type Supply, steers, totalW } from './combine.js'
import { type CompositeRequest, type EvseInput, leadsFor, stateAt, stationSupply } from './composite.js'
import type { Lead } from './leading.js'
import type { Installed, OperationMode, Period, Quantity, Unit } from './profile.js'

/** What the station remembers of the transaction at an EVSE. */
export interface Session {
  readonly hasPriority?: boolean | undefined
  readonly delaySeed?: number | undefined
  /** The car has told its needs: it speaks ISO 15118. */
  readonly isHighLevel?: boolean | undefined
  /** When it wants to leave. */
  readonly departureMs?: number | undefined
  readonly evPlan?: Installed | undefined
  /** What car and station have agreed on (2.1, ISO 15118-20). */
  readonly energyTransfer?: EnergyTransfer | undefined
  /** What the csms allows, and what it has refused of that. */
  readonly allowedTransfers?: readonly string[] | undefined
  readonly refusedTransfers?: readonly string[] | undefined
  /** The car has told what it takes by each phase. */
  readonly hasPhases?: boolean | undefined
}

export const supplyOf = ({ kind, phases, voltageV }: EvseState): Supply => ({ voltageV, phases: kind === 'DC' ? 1 : phases })

/** In watts for DC; in amperes for AC, where the phases count. */
export const unitOf = ({ kind }: EvseState): Unit => (kind === 'DC' ? 'W' : 'A')

export interface View {
  readonly nowMs: number
  readonly monotonicMs: number
  readonly offlineS: number | undefined
  readonly sessions: ReadonlyMap<number, Session>
}

/** An EVSE as the composite schedule looks at it. */
export function inputOf(evse: EvseState, view: View): EvseInput {
  const { transaction, evseId, maxPowerW } = evse
  const supply = supplyOf(evse)
  const session = transaction && view.sessions.get(transaction.key)
  const readyAtMs = transaction?.readyAtMs
  return {
    place: {
      evseId,
      connectorId: transaction?.connectorId ?? pluggedConnector(evse)?.connectorId,
      transactionKey: transaction?.key,
      relativeMs: readyAtMs === undefined ? view.nowMs : view.nowMs - (view.monotonicMs - readyAtMs),
      offlineS: view.offlineS,
      hasPriority: session?.hasPriority,
      delaySeed: session?.delaySeed,
    },
    supply,
    ownLimit: { W: maxPowerW, A: totalW(convert(maxPowerW, 'W', 'A', supply.voltageV, supply.phases)) },
    evPlan: session?.evPlan,
  }
}

const unlimited = { A: Number.POSITIVE_INFINITY, W: Number.POSITIVE_INFINITY }

const finite = (watts: number): number | undefined => (Number.isFinite(watts) ? watts : undefined)

/** What the profiles come to at one EVSE now. */
export interface Followed {
  readonly limit: ScheduledLimit
  /** The mode of what holds for the transaction. */
  readonly mode: OperationMode
  /** The electronics are off (2.1 Q10.FR.03). */
  readonly isAsleep: boolean
  /** It listens to signals of the grid operator (2.1 Q08.FR.11). */
  readonly hasSignalCurve: boolean
}

const isOfTransaction = ({ purpose }: Lead): boolean =>
  purpose === 'TxProfile' || purpose === 'TxDefaultProfile' || purpose === 'PriorityCharging'

/** What profiles are looked at with, beside themselves. */
export type Looking = Pick<CompositeRequest, 'profiles' | 'phaseRule' | 'prefersCsms' | 'steer'>

/** The period that holds for the transaction at an EVSE, as far as its own profiles say. */
export function ownPeriod(evse: EvseState, looking: Looking, view: View): Period | undefined {
  const input = inputOf(evse, view)
  const request = {
    ...looking,
    steer: undefined,
    evses: [input],
    isStation: false,
    fromMs: view.nowMs,
    toMs: view.nowMs,
    unit: unitOf(evse),
  }
  return leadsFor(request, view.nowMs, input).find(isOfTransaction)?.period
}

/** @param mayDischarge whether the car may give energy back at all (2.1 Q01) */
export function followedAt(evse: EvseState, looking: Looking, view: View, mayDischarge: boolean): Followed {
  const unit = unitOf(evse)
  const input = { ...inputOf(evse, view), ownLimit: unlimited, evPlan: undefined }
  const request = { ...looking, evses: [input], isStation: false, fromMs: view.nowMs, toMs: view.nowMs, unit }
  const leads = leadsFor(request, view.nowMs, input)
  const own = leads.find(isOfTransaction)?.period
  const steering = leads.find(steers)
  const mode = steering?.period.operationMode ?? own?.operationMode ?? 'ChargingOnly'
  return {
    limit: limitOf(evse, stateAt(request, view.nowMs), {
      mayDischarge,
      // Who says that nothing but charging is to happen, says so of all others too.
      isOnlyCharging: own?.operationMode === 'ChargingOnly' || own?.operationMode === 'Idle',
    }),
    mode,
    isAsleep: mode === 'Idle' && own?.evseSleep === true,
    hasSignalCurve: mode === 'LocalFrequency' && own?.signalWattCurve !== undefined,
  }
}

/** Cars give energy back only where a profile of the transaction is about that (2.1 Q06, prerequisites). */
export const isForDischarging = (own: Period | undefined): boolean =>
  own?.operationMode !== undefined && own.operationMode !== 'ChargingOnly' && own.operationMode !== 'Idle'

interface Leave {
  readonly mayDischarge: boolean
  readonly isOnlyCharging: boolean
}

function limitOf(evse: EvseState, state: Combined, { mayDischarge, isOnlyCharging }: Leave): ScheduledLimit {
  const unit = unitOf(evse)
  const supply = supplyOf(evse)
  const phases = state.numberPhases ?? supply.phases
  const watts = (quantity: Quantity | undefined): number | undefined =>
    quantity === undefined ? undefined : totalW(convert(quantity, unit, 'W', supply.voltageV, phases))
  const setpointW = watts(state.setpoint)
  const dischargeLimitW = watts(state.dischargeLimit)
  // A car that follows a setpoint takes no more than that; below zero it discharges.
  const limitW = Math.min(watts(state.limit) ?? Number.POSITIVE_INFINITY, Math.max(0, setpointW ?? Number.POSITIVE_INFINITY))
  const isFewer = evse.kind === 'AC' && phases < supply.phases
  const dischargeW = setpointW !== undefined ? Math.max(0, mayDischarge ? -setpointW : 0) : isOnlyCharging ? 0 : undefined
  const steering = {
    dischargeW,
    dischargeLimitW: dischargeLimitW === undefined ? undefined : Math.max(0, -dischargeLimitW),
    reactiveVar: mayDischarge ? watts(state.setpointReactive) : undefined,
    setpointW,
  }
  const isSteered = Object.values(steering).some((value) => value !== undefined)
  return {
    evseId: evse.evseId,
    limitW: finite(limitW),
    phases: isFewer ? phases : undefined,
    ...(isSteered ? { steering } : {}),
  }
}

/** What the profiles of the station allow all EVSEs together. */
export interface StationFollowed {
  readonly limitW: number | undefined
  /** What all of them together may give back at most, W from 0 on (2.1 Q06.FR.30). */
  readonly dischargeLimitW: number | undefined
  /** What they are to come to together; negative: to give back (2.1 Q06.FR.31). */
  readonly setpointW: number | undefined
}

export function followedByStation(body: BodyState, { profiles, phaseRule, prefersCsms }: Looking, view: View): StationFollowed {
  const own = profiles.filter(({ evseId, purpose }) => evseId === 0 && purpose !== 'TxDefaultProfile' && purpose !== 'PriorityCharging')
  if (own.length === 0) return { limitW: undefined, dischargeLimitW: undefined, setpointW: undefined }
  const evses = body.evses.map((evse) => ({ ...inputOf(evse, view), ownLimit: unlimited, evPlan: undefined }))
  const unit = body.evses.every(({ kind }) => kind === 'DC') ? 'W' : 'A'
  const request = { profiles: own, phaseRule, prefersCsms, evses, isStation: true, fromMs: view.nowMs, toMs: view.nowMs, unit } as const
  const state = stateAt(request, view.nowMs)
  const supply = stationSupply(evses)
  const watts = (quantity: Quantity | undefined): number | undefined =>
    quantity === undefined ? undefined : finite(totalW(convert(quantity, unit, 'W', supply.voltageV, state.numberPhases ?? supply.phases)))
  const setpointW = watts(state.setpoint)
  const dischargeLimitW = watts(state.dischargeLimit)
  const limitW = Math.min(watts(state.limit) ?? Number.POSITIVE_INFINITY, Math.max(0, setpointW ?? Number.POSITIVE_INFINITY))
  return { limitW: finite(limitW), dischargeLimitW: dischargeLimitW === undefined ? undefined : Math.max(0, -dischargeLimitW), setpointW }
}
