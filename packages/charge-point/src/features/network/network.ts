import type { BackOff, DialTls, SecurityProfile } from '@ocpp-kit/rpc/ws'
import type { Core } from '../../core.js'
import type { CertificateStore } from '../certificates/store.js'
import type { SecurityEventType } from '../security/event.js'
import type { SecurityEvents } from '../security/security-events.js'
import type { Credentials, Password } from './credentials.js'
import { isCertificateFault, securityEventOf } from './faults.js'
import { mayUse } from './prerequisites.js'
import { type NetworkProfile, networkSlots, type ProfileProblem, profileProblem, withScheme } from './profile.js'
import { afterFailure, beginSearch, type Search } from './search.js'
import type { Slots } from './slots.js'

/** How versions differ about connections. */
export interface NetworkAdapter {
  /** Whether a csms reached by another profile must hear a BootNotification first (B10.FR.10). */
  readonly bootsAfterSwitch: boolean
  /** Whether the root that a connection rests on cannot be deleted (whitepaper M04.FR.06). */
  readonly keepsLastRoot: boolean
}

/** What a transport needs to know to reach the csms. */
export interface Target {
  readonly url: string
  readonly identity: string
  readonly password: Password | undefined
  readonly securityProfile: SecurityProfile
  /** Asked before each attempt: roots and own certificate change. */
  readonly tls: () => DialTls
  readonly backOff: BackOff
}

export interface NetworkParts {
  readonly slots: Slots
  readonly adapter: NetworkAdapter
  readonly credentials: Credentials
  readonly certificates: CertificateStore
  readonly securityEvents: SecurityEvents
}

/** What becomes of a wish to connect in another way. */
type Outcome = 'Accepted' | 'Rejected' | 'RebootRequired'

const nothing: readonly never[] = []
/** Time for the answer, and for what else is under way, before the connection goes. */
const graceMs = 1_000
const reconnectTimer = 'reconnect'

/**
 * Which csms the station connects to, and how: profiles in slots, tried in the order of their priority (B09, B10), security profiles
 * that only go up (A05), and the roots and certificates that a connection has to prove (A02.FR.10, M05.FR.13).
 */
export class Network {
  readonly slots: Slots
  private search: Search
  /** This round goes by the old client certificate (A02.FR.28). */
  private usesOldCertificate = false
  /** The server is checked against the root that was replaced (M05.FR.14, M05.FR.16). */
  private usesOldRoot = false
  /** Told once for a row of failed attempts (A00.FR.316). */
  private told: readonly SecurityEventType[] = nothing

  constructor(
    private readonly core: Core,
    private readonly parts: NetworkParts,
  ) {
    this.slots = parts.slots
    this.search = beginSearch(this.slots.first)
  }

  // ── what is configured ──────────────────────────────────────────────────────────────────────────────────────────

  /** The slot of the connection, or of the attempts to make one. */
  get activeSlot(): number {
    return this.search.slot
  }

  get activeProfile(): NetworkProfile {
    return this.slots.profileIn(this.search.slot) ?? this.slots.initial
  }

  /** Fills a slot (B09). @returns why not, as a reason code of 2.x */
  setProfile(slot: number, profile: NetworkProfile): ProfileProblem | 'InvalidConfSlot' | undefined {
    if (!networkSlots.includes(slot)) return 'InvalidConfSlot'
    const { settings } = this.core
    const problem = profileProblem(profile, this.slots.securityProfile, settings.values.allowSecurityProfileDowngrade)
    if (problem === undefined) this.slots.keep(slot, profile)
    return problem
  }

  /** Sets the order of the slots; a new first one is reached for after a restart (B10.FR.01–02, A05.FR.02–04). */
  setPriority(slots: readonly number[]): Outcome {
    const isList = slots.length > 0 && new Set(slots).size === slots.length
    if (!isList || !slots.every((slot) => this.mayUse(this.slots.profileIn(slot)))) return 'Rejected'
    this.slots.priority = slots
    return slots[0] === this.search.slot ? 'Accepted' : 'RebootRequired'
  }

