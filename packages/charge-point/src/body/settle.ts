import type { Applied } from './applied.js'
import type { Cause } from './causes.js'
import { chargingStateOf, holds } from './conditions.js'
import type { BodyEffect } from './effects.js'
import { limitCauses, settleLimits } from './limits.js'
import { settleLocks } from './lock.js'
import { sharePower } from './power.js'
import type { BodyState, ChargingState, EvseState, Transaction, TxPoint } from './state.js'
import { pluggedConnector } from './state.js'
import { statusOf, steps } from './status.js'

/** What follows from a change: power, then transactions, then what the connectors show. */
export function settle(before: BodyState, applied: Applied): { readonly state: BodyState; readonly effects: readonly BodyEffect[] } {
  const transactions: BodyEffect[] = []
  const statuses: BodyEffect[] = []
  const flowing = settleTransactions(before, applied, transactions)
  const state = {
    ...flowing,
    evses: flowing.evses.map((evse, index) => {
      const cause = applied.causes?.get(evse.evseId)
      const locked = settleLocks(before.evses[index] ?? evse, evse, cause, flowing.rules, statuses)
      return settleStatus(locked, statuses)
    }),
  }
  const isArrival = applied.causes !== undefined && [...applied.causes.values()].includes('cablePluggedIn')
  return { state, effects: isArrival ? [...statuses, ...transactions] : [...transactions, ...statuses] }
}

/** A transaction that ends opens its relay, which may leave more to the others, and theirs follow in turn. */
function settleTransactions(before: BodyState, applied: Applied, effects: BodyEffect[]): BodyState {
  const powered = sharePower(settleLimits(applied.state))
  const own: BodyEffect[] = []
  const evses = powered.evses.map((evse, index) => settleTransaction(before.evses[index] ?? evse, evse, powered, applied, own))
  const started = own.filter(({ type }) => type === 'transactionStarted').length
  effects.push(...own)
  const settled = { ...powered, evses, transactionCount: powered.transactionCount + started }
  const shared = sharePower(settled)
  return shared === settled ? settled : settleTransactions(settled, { state: shared }, effects)
}

function settleTransaction(before: EvseState, evse: EvseState, state: BodyState, applied: Applied, effects: BodyEffect[]): EvseState {
  const { rules } = state
  const cause = applied.causes?.get(evse.evseId)
  if (before.transaction === undefined)
    return start(before, evse, state, { cause, isBegun: applied.begun?.has(evse.evseId) === true }, effects)
  if (applied.forced?.has(evse.evseId) === true) return end(before, evse, cause ?? 'other', applied, effects)
  const lost = rules.txStopPoints.filter((point) => holds[point](before, rules) && !holds[point](evse, rules))
  if (lost.length > 0) return end(before, evse, endCause(before, evse, cause), applied, effects)
  return goOn(before, evse, state, cause, effects)
}

/** Why a stop point was met. */
function endCause(before: EvseState, evse: EvseState, cause: Cause | undefined): Cause {
  // What the station finds when it has power again: the car has gone meanwhile (2.1 E17.FR.17).
  if (cause === 'resumed') return pluggedConnector(evse) === undefined ? 'evDisconnected' : 'energyWithheld'
  if (cause !== undefined) return cause
  if (isWithdrawal(before, evse)) return 'deauthorized'
  return flowCause(before, evse) ?? (chargingStateOf(evse) === 'suspendedEvse' ? 'energyWithheld' : 'chargingStateChanged')
}

/** The limit that has just stopped the energy, if one has. */
function flowCause(before: EvseState, { transaction }: EvseState): Cause | undefined {
  const reached = transaction?.reached
  return reached === undefined || reached === before.transaction?.reached ? undefined : limitCauses[reached]
}

/** The csms takes the energy away and lets the transaction stand: told as a change of the charging state (E05.FR.02). */
const isWithdrawal = (before: EvseState, evse: EvseState): boolean =>
  evse.authorization?.isWithdrawn === true && before.authorization?.isWithdrawn === false

/** What lets a transaction begin. */
interface Beginning {
  readonly cause: Cause | undefined
  /** See {@link Applied.begun}. */
  readonly isBegun: boolean
}

function start(before: EvseState, evse: EvseState, state: BodyState, { cause, isBegun }: Beginning, effects: BodyEffect[]): EvseState {
  const { rules } = state
  const met = rules.txStartPoints.filter((point) => (isBegun || !holds[point](before, rules)) && holds[point](evse, rules))
  if (met.length === 0) {
    const lapsed = before.authorization
    if (lapsed !== undefined && evse.authorization === undefined) {
      effects.push({ type: 'authorizationLapsed', evseId: evse.evseId, authorization: lapsed })
    }
    return evse
  }
  const key = state.transactionCount + 1 + effects.filter(({ type }) => type === 'transactionStarted').length
  const connector = pluggedConnector(evse)
  const begun: EvseState = {
    ...evse,
    transaction: {
      key,
      connectorId: connector?.connectorId ?? evse.authorization?.forConnectorId,
      startedAtMs: state.atMs,
      readyAtMs: holds.PowerPathClosed(evse, rules) ? state.atMs : undefined,
      startWh: evse.energyWh,
      chargingState: isBegun || isFlow(met) ? chargingStateOf(evse) : connector === undefined ? 'idle' : 'connected',
      wasConnected: connector !== undefined,
      wasAuthorized: evse.authorization !== undefined,
      driver: evse.authorization?.token,
      chargedMs: 0,
    },
  }
  push(effects, 'transactionStarted', begun, startCause(evse, met, cause))
  return followCharging(begun, effects)
}

