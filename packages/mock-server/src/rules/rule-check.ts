import { errorCodes, isErrorCode } from '@ocpp-kit/rpc'
import type { Rule } from './rule.js'
import { RuleError, type RulePath } from './rule-error.js'
import { misnamed, type Vocabulary } from './vocabulary.js'

/** Says what is expected where a value is none of it; deeper problems are thrown. `undefined` when it is fine. */
type Check = (value: unknown, path: RulePath) => string | undefined
type Checks = Readonly<Record<string, Check>>

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? String(value)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** setTimeout's own limit. */
const maxMs = 2_147_483_647
const maxReasonBytes = 123

const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a text that is not empty')
const anyText: Check = (value) => (typeof value === 'string' ? undefined : 'a text')
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false')
const object: Check = (value) => (isObject(value) ? undefined : 'an object')
const wholeFrom =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? undefined : `a whole number from ${min} to ${max}`
const ms: Check = (value) => (wholeFrom(0, maxMs)(value, []) === undefined ? undefined : `ms, a whole number from 0 to ${maxMs}`)
const oneOf =
  (choices: readonly string[]): Check =>
  (value) =>
    choices.includes(value as string) ? undefined : `one of ${choices.join(', ')}`
const errorCode: Check = (value) => (isErrorCode(value) ? undefined : `one of ${errorCodes.join(', ')}`)
/** What a WebSocket may say itself (RFC 6455 §7.4). */
const closeCode: Check = (value) => {
  const code = Number.isInteger(value) ? (value as number) : 0
  const isSendable = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999)
  return isSendable ? undefined : 'a close code: 1000 to 1003, 1007 to 1014 or 3000 to 4999'
}
const closeReason: Check = (value) =>
  typeof value === 'string' && Buffer.byteLength(value) <= maxReasonBytes ? undefined : `a text of at most ${maxReasonBytes} bytes`

const oneOrMore =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return check(value, path)
    if (value.length === 0) return 'a list that is not empty'
    for (const [at, item] of value.entries()) expectValid(check, item, [...path, at])
    return undefined
  }

const members =
  (checks: Checks, required: readonly string[] = []): Check =>
  (value, path) => {
    if (!isObject(value)) return 'an object'
    for (const [name, member] of Object.entries(value)) {
      const check = Object.hasOwn(checks, name) ? checks[name] : undefined
      if (check === undefined) throw new RuleError([...path, name], `is not known here; there are ${Object.keys(checks).join(', ')}`)
      if (member !== undefined) expectValid(check, member, [...path, name])
    }
    for (const name of required) if (value[name] === undefined) throw new RuleError([...path, name], 'is missing')
    return undefined
  }

function expectValid(check: Check, value: unknown, path: RulePath): void {
  const expected = check(value, path)
  if (expected !== undefined) throw new RuleError(path, `must be ${expected}, not ${show(value)}`)
}

/** A name, or a pattern, that fits one of those that are known; any text where nothing is known. */
const named =
  (words: Vocabulary | undefined, known: 'received' | 'commands', what: string): Check =>
  (value, path) =>
    text(value, path) ?? (words === undefined ? undefined : misnamed(value as string, words[known], words, what))

const conditionOf = (words: Vocabulary | undefined): Check =>
  members({
    action: oneOrMore(named(words, 'received', 'a message that stations send')),
    station: oneOrMore(text),
    version: oneOrMore(words === undefined ? text : oneOf(words.versions)),
    payload: object,
    nth: oneOrMore(wholeFrom(1, Number.MAX_SAFE_INTEGER)),
  })

const effectOf = (words: Vocabulary | undefined): Check => {
  const command = members({ action: named(words, 'commands', 'a command'), payload: object, delayMs: ms }, ['action'])
  const checkMembers = members({
    answer: object,
    wholeAnswer: object,
    callError: members({ code: errorCode, description: anyText, details: object }, ['code']),
    silence: flag,
    delayMs: ms,
    close: members({ code: closeCode, reason: closeReason }),
    command: oneOrMore(command),
  })
  return (value, path) => checkMembers(value, path) ?? contradiction(value as Readonly<Record<string, unknown>>, path)
}

/** Of these a message gets one. */
const answers = ['answer', 'wholeAnswer', 'callError', 'silence']

function contradiction(effect: Readonly<Record<string, unknown>>, path: RulePath): undefined {
  const [first, second] = answers.filter((name) => effect[name] !== undefined && effect[name] !== false)
  if (second !== undefined) throw new RuleError([...path, second], `cannot be had together with ${first}`)
  if (Object.keys(effect).length === 0) throw new RuleError(path, 'says nothing of what is to happen')
}

/** YAML reads `version: 2.1` as a number. */
function withVersionsAsText(value: unknown): unknown {
  if (!isObject(value) || !isObject(value['when'])) return value
  const { version } = value['when']
  const asText = (one: unknown): unknown => (typeof one === 'number' ? String(one) : one)
  if (version === undefined) return value
  return { ...value, when: { ...value['when'], version: Array.isArray(version) ? version.map(asText) : asText(version) } }
}

/** Takes rules as they come from a file or over HTTP. */
export interface RuleCheck {
  /** @throws RuleError naming what is wrong by its path, such as `rule.then.delayMs` */
  readonly one: (value: unknown, path?: RulePath) => Rule
  /** @throws RuleError naming what is wrong by its path, such as `rules[2].when.nth` */
  readonly all: (value: unknown, path?: RulePath) => readonly Rule[]
}

/** With a vocabulary, rules may name only what is in it. */
export function createRuleCheck(words?: Vocabulary): RuleCheck {
  const rule = members({ name: text, when: conditionOf(words), then: effectOf(words) }, ['then'])
  const one: RuleCheck['one'] = (value, path = ['rule']) => {
    const read = withVersionsAsText(value)
    expectValid(rule, read, path)
    return read as Rule
  }
  return {
    one,
    all: (value, path = ['rules']) => {
      if (!Array.isArray(value)) throw new RuleError(path, `must be a list of rules, not ${show(value)}`)
      const rules = value.map((each: unknown, at) => one(each, [...path, at]))
      checkNames(rules, path)
      return rules
    },
  }
}

function checkNames(rules: readonly Rule[], path: RulePath): void {
  const names = new Set<string>()
  for (const [at, { name }] of rules.entries()) {
    if (name !== undefined && names.has(name)) throw new RuleError([...path, at, 'name'], `is taken: another rule is called ${show(name)}`)
    if (name !== undefined) names.add(name)
  }
}

/**
 * Takes rules as they come from outside; whether their actions exist is for the server that gets them to say.
 * @throws RuleError naming what is wrong by its path, such as `rules[2].when.nth`
 */
export const checkRules = (value: unknown, path?: RulePath): readonly Rule[] => createRuleCheck().all(value, path)
