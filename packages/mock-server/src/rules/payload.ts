import { matchesPattern } from '@ocpp-kit/rpc'

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a value holds what a pattern asks for; see `RuleCondition.payload`. */
export function matchesPayload(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) {
    return Array.isArray(value)
      ? pattern.every((wanted) => value.some((item) => matchesPayload(wanted, item)))
      : pattern.some((wanted) => matchesPayload(wanted, value))
  }
  if (isObject(pattern)) {
    return (
      isObject(value) &&
      Object.entries(pattern).every(([name, wanted]) => Object.hasOwn(value, name) && matchesPayload(wanted, value[name]))
    )
  }
  return typeof pattern === 'string' && typeof value === 'string' ? matchesPattern(pattern, value) : pattern === value
}

/** A payload with another laid over it; see `RuleEffect.answer`. Neither is changed. */
export function overlay(base: object, over: object): object {
  const merged: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(over)) {
    const below = Object.hasOwn(merged, name) ? merged[name] : undefined
    if (value === null) delete merged[name]
    else define(merged, name, isObject(value) && isObject(below) ? overlay(below, value) : value)
  }
  return merged
}

/** An own member, whatever its name: `__proto__` too. */
const define = (object: object, name: string, value: unknown): void => {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}
