import { fitsCloseFrame, isSendableCode } from './close-options.js'
import { type FaultCondition, type FaultKind, type FaultRule, frameKinds } from './fault-rules.js'
import { maxMessageIdLength } from './frame.js'
import { maxTimerMs } from './options.js'

/** Says what is expected where a value is none of it; `undefined` when it is fine. */
type Check = (value: unknown) => string | undefined

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? String(value)

const whole =
  (min: number, max = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? undefined
      : max === Number.MAX_SAFE_INTEGER
        ? `a whole number from ${min}`
        : `a whole number from ${min} to ${max}`
const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a text')
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false')
const oneOf =
  (...choices: readonly unknown[]): Check =>
  (value) =>
    choices.includes(value) ? undefined : `one of ${choices.join(', ')}`
const fraction: Check = (value) => (typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'a number from 0 to 1')
const oneOrMore =
  (check: Check): Check =>
  (value) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    const problem = values.length === 0 ? check(undefined) : values.map(check).find((found) => found !== undefined)
    return problem && `${problem}, or a list of such`
  }

const isMs = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= maxTimerMs
const ms: Check = (value) => {
  const [from, to] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : []
  const isRange = isMs(from) && isMs(to) && from <= to
  return isMs(value) || isRange ? undefined : `ms from 0 to ${maxTimerMs}, or [from, to]`
}

/** What a WebSocket may say itself (RFC 6455 §7.4). */
const closeCode: Check = (value) =>
  isSendableCode(value as number) ? undefined : 'a close code: 1000 to 1014 without 1004, 1005 and 1006, or 3000 to 4999'
const closeReason: Check = (value) => (fitsCloseFrame(value) ? undefined : 'a text of at most 123 bytes')

const messageId: Check = (value) => text(value) ?? ((value as string).length <= maxMessageIdLength ? undefined : 'at most 36 characters')
const times = whole(1, 1_000)

const conditions: Readonly<Record<keyof FaultCondition, Check>> = {
  direction: oneOf('in', 'out'),
  action: oneOrMore(text),
  messageType: oneOrMore(oneOf(...Object.keys(frameKinds), ...Object.values(frameKinds))),
  station: oneOrMore(text),
  after: whole(0),
  nth: whole(1),
  every: whole(1),
  limit: whole(1),
  probability: fraction,
}

interface Parameters {
  readonly required?: Readonly<Record<string, Check>>
  readonly optional?: Readonly<Record<string, Check>>
}

const faults: Readonly<Record<FaultKind, Parameters>> = {
  drop: {},
  delay: { required: { ms } },
  duplicate: { optional: { times, ms } },
  reorder: { optional: { frames: times, ms } },
  corrupt: { optional: { how: oneOrMore(oneOf('truncate', 'flip', 'wrongType')) } },
  wrongId: { optional: { id: messageId } },
  late: { required: { ms } },
  halfOpen: { optional: { direction: oneOf('in', 'out', 'both'), pass: flag } },
  close: { optional: { code: closeCode, reason: closeReason, pass: flag } },
}

/** The names of the faults, for help texts. */
export const faultKinds = Object.keys(faults) as readonly FaultKind[]

function checkObject(path: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new TypeError(`${path} must be an object, not ${show(value)}`)
}

function checkMembers(path: string, object: object, checks: Readonly<Record<string, Check>>, required: readonly string[] = []): void {
  for (const [name, value] of Object.entries(object)) {
    if (!Object.hasOwn(checks, name)) throw new TypeError(`${path}.${name} is not known here; there are ${Object.keys(checks).join(', ')}`)
    if (value === undefined) continue
    const problem = checks[name]?.(value)
    if (problem !== undefined) throw new TypeError(`${path}.${name} must be ${problem}, not ${show(value)}`)
  }
  for (const name of required) {
    if ((object as Record<string, unknown>)[name] === undefined) throw new TypeError(`${path}.${name} is missing`)
  }
}

function checkRule(path: string, value: unknown): void {
  const { do: kind, name, when, ...parameters } = checkObject(path, value)
  if (typeof kind !== 'string' || !Object.hasOwn(faults, kind)) {
    throw new TypeError(`${path}.do must be one of ${faultKinds.join(', ')}, not ${show(kind)}`)
  }
  if (name !== undefined && typeof name !== 'string') throw new TypeError(`${path}.name must be a text, not ${show(name)}`)
  if (when !== undefined) checkMembers(`${path}.when`, checkObject(`${path}.when`, when), conditions)
  const { required = {}, optional = {} } = faults[kind as FaultKind]
  checkMembers(path, parameters, { ...required, ...optional }, Object.keys(required))
}

/**
 * Takes rules as they come from a file or over HTTP; `path` is what errors call the list.
 * @throws TypeError naming what is wrong by its path, such as `rules[2].do`
 */
export function checkFaultRules(value: unknown, path = 'rules'): readonly FaultRule[] {
  if (!Array.isArray(value)) throw new TypeError(`${path} must be a list of rules, not ${show(value)}`)
  for (const [at, rule] of value.entries()) checkRule(`${path}[${at}]`, rule)
  return value as readonly FaultRule[]
}
