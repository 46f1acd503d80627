import { createPrivateKey, type X509Certificate } from 'node:crypto'
import type { Core } from '../../core.js'
import { ChargePointError } from '../../errors.js'
import type { Outgoing } from '../../outgoing.js'
import type { Decision } from '../decision.js'
import type { SecurityEvents } from '../security/security-events.js'
import { createCsr, createPrivateKeyPem, type Subject } from './csr.js'
import { type CertificateStore, type OwnPurpose, type RootType, rootHash } from './store.js'
import { type CertificateHash, chainProblem, readPem, subjectPart } from './x509.js'

/** What is asked for: one certificate, or one for the csms and for cars at once. */
export type SigningPurpose = OwnPurpose | 'Combined'

export interface SigningRequest {
  readonly purpose: SigningPurpose
  readonly csr: string
  /** To match the answer by (2.1). */
  readonly requestId: number
  /** The root whose authority is asked for, where it is known (2.1, A02.FR.27). */
  readonly root: CertificateHash | undefined
}

export interface SigningAdapter {
  signCertificate(request: SigningRequest): Outgoing
  /** Whether the csms will have it signed. */
  isAccepted(response: object): boolean
}

/** The chain that came back. */
export interface SignedChain {
  readonly chain: string
  /** Undefined: not said, or for both. */
  readonly purpose?: OwnPurpose | undefined
  readonly requestId?: number | undefined
}

export type SignedResult = { readonly status: 'Accepted' } | { readonly status: 'Rejected'; readonly reasonCode: string }

/** A request that has no certificate yet; survives a power cut with its key. */
interface PendingSigning {
  readonly purpose: SigningPurpose
  readonly key: string
  readonly csr: string
  readonly requestId: number
  /** How often it was sent again. */
  readonly repeats: number
}

const section = 'signing'
const renewalTimer = 'renewal'
/** A certificate is renewed a month before its end (A03.FR.02). */
const renewalMs = 30 * 86_400_000
const dayMs = 86_400_000

/** The certificates that each request yields. */
const uses: Readonly<Record<SigningPurpose, readonly OwnPurpose[]>> = {
  ChargingStationCertificate: ['ChargingStationCertificate'],
  V2GCertificate: ['V2GCertificate'],
  V2G20Certificate: ['V2G20Certificate'],
  Combined: ['ChargingStationCertificate', 'V2GCertificate'],
}

/** The hierarchy that each must come from (2.x part 2 A §1.4.2). */
const rootsFor: Readonly<Record<SigningPurpose, readonly RootType[]>> = {
  ChargingStationCertificate: ['CSMSRootCertificate'],
  V2GCertificate: ['V2GRootCertificate'],
  V2G20Certificate: ['V2GRootCertificate'],
  Combined: ['CSMSRootCertificate', 'V2GRootCertificate'],
}

/** New keys and certificates of the station's own, because the csms or the calendar says so (A02, A03). */
export class Signing {
  constructor(
    private readonly core: Core,
    private readonly adapter: SigningAdapter,
    private readonly parts: {
      readonly store: CertificateStore
      readonly securityEvents: SecurityEvents
      /** A new certificate for the csms is there: the next connection is made with it, and soon (A02.FR.08). */
      readonly useNew: () => void
      /** New certificates for cars are there. */
      readonly onVehicleCertificate: (chain: readonly X509Certificate[]) => void
    },
  ) {}

  /** The csms asks for a new key (A02). */
  request(purpose: SigningPurpose): Decision<'Accepted' | 'Rejected'> {
    const { organizationName, v2gCertificateInstallation } = this.core.settings.values
    const isForCars = purpose !== 'ChargingStationCertificate'
    if (organizationName === '' || (isForCars && !v2gCertificateInstallation)) return { status: 'Rejected' }
    return { status: 'Accepted', run: () => this.begin(purpose) }
  }

  /** Looks after the certificates once the csms can be spoken to: what is under way, and what runs out. */
  wake(): void {
    for (const pending of this.pending()) if (!this.core.time.isRunning(timerOf(pending))) this.repeatLater(pending)
    this.watchExpiry()
  }

