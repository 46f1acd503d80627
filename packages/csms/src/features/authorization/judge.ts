import { readInstant } from '../../instant.js'
import { judgePlace, type StationFacts } from './place.js'
import {
  type Authorization,
  type AuthorizationStatus,
  type DriverInfo,
  type IdToken,
  isIdToken,
  isText,
  type PersonalMessage,
  type Token,
  type TokenGroup,
  tokenStatuses,
} from './token.js'
import { windowEnd } from './week.js'

/** Where and when a token is used. */
export interface Circumstances {
  readonly nowMs: number
  /** What is known of the token's group. */
  readonly group?: TokenGroup | undefined
  /** Missing where it does not matter. */
  readonly station?: StationFacts | undefined
  readonly evseId?: number | undefined
}

/**
 * Judges a token by what is known of it at a moment; concurrency is a matter of the transaction, not of the token.
 * A store may hold what it likes, and a station must be answered: what cannot be read of a token is left out, a status nobody knows is Invalid.
 */
export function judge(token: Token, { nowMs, group, station, evseId }: Circumstances): Authorization {
  const place = station === undefined ? {} : judgePlace(token, station, evseId)
  const week = judgeWeek(token, nowMs)
  const [status = 'Accepted'] = [
    statusOf(token, nowMs),
    group === undefined ? undefined : statusOf(group, nowMs),
    place.status,
    week.status,
  ].filter((one) => one !== undefined && one !== 'Accepted')
  const isAccepted = status === 'Accepted'
  return {
    status,
    expiresAt: earliest([
      readInstant(token.expiresAt),
      readInstant(group?.expiresAt),
      isAccepted ? week.until : undefined,
      cachedUntil(token, nowMs),
    ]),
    group: groupOf(token, group),
    ...(isAccepted && place.evseIds !== undefined && { evseIds: place.evseIds }),
    ...driverInfoOf(token),
  }
}

/** By what it says itself; what is worse than being out of time goes first. */
function statusOf({ status = 'Accepted', validFrom, expiresAt }: Token | TokenGroup, nowMs: number): AuthorizationStatus {
  if (!tokenStatuses.includes(status)) return 'Invalid'
  if (status !== 'Accepted') return status
  const from = readInstant(validFrom)
  const until = readInstant(expiresAt)
  if (until !== undefined && Date.parse(until) <= nowMs) return 'Expired'
  return from !== undefined && Date.parse(from) > nowMs ? 'NotAtThisTime' : 'Accepted'
}

function judgeWeek({ times }: Token, nowMs: number): { readonly status?: AuthorizationStatus; readonly until?: string } {
  if (!Array.isArray(times?.windows)) return {}
  const until = windowEnd(times, nowMs)
  return until === undefined ? { status: 'NotAtThisTime' } : { until: new Date(until).toISOString() }
}

function cachedUntil({ cacheSeconds }: Token, nowMs: number): string | undefined {
  const isNumber = typeof cacheSeconds === 'number' && cacheSeconds >= 0 && cacheSeconds <= maxCacheSeconds
  return isNumber ? new Date(nowMs + cacheSeconds * 1000).toISOString() : undefined
}

/** Ten years. */
export const maxCacheSeconds = 10 * 366 * 86_400

const earliest = (times: readonly (string | undefined)[]): string | undefined => times.filter((time) => time !== undefined).toSorted()[0]

/** A token says which group it is of, and its group which type that is. */
function groupOf({ group }: Token, known: TokenGroup | undefined): IdToken | undefined {
  if (!isIdToken(group)) return undefined
  const type = group.type ?? (isText(known?.type) ? known?.type : undefined)
  return { idToken: group.idToken, ...(type !== undefined && { type }) }
}

function driverInfoOf({ chargingPriority, language1, language2, personalMessage }: Token): DriverInfo {
  const first = isLanguage(language1)
  return {
    ...(isPriority(chargingPriority) && { chargingPriority }),
    ...(first && { language1 }),
    ...(first && isLanguage(language2) && language2 !== language1 && { language2 }),
    ...(isPersonalMessage(personalMessage) && { personalMessage }),
  }
}

/** RFC 5646 as far as 8 characters go. */
export const isLanguage = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 8 && /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(value)

export const isPriority = (value: unknown): value is number => Number.isInteger(value) && Math.abs(Number(value)) <= 9

export function isPersonalMessage(value: unknown): value is PersonalMessage {
  if (typeof value !== 'object' || value === null) return false
  const { content, format, language } = value as { readonly content?: unknown; readonly format?: unknown; readonly language?: unknown }
  return isText(content) && (format === undefined || isText(format)) && (language === undefined || isLanguage(language))
}
