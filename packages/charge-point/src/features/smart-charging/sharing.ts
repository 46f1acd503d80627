import { type EvseState, pluggedConnector } from '../../body/index.js'
import { convert, steers } from './combine.js'
import type { Lead } from './leading.js'
import { type Followed, supplyOf } from './limits.js'
import type { Quantity } from './profile.js'

/**
 * What each EVSE does of a setpoint for the station as a whole, W: equal parts of those that can (2.1 Q06.FR.31). The others take
 * nothing while energy is to be given back.
 * @param isGiver which of them may give energy back
 */
export function sharesOf(setpointW: number | undefined, evses: readonly EvseState[], isGiver: readonly boolean[]): readonly number[] {
  if (setpointW === undefined) return []
  const takesPart = setpointW < 0 ? isGiver : evses.map(({ transaction }) => transaction?.readyAtMs !== undefined)
  const count = takesPart.filter(Boolean).length
  return takesPart.map((takes) => (takes ? setpointW / count : 0))
}

/** A setpoint for the station as a whole becomes that of an EVSE. */
export function shareOf(lead: Lead, evse: EvseState, shareW: number): Lead {
  if (lead.evseId !== 0 || lead.purpose !== 'ChargingStationExternalConstraints' || !steers(lead)) return lead
  const { voltageV, phases } = supplyOf(evse)
  const { setpoint, setpointReactive } = lead.period
  const share: Quantity = convert(shareW, 'W', lead.unit, voltageV, lead.period.numberPhases ?? phases)
  const whole = typeof setpoint === 'number' && setpoint !== 0 ? setpoint : undefined
  // Reactive power is shared as active power is.
  const reactive =
    typeof setpointReactive === 'number' && whole !== undefined && typeof share === 'number'
      ? (setpointReactive * share) / whole
      : setpointReactive
  return { ...lead, period: { ...lead.period, setpoint: setpoint === undefined ? undefined : share, setpointReactive: reactive } }
}

/** What all EVSEs together may give back is not exceeded: each gives so much less (2.1 Q06.FR.30). */
export function withinStation(followed: readonly Followed[], evses: readonly EvseState[], limitW: number | undefined): readonly Followed[] {
  if (limitW === undefined) return followed
  const wanted = followed.map(({ limit: { steering } }, index) => {
    const evse = evses[index]
    const most = (evse && pluggedConnector(evse)?.ev?.maxDischargeW) ?? 0
    return Math.min(most, steering?.dischargeW ?? evse?.dischargeW ?? 0, steering?.dischargeLimitW ?? Number.POSITIVE_INFINITY)
  })
  const sum = wanted.reduce((total, watts) => total + watts, 0)
  if (sum <= limitW) return followed
  return followed.map((one, index) => {
    const dischargeLimitW = ((wanted[index] ?? 0) * limitW) / sum
    return { ...one, limit: { ...one.limit, steering: { ...one.limit.steering, dischargeLimitW } } }
  })
}
