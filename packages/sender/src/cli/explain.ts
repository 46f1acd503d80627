import { type ConnectionError, isConnectionError } from '@ocpp-kit/rpc'

/** What Node and OpenSSL tell of a failure. */
interface Cause {
  readonly code?: string
  readonly message?: string
}

/** Says why there is no connection, in the words of somebody who wants one. */
export function explainConnection(error: unknown, url: string): string | undefined {
  if (!isConnectionError(error)) return undefined
  const { code, message = '' } = (error.cause ?? {}) as Cause
  switch (error.code) {
    case 'HANDSHAKE_REFUSED':
      return error.status === 401
        ? `401: ${url} wants other credentials; give --user and --password`
        : `${url} refused the connection: ${error.message}`
    case 'NO_SUBPROTOCOL':
      return `${url} speaks no version that was offered: ${error.message}; choose another --version`
    case 'TLS':
      return explainTls(error, url)
    case 'UNREACHABLE':
      if (code === 'ECONNREFUSED') return `connection refused: nothing listens at ${url}`
      if (message === 'socket hang up') return `${url} closed the connection at once; if it speaks TLS, write wss://`
      return `${url} cannot be reached: ${error.message}`
    default:
      return error.message
  }
}

/** Certificates of a server that nothing makes trusted. */
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

function explainTls(error: ConnectionError, url: string): string {
  const { code = '', message = error.message } = (error.cause ?? {}) as Cause
  const reason = reasonOf(message)
  if (/wrong version number|packet length too long|record layer/i.test(reason)) return `${url} speaks no TLS; a server without it is ws://`
  if (untrusted.has(code)) return `TLS failed: ${reason}; --ca names the certificate to trust, --insecure checks none`
  if (/alert/i.test(reason)) return `TLS failed: the server refused: ${reason}; --cert and --key give a certificate of the station`
  return `TLS failed: ${reason}`
}

/** OpenSSL writes `80AB…:error:0A00010B:SSL routines:place:reason:file:line:`, on lines of its own. */
function reasonOf(message: string): string {
  const [, reason] = /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/i.exec(message) ?? []
  return reason ?? (message.split('\n')[0] as string)
}
