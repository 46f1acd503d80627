import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Why an upgrade was refused.
 * - `malformedRequest` 400: no proper HTTP or WebSocket handshake
 * - `malformedIdentity` 400: the path's last segment is no identity, or none that the version has (a colon in 2.x)
 * - `noSubprotocol` 400, or completed and closed: no version in common
 * - `unknownPath` 404: outside `path`
 * - `unknownIdentity` 404: `isKnown` said no (OCPP-J 1.6 §3.2)
 * - `noCredentials` 401: Basic authentication is due and absent
 * - `wrongUsername` 401: the user name is not the identity of the URL (A00.FR.204, TC_A_02)
 * - `wrongCredentials` 401: `authenticate` said no (TC_A_03)
 * - `noCertificate` 403, or no answer: profile 3 without a client certificate
 * - `untrustedCertificate` no answer: the client certificate's chain or dates do not hold (A00.FR.407, TC_A_08)
 * - `wrongCertificate` 403: `verifyCertificate` said no (A00.FR.404, A00.FR.405)
 * - `wrongSecurityProfile` 403: the station must use another profile (A00.FR.002)
 * - `oldTls` 403: TLS below 1.2 with a version that forbids it (A00.FR.416)
 * - `tlsFailed` no answer: the TLS handshake failed
 * - `forbidden` as a hook chose: 403, 404 or 503
 * - `duplicate` 503: the station is connected already, and `duplicates` keeps the older connection
 * - `rateLimited` 503: more upgrades than `acceptRate`
 * - `timedOut` 503, or no answer before TLS is there: no upgrade that could be answered within `handshakeTimeoutMs`
 * - `hookFailed` 503: a hook threw; `error` has what
 * - `closing` 503: the listener is closing
 * - `abandoned` no answer: the station went away before it was answered
 */
export type RefusalReason =
  | 'malformedRequest'
  | 'malformedIdentity'
  | 'noSubprotocol'
  | 'unknownPath'
  | 'unknownIdentity'
  | 'noCredentials'
  | 'wrongUsername'
  | 'wrongCredentials'
  | 'noCertificate'
  | 'untrustedCertificate'
  | 'wrongCertificate'
  | 'wrongSecurityProfile'
  | 'oldTls'
  | 'tlsFailed'
  | 'forbidden'
  | 'duplicate'
  | 'rateLimited'
  | 'timedOut'
  | 'hookFailed'
  | 'closing'
  | 'abandoned'

export type RefusalStatus = 400 | 401 | 403 | 404 | 503

/** A refusal that is answered with an HTTP status. */
export interface Refusal {
  readonly status: RefusalStatus
  readonly reason: RefusalReason
  readonly detail?: string | undefined
  readonly error?: unknown
}

const challenge = 'WWW-Authenticate: Basic realm="OCPP", charset="UTF-8"'

/** The whole HTTP answer of a refusal. */
function formatRefusal(status: RefusalStatus, retryAfterSeconds: number): string {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Connection: close', 'Content-Length: 0']
  if (status === 401) lines.push(challenge)
  if (status === 503) lines.push(`Retry-After: ${retryAfterSeconds}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Answers and hangs up. */
export function writeRefusal(stream: Duplex, status: RefusalStatus, retryAfterSeconds: number): void {
  if (stream.destroyed) return
  stream.once('finish', stream.destroy)
  stream.end(formatRefusal(status, retryAfterSeconds))
}
