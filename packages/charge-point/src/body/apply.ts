import { connectionDeadlineMs } from './advance.js'
import type { Applied } from './applied.js'
import { seatBattery } from './battery.js'
import type { Cause } from './causes.js'
import { isFor, isLetIn, isUsable } from './conditions.js'
import type { BodyEvent, GridLimit, Refusal } from './events.js'
import { calmGrid, type Steering } from './grid.js'
import { lockFailure } from './lock.js'
import { type Authorization, type BodyState, type ConnectorState, type EvseState, evseOf, isSameToken, pluggedConnector } from './state.js'

const replace = (state: BodyState, evse: EvseState): BodyState => ({
  ...state,
  evses: state.evses.map((one) => (one.evseId === evse.evseId ? evse : one)),
})

const withConnector = (evse: EvseState, connectorId: number, patch: Partial<ConnectorState>): EvseState => ({
  ...evse,
  connectors: evse.connectors.map((one) => (one.connectorId === connectorId ? { ...one, ...patch } : one)),
})

const caused = (state: BodyState, evseId: number, cause: Cause, more: Partial<Applied> = {}): Applied => ({
  state,
  causes: new Map([[evseId, cause]]),
  ...more,
})

export function apply(state: BodyState, event: BodyEvent): Applied | Refusal {
  switch (event.type) {
    case 'timePassed':
      return endWaiting(state)
    case 'rulesChanged':
      return { state: { ...state, rules: { ...state.rules, ...event.rules } } }
    case 'sessionsHeld':
      return { state: { ...state, evses: state.evses.map((evse) => ({ ...evse, isHeld: event.isHeld })) } }
    case 'schedulesApplied':
      return { state: applySchedules(state, event) }
    case 'gridChanged':
      return { state: { ...state, grid: { ...(state.grid ?? calmGrid), ...event.grid } } }
    case 'gridLimited':
      return { state: applyGridLimits(state, event.evses) }
    case 'resetting':
      return stopAll(state, event.evseId, event.isForced ? 'reset' : 'scheduledReset')
    case 'stopped':
      return stopAll(state, event.evseId, event.cause)
    case 'powerLost':
      return { state: goDark(state) }
    case 'powerRestored':
      // It had power all along.
      return { state }
  }
  const evse = evseOf(state, event.evseId)
  if (evse === undefined) return 'UNKNOWN_EVSE'
  if ('connectorId' in event) {
    const connector = evse.connectors.find(({ connectorId }) => connectorId === event.connectorId)
    return connector === undefined ? 'UNKNOWN_CONNECTOR' : applyToConnector(state, evse, connector, event)
  }
  return applyToEvse(state, evse, event)
}

function applySchedules(state: BodyState, { stationW, evses }: Extract<BodyEvent, { type: 'schedulesApplied' }>): BodyState {
  const limits = new Map(evses.map((one) => [one.evseId, one]))
  return {
    ...state,
    scheduledW: stationW,
    evses: state.evses.map((evse) => {
      const { limitW: scheduledW, phases: scheduledPhases, steering } = limits.get(evse.evseId) ?? {}
      const isSame = evse.scheduledW === scheduledW && evse.scheduledPhases === scheduledPhases && isSameSteering(evse.steering, steering)
      return isSame ? evse : { ...evse, scheduledW, scheduledPhases, steering }
    }),
  }
}

function applyGridLimits(state: BodyState, limits: readonly GridLimit[]): BodyState {
  const byEvse = new Map(limits.map((one) => [one.evseId, one]))
  return {
    ...state,
    evses: state.evses.map((evse) => {
      const { importW: gridImportW, exportW: gridExportW } = byEvse.get(evse.evseId) ?? {}
      return evse.gridImportW === gridImportW && evse.gridExportW === gridExportW ? evse : { ...evse, gridImportW, gridExportW }
    }),
  }
}

const isSameSteering = (a: Steering = {}, b: Steering = {}): boolean =>
  a.dischargeW === b.dischargeW && a.dischargeLimitW === b.dischargeLimitW && a.reactiveVar === b.reactiveVar && a.setpointW === b.setpointW

