/** Why a command never reached the station, or the csms could not start. */
export const csmsErrorCodes = [
  /** The station has no connection now. */
  'NOT_CONNECTED',
  /** No station of that identity ever came, nor was any told of. */
  'UNKNOWN_STATION',
  /** The idempotency key was used for another command. */
  'CONFLICT',
  /** As many commands wait for the station as may. */
  'OVERLOADED',
  /** The station is not accepted, and the specification forbids the command until then. */
  'NOT_ACCEPTED',
  /** The station's version has no such command, or needs to be told more, or was given without its features. */
  'NOT_SUPPORTED',
  /** No version that is spoken has a command of that name. */
  'UNKNOWN_ACTION',
  /** The message would change the password of the station without the csms knowing it: use `changePassword`. */
  'PASSWORD_CHANGE',
  /** `start()` of a csms that is started or still stopping, or something that needs it started. */
  'WRONG_STATE',
  /** Another program listens on the port. */
  'PORT_TAKEN',
  /** Messages wait in the spool that belong to another store, which would never get them. */
  'FOREIGN_SPOOL',
] as const

export type CsmsErrorCode = (typeof csmsErrorCodes)[number]

/** An error of the csms itself; `switch` on `code`. What a station answers comes as `OcppError`, what the connection does as `ConnectionError`. */
export class CsmsError extends Error {
  override readonly name = 'CsmsError'
  constructor(
    readonly code: CsmsErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export const isCsmsError = (value: unknown): value is CsmsError => value instanceof CsmsError
