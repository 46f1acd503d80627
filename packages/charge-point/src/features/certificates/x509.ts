import { createHash, X509Certificate } from 'node:crypto'
import { type BitString, fromBER, type Sequence } from 'asn1js'

export type HashAlgorithm = 'SHA256' | 'SHA384' | 'SHA512'

/** What names a certificate on the wire, as OCSP does it (RFC 6960 §4.1.1): its issuer's name and key, and its number. */
export interface CertificateHash {
  readonly hashAlgorithm: HashAlgorithm
  readonly issuerNameHash: string
  readonly issuerKeyHash: string
  /** Hexadecimal, without leading zeros. */
  readonly serialNumber: string
}

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** The certificates of a PEM text, in order; undefined where there is none or one cannot be read. */
export function readPem(text: string): readonly X509Certificate[] | undefined {
  try {
    const certificates = (text.match(pemBlock) ?? []).map((block) => new X509Certificate(block))
    return certificates.length === 0 ? undefined : certificates
  } catch {
    return undefined
  }
}

export const toPem = (certificates: readonly X509Certificate[]): string =>
  certificates.map((certificate) => certificate.toString().trim()).join('\n')

export const isValidAt = ({ validFrom, validTo }: X509Certificate, nowMs: number): boolean =>
  Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo)

/** A part of the subject's name, e.g. CN or O. */
export function subjectPart(certificate: X509Certificate, part: 'CN' | 'O'): string | undefined {
  const value: string | readonly string[] | undefined = certificate.toLegacyObject().subject?.[part]
  return typeof value === 'string' ? value : value?.[0]
}

export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
  } catch {
    // A key of a kind that signs nothing.
    return false
  }
}

/**
 * What keeps a chain, leaf first, from leading to one of the roots, all of it valid at this time; undefined if nothing does.
 * The chain may hold the root itself (RFC 5280 §6).
 */
export function chainProblem(chain: readonly X509Certificate[], roots: readonly X509Certificate[], nowMs: number): string | undefined {
  const last = chain.at(-1)
  if (last === undefined) return 'there is no certificate'
  const broken = chain.findIndex(
    (certificate, at) => at > 0 && !(certificate.ca && isIssuedBy(chain[at - 1] as X509Certificate, certificate)),
  )
  if (broken > 0) return `certificate ${broken} of the chain was not issued by the one after it`
  if (!chain.every((certificate) => isValidAt(certificate, nowMs))) return 'it is not valid at this time'
  const root = roots.find(({ fingerprint256 }) => fingerprint256 === last.fingerprint256) ?? roots.find((one) => isIssuedBy(last, one))
  if (root === undefined) return 'it leads to no root that is installed'
  return isValidAt(root, nowMs) ? undefined : 'its root is not valid at this time'
}

// ── what Node does not tell ─────────────────────────────────────────────────────────────────────────────────────────

/** Fields of a certificate after its version: number, algorithm, issuer, validity, subject, key. */
function fieldsOf(certificate: X509Certificate): Sequence['valueBlock']['value'] {
  const outer = fromBER(certificate.raw).result as Sequence
  const fields = (outer.valueBlock.value[0] as Sequence).valueBlock.value
  const hasVersion = fields[0]?.idBlock.tagClass === 3
  return hasVersion ? fields.slice(1) : fields
}

const derOf = (field: Sequence['valueBlock']['value'][number] | undefined): Uint8Array =>
  new Uint8Array(field?.toBER() ?? new ArrayBuffer(0))

/** The bits of a public key, without the algorithm before them. */
export function keyBits(certificate: X509Certificate): Uint8Array {
  const key = fieldsOf(certificate)[5] as Sequence
  return (key.valueBlock.value[1] as BitString).valueBlock.valueHexView
}

/** @param issuerKey as {@link keyBits} of the issuer gives them */
export function hashOf(certificate: X509Certificate, issuerKey: Uint8Array, hashAlgorithm: HashAlgorithm): CertificateHash {
  const hash = (bytes: Uint8Array): string => createHash(hashAlgorithm.toLowerCase()).update(bytes).digest('hex')
  return {
    hashAlgorithm,
    issuerNameHash: hash(derOf(fieldsOf(certificate)[2])),
    issuerKeyHash: hash(issuerKey),
    serialNumber: numberOf(certificate.serialNumber),
  }
}

const numberOf = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '')

/** Whether two name the same certificate; hexadecimal digits compare without regard to case. */
export const isSameHash = (one: CertificateHash, other: CertificateHash): boolean =>
  one.hashAlgorithm === other.hashAlgorithm &&
  one.issuerNameHash === other.issuerNameHash.toLowerCase() &&
  one.issuerKeyHash === other.issuerKeyHash.toLowerCase() &&
  one.serialNumber === numberOf(other.serialNumber)

/** Where the status of a certificate can be asked for by OCSP. */
export function ocspUrls({ infoAccess }: X509Certificate): readonly string[] {
  const lines = (infoAccess ?? '').split('\n').filter((line) => line.startsWith('OCSP - URI:'))
  return lines.map((line) => line.slice('OCSP - URI:'.length).replace(/^"|"$/g, ''))
}
