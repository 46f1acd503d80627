import type { Cause } from './causes.js'
import { isFor } from './conditions.js'
import type { BodyEffect } from './effects.js'
import type { BodyRules, ConnectorState, EvseState, Token } from './state.js'

/** The fault by which a plug can neither be held nor let go. */
export const lockFailure = 'ConnectorLockFailure'

/**
 * Holds the plugs that sessions need, and lets go of the others. The plug of a driver whom the csms refused stays held until he
 * comes back (C15.FR.05, E05.FR.11, 1.6 errata 3.5).
 */
export function settleLocks(
  before: EvseState,
  evse: EvseState,
  cause: Cause | undefined,
  rules: BodyRules,
  effects: BodyEffect[],
): EvseState {
  let isChanged = false
  const connectors = evse.connectors.map((connector, index) => {
    const earlier = before.connectors[index] ?? connector
    const lockedFor = holderOf(connector, evse, earlier.ev !== undefined && connector.ev === undefined, {
      hasEnded: before.authorization !== undefined && evse.authorization === undefined,
      isKept: cause === 'deauthorized' || cause === 'evDisconnected',
      unlocksOnEvSideDisconnect: rules.unlocksOnEvSideDisconnect ?? true,
    })
    const isLocked = lockedFor !== undefined
    if ((earlier.lockedFor !== undefined) !== isLocked) {
      effects.push({ type: 'lockChanged', evseId: evse.evseId, connectorId: connector.connectorId, isLocked })
    }
    if (lockedFor === connector.lockedFor) return connector
    isChanged = true
    return { ...connector, lockedFor }
  })
  return isChanged ? { ...evse, connectors } : evse
}

interface Ending {
  /** The driver's right to charge is over with this event. */
  readonly hasEnded: boolean
  /** It ended in a way that does not set the cable free. */
  readonly isKept: boolean
  readonly unlocksOnEvSideDisconnect: boolean
}

function holderOf(connector: ConnectorState, evse: EvseState, hasLeft: boolean, ending: Ending): Token | undefined {
  const { ev, faults, hasLock, lockedFor, connectorId } = connector
  if (!hasLock || faults.includes(lockFailure)) return lockedFor
  if (hasLeft && ending.unlocksOnEvSideDisconnect) return undefined
  const { authorization } = evse
  if (authorization !== undefined && ev !== undefined && isFor(evse, connectorId)) return lockedFor ?? authorization.token
  return ending.hasEnded && !ending.isKept ? undefined : lockedFor
}
