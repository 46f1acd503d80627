import { isOcppError } from '@ocpp-kit/rpc'

/** Whether a message breaks its own schema and so never left the station: asking again would change nothing. */
export const isUnsendable = (error: unknown): boolean =>
  isOcppError(error) && error.origin === 'local' && error.violations.length > 0 && error.messageId === undefined
