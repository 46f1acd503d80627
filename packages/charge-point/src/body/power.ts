import { isPowered, mayGive } from './conditions.js'
import { wantedW } from './ev.js'
import { type BodyState, type EvseState, pluggedConnector } from './state.js'

/** The most that an EVSE could pass if the rules of the grid left it all. */
const ownCeilingW = ({ maxPowerW, limitW = maxPowerW, scheduledW = maxPowerW }: EvseState): number =>
  Math.max(0, Math.min(maxPowerW, limitW, scheduledW))

/** The most that an EVSE itself may pass. */
export const ceilingW = (evse: EvseState): number => Math.max(0, Math.min(ownCeilingW(evse), evse.gridImportW ?? Number.POSITIVE_INFINITY))

/** What the car would take now, whatever the rules of the grid and the other EVSEs. */
export function takableW(evse: EvseState): number {
  const ev = pluggedConnector(evse)?.ev
  return ev === undefined || !isPowered(evse) || mayGive(evse) ? 0 : Math.min(ownCeilingW(evse), wantedW(ev))
}

/** The most that all EVSEs together may take. */
const stationW = ({ maxPowerW, scheduledW = maxPowerW }: BodyState): number => Math.max(0, Math.min(maxPowerW, scheduledW))

/**
 * Shares what the station has among the EVSEs that charge: equal parts, and what one leaves goes to the others.
 * An offer stands until something happens, so the sum never exceeds the station's own limit.
 */
export function sharePower(state: BodyState): BodyState {
  const ceilings = state.evses.map((evse) => (isPowered(evse) && !mayGive(evse) ? ceilingW(evse) : 0))
  const isPlenty = ceilings.reduce((sum, watts) => sum + watts, 0) <= stationW(state)
  const offers = isPlenty ? ceilings : fairShares(state, ceilings)
  if (state.evses.every((evse, index) => evse.offeredW === offers[index])) return state
  return { ...state, evses: state.evses.map((evse, index) => withOffer(evse, offers[index] ?? 0)) }
}

const withOffer = (evse: EvseState, offeredW: number): EvseState => (evse.offeredW === offeredW ? evse : { ...evse, offeredW })

function fairShares(state: BodyState, ceilings: readonly number[]): number[] {
  const demands = state.evses.map((evse, index) => {
    const ev = pluggedConnector(evse)?.ev
    return ev === undefined ? 0 : Math.min(wantedW(ev), ceilings[index] ?? 0)
  })
  const shares = demands.map(() => 0)
  let leftW = stationW(state)
  // Smallest demand first: whoever wants less than an equal part leaves the rest to those that follow.
  const order = demands.map((_, index) => index).filter((index) => (demands[index] ?? 0) > 0)
  order.sort((a, b) => (demands[a] ?? 0) - (demands[b] ?? 0))
  for (const [position, index] of order.entries()) {
    const share = Math.min(demands[index] ?? 0, leftW / (order.length - position))
    shares[index] = share
    leftW -= share
  }
  return shares
}
