import { masked, redactText } from './redact-text.js'

/** One place where two values differ; `undefined` stands for a member that is not there. */
export interface JsonDifference {
  /** JSON pointer (RFC 6901); the empty string is the value itself. */
  readonly pointer: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Whether what stands at a place is not compared. */
export type IsIgnored = (place: readonly string[]) => boolean

/** Differences that are told of one value; more would tell nothing new. */
const maxDifferences = 50

const toPointer = (place: readonly string[]): string => place.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/**
 * Where two JSON values differ, in the order of the expected one. Order of members does not count.
 * What was redacted in the expected value (`***`, credentials in URLs) agrees with any text that redacts to it.
 */
export function compareJson(expected: unknown, actual: unknown, isIgnored: IsIgnored): readonly JsonDifference[] {
  const found: JsonDifference[] = []
  compare(expected, actual, [], isIgnored, found)
  return found.slice(0, maxDifferences)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function isSameText(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== 'string' || typeof actual !== 'string') return false
  return expected === masked || (expected.includes(masked) && redactText(actual) === expected)
}

function compare(expected: unknown, actual: unknown, place: string[], isIgnored: IsIgnored, found: JsonDifference[]): void {
  if (expected === actual || found.length > maxDifferences || isIgnored(place) || isSameText(expected, actual)) return
  if (isObject(expected) && isObject(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)])
    for (const name of names) {
      const [before, after] = [expected, actual].map((value) => (Object.hasOwn(value, name) ? value[name] : undefined))
      compare(before, after, [...place, name], isIgnored, found)
    }
    return
  }
  found.push({ pointer: toPointer(place), expected, actual })
}

/**
 * Compiles what is not to be compared: `name` for a member of that name wherever it stands, `/a/…/b` for a place in any
 * payload, `Action/a/…/b` for a place in requests and answers of one action; a step may be `*`, which is any.
 * @throws TypeError an entry is no such text
 */
export function compileIgnored(ignore: readonly string[], option: string): (action: string | undefined) => IsIgnored {
  const names = new Set<string>()
  const places: { readonly action: string; readonly steps: readonly string[] }[] = []
  for (const [at, entry] of ignore.entries()) {
    if (typeof entry !== 'string' || entry === '') throw new TypeError(`${option}[${at}] must be a name, /a/place or Action/a/place`)
    const [action = '', ...steps] = entry.split('/')
    if (steps.length === 0) names.add(entry)
    else places.push({ action, steps: steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) })
  }
  const isAt = (steps: readonly string[], place: readonly string[]): boolean =>
    steps.length === place.length && steps.every((step, at) => step === '*' || step === place[at])
  return (action) => (place) => {
    const name = place.at(-1)
    if (name !== undefined && names.has(name)) return true
    return places.some((one) => (one.action === '' || one.action === action) && isAt(one.steps, place))
  }
}
