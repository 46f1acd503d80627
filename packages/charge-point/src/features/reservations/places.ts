import type { ConnectorState, EvseState } from '../../body/index.js'

export type PlaceState = 'free' | 'occupied' | 'unavailable' | 'faulted'

/** What a reservation asks for. */
export interface Place {
  /** Missing: any. */
  readonly evseId?: number | undefined
  /** The only connector of that EVSE (1.6). */
  readonly connectorId?: number | undefined
  /** The only kind of plug, as 2.x names it. */
  readonly plugType?: string | undefined
}

/** The connectors of an EVSE that would do. */
export const fitting = ({ evseId, connectors }: EvseState, place: Place): readonly ConnectorState[] =>
  place.evseId !== undefined && place.evseId !== evseId
    ? []
    : connectors.filter(
        ({ connectorId, plugType }) =>
          (place.connectorId === undefined || place.connectorId === connectorId) &&
          (place.plugType === undefined || place.plugType === plugType),
      )

/** How an EVSE stands for one who would charge at one of these connectors. */
export function placeState(evse: EvseState, connectors: readonly ConnectorState[]): PlaceState {
  const { authorization, transaction } = evse
  const isCharging = authorization !== undefined || transaction?.wasAuthorized === true
  // A cable that somebody plugged in at a place that is kept does not take it away (G03.FR.09).
  if (isCharging || evse.connectors.some(({ ev, isReserved }) => ev !== undefined && !isReserved)) return 'occupied'
  const working = connectors.filter(({ faults }) => faults.length === 0)
  if (working.length === 0) return 'faulted'
  return working.some(({ isOperative }) => isOperative) ? 'free' : 'unavailable'
}