  /** Checks a chain from the csms, and puts it to use or discards it (A02.FR.06–07). */
  signed(answer: SignedChain): SignedResult {
    const { chain: text, purpose, requestId } = answer
    if (text.length > this.core.settings.values.maxCertificateChainSize) return { status: 'Rejected', reasonCode: 'TooLargeElement' }
    const all = this.pending()
    // An answer to nothing that was asked (A02.FR.26).
    if (requestId !== undefined && !all.some((one) => one.requestId === requestId)) return { status: 'Rejected', reasonCode: 'NotFound' }
    const chain = readPem(text) ?? []
    const meant = all.filter((one) => (requestId === undefined ? isFor(one, purpose) : one.requestId === requestId))
    const pending = meant.find(({ key }) => chain[0]?.checkPrivateKey(createPrivateKey(key)))
    const problem = pending === undefined ? 'it is not for a key of this station' : this.problemOf(chain, pending)
    // Good or not, nothing is asked for again until the csms wants it (A02.FR.20).
    for (const one of pending === undefined ? meant : [pending]) this.drop(one)
    if (pending === undefined || problem !== undefined) {
      this.parts.securityEvents.raise('InvalidChargingStationCertificate', problem)
      return { status: 'Rejected', reasonCode: 'InvalidCertificate' }
    }
    this.install(pending, text, chain)
    return { status: 'Accepted' }
  }

  private begin(purpose: SigningPurpose): void {
    for (const old of this.pending()) if (old.purpose === purpose) this.drop(old)
    const key = createPrivateKeyPem()
    const requestId = 1 + Math.max(0, ...this.pending().map((one) => one.requestId), this.lastRequestId())
    const pending: PendingSigning = { purpose, key, csr: createCsr(key, this.subjectOf(purpose)), requestId, repeats: 0 }
    this.core.state.put(section, 'lastRequestId', requestId)
    this.keep(pending)
    this.send(pending)
  }

  /** The same request again keeps its key, so that a late certificate for the first one still fits. */
  private send(pending: PendingSigning): void {
    const { link, events } = this.core
    const { purpose, csr, requestId } = pending
    const [root] = purpose === 'V2GCertificate' || purpose === 'V2G20Certificate' ? this.parts.store.roots('V2GRootCertificate') : []
    const request = { purpose, csr, requestId, root: root && rootHash(root) }
    link.call(this.adapter.signCertificate(request), { isTriggered: true }).then(
      (response) => {
        if (this.adapter.isAccepted(response)) this.repeatLater(pending)
        else this.refused(pending)
      },
      (error: unknown) => {
        events.emit('error', { error, during: 'SignCertificate' })
        // Offline: it is sent again after the next connection.
        if (!(error instanceof ChargePointError)) this.repeatLater(pending)
      },
    )
  }

  /** Nothing more until it is asked for again. Without a certificate for cars no contract is taken until a restart (A02.FR.21). */
  private refused(pending: PendingSigning): void {
    this.drop(pending)
    if (pending.purpose === 'V2GCertificate') this.core.settings.changeUntilRestart('plugAndChargeEnabled', false)
  }

  /**
   * After CertSigningWaitMinimum, doubled CertSigningRepeatTimes times (A02.FR.17–19). Then it rests with its key, for a certificate
   * that comes late.
   */
  private repeatLater(pending: PendingSigning): void {
    const { certSigningWaitMinimumS, certSigningRepeatTimes } = this.core.settings.values
    const { repeats } = pending
    if (repeats > certSigningRepeatTimes || !this.isPending(pending)) return
    this.core.time.after(timerOf(pending), certSigningWaitMinimumS * 1000 * 2 ** repeats, () => {
      const next = { ...pending, repeats: repeats + 1 }
      this.keep(next)
      this.send(next)
    })
  }

  private problemOf(chain: readonly X509Certificate[], { purpose }: PendingSigning): string | undefined {
    const [leaf] = chain
    if (leaf === undefined) return 'it cannot be read'
    const { commonName, organization } = this.subjectOf(purpose)
    if (subjectPart(leaf, 'CN') !== commonName) return `its CN is not ${commonName}`
    if (subjectPart(leaf, 'O') !== organization) return `its O is not ${organization}`
    const roots = rootsFor[purpose].flatMap((type) => this.parts.store.roots(type)).map(({ certificate }) => certificate)
    return chainProblem(chain, roots, this.core.time.nowMs())
  }