  /**
   * To a higher security profile at the same csms, without a restart (whitepaper A05). Where it cannot be reached so, the old
   * profile stays in force.
   */
  raiseSecurityProfile(securityProfile: SecurityProfile): Outcome {
    const { activeProfile, search, slots } = this
    const profile: NetworkProfile = { ...activeProfile, securityProfile, url: withScheme(activeProfile.url, securityProfile) }
    const free = networkSlots.find((slot) => slot !== search.slot)
    if (free === undefined || securityProfile <= this.slots.securityProfile || !this.mayUse(profile)) return 'Rejected'
    slots.keep(free, profile)
    slots.priority = [free, search.slot]
    slots.trial = free
    this.reconnectSoon(free)
    return 'Accepted'
  }

  /** A new password counts from the next connection on, which follows at once (A01). Its content is logged nowhere (A01.FR.12). */
  changePassword(password: Password): void {
    const { credentials, securityEvents } = this.parts
    credentials.change(password)
    for (const slot of networkSlots) {
      const { password: own, ...profile } = this.slots.profileIn(slot) ?? this.slots.initial
      if (own !== undefined) this.slots.keep(slot, profile)
    }
    securityEvents.raise('ReconfigurationOfSecurityParameters', 'the password was changed')
    this.reconnectSoon()
  }

  /** A new client certificate is there: where it is in use, the next connection is made with it, and soon (A02.FR.08). */
  certificateRenewed(): void {
    if (this.activeProfile.securityProfile === 3) this.reconnectSoon()
  }

  // ── connecting ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Leaves the connection in a moment, when the answer under way is out, and comes back with what has changed. */
  reconnectSoon(slot = this.search.slot): void {
    const { time, link } = this.core
    time.after(reconnectTimer, graceMs, () => {
      this.search = beginSearch(slot)
      this.usesOldCertificate = false
      this.usesOldRoot = false
      void link.redial()
    })
  }

  /** The station is switched on: the first entry comes first (B10.FR.04). */
  poweredOn(): void {
    this.search = beginSearch(this.slots.first)
    this.usesOldCertificate = false
    this.usesOldRoot = false
    this.told = nothing
  }

  get target(): Target {
    const { url, identity, securityProfile, password } = this.activeProfile
    const { retryBackOffWaitMinimumS, retryBackOffRandomRangeS, retryBackOffRepeatTimes } = this.core.settings.values
    return {
      url,
      identity: identity ?? this.core.facts.identity,
      password: securityProfile === 3 ? undefined : (password ?? this.parts.credentials.password),
      securityProfile,
      tls: () => this.tls(),
      backOff: {
        waitMinimumMs: Math.round(retryBackOffWaitMinimumS * 1000),
        randomRangeMs: Math.round(retryBackOffRandomRangeS * 1000),
        repeatTimes: retryBackOffRepeatTimes,
      },
    }
  }

  /** Whether this is not the profile of the last connection: another csms perhaps, which has to hear of the station first (B10.FR.10). */
  get isStrange(): boolean {
    return this.slots.home !== this.search.slot && this.parts.adapter.bootsAfterSwitch
  }

  opened(): void {
    const { slot } = this.search
    this.slots.home = slot
    this.search = beginSearch(slot)
    this.told = nothing
    this.settleTimeout()
    this.settleCertificates()
    this.settleTrial()
    this.settleSecurityProfile()
  }

  attemptFailed(error: unknown): void {
    this.tell(error)
    if (this.mayTryOldRoot(error)) return
    const { core } = this
    const { home, priority } = this.slots
    const rules = { priority, attempts: core.settings.values.networkProfileConnectionAttempts, home }
    const { search, step, isRoundOver } = afterFailure(this.search, rules)
    this.search = search
    if (isRoundOver) this.usesOldCertificate = this.parts.certificates.renewed !== undefined && !this.usesOldCertificate
    if (step === 'stay') return
    // Back where it came from, the old root is good again (M05.FR.16).
    this.usesOldRoot = search.slot === home && this.fallbackRoots().length > 0
    if (step === 'switch') return void core.link.redial()
    const { waitMinimumMs, randomRangeMs } = this.target.backOff
    core.time.after(reconnectTimer, waitMinimumMs + core.random() * randomRangeMs, () => void core.link.redial())
    void core.link.hangUp()
  }

