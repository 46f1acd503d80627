import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** The client certificate of profile 3, after its chain and dates were found good. */
export interface ClientCertificate {
  /** Serial number of the station, not its identity (A00.FR.405). */
  readonly commonName: string | undefined
  /** Name of the operator (A00.FR.404). */
  readonly organization: string | undefined
  /** The certificate's own serial number, hexadecimal. */
  readonly serialNumber: string
  /** SHA-256 over the DER form, hexadecimal pairs with colons. */
  readonly fingerprint256: string
  readonly validFrom: Date
  readonly validTo: Date
  /** DER. */
  readonly raw: Buffer
}

/** What is known of the TLS connection under an upgrade. */
export interface TlsFacts {
  /** As Node spells it: `TLSv1.2`, `TLSv1.3`. */
  readonly version: string
  /** As OpenSSL spells it, e.g. `ECDHE-ECDSA-AES128-GCM-SHA256`. */
  readonly cipher: string
  /** Present and trusted, or `undefined`. */
  readonly certificate: ClientCertificate | undefined
}

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/** The certificate that the peer presented, trusted or not. */
export function peerCertificate(socket: TLSSocket): ClientCertificate | undefined {
  const certificate = socket.getPeerCertificate()
  // Without a certificate Node gives an empty object.
  if (certificate?.raw === undefined) return undefined
  return {
    commonName: single(certificate.subject.CN),
    organization: single(certificate.subject.O),
    serialNumber: certificate.serialNumber,
    fingerprint256: certificate.fingerprint256,
    validFrom: new Date(certificate.valid_from),
    validTo: new Date(certificate.valid_to),
    raw: certificate.raw,
  }
}

/** `undefined` on a connection without TLS. */
export function tlsFactsOf(stream: Socket): TlsFacts | undefined {
  if (!(stream instanceof TLSSocket)) return undefined
  return {
    version: stream.getProtocol() ?? '',
    cipher: stream.getCipher()?.name ?? '',
    certificate: stream.authorized ? peerCertificate(stream) : undefined,
  }
}
