/** What an answer must say at one place: `status=Accepted`, `configurationKey.0.value=300`. */
export interface Expectation {
  /** Names of fields and indexes of lists, joined by dots. */
  readonly path: string
  readonly expected: string
}

/** An expectation that was not met, and what was there instead. */
export interface Disappointment extends Expectation {
  readonly found: unknown
}

/** @throws TypeError there is no `=`, or nothing before it */
export function readExpectation(text: string): Expectation {
  const at = text.indexOf('=')
  if (at < 1) throw new TypeError(`an expectation looks like status=Accepted, not "${text}"`)
  return { path: text.slice(0, at), expected: text.slice(at + 1) }
}

/** Follows a dotted path; `undefined` where it leads nowhere. */
export function valueAt(value: unknown, path: string): unknown {
  let found = value
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Readonly<Record<string, unknown>>)[name]
  }
  return found
}

/** Text is compared as it is; numbers, truth values and objects as JSON writes them. */
const isMet = (found: unknown, expected: string): boolean =>
  typeof found === 'string' ? found === expected : found !== undefined && JSON.stringify(found) === expected

/** The expectations that a payload does not meet. */
export const unmet = (expectations: readonly Expectation[], payload: unknown): Disappointment[] =>
  expectations
    .map((expectation) => ({ ...expectation, found: valueAt(payload, expectation.path) }))
    .filter(({ found, expected }) => !isMet(found, expected))

export const describeDisappointment = ({ path, expected, found }: Disappointment): string =>
  `${path} is ${found === undefined ? 'missing' : JSON.stringify(found)}, not ${expected}`
