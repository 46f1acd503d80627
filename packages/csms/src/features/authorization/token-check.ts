import { readInstant } from '../../instant.js'
import { check } from '../../invalid-member.js'
import { checkNames, type NamesOf } from '../../option-names.js'
import { isLanguage, isPersonalMessage, isPriority, maxCacheSeconds } from './judge.js'
import type { Place } from './token.js'
import { type IdToken, isIdToken, isText, noAuthorization, type Token, type TokenGroup, tokenStatuses, tokenTypes } from './token.js'
import { type DayWindow, days, isTimeZone, minuteOf, type WeekTimes } from './week.js'

/*
 * What an operator says of a token is checked when it is said, so that no station has to be told half of it. Messages name the member and
 * never the value of the token: a key code must not come into a log (C04.FR.04).
 */

/** The longest that a version can name: 20 in 1.6, 36 in 2.0.1, 255 in 2.1. One that is too long for a station is never named by it. */
const maxTokenLength = 255
/** identifierString of 2.x; a 1.6 idTag may have any printable character. */
const identifierString = /^[a-z0-9*\-_=:+|@.]+$/i
const printable = /^[\x20-\x7e]+$/

const idTokenNames: NamesOf<IdToken> = { idToken: true, type: true }

const tokenNames: NamesOf<Token> = {
  ...idTokenNames,
  status: true,
  validFrom: true,
  expiresAt: true,
  group: true,
  maxConcurrent: true,
  places: true,
  connectorTypes: true,
  times: true,
  cacheSeconds: true,
  labels: true,
  chargingPriority: true,
  language1: true,
  language2: true,
  personalMessage: true,
}

const placeNames: NamesOf<Place> = { station: true, label: true, evseIds: true }
const weekNames: NamesOf<WeekTimes> = { timeZone: true, windows: true }
const windowNames: NamesOf<DayWindow> = { days: true, from: true, until: true }

/**
 * @returns the token with its times as they go onto the wire
 * @throws TypeError naming the member that is wrong, after `where`
 */
export function checkToken(token: Token, where = 'token'): Token {
  checkObject(token, where, "{ idToken: 'A1B2' }")
  checkNames(token, tokenNames, where)
  checkName(token, where)
  const { status, group, maxConcurrent, chargingPriority, cacheSeconds, personalMessage, places, connectorTypes, labels, times } = token
  check(status === undefined || tokenStatuses.includes(status), `${where}.status`, `one of ${tokenStatuses.join(', ')}`)
  check(group === undefined || isIdToken(group), `${where}.group`, "an object such as { idToken: 'FLEET' }")
  if (group !== undefined) {
    checkNames(group, idTokenNames, `${where}.group`)
    checkName(group, `${where}.group`)
  }
  check(isWhole(maxConcurrent, 1), `${where}.maxConcurrent`, 'a whole number of at least 1')
  check(chargingPriority === undefined || isPriority(chargingPriority), `${where}.chargingPriority`, 'a whole number from −9 to 9')
  check(isWhole(cacheSeconds, 0, maxCacheSeconds), `${where}.cacheSeconds`, `a whole number of seconds from 0 to ${maxCacheSeconds}`)
  checkLanguages(token, where)
  const message = 'an object with a content, as MessageContentType has it'
  check(personalMessage === undefined || isPersonalMessage(personalMessage), `${where}.personalMessage`, message)
  checkTexts(connectorTypes, `${where}.connectorTypes`)
  checkTexts(labels, `${where}.labels`)
  if (places !== undefined) checkPlaces(places, `${where}.places`)
  if (times !== undefined) checkTimes(times, `${where}.times`)
  return { ...token, ...instantsOf(token, where) }
}

/** As {@link checkToken}. */
export function checkGroup(group: TokenGroup, where = 'group'): TokenGroup {
  checkObject(group, where, "{ groupId: 'FLEET' }")
  const { groupId, type, name, status, isMasterPass } = group
  checkName({ idToken: groupId, type }, where, 'groupId')
  check(name === undefined || isText(name), `${where}.name`, 'a text that is not empty')
  check(status === undefined || tokenStatuses.includes(status), `${where}.status`, `one of ${tokenStatuses.join(', ')}`)
  check(isMasterPass === undefined || typeof isMasterPass === 'boolean', `${where}.isMasterPass`, 'true or false')
  return { ...group, ...instantsOf(group, where) }
}

