import { drawnW, wantedW } from './ev.js'
import { type ChargingState, type EvseState, pluggedConnector, type TxPoint } from './state.js'

export const isConnected = (evse: EvseState): boolean => pluggedConnector(evse) !== undefined

const isAuthorized = (evse: EvseState): boolean => evse.authorization !== undefined

/** Whether the driver was let in for this connector, if for any. */
export const isFor = ({ authorization }: EvseState, connectorId: number): boolean =>
  authorization?.forConnectorId === undefined || authorization.forConnectorId === connectorId

/** Whether a car stands where its driver was let in; without a driver, where any may be. */
export function isInPlace(evse: EvseState): boolean {
  const connector = pluggedConnector(evse)
  return connector !== undefined && isFor(evse, connector.connectorId)
}

/** Whether the relay is closed: a car in its place, a driver who may charge, and nothing broken. */
export function isPowered(evse: EvseState): boolean {
  const connector = pluggedConnector(evse)
  if (connector === undefined || connector.faults.length > 0 || !isInPlace(evse)) return false
  return evse.authorization !== undefined && !evse.authorization.isWithdrawn
}

/** What flows into the car now. */
export function powerW(evse: EvseState): number {
  const ev = pluggedConnector(evse)?.ev
  return ev === undefined ? 0 : drawnW(ev, evse.offeredW)
}

/** Conditions that transactions start and stop by. */
export const holds: Readonly<Record<TxPoint, (evse: EvseState) => boolean>> = {
  EVConnected: isConnected,
  Authorized: isAuthorized,
  // The state of the relay is irrelevant: connected and authorized.
  PowerPathClosed: (evse) => isInPlace(evse) && isAuthorized(evse),
  EnergyTransfer: (evse) => powerW(evse) > 0,
}

export function chargingStateOf(evse: EvseState): ChargingState {
  const ev = pluggedConnector(evse)?.ev
  if (ev === undefined) return 'idle'
  if (evse.authorization === undefined || !isInPlace(evse)) return 'connected'
  // Where both hold back, the EVSE's part is what counts (1.6 §4.9).
  if (!isPowered(evse) || evse.offeredW <= 0) return 'suspendedEvse'
  return wantedW(ev) > 0 ? 'charging' : 'suspendedEv'
}
