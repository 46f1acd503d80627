import { X509Certificate } from 'node:crypto'
import type { StateStore } from '../../state/store.js'
import { type CertificateHash, type HashAlgorithm, hashOf, isIssuedBy, keyBits, readPem, toPem } from './x509.js'

export const rootTypes = [
  'CSMSRootCertificate',
  'ManufacturerRootCertificate',
  'V2GRootCertificate',
  'MORootCertificate',
  'OEMRootCertificate',
] as const

/** What a root vouches for, in the words of 2.x. */
export type RootType = (typeof rootTypes)[number]

/** What a certificate of the station's own is for: the csms, or the cars of ISO 15118-2 and -20. */
export type OwnPurpose = 'ChargingStationCertificate' | 'V2GCertificate' | 'V2G20Certificate'

/** A certificate of the station's own: PEM of its chain, leaf first, and of its private key, which never leaves the station (A02.FR.05). */
export interface OwnCertificate {
  readonly chain: string
  readonly key: string
}

/** An installed root. */
export interface InstalledRoot {
  /** Where the store has it. */
  readonly key: string
  readonly type: RootType
  readonly certificate: X509Certificate
  /** Replaced by a newer root, and kept until that has proved itself (M05.FR.12). */
  readonly isFallback: boolean
  /** The public key of its issuer, which may be gone. */
  readonly issuerKey: Uint8Array
}

interface RootRecord {
  readonly type: RootType
  readonly pem: string
  readonly issuerKey: string
  readonly isFallback?: boolean
}

/** Certificates that a station comes with; PEM, of which one text may hold several. */
export interface FactoryCertificates {
  /** Roots that certificates of the csms lead to. */
  readonly csmsRoots?: string | readonly string[] | undefined
  readonly manufacturerRoots?: string | readonly string[] | undefined
  readonly v2gRoots?: string | readonly string[] | undefined
  readonly moRoots?: string | readonly string[] | undefined
  /** The station's own certificate for the csms, with its chain, and the key to it. */
  readonly station?: { readonly cert: string; readonly key: string } | undefined
}

const rootSection = 'roots'
const ownSection = 'ownCertificates'
const factoryKey = 'factory'

/** The trust store of a station, and its own certificates; all of it in the state, nothing in memory beside. */
export class CertificateStore {
  constructor(private readonly state: StateStore) {}

  /** Puts in what the station left the factory with, once in its life. */
  fill(factory: FactoryCertificates): void {
    if (this.state.load(ownSection).has(factoryKey)) return
    const { csmsRoots, manufacturerRoots, v2gRoots, moRoots, station } = factory
    const given = {
      CSMSRootCertificate: csmsRoots,
      ManufacturerRootCertificate: manufacturerRoots,
      V2GRootCertificate: v2gRoots,
      MORootCertificate: moRoots,
    }
    for (const [type, texts] of Object.entries(given)) {
      for (const certificate of [texts ?? []].flat().flatMap((text) => readPem(text) ?? [])) this.addRoot(type as RootType, certificate)
    }
    if (station !== undefined) this.setOwn('ChargingStationCertificate', { chain: station.cert, key: station.key })
    this.state.put(ownSection, factoryKey, true)
  }

  roots(type?: RootType): readonly InstalledRoot[] {
    const records = [...(this.state.load(rootSection) as ReadonlyMap<string, RootRecord>)]
    return records
      .filter(([, record]) => type === undefined || record.type === type)
      .map(([key, { type, pem, issuerKey, isFallback = false }]) => ({
        key,
        type,
        certificate: new X509Certificate(pem),
        isFallback,
        issuerKey: Buffer.from(issuerKey, 'base64'),
      }))
  }

  /** Of roots and of own certificates (CertificateEntries). */
  get count(): number {
    const own = [...this.state.load(ownSection).keys()].filter((key) => key !== factoryKey)
    return this.state.load(rootSection).size + own.length
  }

  hasRoot(type: RootType, { fingerprint256 }: X509Certificate): boolean {
    return this.state.load(rootSection).has(`${type} ${fingerprint256}`)
  }

  /** Adds a root, or replaces the same one. */
  addRoot(type: RootType, certificate: X509Certificate): void {
    const issuer = isIssuedBy(certificate, certificate)
      ? certificate
      : this.roots().find((root) => isIssuedBy(certificate, root.certificate))?.certificate
    const record: RootRecord = {
      type,
      pem: toPem([certificate]),
      issuerKey: Buffer.from(keyBits(issuer ?? certificate)).toString('base64'),
    }
    this.state.put(rootSection, `${type} ${certificate.fingerprint256}`, record)
  }

  setFallback(key: string): void {
    const record = this.state.load(rootSection).get(key) as RootRecord | undefined
    if (record !== undefined) this.state.put(rootSection, key, { ...record, isFallback: true })
  }

  removeRoot(key: string): void {
    this.state.remove(rootSection, key)
  }

  own(purpose: OwnPurpose): OwnCertificate | undefined {
    return this.state.load(ownSection).get(purpose) as OwnCertificate | undefined
  }

  setOwn(purpose: OwnPurpose, own: OwnCertificate): void {
    this.state.put(ownSection, purpose, own)
  }

  removeOwn(purpose: OwnPurpose): void {
    this.state.remove(ownSection, purpose)
  }

  // ── the renewed certificate for the csms, until a connection has shown that it works (A02.FR.10) ─────────────────

  get renewed(): OwnCertificate | undefined {
    return this.state.load(ownSection).get('renewed') as OwnCertificate | undefined
  }

  setRenewed(own: OwnCertificate): void {
    this.state.put(ownSection, 'renewed', own)
  }

  /** The renewed one works, and takes the place of the old one; or it does not, and goes. */
  settleRenewed(works: boolean): void {
    const { renewed } = this
    if (renewed === undefined) return
    if (works) this.setOwn('ChargingStationCertificate', renewed)
    this.state.remove(ownSection, 'renewed')
  }
}

export const rootHash = ({ certificate, issuerKey }: InstalledRoot, algorithm: HashAlgorithm = 'SHA256'): CertificateHash =>
  hashOf(certificate, issuerKey, algorithm)

/**
 * Hashes of a chain, leaf first; the issuer of the last one is looked for among the roots.
 * The root itself, where the chain holds it, counts as its own issuer.
 */
export function chainHashes(
  chain: readonly X509Certificate[],
  roots: readonly InstalledRoot[],
  algorithm: HashAlgorithm,
): readonly CertificateHash[] {
  return chain.map((certificate, at) => {
    const issuer = chain[at + 1] ?? roots.find((root) => isIssuedBy(certificate, root.certificate))?.certificate ?? certificate
    return hashOf(certificate, keyBits(issuer), algorithm)
  })
}
