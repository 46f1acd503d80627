import { OptionError } from './errors.js'

/* What options are held to; each returns the value, or throws an OptionError that names the option. */

/** setTimeout's own limit. */
export const maxTimerMs = 2_147_483_647

export const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? String(value)

export function whole(option: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new OptionError(`${option} must be a whole number from ${min} to ${max}, not ${show(value)}`)
}

export function text(option: string, value: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new OptionError(`${option} must be a text that is not empty, not ${show(value)}`)
}

export function functionOf<T>(option: string, value: T | undefined): T | undefined {
  if (value === undefined || typeof value === 'function') return value
  throw new OptionError(`${option} must be a function, not ${typeof value}`)
}

export function oneOf<T>(option: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value
  throw new OptionError(`${option} must be one of ${allowed.map(String).join(', ')}, not ${show(value)}`)
}

export function list<T>(option: string, values: readonly T[], check: (option: string, value: T) => T): readonly T[] {
  if (!Array.isArray(values)) throw new OptionError(`${option} must be a list, not ${show(values)}`)
  return values.map((value: T, at) => check(`${option}[${at}]`, value))
}

/** One text, or texts by identity. */
export function textsByIdentity<T extends string | Readonly<Record<string, string>>>(option: string, value: T | undefined): T | undefined {
  if (value === undefined || typeof value === 'string') return value
  if (typeof value !== 'object' || value === null)
    throw new OptionError(`${option} must be a text, or texts by identity, not ${typeof value}`)
  for (const [identity, one] of Object.entries(value)) {
    if (typeof one !== 'string') throw new OptionError(`${option}.${identity} must be a text, not ${typeof one}`)
  }
  return value
}
