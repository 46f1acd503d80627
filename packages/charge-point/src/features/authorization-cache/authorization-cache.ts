import type { Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import { type KnownToken, type LocalKnowledge, type TokenInfo, tokenKey } from '../authorization/token-info.js'

interface Entry extends KnownToken {
  /** On the station's clock; the lifetime counts from here. */
  readonly usedAtMs: number
  readonly addedAtMs: number
  readonly uses: number
}

const section = 'authCache'

/** Nobody will hold these up again (C02.FR.03, C03.FR.02, C05.FR.02). */
const neverKept: ReadonlySet<string> = new Set(['Central', 'NoAuthorization'])

/** Tokens that the csms has said something about, good or bad (C10, 1.6 §3.5.1). They survive a power cut. */
export class AuthorizationCache {
  /** Made with the first entry. */
  private entries: Map<string, Entry> | undefined

  constructor(
    private readonly core: Core,
    private readonly hasTypes: boolean,
  ) {
    const kept = core.state.load(section)
    if (kept.size > 0) this.entries = new Map(kept as ReadonlyMap<string, Entry>)
  }

  get isEnabled(): boolean {
    return this.core.settings.values.authCacheEnabled
  }

  /** What it takes to write it down. */
  get bytes(): number {
    return this.entries === undefined ? 0 : JSON.stringify([...this.entries.values()]).length
  }

  find(token: Token): LocalKnowledge | undefined {
    if (!this.isEnabled) return undefined
    const entry = this.entries?.get(tokenKey(token, this.hasTypes))
    if (entry === undefined) return undefined
    return { info: entry.info, from: 'cache', hasPassed: this.endMs(entry) <= this.core.time.nowMs() }
  }

  /** Keeps what the csms has said; what is over already is not kept, nor what was kept before (C10.FR.10). */
  put(token: Token, info: TokenInfo): void {
    if (!this.isEnabled || neverKept.has(token.type)) return
    const nowMs = this.core.time.nowMs()
    const name = tokenKey(token, this.hasTypes)
    if (info.expiresAt !== undefined && Date.parse(info.expiresAt) <= nowMs) return this.forget(name)
    const earlier = this.entries?.get(name)
    if (earlier === undefined) this.makeRoom()
    this.set(name, {
      token: { idToken: token.idToken, type: token.type },
      info,
      usedAtMs: nowMs,
      addedAtMs: earlier?.addedAtMs ?? nowMs,
      uses: (earlier?.uses ?? 0) + 1,
    })
  }

  /** The token has let somebody in: its lifetime begins anew (C10.FR.08). */
  used(token: Token): void {
    const name = tokenKey(token, this.hasTypes)
    const entry = this.entries?.get(name)
    if (entry !== undefined) this.set(name, { ...entry, usedAtMs: this.core.time.nowMs(), uses: entry.uses + 1 })
  }

  remove(token: Token): void {
    this.forget(tokenKey(token, this.hasTypes))
  }

  clear(): void {
    for (const name of [...(this.entries?.keys() ?? [])]) this.forget(name)
  }

  private endMs({ info, usedAtMs }: Entry): number {
    return info.expiresAt === undefined ? usedAtMs + this.core.settings.values.authCacheLifetimeS * 1000 : Date.parse(info.expiresAt)
  }

  private set(name: string, entry: Entry): void {
    this.entries ??= new Map()
    this.entries.set(name, entry)
    this.core.state.put(section, name, entry)
  }

  private forget(name: string): void {
    if (this.entries?.delete(name) !== true) return
    if (this.entries.size === 0) this.entries = undefined
    this.core.state.remove(section, name)
  }

  /** Those that are not Accepted go first, then by the policy in force (C10.FR.07, 1.6 §3.5.1). */
  private makeRoom(): void {
    const { authCacheMaxEntries, authCachePolicy } = this.core.settings.values
    while (this.entries !== undefined && this.entries.size >= authCacheMaxEntries) {
      const ranked = [...this.entries].sort(([, a], [, b]) => rank(a, authCachePolicy) - rank(b, authCachePolicy))
      const bad = ranked.find(([, { info }]) => info.status !== 'Accepted')
      const [name] = bad ?? ranked[0] ?? []
      if (name === undefined) return
      this.forget(name)
    }
  }
}

/** The lower, the sooner it goes. */
const rank = ({ usedAtMs, addedAtMs, uses }: Entry, policy: string): number =>
  policy === 'LFU' ? uses : policy === 'FIFO' ? addedAtMs : usedAtMs
