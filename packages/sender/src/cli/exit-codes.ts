import { isConnectionError } from '@ocpp-kit/rpc'
import type { Exchange } from '../exchange.js'

export const exitCodes = {
  /** Answered, and as expected. */
  ok: 0,
  /** CALLERROR, a malformed answer or one that breaks its schema, or an expectation that was not met. */
  failed: 1,
  /** The command line, a file or a payload is wrong; nothing was sent. */
  usage: 2,
  /** No connection, or it was lost. */
  noConnection: 3,
  /** No answer in time. */
  timeout: 4,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const

export function exitCodeOf({ outcome }: Exchange, isAsExpected: boolean): number {
  if (outcome.kind === 'timeout') return exitCodes.timeout
  if (outcome.kind === 'closed') return exitCodes.noConnection
  return isAsExpected ? exitCodes.ok : exitCodes.failed
}

/** Says why there is no connection, in the words of somebody who wants one. */
export function explainConnection(error: unknown, url: string): string | undefined {
  if (!isConnectionError(error)) return undefined
  const cause = error.cause as { readonly code?: string } | undefined
  switch (error.code) {
    case 'HANDSHAKE_REFUSED':
      return error.status === 401
        ? `401: ${url} wants other credentials; give --user and --password`
        : `${url} refused the connection: ${error.message}`
    case 'NO_SUBPROTOCOL':
      return `${url} speaks no version that was offered: ${error.message}; choose another --version`
    case 'TLS':
      return `TLS failed: ${error.message}; --ca names the certificate to trust, --insecure checks none`
    case 'UNREACHABLE':
      return cause?.code === 'ECONNREFUSED' ? `connection refused: nothing listens at ${url}` : `${url} cannot be reached: ${error.message}`
    default:
      return error.message
  }
}
