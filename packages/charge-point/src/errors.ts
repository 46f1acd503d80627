import type { Refusal } from './body/index.js'

export const chargePointErrorCodes = [
  /** The station has no such EVSE. */
  'UNKNOWN_EVSE',
  /** The EVSE has no such connector. */
  'UNKNOWN_CONNECTOR',
  /** A car is plugged in already; an EVSE serves one at a time. */
  'ALREADY_PLUGGED_IN',
  /** No car is plugged in. */
  'NOT_PLUGGED_IN',
  /** The EVSE is faulted or out of service. */
  'NOT_AVAILABLE',
  /** A driver has been let in already. */
  'ALREADY_AUTHORIZED',
  /** Nobody has been let in. */
  'NOT_AUTHORIZED',
  /** A transaction stands there that belongs to somebody else. */
  'OTHER_DRIVER',
  /** The plug cannot be let go. */
  'LOCK_FAILED',
  /** A car stands in the bay already. */
  'BAY_TAKEN',
  /** No car stands in the bay. */
  'BAY_EMPTY',
  /** No transaction runs there. */
  'NO_TRANSACTION',
  /** The limit is above the one that the csms has set. */
  'LIMIT_TOO_HIGH',
  /** The driver has accepted the tariff by charging. */
  'TARIFF_ACCEPTED',
  /** Nobody pays by card there. */
  'NO_PAYMENT',
  /** The station has no power. */
  'NO_POWER',
  /** The csms, or the station while offline, refused the token. */
  'TOKEN_REFUSED',
  /** The driver was let in and the car is there, but the start points in force begin no transaction. */
  'NOTHING_STARTED',
  /** The driver has ended the session, but the stop points in force end no transaction. */
  'NOTHING_ENDED',
  /** The csms has set no profile for priority charging there. */
  'NO_PRIORITY_PROFILE',
  /** Nobody is about to swap batteries, or it is not the time to put them in or take them out. */
  'NO_SWAP',
  /** Too many messages waited for the csms. */
  'QUEUE_FULL',
  /** There is no connection to the csms. */
  'OFFLINE',
  /** The csms has not accepted the station. */
  'NOT_ACCEPTED',
  /** The OCPP version of the station has no such thing. */
  'NOT_IN_VERSION',
  /** The configuration has switched it off. */
  'NOT_ENABLED',
  /** The station was stopped. */
  'STOPPED',
  /** No such station is under control. */
  'UNKNOWN_STATION',
  /** A station of this name is under control already. */
  'STATION_EXISTS',
] as const satisfies readonly (Refusal | string)[]

export type ChargePointErrorCode = (typeof chargePointErrorCodes)[number]

/**
 * Something cannot be done in the state the station is in; `switch` on `code`.
 * The step that was refused changed nothing; those before it stand, e.g. a car that `startCharging` plugged in.
 */
export class ChargePointError extends Error {
  override readonly name = 'ChargePointError'

  constructor(
    readonly code: ChargePointErrorCode,
    description: string,
  ) {
    super(description)
  }
}

const explanations: Readonly<Record<Refusal, string>> = {
  UNKNOWN_EVSE: 'there is no such EVSE',
  UNKNOWN_CONNECTOR: 'there is no such connector',
  ALREADY_PLUGGED_IN: 'a car is plugged in already',
  NOT_PLUGGED_IN: 'no car is plugged in',
  NOT_AVAILABLE: 'the EVSE is faulted or out of service',
  ALREADY_AUTHORIZED: 'a driver has been let in already',
  NOT_AUTHORIZED: 'nobody has been let in',
  OTHER_DRIVER: 'a transaction of another driver stands there',
  LOCK_FAILED: 'the plug cannot be let go',
  BAY_TAKEN: 'a car stands in the bay already',
  BAY_EMPTY: 'no car stands in the bay',
  NO_TRANSACTION: 'no transaction runs there',
  NO_POWER: 'the station has no power',
}

interface Deed {
  readonly type: string
  readonly evseId?: number | undefined
  readonly connectorId?: number | undefined
}

/** The error for an event that the body refused. */
export function refused(refusal: Refusal, event: Deed): ChargePointError {
  const { evseId, connectorId } = event
  const place = connectorId === undefined ? `EVSE ${evseId}` : `EVSE ${evseId}, connector ${connectorId}`
  return new ChargePointError(refusal, `${event.type}: ${explanations[refusal]} (${place})`)
}

/** Whether an error is one of a station's own, and not e.g. a wrong option. */
export const isChargePointError = (error: unknown): error is ChargePointError => error instanceof ChargePointError
