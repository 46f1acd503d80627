import type { Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import { type KnownToken, type LocalKnowledge, type TokenInfo, tokenKey } from '../authorization/token-info.js'

/** What a csms sends to fill or change the list; an entry without info takes the token out. */
export interface ListUpdate {
  readonly isFull: boolean
  readonly version: number
  readonly entries: readonly { readonly token: Token; readonly info: TokenInfo | undefined }[]
}

export type ListRefusal = 'NotEnabled' | 'VersionMismatch' | 'InvalidValue' | 'TooManyElements' | 'OutOfStorage'

interface Kept {
  readonly version: number
  readonly entries: readonly KnownToken[]
}

const section = 'localList'
const key = 'list'
const empty: ReadonlyMap<string, KnownToken> = new Map()

/** Tokens that the csms has told in advance (block D, 1.6 §3.5.2). Only the csms changes them; they survive a power cut. */
export class LocalList {
  private entries: ReadonlyMap<string, KnownToken>
  /** 0: the csms has not sent any. */
  private number: number

  constructor(
    private readonly core: Core,
    private readonly hasTypes: boolean,
  ) {
    const kept = core.state.load(section).get(key) as Kept | undefined
    this.number = kept?.version ?? 0
    this.entries = kept === undefined || kept.entries.length === 0 ? empty : this.index(kept.entries)
  }

  get isEnabled(): boolean {
    return this.core.settings.values.localListEnabled
  }

  get size(): number {
    return this.entries.size
  }

  /** What the csms has called the list; 0 where there is none or it is not in use (D02.FR.02–03). */
  get version(): number {
    return this.isEnabled ? this.number : 0
  }

  /** What it takes to write it down. */
  get bytes(): number {
    return this.entries.size === 0 ? 0 : JSON.stringify([...this.entries.values()]).length
  }

  find(token: Token): LocalKnowledge | undefined {
    if (!this.isEnabled || this.entries.size === 0) return undefined
    const entry = this.entries.get(tokenKey(token, this.hasTypes))
    if (entry === undefined) return undefined
    const { info } = entry
    const hasPassed = info.expiresAt !== undefined && Date.parse(info.expiresAt) <= this.core.time.nowMs()
    return { info, from: 'list', hasPassed }
  }

  /** Takes in all of an update, or nothing of it. @returns why nothing */
  update(update: ListUpdate): ListRefusal | undefined {
    const refusal = this.refusal(update)
    if (refusal !== undefined) return refusal
    const entries = new Map(update.isFull ? [] : this.entries)
    for (const { token, info } of update.entries) {
      const name = tokenKey(token, this.hasTypes)
      if (info === undefined) entries.delete(name)
      else entries.set(name, { token, info })
    }
    if (entries.size > this.core.settings.values.localListMaxEntries) return 'OutOfStorage'
    this.entries = entries.size === 0 ? empty : entries
    this.number = update.version
    // In one piece, so that no power cut finds half of it.
    this.core.state.put(section, key, { version: update.version, entries: [...entries.values()] } satisfies Kept)
    return undefined
  }

  private refusal({ isFull, version, entries }: ListUpdate): ListRefusal | undefined {
    if (!this.isEnabled) return 'NotEnabled'
    // 0 and less have a meaning of their own in the answer to GetLocalListVersion (D01.FR.18, 1.6 errata 3.52).
    if (version <= 0) return 'InvalidValue'
    if (!isFull && version <= this.number) return 'VersionMismatch'
    if (entries.length > this.core.settings.values.localListItemsPerMessage) return 'TooManyElements'
    if (isFull && entries.some(({ info }) => info === undefined)) return 'InvalidValue'
    const names = new Set(entries.map(({ token }) => tokenKey(token, this.hasTypes)))
    return names.size === entries.length ? undefined : 'InvalidValue'
  }

  private index(entries: readonly KnownToken[]): ReadonlyMap<string, KnownToken> {
    return new Map(entries.map((entry) => [tokenKey(entry.token, this.hasTypes), entry]))
  }
}
