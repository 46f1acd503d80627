import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContextOptions, type SecureVersion, type TlsOptions } from 'node:tls'
import type { Protocol } from '../protocol.js'

/** A server certificate with its key, PEM. */
export interface ServerCertificate {
  /** The certificate, followed by intermediate ones if there are any. */
  readonly cert: string | Buffer
  readonly key: string | Buffer
  readonly passphrase?: string | undefined
}

/** TLS material of a listener. */
export interface ListenerTls {
  /**
   * An EC and an RSA certificate, so that all four cipher suites of A00.FR.318 can be used (TC_A_04);
   * with one alone, only the suites that fit its key.
   */
  readonly certificates: readonly ServerCertificate[]
  /** Roots that client certificates are trusted by; needed for profile 3. */
  readonly clientCa?: string | Buffer | readonly (string | Buffer)[] | undefined
  /** Default TLSv1.2. TLSv1 and TLSv1.1 are an exception for 1.6 stations that know no better (whitepaper A00.FR.312). */
  readonly minVersion?: SecureVersion | undefined
}

/** The suites that a csms must have (A00.FR.318, A00.FR.421), and those of RSA with forward secrecy before plain RSA. */
const suites = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
]

const tls13Suites = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']

/** For TLS 1.0 and 1.1 alone (whitepaper A00.FR.324); OpenSSL 3 has them at security level 0 only. */
const oldSuites = ['AES128-SHA', '@SECLEVEL=0']

export const isOldTls = (version: string | undefined): boolean => version === 'TLSv1' || version === 'TLSv1.1'

/** @throws TypeError naming the option that is missing, that OpenSSL cannot read, or that no version allows */
export function checkTls(tls: ListenerTls | undefined, versions: readonly Protocol[]): ListenerTls | undefined {
  if (tls === undefined) return undefined
  if (typeof tls !== 'object' || tls === null) throw new TypeError(`tls must be an object with certificates, not ${String(tls)}`)
  if (!Array.isArray(tls.certificates) || tls.certificates.length === 0)
    throw new TypeError('tls.certificates must hold at least one { cert, key }')
  for (const [at, pair] of tls.certificates.entries()) checkPair(`tls.certificates[${at}]`, pair)
  for (const root of [tls.clientCa ?? []].flat()) attempt('tls.clientCa must be PEM', () => new X509Certificate(root))
  if (tls.minVersion !== undefined) checkReadable('tls.minVersion must be a version of TLS', { minVersion: tls.minVersion })
  if (isOldTls(tls.minVersion) && !versions.some(({ oldTls }) => oldTls === true)) {
    const spoken = versions.map(({ version }) => version).join(', ')
    throw new TypeError(`tls.minVersion ${tls.minVersion} is allowed for OCPP 1.6 alone, and versions has ${spoken}`)
  }
  return tls
}

function checkPair(option: string, pair: ServerCertificate | null | undefined): void {
  if (!pair?.cert || !pair.key) throw new TypeError(`${option} must have cert and key, both PEM`)
  const { cert, key, passphrase } = pair
  const own = passphrase === undefined ? { key } : { key, passphrase }
  checkReadable(`${option}.cert must be PEM`, { cert })
  checkReadable(`${option}.key must be PEM, with the passphrase that it needs`, own)
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(own))) throw new TypeError(`${option}.key must be the key of its cert`)
}

const checkReadable = (rule: string, material: SecureContextOptions): void => attempt(rule, () => createSecureContext(material))

function attempt(rule: string, read: () => unknown): void {
  try {
    read()
  } catch (cause) {
    throw new TypeError(`${rule}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** What Node's TLS server takes; TLS compression is off in it always (A00.FR.320). */
export function tlsServerOptions(tls: ListenerTls, handshakeTimeoutMs: number): TlsOptions {
  const { certificates, clientCa, minVersion = 'TLSv1.2' } = tls
  return {
    cert: certificates.map(({ cert }) => cert),
    key: certificates.map(({ key, passphrase }) => (passphrase === undefined ? { pem: key } : { pem: key, passphrase })),
    minVersion,
    ciphers: [...tls13Suites, ...suites, ...(isOldTls(minVersion) ? oldSuites : [])].join(':'),
    handshakeTimeout: handshakeTimeoutMs,
    // Asked for, but judged by us: each station has its own profile, and a refusal should say why.
    requestCert: clientCa !== undefined,
    rejectUnauthorized: false,
    ...(clientCa === undefined ? {} : { ca: Array.isArray(clientCa) ? [...clientCa] : (clientCa as string | Buffer) }),
  }
}