  private install(pending: PendingSigning, text: string, chain: readonly X509Certificate[]): void {
    const { store, securityEvents, useNew, onVehicleCertificate } = this.parts
    const own = { chain: text, key: pending.key }
    for (const purpose of uses[pending.purpose]) {
      if (purpose === 'ChargingStationCertificate') {
        // The old one is kept until the new one has proved itself.
        if (store.own(purpose) === undefined) store.setOwn(purpose, own)
        else store.setRenewed(own)
        useNew()
      } else {
        store.setOwn(purpose, own)
        onVehicleCertificate(chain)
      }
    }
    securityEvents.raise('ReconfigurationOfSecurityParameters', `${pending.purpose} renewed`)
    this.watchExpiry()
  }

  // ── renewal ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Wakes up when the first certificate is a month from its end; looks again each day while that is past. */
  private watchExpiry(): void {
    const { time } = this.core
    const dueMs = Math.min(...this.expiries().map(([, endMs]) => endMs - renewalMs))
    if (dueMs === Number.POSITIVE_INFINITY) return time.cancel(renewalTimer)
    const waitMs = dueMs - time.nowMs()
    if (waitMs > 0) return time.after(renewalTimer, waitMs, () => this.watchExpiry())
    time.after(renewalTimer, dayMs, () => this.watchExpiry())
    this.renewDue()
  }

  private renewDue(): void {
    const { time, link } = this.core
    if (!link.maySpeak) return
    for (const [purpose, endMs] of this.expiries()) {
      const isUnderWay = this.pending().some((one) => uses[one.purpose].includes(purpose))
      if (endMs - renewalMs > time.nowMs() || isUnderWay || this.asked(purpose) === endMs) continue
      this.core.state.put(section, `asked ${purpose}`, endMs)
      this.request(purpose).run?.()
    }
  }

  /** The end of the certificate that was asked to be renewed; it is asked for once, and then by its back-off (A03.FR.19). */
  private asked(purpose: OwnPurpose): number | undefined {
    return this.core.state.load(section).get(`asked ${purpose}`) as number | undefined
  }

  private expiries(): readonly (readonly [OwnPurpose, number])[] {
    const { store } = this.parts
    return (['ChargingStationCertificate', 'V2GCertificate', 'V2G20Certificate'] as const).flatMap((purpose) => {
      const own = (purpose === 'ChargingStationCertificate' ? store.renewed : undefined) ?? store.own(purpose)
      const [leaf] = readPem(own?.chain ?? '') ?? []
      return leaf === undefined ? [] : [[purpose, Date.parse(leaf.validTo)] as const]
    })
  }

  // ── what is under way ───────────────────────────────────────────────────────────────────────────────────────────

  /** CN is the serial number (A00.FR.511), or for cars the SECC's name where it has one. */
  private subjectOf(purpose: SigningPurpose): Subject {
    const { facts, settings } = this.core
    const { organizationName, seccId, countryName } = settings.values
    const station = { commonName: facts.serialNumber ?? facts.identity, organization: organizationName }
    if (purpose === 'ChargingStationCertificate' || purpose === 'Combined') return station
    return {
      ...station,
      ...(seccId === '' ? {} : { commonName: seccId }),
      ...(countryName === '' ? {} : { country: countryName }),
    }
  }

  private pending(): readonly PendingSigning[] {
    return [...this.core.state.load(section)].flatMap(([key, value]) => (key.startsWith('pending ') ? [value as PendingSigning] : []))
  }

  private isPending({ purpose, requestId }: PendingSigning): boolean {
    return this.pending().some((one) => one.purpose === purpose && one.requestId === requestId)
  }

  private lastRequestId(): number {
    return (this.core.state.load(section).get('lastRequestId') as number | undefined) ?? 0
  }

  private keep(pending: PendingSigning): void {
    this.core.state.put(section, `pending ${pending.purpose}`, pending)
  }

  private drop(pending: PendingSigning): void {
    this.core.time.cancel(timerOf(pending))
    this.core.state.remove(section, `pending ${pending.purpose}`)
  }
}

const timerOf = ({ purpose }: PendingSigning): string => `signing ${purpose}`

/** A chain without a purpose may be for any of them (2.x CertificateSignedRequest.certificateType). */
const isFor = ({ purpose }: PendingSigning, wanted: OwnPurpose | undefined): boolean =>
  wanted === undefined || uses[purpose].includes(wanted)
