import { isConnectionError } from '@ocpp-kit/rpc'
import type { SecurityEventType } from '../security/event.js'

const versionFaults = ['UNSUPPORTED_PROTOCOL', 'PROTOCOL_VERSION', 'WRONG_SSL_VERSION', 'VERSION_TOO_LOW']
const cipherFaults = ['HANDSHAKE_FAILURE', 'NO_SHARED_CIPHER', 'INSUFFICIENT_SECURITY', 'NO_CIPHERS']

/** The security event that a failed attempt to connect amounts to (A00.FR.310, A00.FR.316, A00.FR.323). */
export function securityEventOf(error: unknown): SecurityEventType | undefined {
  if (!isConnectionError(error)) return undefined
  if (error.code === 'HANDSHAKE_REFUSED') return error.status === 401 ? 'FailedToAuthenticateAtCsms' : undefined
  if (error.code !== 'TLS') return undefined
  const complaint = complaintOf(error.cause)
  if (versionFaults.some((fault) => complaint.includes(fault))) return 'InvalidTLSVersion'
  if (cipherFaults.some((fault) => complaint.includes(fault))) return 'InvalidTLSCipherSuite'
  return isCertificateFault(error) ? 'InvalidCsmsCertificate' : undefined
}

/** What OpenSSL said: as the code of the error or, where the fault came while something was written, in its text alone. */
const complaintOf = (cause: unknown): string => {
  const { code = '', message = '' } = (cause ?? {}) as { readonly code?: string; readonly message?: string }
  return code === 'EPROTO' ? message.toUpperCase().replace(/\W+/g, '_') : code
}

/** OpenSSL's own complaints have ERR_SSL_ or EPROTO; those about the certificate, and Node's about its name, have not. */
export function isCertificateFault(error: unknown): boolean {
  if (!isConnectionError(error) || error.code !== 'TLS') return false
  const { code = '' } = (error.cause ?? {}) as { readonly code?: string }
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' || (code !== '' && !code.startsWith('ERR_') && code !== 'EPROTO')
}
