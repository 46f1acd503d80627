import { isObject } from './values.js'
import { type Definitions, expectedObject, type Finding, findViolations } from './violations.js'

/* The public face of the schema walker. Copied into each version package. */

/** One way in which a payload breaks its schema. */
export interface Violation {
  /** JSON pointer into the payload (RFC 6901); the empty string is the payload itself. */
  readonly pointer: string
  /** The schema keyword that was broken, e.g. `required`; `payload` when it is no JSON object. */
  readonly keyword: string
  /** The error code as this version spells it on the wire. */
  readonly code: string
  /** What was expected, without quoting the payload. */
  readonly message: string
}

/** All violations of a payload, the one that decides the error code first. */
export interface Validation {
  readonly valid: boolean
  readonly violations: readonly Violation[]
}

export type Validate<Action extends string> = (action: Action, kind: 'request' | 'response', payload: unknown) => Validation

type Actions = Readonly<Record<string, { readonly kind: 'call' | 'send' }>>
type Codes = Readonly<Record<string, string>>

export function createValidate(version: string, actions: Actions, definitions: Definitions, codes: Codes): Validate<string> {
  const rank = new Map(Object.keys(codes).map((keyword, index) => [keyword, index]))
  const toViolation = ({ pointer, keyword, message }: Finding): Violation => ({
    pointer,
    keyword,
    code: codes[keyword] ?? 'GenericError',
    message,
  })
  const rankOf = ({ keyword }: Finding): number => rank.get(keyword) ?? rank.size

  return (action, kind, payload) => {
    const name = messageName(version, actions, action, kind)
    const value = payload === null ? {} : payload
    if (!isObject(value)) {
      return { valid: false, violations: [toViolation({ pointer: '', keyword: 'payload', message: expectedObject(value) })] }
    }
    const findings = findViolations(definitions, name, value)
    // Sorting is stable: within one kind of fault the order of the schema stays.
    const violations = findings.sort((a, b) => rankOf(a) - rankOf(b)).map(toViolation)
    return { valid: violations.length === 0, violations }
  }
}

/** @throws TypeError there is no such message */
function messageName(version: string, actions: Actions, action: string, kind: 'request' | 'response'): string {
  if (kind !== 'request' && kind !== 'response') throw new TypeError(`validate: kind must be 'request' or 'response', not ${String(kind)}`)
  const facts = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (facts === undefined)
    throw new TypeError(`validate: OCPP ${version} has no action "${String(action)}"${suggestion(action, Object.keys(actions))}`)
  if (facts.kind === 'call') return kind === 'request' ? `${action}Request` : `${action}Response`
  // The message of a SEND is named after its action alone (2.1 part 4 §4.2.4).
  if (kind === 'request') return action
  throw new TypeError(`validate: ${action} is a SEND, which has no response`)
}

function suggestion(action: unknown, names: readonly string[]): string {
  const near = typeof action === 'string' ? nearest(action, names) : []
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
}

/** Up to three names that are spelled almost like this one, nearest first. */
export function nearest(word: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, steps: distance(name.toLowerCase(), word.toLowerCase()) }))
    .filter(({ name, steps }) => steps <= Math.max(2, Math.floor(name.length / 4)))
    .sort((a, b) => a.steps - b.steps)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const substituted = (previous[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min((previous[column] as number) + 1, (current[column - 1] as number) + 1, substituted))
    }
    previous = current
  }
  return previous[b.length] as number
}