  // ── what they rest on ───────────────────────────────────────────────────────────────────────────────────────────

  private mayUse(profile: NetworkProfile | undefined): boolean {
    const { settings, time } = this.core
    return mayUse(profile, { ...this.parts, slots: this.slots, settings: settings.values, nowMs: time.nowMs() })
  }

  private tls(): DialTls {
    const { certificates } = this.parts
    const all = certificates.roots('CSMSRootCertificate')
    const chosen = all.filter(({ isFallback }) => isFallback === this.usesOldRoot)
    const roots = chosen.length === 0 ? all : chosen
    const own = (this.usesOldCertificate ? undefined : certificates.renewed) ?? certificates.own('ChargingStationCertificate')
    const presents = this.activeProfile.securityProfile === 3 && own !== undefined
    return {
      // A root may be signed by the one that it replaced, which is no longer there.
      ...(roots.length === 0 ? {} : { ca: roots.map(({ certificate }) => certificate.toString()), allowPartialTrustChain: true }),
      ...(presents ? { cert: own.chain, key: own.key } : {}),
    }
  }

  private fallbackRoots(): readonly string[] {
    const { certificates } = this.parts
    return certificates.roots('CSMSRootCertificate').flatMap(({ key, isFallback }) => (isFallback ? [key] : []))
  }

  /** A server that the new root does not know may be known to the old one; not where another csms is tried out (M05.FR.14–15). */
  private mayTryOldRoot(error: unknown): boolean {
    const isMigrating = this.slots.home !== this.search.slot
    if (this.usesOldRoot || isMigrating || !isCertificateFault(error) || this.fallbackRoots().length === 0) return false
    this.usesOldRoot = true
    return true
  }

  /** How long answers may take is the profile's to say, once: it may be set otherwise later (2.x DefaultMessageTimeout). */
  private settleTimeout(): void {
    const { messageTimeoutS } = this.activeProfile
    if (messageTimeoutS === this.slots.messageTimeoutS) return
    this.slots.messageTimeoutS = messageTimeoutS
    this.core.settings.change({ messageTimeoutS: Math.ceil(messageTimeoutS) })
  }

  /** One certificate, and one root, has now proved itself; the other goes (A02.FR.10, A02.FR.29, M05.FR.13). */
  private settleCertificates(): void {
    const { certificates, securityEvents } = this.parts
    const { securityProfile } = this.activeProfile
    if (securityProfile === 3 && certificates.renewed !== undefined) {
      if (this.usesOldCertificate) securityEvents.raise('DiscardedRenewedClientCertificate')
      certificates.settleRenewed(!this.usesOldCertificate)
    }
    this.usesOldCertificate = false
    if (securityProfile >= 2 && !this.usesOldRoot) for (const key of this.fallbackRoots()) certificates.removeRoot(key)
  }

  /** A profile that was tried out and did not work is forgotten (whitepaper A05.FR.08). */
  private settleTrial(): void {
    const { trial } = this.slots
    if (trial === undefined) return
    this.slots.trial = undefined
    if (trial === this.search.slot) return
    this.slots.forget(trial)
    this.parts.securityEvents.raise('ReconfigurationOfSecurityParameters', 'the security profile went back: no connection')
  }

  /** What the connection has shown becomes the least (A05.FR.06). */
  private settleSecurityProfile(): void {
    const { securityProfile } = this.activeProfile
    if (securityProfile === this.slots.securityProfile) return
    this.slots.securityProfile = securityProfile
    this.parts.securityEvents.raise('ReconfigurationOfSecurityParameters', `security profile ${securityProfile}`)
  }

  private tell(error: unknown): void {
    const type = securityEventOf(error)
    if (type === undefined || this.told.includes(type)) return
    this.told = [...this.told, type]
    this.parts.securityEvents.raise(type, error instanceof Error ? error.message : undefined)
  }
}
