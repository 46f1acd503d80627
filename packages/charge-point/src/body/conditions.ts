import { dischargeableW, drawnW, wantedW } from './ev.js'
import { type BodyRules, type ChargingState, type EvseState, pluggedConnector, type TxPoint } from './state.js'

export const isConnected = (evse: EvseState): boolean => pluggedConnector(evse) !== undefined

const isAuthorized = (evse: EvseState): boolean => evse.authorization !== undefined

/** Whether the driver was let in for this connector, if for any. */
export const isFor = ({ authorization }: EvseState, connectorId: number): boolean =>
  authorization?.forConnectorId === undefined || authorization.forConnectorId === connectorId

/** Whether somebody may use a connector: let in there, and with the right not withdrawn. */
export const isLetIn = (evse: EvseState, connectorId: number): boolean =>
  evse.authorization !== undefined && !evse.authorization.isWithdrawn && isFor(evse, connectorId)

/** Whether a car stands where its driver was let in; without a driver, where any may be. */
export function isInPlace(evse: EvseState): boolean {
  const connector = pluggedConnector(evse)
  return connector !== undefined && isFor(evse, connector.connectorId)
}

/** Whether the relay is closed: a car in its place, a driver who may charge, and nothing broken. */
export function isPowered(evse: EvseState): boolean {
  const connector = pluggedConnector(evse)
  if (connector === undefined || connector.faults.length > 0 || !isInPlace(evse)) return false
  if (evse.heldUntilMs !== undefined || evse.transaction?.reached !== undefined) return false
  return evse.authorization !== undefined && !evse.authorization.isWithdrawn
}

/** What flows into the car now. */
export function powerW(evse: EvseState): number {
  const ev = pluggedConnector(evse)?.ev
  return ev === undefined ? 0 : drawnW(ev, evse.offeredW)
}

/** What the car is asked to give back: by a schedule where one says so, else by whoever else wants it. */
const askedW = ({ dischargeW, steering }: EvseState): number =>
  Math.min(steering?.dischargeW ?? dischargeW, steering?.dischargeLimitW ?? Number.POSITIVE_INFINITY)

/** Whether the car is asked to give energy back and can: it takes none then, also once it has nothing left to give. */
export const mayGive = (evse: EvseState): boolean => askedW(evse) > 0 && isBidirectional(evse)

const isBidirectional = (evse: EvseState): boolean => (pluggedConnector(evse)?.ev?.maxDischargeW ?? 0) > 0

/** What the car would give back now, whatever the rules of the grid. */
export function givableW(evse: EvseState): number {
  const ev = pluggedConnector(evse)?.ev
  if (ev === undefined || !mayGive(evse) || !isPowered(evse)) return 0
  return Math.min(askedW(evse), dischargeableW(ev), evse.maxPowerW)
}

/** Reactive power of the car, var; positive: it takes it. Only a car with an inverter of both directions has any. */
export function reactiveVar(evse: EvseState): number {
  const wanted = evse.steering?.reactiveVar ?? 0
  if (wanted === 0 || !isPowered(evse) || !isBidirectional(evse)) return 0
  return Math.sign(wanted) * Math.min(Math.abs(wanted), evse.maxPowerW)
}

/** What the car gives back now (V2X). */
export const exportW = (evse: EvseState): number => Math.min(givableW(evse), evse.gridExportW ?? Number.POSITIVE_INFINITY)

/** How many phases the car charges on: as many as it and the EVSE have, and the charging schedules leave. */
export const phasesInUse = (evse: EvseState): number =>
  Math.min(evse.phases, pluggedConnector(evse)?.ev?.phases ?? 3, evse.scheduledPhases ?? 3)

/** Conditions that transactions start and stop by. */
export const holds: Readonly<Record<TxPoint, (evse: EvseState, rules: BodyRules) => boolean>> = {
  ParkingBayOccupancy: ({ bay }) => bay !== 'empty',
  EVConnected: isConnected,
  Authorized: isAuthorized,
  // The meter signs a first value as soon as energy could flow.
  DataSigned: (evse, { signsData }) => signsData === true && isInPlace(evse) && isAuthorized(evse),
  // The state of the relay is irrelevant: connected and authorized.
  PowerPathClosed: (evse) => isInPlace(evse) && isAuthorized(evse),
  EnergyTransfer: (evse) => powerW(evse) > 0 || exportW(evse) > 0,
}

export function chargingStateOf(evse: EvseState): ChargingState {
  const ev = pluggedConnector(evse)?.ev
  if (ev === undefined) return 'idle'
  if (evse.authorization === undefined || !isInPlace(evse)) return 'connected'
  if (exportW(evse) > 0) return 'charging'
  // Where both hold back, the EVSE's part is what counts (1.6 §4.9).
  if (!isPowered(evse) || evse.offeredW <= 0) return 'suspendedEvse'
  return wantedW(ev) > 0 ? 'charging' : 'suspendedEv'
}

/** Whether a new driver can be let in; for one connector, if it is named. */
export const isUsable = (evse: EvseState, forConnectorId?: number): boolean => {
  const plugged = pluggedConnector(evse)
  const candidates = plugged === undefined ? evse.connectors : [plugged]
  return candidates.some(
    ({ connectorId, faults, isOperative }) =>
      !evse.isHeld && faults.length === 0 && isOperative && (forConnectorId === undefined || connectorId === forConnectorId),
  )
}