function applyToConnector(
  state: BodyState,
  evse: EvseState,
  connector: ConnectorState,
  event: Extract<BodyEvent, { connectorId: number }>,
): Applied | Refusal {
  const { evseId, connectorId } = event
  const change = (patch: Partial<ConnectorState>): BodyState => replace(state, withConnector(evse, connectorId, patch))
  switch (event.type) {
    case 'batterySeated':
      return seatBattery(state, evse, event)
    case 'pluggedIn':
      // One EVSE serves one car at a time, whichever of its connectors it uses.
      if (pluggedConnector(evse) !== undefined) return 'ALREADY_PLUGGED_IN'
      if (connector.hasShutter === true && !isLetIn(evse, connectorId)) return 'NOT_AUTHORIZED'
      return caused(withBay(change({ ev: event.ev, hasFinished: false }), evseId, 'empty', 'plugged'), evseId, 'cablePluggedIn')
    case 'unplugged':
      if (connector.ev === undefined) return 'NOT_PLUGGED_IN'
      return caused(
        withBay(unplug(change({ ev: undefined, hasFinished: false }), evseId, connectorId), evseId, 'plugged', 'empty'),
        evseId,
        'evDisconnected',
      )
    case 'evChanged':
      if (connector.ev === undefined) return 'NOT_PLUGGED_IN'
      return { state: change({ ev: { ...connector.ev, isReady: event.isReady } }) }
    case 'faulted': {
      const faults = connector.faults.includes(event.fault) ? connector.faults : [...connector.faults, event.fault]
      const isInUse = connector.ev !== undefined || evse.connectors.length === 1
      return caused(change({ faults }), evseId, faultCauses[event.fault] ?? 'fault', isInUse ? { forced: new Set([evseId]) } : {})
    }
    case 'faultCleared':
      return { state: change({ faults: connector.faults.filter((fault) => fault !== event.fault) }) }
    case 'availabilityChanged':
      return { state: change({ isOperative: event.isOperative }) }
    case 'unlocked':
      return connector.hasLock && !connector.faults.includes(lockFailure) ? { state: change({ lockedFor: undefined }) } : 'LOCK_FAILED'
    case 'reservationChanged':
      return { state: change({ isReserved: event.isReserved }) }
  }
}

/** Faults that have a reason of their own for the end of a transaction; all others are just faults. */
const faultCauses: Readonly<Partial<Record<string, Cause>>> = {
  EmergencyStop: 'emergencyStop',
  GroundFailure: 'groundFault',
  OverCurrentFailure: 'overcurrentFault',
  OverVoltage: 'powerQuality',
  PowerQuality: 'powerQuality',
  UnderVoltage: 'powerQuality',
}

/**
 * A driver who leaves before a transaction began has given up; one who took the wrong connector has not. In a transaction the rules say
 * whether he may come back (E09.FR.01), and from when on he is awaited.
 */
function unplug(state: BodyState, evseId: number, connectorId: number): BodyState {
  const evse = evseOf(state, evseId)
  if (evse?.authorization === undefined || !isFor(evse, connectorId)) return state
  const mayReturn = evse.transaction !== undefined && state.rules.stopsOnEvSideDisconnect !== true
  return replace(state, { ...evse, authorization: mayReturn ? { ...evse.authorization, sinceMs: state.atMs } : undefined })
}

function withBay(state: BodyState, evseId: number, from: EvseState['bay'], to: EvseState['bay']): BodyState {
  const evse = evseOf(state, evseId)
  return evse?.bay === from ? replace(state, { ...evse, bay: to }) : state
}

/** No relay stays closed without power. */
const goDark = (state: BodyState): BodyState =>
  state.dark === undefined
    ? { ...state, dark: { sinceMs: state.atMs, evses: state.evses }, evses: state.evses.map((evse) => ({ ...evse, offeredW: 0 })) }
    : state

