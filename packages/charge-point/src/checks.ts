/*
 * What a value must be, in words that name the option. Each returns the value or throws a TypeError;
 * those with a fallback take it where nothing is given.
 */

/** A value as an error message shows it: short, and on one line. */
const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : typeof value === 'function' ? 'a function' : String(value)
}

const wrong = (name: string, expected: string, value: unknown): TypeError =>
  new TypeError(`${name} must be ${expected}, not ${show(value)}`)

export function checkText(name: string, value: unknown, maxLength: number): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= maxLength) return value
  throw wrong(name, `a text of 1 to ${maxLength} characters`, value)
}

export function checkNumber(name: string, value: unknown, fallback: number, min: number, max: number): number {
  if (value === undefined) return fallback
  if (typeof value === 'number' && value >= min && value <= max) return value
  throw wrong(name, `a number from ${min} to ${max}`, value)
}

export function checkWhole(name: string, value: unknown, fallback: number, min: number, max: number): number {
  if (value === undefined) return fallback
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw wrong(name, `a whole number from ${min} to ${max}`, value)
}

export function checkTruth(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw wrong(name, 'true or false', value)
}

export function checkFunction<T>(name: string, value: T | undefined): T | undefined {
  if (value === undefined || typeof value === 'function') return value
  throw wrong(name, 'a function', value)
}

export function checkOneOf<T>(name: string, value: T | undefined, allowed: readonly T[], fallback: T): T {
  if (value === undefined) return fallback
  if (allowed.includes(value)) return value
  throw wrong(name, allowed.length > 2 ? `one of ${allowed.join(', ')}` : allowed.join(' or '), value)
}

export function checkList<T>(name: string, value: readonly T[] | undefined, fallback: readonly T[]): readonly T[] {
  if (value === undefined) return fallback
  if (Array.isArray(value)) return value
  throw wrong(name, 'a list', value)
}

export function checkObject<T extends object>(name: string, value: T | undefined, methods: readonly (keyof T & string)[] = []): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name, 'an object', value)
  const missing = methods.find((method) => typeof value[method] !== 'function')
  if (missing === undefined) return value
  throw new TypeError(`${name} must have the function ${missing}`)
}
