import { chargingStateOf, isConnected } from './conditions.js'
import type { ConnectorState, ConnectorStatus, EvseState } from './state.js'

/** The changes of status that the state chart allows (1.6 §4.9, rows A to I). */
export const chart: Readonly<Record<ConnectorStatus, readonly ConnectorStatus[]>> = {
  Available: ['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Reserved', 'Unavailable', 'Faulted'],
  Preparing: ['Available', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Faulted'],
  Charging: ['Available', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Unavailable', 'Faulted'],
  SuspendedEV: ['Available', 'Charging', 'SuspendedEVSE', 'Finishing', 'Unavailable', 'Faulted'],
  SuspendedEVSE: ['Available', 'Charging', 'SuspendedEV', 'Finishing', 'Unavailable', 'Faulted'],
  Finishing: ['Available', 'Preparing', 'Unavailable', 'Faulted'],
  Reserved: ['Available', 'Preparing', 'Unavailable', 'Faulted'],
  Unavailable: ['Available', 'Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Faulted'],
  Faulted: ['Available', 'Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Reserved', 'Unavailable'],
}

/** The steps from one status to another, the last included; more than one where the chart has no direct way. */
export function steps(from: ConnectorStatus, to: ConnectorStatus): readonly ConnectorStatus[] {
  if (from === to) return []
  if (chart[from].includes(to)) return [to]
  const between = chart[from].find((status) => chart[status].includes(to) && status !== 'Faulted')
  return between === undefined ? [to] : [between, to]
}

/** What the connector shows, from what is the case. */
export function statusOf(evse: EvseState, connector: ConnectorState): ConnectorStatus {
  const { transaction } = evse
  if (connector.faults.length > 0) return 'Faulted'
  // A cable that anybody plugs in changes nothing for whom the place is kept (G03.FR.09).
  const isKept = connector.isReserved && evse.authorization === undefined && transaction?.wasAuthorized !== true
  if (!isKept && transaction !== undefined && (transaction.connectorId ?? firstConnectorId(evse)) === connector.connectorId) {
    return statusInTransaction(evse)
  }
  // Out of service takes effect once nothing is going on any more.
  if (!connector.isOperative || (evse.isHeld && !connector.hasFinished)) return 'Unavailable'
  if (isKept) return 'Reserved'
  if (connector.ev !== undefined) return connector.hasFinished ? 'Finishing' : 'Preparing'
  if (!isConnected(evse) && awaitedConnectorId(evse) === connector.connectorId) return 'Preparing'
  return connector.isReserved ? 'Reserved' : 'Available'
}

/** Where a driver who was let in is expected. */
const awaitedConnectorId = (evse: EvseState): number | undefined =>
  evse.authorization && (evse.authorization.forConnectorId ?? firstConnectorId(evse))

const firstConnectorId = (evse: EvseState): number | undefined => evse.connectors[0]?.connectorId

function statusInTransaction(evse: EvseState): ConnectorStatus {
  switch (chargingStateOf(evse)) {
    case 'charging':
      return 'Charging'
    case 'suspendedEv':
      return 'SuspendedEV'
    case 'suspendedEvse':
      return 'SuspendedEVSE'
    case 'connected':
      return evse.transaction?.wasAuthorized === true ? 'Finishing' : 'Preparing'
    case 'idle':
      return evse.transaction?.wasConnected === true ? 'SuspendedEV' : 'Preparing'
  }
}
