/* Checks of single values, shared by the compiled checks and the schema walker. Copied into each version package. */

/** Length in code points, which is what JSON Schema counts; a surrogate pair is one. */
export function codePoints(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length - 1; index += 1) {
    const high = text.charCodeAt(index)
    if (high < 0xd800 || high > 0xdbff) continue
    const low = text.charCodeAt(index + 1)
    if (low >= 0xdc00 && low <= 0xdfff) {
      count -= 1
      index += 1
    }
  }
  return count
}

/** What JSON writes in place of a value, where it is a function. */
interface Written {
  readonly toJSON?: unknown
}

/**
 * Whether objects of this prototype have all their members for themselves. JSON writes no others, so an instance of a class, or an object
 * made from another, is not what its members make it seem.
 */
export const isPlain = (prototype: unknown): boolean =>
  prototype === Object.prototype || prototype === null || isObjectPrototype(prototype as object)

/** The `Object.prototype` of another realm, such as that of a test runner or of `structuredClone` in one. */
const isObjectPrototype = (prototype: object): boolean =>
  Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf') && Object.keys(prototype).length === 0

/** Whether JSON writes a value as an object, with the members that it has. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && typeof (value as Written).toJSON !== 'function' && isPlain(Object.getPrototypeOf(value))

/** Whether JSON writes a value as a list. */
export const isArray = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && typeof (value as Written).toJSON !== 'function'

export function isList(value: unknown, min: number, max: number, isItem: (item: unknown) => boolean): boolean {
  if (!isArray(value) || value.length < min || value.length > max) return false
  for (let index = 0; index < value.length; index += 1) if (!isItem(value[index])) return false
  return true
}

/** Whether a value is a whole number of steps, but for the error that binary fractions bring (0.3 / 0.1 is 2.9999999999999996). */
export function isMultiple(value: number, step: number): boolean {
  const steps = value / step
  return Math.abs(Math.round(steps) - steps) <= 1e-6
}

const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** The number that stands at `at`, `length` digits long; NaN where something else stands there. */
function digits(text: string, at: number, length: number): number {
  let value = 0
  for (let index = at; index < at + length; index += 1) {
    const digit = text.charCodeAt(index) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/**
 * RFC 3339 `date-time`: a full date, `T` (either case, or a space as its note allows), a full time with any number of fraction digits,
 * and a zone. A 60th second passes only where it is a leap second's place: 23:59 UTC.
 */
export function isDateTime(text: string): boolean {
  const length = text.length
  if (length < 20 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) {
    return false
  }
  const separator = text.charCodeAt(10)
  if (separator !== 84 && separator !== 116 && separator !== 32) return false
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  const second = digits(text, 17, 2)
  // Comparisons are written so that NaN fails them.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= (daysInMonth[month - 1] as number))) return false
  if (month === 2 && day === 29 && !isLeapYear(year)) return false
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return false

  let at = 19
  if (text.charCodeAt(at) === 46) {
    at += 1
    const start = at
    while (at < length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1
    if (at === start) return false
  }
  const zone = text.charCodeAt(at)
  if (zone === 90 || zone === 122) return at + 1 === length && (second < 60 || (hour === 23 && minute === 59))
  if (zone !== 43 && zone !== 45) return false
  return isOffset(text, at, zone === 43 ? 1 : -1, hour, minute, second)
}

/** `+hh:mm`, `+hhmm` or `+hh` up to the end. */
function isOffset(text: string, at: number, sign: number, hour: number, minute: number, second: number): boolean {
  const rest = text.length - at - 1
  const offsetHour = digits(text, at + 1, 2)
  let offsetMinute = 0
  if (rest === 5 && text.charCodeAt(at + 3) === 58) offsetMinute = digits(text, at + 4, 2)
  else if (rest === 4) offsetMinute = digits(text, at + 3, 2)
  else if (rest !== 2) return false
  if (!(offsetHour <= 23 && offsetMinute <= 59)) return false
  if (second < 60) return true
  const utcMinute = ((((hour - sign * offsetHour) * 60 + minute - sign * offsetMinute) % 1_440) + 1_440) % 1_440
  return utcMinute === 1_439
}

/* The parts of a URI as RFC 3986 names them; a percent sign escapes two hexadecimal digits. */
const escaped = '%[0-9a-f]{2}'
const pathCharacter = `(?:[\\w.~!$&'()*+,;=:@/-]|${escaped})`
const queryCharacter = `(?:[\\w.~!$&'()*+,;=:@/?-]|${escaped})`
const userInfo = `(?:(?:[\\w.~!$&'()*+,;=:-]|${escaped})*@)?`
const host = `(?:\\[[0-9a-f:.]+\\]|(?:[\\w.~!$&'()*+,;=-]|${escaped})*)`
const authority = `//${userInfo}${host}(?::\\d*)?(?:/${pathCharacter}*)?`
const path = `${pathCharacter}+`
const uri = new RegExp(`^[a-z][a-z0-9+.-]*:(?:${authority}|${path})(?:\\?${queryCharacter}*)?(?:#${queryCharacter}*)?$`, 'i')

/**
 * RFC 3986 `URI` with something behind its scheme: a bare `http:` names no place to go to. As ajv-formats does, it takes a strange
 * port for part of a path; whether the place exists is for the download to find out.
 */
export const isUri = (text: string): boolean => uri.test(text)
