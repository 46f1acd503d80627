import type { X509Certificate } from 'node:crypto'
import type { Core } from '../../core.js'
import { ChargePointError } from '../../errors.js'
import type { Outgoing } from '../../outgoing.js'
import { type CertificateStore, chainHashes } from '../certificates/store.js'
import { type CertificateHash, ocspUrls, readPem } from '../certificates/x509.js'

/** What a car asks its provider for; EXI as base64, passed on as it is (M01, M02). */
export interface EvCertificateRequest {
  /** Default `Install`. */
  readonly action?: 'Install' | 'Update' | undefined
  /** The CertificateInstallationReq or CertificateUpdateReq of the car. */
  readonly exiRequest: string
  /** The schema in use between car and station, e.g. `urn:iso:15118:2:2013:MsgDef`. */
  readonly iso15118SchemaVersion: string
  /** ISO 15118-20 in OCPP 2.1 alone: how many contracts the car takes (M01.FR.03). */
  readonly maximumContractCertificateChains?: number | undefined
  /** ISO 15118-20 in OCPP 2.1 alone. */
  readonly prioritizedEMAIDs?: readonly string[] | undefined
}

export interface EvCertificateResult {
  readonly status: 'Accepted' | 'Failed'
  /** What goes back to the car: one, or in ISO 15118-20 one for each contract. */
  readonly exiResponses: readonly string[]
}

export interface EvCertificateAnswer {
  readonly status: 'Accepted' | 'Failed'
  readonly exiResponse: string
  readonly remainingContracts: number
}

/** A certificate whose status is asked for, and where that is known. */
export interface StatusQuestion {
  readonly hash: CertificateHash
  readonly urls: readonly string[]
}

export type RevocationStatus = 'Good' | 'Revoked' | 'Unknown' | 'Failed'

export interface ChainStatus {
  readonly serialNumber: string
  readonly status: RevocationStatus
  readonly nextUpdate: string
}

export interface Iso15118Adapter {
  evCertificate(request: EvCertificateRequest): Outgoing
  readEvCertificate(response: object): EvCertificateAnswer
  certificateStatus(question: StatusQuestion): Outgoing
  /** The OCSP response, base64 of its DER; undefined where the csms has none. */
  readCertificateStatus(response: object): string | undefined
  /** From 2.1 on (M07). */
  readonly chainStatus?: ((questions: readonly StatusQuestion[]) => Outgoing) | undefined
  readonly readChainStatus?: ((response: object) => readonly ChainStatus[]) | undefined
}

const section = 'ocsp'
const timer = 'ocsp'
const weekMs = 7 * 86_400_000
/** At most so many certificates in one question about a chain. */
const chainLength = 4

/** What a station fetches from its csms for cars: contract certificates, and whether certificates are revoked (M01, M02, M06, M07). */
export class Iso15118 {
  constructor(
    private readonly core: Core,
    private readonly store: CertificateStore,
    private readonly adapter: Iso15118Adapter | undefined,
  ) {}

  /** Passes a car's request on, once for each contract that is left in ISO 15118-20 (M01.FR.06). */
  async requestEvCertificate(request: EvCertificateRequest): Promise<EvCertificateResult> {
    const adapter = this.supported('Get15118EVCertificate')
    if (!this.core.settings.values.contractCertificateInstallation) {
      throw new ChargePointError('NOT_ENABLED', 'Get15118EVCertificate: contractCertificateInstallation is off')
    }
    const exiResponses: string[] = []
    for (let remaining = 1; remaining > 0; ) {
      const answer = adapter.readEvCertificate(await this.core.link.call(adapter.evCertificate(request)))
      if (answer.status === 'Failed') return { status: 'Failed', exiResponses }
      exiResponses.push(answer.exiResponse)
      // A csms that never comes to an end gets no more questions than contracts fit.
      const isEnough = exiResponses.length >= (request.maximumContractCertificateChains ?? 1)
      remaining = isEnough ? 0 : answer.remainingContracts
    }
    return { status: 'Accepted', exiResponses }
  }

