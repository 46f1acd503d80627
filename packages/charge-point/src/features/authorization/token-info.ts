import { isSameToken, type Token } from '../../body/index.js'
import type { Tariff } from '../tariffs/tariff.js'

/** What a csms says about a token. Plain data: it is kept in the list and in the cache. */
export interface TokenInfo {
  /** `Accepted`, or why not, as on the wire. */
  readonly status: string
  readonly groupId?: string | undefined
  /** When this stops to hold, as on the wire. */
  readonly expiresAt?: string | undefined
  /** The only EVSEs it may be used at; missing: all (C01.FR.20). */
  readonly evseIds?: readonly number[] | undefined
  /** The order in which drivers are served when power is scarce, from -9 to 9. */
  readonly priority?: number | undefined
  readonly language1?: string | undefined
  readonly language2?: string | undefined
  /** For the driver to read. */
  readonly message?: string | undefined
  /** The driver's own (2.1 I08). */
  readonly tariff?: Tariff | undefined
}

/** A token with what is known of it. */
export interface KnownToken {
  readonly token: Token
  readonly info: TokenInfo
}

/** What the station knows by itself, and whence. */
export interface LocalKnowledge {
  readonly info: TokenInfo
  readonly from: 'list' | 'cache'
  /** Its time is over: it is neither good nor unknown (C13.FR.06, 1.6 §3.5.4). */
  readonly hasPassed: boolean
}

/** Under what a token is found: identifiers compare without regard to case (C01.FR.25). */
export const tokenKey = ({ idToken, type }: Token, hasTypes: boolean): string =>
  hasTypes ? `${type} ${idToken.toLowerCase()}` : idToken.toLowerCase()

export const isSameGroup = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && a !== '' && a.toLowerCase() === b?.toLowerCase()

/** One driver, or one of the same group. */
export const belongTogether = (a: Token, b: Token): boolean => isSameToken(a, b) || isSameGroup(a.groupId, b.groupId)

/** The info without the fields that say nothing, as it is kept. */
export function compact(info: TokenInfo): TokenInfo {
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined)) as unknown as TokenInfo
}
