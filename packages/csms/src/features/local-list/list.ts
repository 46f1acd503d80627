import { contentHash } from '../../content-hash.js'
import { fold } from '../../identifier.js'
import { judge } from '../authorization/judge.js'
import type { StationFacts } from '../authorization/place.js'
import { type Authorization, type IdToken, isIdToken, isSameToken, type Token, type TokenGroup } from '../authorization/token.js'
import type { TokenBook } from '../authorization/token-book.js'
import type { ListScope, SentEntry } from './list-state.js'

/** How a version writes an entry. */
export interface EntryForm {
  /** What makes two tokens one entry. */
  keyOf(token: IdToken): string
  /** `undefined` where the version cannot say it, and a station would take it for more than it is. */
  entryOf(token: Token, told: Authorization): object | undefined
  /** Takes a token off the list. */
  removalOf(token: IdToken): object
}

/** An entry of a list, ready to be sent. */
export interface ListEntry {
  readonly key: string
  readonly token: IdToken
  readonly entry: object
  readonly hash: string
  /** It lets the token in; else the token is Blocked. */
  readonly isAccepted: boolean
}

export interface DesiredList {
  readonly entries: readonly ListEntry[]
  readonly hash: string
  /** Tokens of the scope for which there is no room. */
  readonly leftOut: number
  /** Nobody is wanted on it, whatever the tokens are. */
  readonly isToBeEmpty: boolean
}

export interface ListQuestion {
  readonly scope: Exclude<ListScope, 'off'>
  readonly station: StationFacts
  readonly excluded: readonly IdToken[]
  readonly maxEntries: number
  /** Bytes of one entry at most. */
  readonly maxEntryBytes: number
  readonly nowMs: number
}

/**
 * The list that a station should hold: the tokens of its scope that are accepted there, then those that are Blocked, so that a station which
 * lets unknown tokens in while it is offline refuses these (1.6 §3.5.4). What a list cannot say is left to be asked: times of the week,
 * EVSEs on 1.6, types that the version does not know.
 */
export function desiredList(
  { tokens, groups }: Pick<TokenBook, 'tokens' | 'groups'>,
  form: EntryForm,
  question: ListQuestion,
): DesiredList {
  const { scope, station, excluded, maxEntries, maxEntryBytes, nowMs } = question
  const accepted = new Map<string, ListEntry>()
  const blocked = new Map<string, ListEntry>()
  const taken = new Set<string>()
  for (const token of scope === 'empty' ? [] : tokens) {
    if (!isInScope(token, scope)) continue
    const key = form.keyOf(token)
    // A token without a type stands before those of the same value that have one.
    if (taken.has(key)) continue
    taken.add(key)
    if (excluded.some((one) => isSameToken(one, token))) continue
    const entry = entryOf(token, { form, nowMs, station, group: groupOf(token, groups) })
    if (entry === undefined || Buffer.byteLength(JSON.stringify(entry.entry)) > maxEntryBytes) continue
    const list = entry.isAccepted ? accepted : blocked
    list.set(key, { key, token: nameOf(token), ...entry, hash: shortHash(entry.entry) })
  }
  const all = [...accepted.values(), ...blocked.values()]
  const entries = all.slice(0, maxEntries)
  return {
    entries,
    hash: hashOf(entries.map(({ token, hash }) => ({ ...token, hash }))),
    leftOut: all.length - entries.length,
    isToBeEmpty: scope === 'empty',
  }
}

/** Whether a list withholds more than one that was tried before: a token that was on it is not, or one is Blocked that was not. */
export function withholdsMore(before: readonly SentEntry[], { entries }: DesiredList, form: EntryForm): boolean {
  const hashes = new Map(before.map((one) => [form.keyOf(one), one.hash]))
  const isBlocking = entries.some(({ key, hash, isAccepted }) => !isAccepted && hashes.get(key) !== hash)
  const after = new Set(entries.map(({ key }) => key))
  return isBlocking || [...hashes.keys()].some((key) => !after.has(key))
}

/** Two lists with one hash hold the same. */
export const hashOf = (entries: readonly SentEntry[]): string =>
  shortHash(entries.map(({ idToken, type = null, hash }) => JSON.stringify([idToken, type, hash])).toSorted())

interface Sight {
  readonly form: EntryForm
  readonly nowMs: number
  readonly station: StationFacts
  readonly group: TokenGroup | undefined
}

function entryOf(
  token: Token,
  { form, nowMs, station, group }: Sight,
): { readonly entry: object; readonly isAccepted: boolean } | undefined {
  // A list does not know the hour, and what it says stands until it is sent anew.
  const { times, cacheSeconds, ...lasting } = token
  const told = judge(lasting, { nowMs, station, group })
  const isAccepted = told.status === 'Accepted'
  if (told.status !== 'Blocked' && (!isAccepted || times !== undefined)) return undefined
  const entry = form.entryOf(token, told)
  return entry === undefined ? undefined : { entry, isAccepted }
}

const isInScope = ({ labels }: Token, scope: Exclude<ListScope, 'off'>): boolean =>
  typeof scope === 'string' || (Array.isArray(labels) && labels.includes(scope.label))

const groupOf = ({ group }: Token, groups: ReadonlyMap<string, TokenGroup>): TokenGroup | undefined =>
  isIdToken(group) ? groups.get(fold(group.idToken)) : undefined

const nameOf = ({ idToken, type }: IdToken): IdToken => ({ idToken, ...(type !== undefined && { type }) })

export const sentEntryOf = (token: IdToken, entry: object): SentEntry => ({ ...nameOf(token), hash: shortHash(entry) })

/** 96 bits: enough to tell the entries of one list apart, and a list is kept with a hash of each. */
const shortHash = (content: unknown): string => contentHash(content).slice(0, 16)