  /** Whether a car's chain is revoked; what is known and still fresh is not asked for again (M07.FR.09–11). */
  async checkVehicleChain(pem: string): Promise<readonly ChainStatus[]> {
    const { chainStatus, readChainStatus } = this.supported('GetCertificateChainStatus')
    if (chainStatus === undefined || readChainStatus === undefined) {
      throw new ChargePointError('NOT_IN_VERSION', 'GetCertificateChainStatus: this version has no such message')
    }
    const questions = this.questions(readPem(pem) ?? [])
    const known = questions.flatMap(({ hash }) => this.fresh(hash) ?? [])
    const open = questions.filter(({ hash }) => this.fresh(hash) === undefined).slice(0, chainLength)
    if (open.length === 0) return known
    const found = readChainStatus(await this.core.link.call(chainStatus(open)))
    for (const { hash } of open) {
      const status = found.find(({ serialNumber }) => serialNumber.toLowerCase() === hash.serialNumber)
      if (status !== undefined) this.core.state.put(section, chainKey(hash), { ...status, askedMs: this.core.time.nowMs() })
    }
    return [...known, ...found]
  }

  /** The station's own certificates for cars are new, or their statuses a week old (M06.FR.06–07, M06.FR.10). */
  refresh(chain: readonly X509Certificate[] = this.ownChains()): void {
    if (this.adapter === undefined || chain.length === 0) return
    this.core.time.after(timer, weekMs, () => this.refresh())
    this.core.state.put(section, 'refreshedMs', this.core.time.nowMs())
    for (const question of this.questions(chain)) void this.ask(this.adapter, question)
  }

  /** After a start: what was due meanwhile. */
  wake(): void {
    const { state, time } = this.core
    const refreshedMs = state.load(section).get('refreshedMs') as number | undefined
    if (refreshedMs === undefined || time.isRunning(timer)) return
    time.after(timer, refreshedMs + weekMs - time.nowMs(), () => this.refresh())
  }

  private async ask(adapter: Iso15118Adapter, question: StatusQuestion): Promise<void> {
    const { link, state, events } = this.core
    const { serialNumber } = question.hash
    try {
      const ocspResult = adapter.readCertificateStatus(await link.call(adapter.certificateStatus(question), { isTriggered: true }))
      if (ocspResult !== undefined) state.put(section, `own ${serialNumber}`, ocspResult)
      events.emit('certificateStatus', { serialNumber, ocspResult })
    } catch (error) {
      events.emit('error', { error, during: 'GetCertificateStatus' })
    }
  }

  private ownChains(): readonly X509Certificate[] {
    const chains = (['V2GCertificate', 'V2G20Certificate'] as const).map((purpose) => this.store.own(purpose)?.chain)
    return chains.flatMap((chain) => readPem(chain ?? '') ?? [])
  }

  /** A certificate that names nobody to ask is left out. */
  private questions(chain: readonly X509Certificate[]): readonly StatusQuestion[] {
    const hashes = chainHashes(chain, this.store.roots(), 'SHA256')
    return chain.flatMap((certificate, at) => {
      const hash = hashes[at]
      const urls = ocspUrls(certificate)
      return hash === undefined || urls.length === 0 ? [] : [{ hash, urls }]
    })
  }

  private fresh(hash: CertificateHash): ChainStatus | undefined {
    const kept = this.core.state.load(section).get(chainKey(hash)) as (ChainStatus & { readonly askedMs: number }) | undefined
    if (kept === undefined) return undefined
    const { askedMs, ...status } = kept
    const nowMs = this.core.time.nowMs()
    return nowMs < Date.parse(status.nextUpdate) && nowMs < askedMs + weekMs ? status : undefined
  }

  private supported(action: string): Iso15118Adapter {
    if (this.adapter !== undefined) return this.adapter
    throw new ChargePointError('NOT_IN_VERSION', `${action}: this version has no such message`)
  }
}

const chainKey = ({ issuerKeyHash, serialNumber }: CertificateHash): string => `chain ${issuerKeyHash} ${serialNumber}`