function applyToEvse(
  state: BodyState,
  evse: EvseState,
  event: Exclude<Extract<BodyEvent, { evseId: number }>, { connectorId: number } | { type: 'resetting' }>,
): Applied | Refusal {
  const { evseId } = event
  const { authorization } = evse
  switch (event.type) {
    case 'authorized': {
      if (authorization !== undefined) return 'ALREADY_AUTHORIZED'
      const { token, by, remoteStartId, forConnectorId, reservationId } = event
      // A transaction stays with its driver, also once he may not charge any more (C01.FR.23).
      const { driver } = evse.transaction ?? {}
      if (driver !== undefined && !isSameToken(driver, token)) return 'OTHER_DRIVER'
      if (forConnectorId !== undefined && !evse.connectors.some(({ connectorId }) => connectorId === forConnectorId)) {
        return 'UNKNOWN_CONNECTOR'
      }
      if (!isUsable(evse, forConnectorId)) return 'NOT_AVAILABLE'
      const connectors = evse.connectors.map((one) => (one.hasFinished ? { ...one, hasFinished: false } : one))
      const since = { sinceMs: state.atMs, isWithdrawn: false, withdrawnAboveWh: undefined }
      const granted = { token, by, remoteStartId, forConnectorId, reservationId, ...since }
      return caused(
        replace(state, { ...evse, connectors, authorization: granted }),
        evseId,
        event.by === 'remote' ? 'remoteStart' : 'authorized',
      )
    }
    case 'authorizationEnded':
      if (authorization === undefined && evse.transaction === undefined) return 'NOT_AUTHORIZED'
      return caused(replace(state, { ...evse, authorization: undefined }), evseId, event.cause, {
        endedBy: event.token,
        // A transaction without a driver is still one that a csms may stop (F03.FR.01).
        ...(authorization === undefined ? { forced: new Set([evseId]) } : {}),
      })
    case 'authorizationWithdrawn':
      if (authorization === undefined) return 'NOT_AUTHORIZED'
      return { state: replace(state, { ...evse, authorization: withdraw(evse, authorization, event.allowanceWh) }) }
    case 'tokenDescribed':
      if (authorization === undefined) return 'NOT_AUTHORIZED'
      return {
        state: replace(state, { ...evse, authorization: { ...authorization, token: { ...authorization.token, groupId: event.groupId } } }),
      }
    case 'limitChanged':
      return { state: replace(state, { ...evse, limitW: event.limitW }) }
    case 'dischargeChanged':
      return { state: replace(state, { ...evse, dischargeW: Math.max(0, event.dischargeW) }) }
    case 'bayEntered':
      if (evse.bay === 'occupied') return 'BAY_TAKEN'
      return caused(replace(state, { ...evse, bay: 'occupied' }), evseId, 'evDetected')
    case 'bayLeft':
      if (evse.bay === 'empty') return 'BAY_EMPTY'
      // Nobody drives off with the cable in.
      if (pluggedConnector(evse) !== undefined) return 'ALREADY_PLUGGED_IN'
      return caused(replace(state, { ...evse, bay: 'empty' }), evseId, 'evDeparted')
    case 'transactionLimited':
      if (evse.transaction === undefined) return 'NO_TRANSACTION'
      return {
        state: replace(state, { ...evse, transaction: { ...evse.transaction, limit: { ...evse.transaction.limit, ...event.limit } } }),
      }
    case 'costKnown':
      if (evse.transaction === undefined) return 'NO_TRANSACTION'
      return { state: replace(state, { ...evse, transaction: { ...evse.transaction, cost: event.cost } }) }
  }
}

/** The allowance counts from the start of the transaction. */
function withdraw({ energyWh, transaction }: EvseState, authorization: Authorization, allowanceWh = 0): Authorization {
  const withdrawnAboveWh = (transaction?.startWh ?? energyWh) + allowanceWh
  return { ...authorization, withdrawnAboveWh, isWithdrawn: energyWh >= withdrawnAboveWh }
}

/**
 * Drivers who were let in and did not plug in are forgotten (ConnectionTimeOut, EVConnectionTimeOut), and their transactions end
 * whatever the stop points say (E03.FR.05); only ParkingBayOccupancy lets one stand until the car leaves the bay (E03.FR.15).
 */
function endWaiting(state: BodyState): Applied {
  const late = state.evses.filter((evse) => connectionDeadlineMs(state, evse) <= state.atMs)
  if (late.length === 0) return { state }
  const ids = new Set(late.map(({ evseId }) => evseId))
  return {
    state: { ...state, evses: state.evses.map((evse) => (ids.has(evse.evseId) ? { ...evse, authorization: undefined } : evse)) },
    causes: new Map([...ids].map((evseId) => [evseId, 'connectionTimeout'])),
    forced: state.rules.txStopPoints.includes('ParkingBayOccupancy') ? undefined : ids,
  }
}

function stopAll(state: BodyState, evseId: number | undefined, cause: Cause): Applied | Refusal {
  if (evseId !== undefined && evseOf(state, evseId) === undefined) return 'UNKNOWN_EVSE'
  const concerned = state.evses.filter((evse) => evseId === undefined || evse.evseId === evseId).map((evse) => evse.evseId)
  const ids = new Set(concerned)
  return {
    state: { ...state, evses: state.evses.map((evse) => (ids.has(evse.evseId) ? { ...evse, authorization: undefined } : evse)) },
    causes: new Map(concerned.map((id) => [id, cause])),
    forced: ids,
  }
}
