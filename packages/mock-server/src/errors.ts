/** Why the server, or something asked of it, failed. */
export const mockServerErrorCodes = [
  /** Another program listens on the port. */
  'PORT_TAKEN',
  /** The station has no connection now. */
  'NOT_CONNECTED',
  /** The version that the station speaks lacks the command. */
  'NO_SUCH_COMMAND',
  /** What was waited for has not come in time. */
  'WAIT_TIMEOUT',
  /** The server is closed, or closed meanwhile. */
  'CLOSED',
] as const

export type MockServerErrorCode = (typeof mockServerErrorCodes)[number]

/** An error of the server's own; `switch` on `code`. Errors of calls are rpc's OcppError and ConnectionError. */
export class MockServerError extends Error {
  override readonly name = 'MockServerError'
  constructor(
    readonly code: MockServerErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options)
  }
}

/** An option that is wrong; the message begins with its name. */
export class OptionError extends TypeError {
  override readonly name = 'OptionError'
}

export const isMockServerError = (value: unknown): value is MockServerError => value instanceof MockServerError

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
