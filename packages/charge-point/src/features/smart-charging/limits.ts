import { type BodyState, type EvseState, pluggedConnector, type ScheduledLimit } from '../../body/index.js'
import { convert, type PhaseRule, type Supply, totalW } from './combine.js'
import { type EvseInput, stateAt, stationSupply } from './composite.js'
import type { Installed, Unit } from './profile.js'

/** What the station remembers of the transaction at an EVSE. */
export interface Session {
  readonly hasPriority?: boolean | undefined
  readonly delaySeed?: number | undefined
  /** The car has told its needs: it speaks ISO 15118. */
  readonly isHighLevel?: boolean | undefined
  /** When it wants to leave. */
  readonly departureMs?: number | undefined
  readonly evPlan?: Installed | undefined
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

/** What the profiles allow one EVSE now. */
export function limitOf(evse: EvseState, profiles: readonly Installed[], view: View, phaseRule: PhaseRule): ScheduledLimit {
  const unit = unitOf(evse)
  const supply = supplyOf(evse)
  const input = { ...inputOf(evse, view), ownLimit: unlimited, evPlan: undefined }
  const state = stateAt({ profiles, evses: [input], isStation: false, fromMs: view.nowMs, toMs: view.nowMs, unit, phaseRule }, view.nowMs)
  const phases = state.numberPhases ?? supply.phases
  const watts = (quantity: Parameters<typeof convert>[0]): number => totalW(convert(quantity, unit, 'W', supply.voltageV, phases))
  const limitW = state.limit === undefined ? Number.POSITIVE_INFINITY : watts(state.limit)
  // A car that follows a setpoint takes no more than that; below zero it discharges.
  const setpointW = state.setpoint === undefined ? Number.POSITIVE_INFINITY : Math.max(0, watts(state.setpoint))
  const isFewer = evse.kind === 'AC' && phases < supply.phases
  return { evseId: evse.evseId, limitW: finite(Math.min(limitW, setpointW)), phases: isFewer ? phases : undefined }
}

/** What the profiles of the station allow all EVSEs together. */
export function stationLimitW(body: BodyState, profiles: readonly Installed[], view: View, phaseRule: PhaseRule): number | undefined {
  const own = profiles.filter(({ evseId, purpose }) => evseId === 0 && purpose !== 'TxDefaultProfile' && purpose !== 'PriorityCharging')
  if (own.length === 0) return undefined
  const evses = body.evses.map((evse) => ({ ...inputOf(evse, view), ownLimit: unlimited, evPlan: undefined }))
  const unit = body.evses.every(({ kind }) => kind === 'DC') ? 'W' : 'A'
  const { limit, numberPhases } = stateAt(
    { profiles: own, evses, isStation: true, fromMs: view.nowMs, toMs: view.nowMs, unit, phaseRule },
    view.nowMs,
  )
  const supply = stationSupply(evses)
  return limit === undefined ? undefined : finite(totalW(convert(limit, unit, 'W', supply.voltageV, numberPhases ?? supply.phases)))
}
