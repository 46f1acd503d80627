import type { X509Certificate } from 'node:crypto'
import type { Core } from '../../core.js'
import type { SecurityEvents } from '../security/security-events.js'
import { type CertificateStore, chainHashes, type InstalledRoot, type OwnPurpose, type RootType, rootHash } from './store.js'
import { type CertificateHash, isIssuedBy, isSameHash, isValidAt, readPem } from './x509.js'

export type InstallResult = { readonly status: 'Accepted' } | { readonly status: 'Rejected' | 'Failed'; readonly reasonCode: string }

/** What can be asked for: roots, and the station's own chains for cars. */
export type ListedType = RootType | 'V2GCertificateChain'

export interface ListedCertificate {
  readonly type: ListedType
  readonly hash: CertificateHash
  /** Of the other certificates of a chain. */
  readonly children: readonly CertificateHash[]
}

/** The most certificates that a station holds (CertificateEntries.maxLimit, CertificateStoreMaxLength of 1.6). */
export const maxCertificates = 20

const v2gPurposes = ['V2GCertificate', 'V2G20Certificate'] as const satisfies readonly OwnPurpose[]

/** The certificates that a csms installs, reads and deletes (M03–M05, whitepaper M03–M05). */
export class Certificates {
  constructor(
    private readonly core: Core,
    readonly store: CertificateStore,
    private readonly securityEvents: SecurityEvents,
    /** Whether the root that the connection rests on may not be deleted (1.6 alone, whitepaper M04.FR.06). */
    private readonly isRootInUse: () => boolean,
  ) {}

  install(type: RootType, pem: string): InstallResult {
    const { store } = this
    const [certificate, ...more] = readPem(pem) ?? []
    const isGood = certificate?.ca === true && more.length === 0 && isValidAt(certificate, this.core.time.nowMs())
    if (!isGood) return { status: 'Rejected', reasonCode: 'InvalidCertificate' }
    const isThere = store.hasRoot(type, certificate)
    if (!isThere && store.count >= maxCertificates) return { status: 'Rejected', reasonCode: 'OutOfStorage' }
    const replaced = this.rootsToReplace(type, certificate)
    if (replaced === undefined) return { status: 'Rejected', reasonCode: 'InvalidCertificate' }
    try {
      store.addRoot(type, certificate)
      for (const { key, isFallback } of replaced) isFallback ? store.removeRoot(key) : store.setFallback(key)
    } catch (error) {
      // A full disk (M05.FR.03).
      this.core.events.emit('error', { error, during: 'InstallCertificate' })
      return { status: 'Failed', reasonCode: 'InternalError' }
    }
    this.securityEvents.raise('ReconfigurationOfSecurityParameters', `${type} installed`)
    return { status: 'Accepted' }
  }

  remove(hash: CertificateHash): 'Accepted' | 'Failed' | 'NotFound' {
    const { store } = this
    const roots = store.roots()
    const isNamed = (chain: readonly CertificateHash[]): boolean => chain.slice(0, 1).some((one) => isSameHash(one, hash))
    // The station's own certificate for the csms stays (M04.FR.06).
    const own = [store.own('ChargingStationCertificate'), store.renewed].flatMap((one) => (one === undefined ? [] : [one.chain]))
    if (own.some((chain) => isNamed(chainHashes(readPem(chain) ?? [], roots, hash.hashAlgorithm)))) return 'Failed'
    const root = roots.find((one) => isSameHash(rootHash(one, hash.hashAlgorithm), hash))
    if (root !== undefined) return this.removeRoot(root, roots)
    const purpose = v2gPurposes.find((one) => isNamed(chainHashes(readPem(store.own(one)?.chain ?? '') ?? [], roots, hash.hashAlgorithm)))
    if (purpose === undefined) return 'NotFound'
    store.removeOwn(purpose)
    return 'Accepted'
  }

  /** @param types none: all */
  list(types: readonly ListedType[] = []): readonly ListedCertificate[] {
    const { store } = this
    const roots = store.roots()
    const wanted = (type: ListedType): boolean => types.length === 0 || types.includes(type)
    const chains = wanted('V2GCertificateChain') ? v2gPurposes.flatMap((purpose) => store.own(purpose) ?? []) : []
    return [
      ...roots.filter(({ type }) => wanted(type)).map((root) => ({ type: root.type, hash: rootHash(root), children: [] })),
      ...chains.flatMap(({ chain }): ListedCertificate[] => {
        const [hash, ...children] = chainHashes(readPem(chain) ?? [], roots, 'SHA256')
        return hash === undefined ? [] : [{ type: 'V2GCertificateChain', hash, children: children.slice(0, 4) }]
      }),
    ]
  }

  /**
   * The roots that a new one takes the place of; undefined: it may not.
   * With AdditionalRootCertificateCheck there is one CSMS root, and only it can name its successor (M05.FR.09–12).
   */
  private rootsToReplace(type: RootType, certificate: X509Certificate): readonly InstalledRoot[] | undefined {
    if (type !== 'CSMSRootCertificate' || !this.core.settings.values.additionalRootCertificateCheck) return []
    const roots = this.store.roots(type).filter((root) => root.certificate.fingerprint256 !== certificate.fingerprint256)
    const current = roots.filter(({ isFallback }) => !isFallback)
    return current.every((root) => isIssuedBy(certificate, root.certificate)) ? roots : undefined
  }

  private removeRoot({ key, type }: InstalledRoot, roots: readonly InstalledRoot[]): 'Accepted' | 'Failed' {
    const isLast = type === 'CSMSRootCertificate' && roots.filter((root) => root.type === type).length === 1
    if (isLast && this.isRootInUse()) return 'Failed'
    this.store.removeRoot(key)
    this.securityEvents.raise('ReconfigurationOfSecurityParameters', `${type} deleted`)
    return 'Accepted'
  }
}