/** Nothing but the flow of energy starts it. */
const isFlow = (met: readonly TxPoint[]): boolean => met.every((point) => point === 'EnergyTransfer')

/** Why it starts: a remote start is told as one whatever set it off (F02.FR.21). */
function startCause({ authorization }: EvseState, met: readonly TxPoint[], cause: Cause | undefined): Cause {
  if (authorization?.by === 'remote') return 'remoteStart'
  if (isFlow(met)) return 'chargingStateChanged'
  if (met.every((point) => point === 'DataSigned' || point === 'EnergyTransfer')) return 'signedDataReceived'
  return cause ?? 'chargingStateChanged'
}

function goOn(before: EvseState, evse: EvseState, { atMs, rules }: BodyState, cause: Cause | undefined, effects: BodyEffect[]): EvseState {
  const { transaction } = evse
  if (transaction === undefined) return evse
  const connector = pluggedConnector(evse)
  const known: Transaction = {
    ...transaction,
    connectorId: connector?.connectorId ?? transaction.connectorId,
    readyAtMs: transaction.readyAtMs ?? (holds.PowerPathClosed(evse, rules) ? atMs : undefined),
    wasConnected: transaction.wasConnected || connector !== undefined,
    wasAuthorized: transaction.wasAuthorized || evse.authorization !== undefined,
    driver: transaction.driver ?? evse.authorization?.token,
    stopCause: before.authorization !== undefined && evse.authorization === undefined ? cause : transaction.stopCause,
  }
  if (cause === undefined) return followCharging({ ...evse, transaction: known }, effects, flowCause(before, evse))
  const chargingState = intermediateState(evse, cause)
  const updated = { ...evse, transaction: { ...known, chargingState } }
  push(effects, 'transactionUpdated', updated, cause)
  return followCharging(updated, effects)
}

/** What an event finds that says why things changed, before the flow of energy follows: that has an event of its own. */
function intermediateState(evse: EvseState, cause: Cause): ChargingState {
  const final = chargingStateOf(evse)
  const isStep = cause === 'cablePluggedIn' || cause === 'authorized' || cause === 'remoteStart'
  return isStep && final !== 'idle' ? 'connected' : final
}

/** A limit is told even where the energy had stopped before (2.1 E16.FR.05). */
function followCharging(evse: EvseState, effects: BodyEffect[], limitCause?: Cause): EvseState {
  const { transaction } = evse
  const chargingState = chargingStateOf(evse)
  const isNews = transaction?.chargingState !== chargingState || (limitCause !== undefined && chargingState === 'suspendedEvse')
  if (transaction === undefined || !isNews) return evse
  const updated = { ...evse, transaction: { ...transaction, chargingState } }
  push(effects, 'transactionUpdated', updated, limitCause ?? 'chargingStateChanged')
  return updated
}

function push(effects: BodyEffect[], type: 'transactionStarted' | 'transactionUpdated', evse: EvseState, cause: Cause): void {
  const { evseId, transaction, authorization } = evse
  if (transaction !== undefined) effects.push({ type, evseId, transaction, authorization, cause })
}

function end(before: EvseState, evse: EvseState, cause: Cause, applied: Applied, effects: BodyEffect[]): EvseState {
  const { transaction } = evse
  if (transaction === undefined) return evse
  const isPlugged = pluggedConnector(evse) !== undefined
  effects.push({
    type: 'transactionEnded',
    evseId: evse.evseId,
    transaction,
    cause,
    chargingState: isPlugged ? 'connected' : 'idle',
    energyWh: evse.energyWh,
    authorization: before.authorization ?? evse.authorization,
    endedBy: applied.endedBy,
  })
  return {
    ...evse,
    transaction: undefined,
    authorization: undefined,
    connectors: evse.connectors.map((one) => (one.ev === undefined ? one : { ...one, hasFinished: true })),
  }
}

function settleStatus(evse: EvseState, effects: BodyEffect[]): EvseState {
  let isChanged = false
  const connectors = evse.connectors.map((connector) => {
    const target = statusOf(evse, connector)
    for (const status of steps(connector.status, target)) {
      effects.push({ type: 'statusChanged', evseId: evse.evseId, connectorId: connector.connectorId, status })
    }
    if (target === connector.status) return connector
    isChanged = true
    return { ...connector, status: target }
  })
  return isChanged ? { ...evse, connectors } : evse
}
