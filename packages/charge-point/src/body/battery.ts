import type { Applied } from './applied.js'
import { isUsable } from './conditions.js'
import type { BodyEvent, Refusal } from './events.js'
import { type BodyState, type EvseState, pluggedConnector } from './state.js'

/**
 * A battery is put into its slot, or found there: it is let in at once, and what begins with it begins with energy (2.1 S04). To the body
 * it is a car that is nothing but battery.
 */
export function seatBattery(state: BodyState, evse: EvseState, event: Extract<BodyEvent, { type: 'batterySeated' }>): Applied | Refusal {
  const { connectorId, token, ev } = event
  const present = pluggedConnector(evse)
  if (ev !== undefined && present !== undefined) return 'ALREADY_PLUGGED_IN'
  if (ev === undefined && present?.connectorId !== connectorId) return 'NOT_PLUGGED_IN'
  if (evse.authorization !== undefined || evse.transaction !== undefined) return 'ALREADY_AUTHORIZED'
  if (!isUsable(evse, connectorId)) return 'NOT_AVAILABLE'
  const seated: EvseState = {
    ...evse,
    bay: evse.bay === 'empty' ? 'plugged' : evse.bay,
    connectors: evse.connectors.map((one) => (one.connectorId === connectorId ? { ...one, ev: ev ?? one.ev, hasFinished: false } : one)),
    authorization: {
      token,
      by: 'card',
      remoteStartId: undefined,
      forConnectorId: undefined,
      sinceMs: state.atMs,
      reservationId: undefined,
      withdrawnAboveWh: undefined,
      isWithdrawn: false,
    },
  }
  return {
    state: { ...state, evses: state.evses.map((one) => (one === evse ? seated : one)) },
    causes: new Map([[evse.evseId, 'cablePluggedIn']]),
    begun: new Set([evse.evseId]),
  }
}