/** A value and a type that some version can name. */
export function checkName({ idToken, type }: IdToken, where: string, member = 'idToken'): void {
  check(type !== noAuthorization, `${where}.type`, 'another: NoAuthorization stands for nobody, and is always Accepted (C02.FR.02)')
  check(type === undefined || tokenTypes.includes(type), `${where}.type`, `one of ${tokenTypes.join(', ')}, or missing`)
  const expected = expectedOfValue({ idToken, type })
  check(expected === undefined, `${where}.${member}`, expected ?? '')
}

/** What the value of a token must be, where it is not: one rule for programs, the API and the settings. */
export function expectedOfValue({ idToken, type }: IdToken): string | undefined {
  if (!isText(idToken) || idToken.length > maxTokenLength) return `a text of 1 to ${maxTokenLength} characters`
  if (type === undefined) return printable.test(idToken) ? undefined : 'made of printable ASCII'
  return identifierString.test(idToken) ? undefined : 'made of letters, digits and * - _ = : + | @ . (identifierString)'
}

function checkLanguages({ language1, language2 }: Token, where: string): void {
  check(language1 === undefined || isLanguage(language1), `${where}.language1`, 'a language tag of at most 8 characters')
  check(language2 === undefined || isLanguage(language2), `${where}.language2`, 'a language tag of at most 8 characters')
  const isSecond = language2 === undefined || (language1 !== undefined && language1 !== language2)
  check(isSecond, `${where}.language2`, 'another than language1, and missing without it (C01.FR.10, C01.FR.11)')
}

function checkPlaces(places: readonly Place[], where: string): void {
  check(Array.isArray(places) && places.length > 0, where, 'a list of at least one place, or missing')
  for (const [at, place] of places.entries()) {
    checkObject(place, `${where}[${at}]`, "{ station: 'CP1' }")
    checkNames(place, placeNames, `${where}[${at}]`)
    const { station, label, evseIds } = place
    const isOne = (station === undefined) !== (label === undefined)
    check(isOne && isText(station ?? label), `${where}[${at}]`, 'an object with either a station or a label')
    const areIds = evseIds === undefined || (Array.isArray(evseIds) && evseIds.length > 0 && evseIds.every((id) => isWhole(id, 1)))
    check(areIds, `${where}[${at}].evseIds`, 'a list of whole numbers from 1, or missing')
  }
}

function checkTimes(times: WeekTimes, where: string): void {
  checkObject(times, where, "{ windows: [{ from: '08:00', until: '18:00' }] }")
  checkNames(times, weekNames, where)
  const { timeZone, windows } = times
  check(timeZone === undefined || isTimeZone(timeZone), `${where}.timeZone`, 'the IANA name of a time zone, such as Europe/Amsterdam')
  check(Array.isArray(windows) && windows.length > 0, `${where}.windows`, 'a list of at least one window')
  for (const [at, window] of (windows as readonly DayWindow[]).entries()) {
    checkObject(window, `${where}.windows[${at}]`, "{ from: '08:00', until: '18:00' }")
    checkNames(window, windowNames, `${where}.windows[${at}]`)
    for (const end of ['from', 'until'] as const) {
      check(minuteOf(window[end]) !== undefined, `${where}.windows[${at}].${end}`, 'a time such as 08:00')
    }
    const areDays = window.days === undefined || (Array.isArray(window.days) && window.days.every((day) => days.includes(day)))
    check(areDays, `${where}.windows[${at}].days`, `a list of ${days.join(', ')}`)
  }
}

function checkTexts(texts: readonly string[] | undefined, where: string): void {
  check(texts === undefined || (Array.isArray(texts) && texts.length > 0 && texts.every(isText)), where, 'a list of texts, or missing')
}

interface Validity {
  readonly validFrom?: string | undefined
  readonly expiresAt?: string | undefined
}

function instantsOf({ validFrom, expiresAt }: Validity, where: string): Validity {
  const from = validFrom === undefined ? undefined : instantOf(validFrom, `${where}.validFrom`)
  const until = expiresAt === undefined ? undefined : instantOf(expiresAt, `${where}.expiresAt`)
  check(from === undefined || until === undefined || from < until, `${where}.expiresAt`, 'later than validFrom')
  return { ...(from !== undefined && { validFrom: from }), ...(until !== undefined && { expiresAt: until }) }
}

function instantOf(time: unknown, where: string): string {
  const utc = readInstant(time)
  check(utc !== undefined, where, 'a time in ISO 8601')
  return utc
}

const isWhole = (value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): boolean =>
  value === undefined || (Number.isInteger(value) && Number(value) >= least && Number(value) <= most)

function checkObject<T>(value: T, where: string, example: string): asserts value is T & object {
  check(typeof value === 'object' && value !== null, where, `an object such as ${example}`)
}
