import { constants, type KeyObject, verify, X509Certificate } from 'node:crypto'

/**
 * Whether firmware may be signed with this certificate (PEM): issued by a root of the manufacturer without any step between
 * (L01, remark), both within their time, and a key long enough (A00.FR.502).
 */
export function isTrustedSigner(certificate: string, manufacturerRoots: readonly string[], nowMs: number): boolean {
  const signer = parse(certificate)
  if (signer === undefined || !isCurrent(signer, nowMs) || !isStrong(signer.publicKey)) return false
  return manufacturerRoots
    .map(parse)
    .some((root) => root !== undefined && isCurrent(root, nowMs) && signer.checkIssued(root) && signer.verify(root.publicKey))
}

/** Whether a certificate (PEM) is one of these, however each is written. */
export function isAmong(certificate: string, others: readonly string[]): boolean {
  const fingerprint = parse(certificate)?.fingerprint256
  return fingerprint !== undefined && others.some((other) => parse(other)?.fingerprint256 === fingerprint)
}

/** Whether the signature (Base64) is the signer's over the whole file: RSA-PSS or ECDSA, over SHA-256 (L01.FR.04, L01.FR.12). */
export function isSignatureValid(content: Uint8Array, { certificate, signature }: Signing): boolean {
  const signer = parse(certificate)
  if (signer === undefined) return false
  const key = signer.publicKey
  const bytes = Buffer.from(signature, 'base64')
  try {
    return key.asymmetricKeyType === 'ec'
      ? verify('sha256', content, { key, dsaEncoding: 'der' }, bytes) ||
          verify('sha256', content, { key, dsaEncoding: 'ieee-p1363' }, bytes)
      : verify('sha256', content, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }, bytes)
  } catch {
    return false
  }
}

/** What a csms sends along with signed firmware. */
export interface Signing {
  /** PEM. */
  readonly certificate: string
  /** Base64. */
  readonly signature: string
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

const isCurrent = ({ validFrom, validTo }: X509Certificate, nowMs: number): boolean =>
  Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo)

function isStrong({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'ec') return true
  return (asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss') && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
}
