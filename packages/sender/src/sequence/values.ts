import { valueAt } from '../expectations.js'

/** Values by name that later steps may use. */
export type Values = ReadonlyMap<string, unknown>

const whole = /^\$\{([^}]+)\}$/
const part = /\$\{([^}]+)\}/g

/**
 * Puts saved values in the place of `${name}`. Text that is nothing else becomes the value itself, a number for instance.
 * `${now}` is this moment; `${now+90s}` and `${now-2h}` are others.
 * @throws UnknownValueError there is no such value
 */
export function fillIn(template: unknown, values: Values, nowMs: number): unknown {
  if (typeof template === 'string') {
    const alone = whole.exec(template)
    if (alone !== null) return lookUp(alone[1] as string, values, nowMs)
    return template.replace(part, (_match, name: string) => String(lookUp(name, values, nowMs)))
  }
  if (Array.isArray(template)) return template.map((element) => fillIn(element, values, nowMs))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, fillIn(value, values, nowMs)]))
}

/** A value that nothing has given. */
export class UnknownValueError extends TypeError {
  override readonly name = 'UnknownValueError'
}

/** The names of the values that a template speaks of, moments aside. */
export function namesIn(template: unknown): string[] {
  if (typeof template === 'string')
    return [...template.matchAll(part)].map(([, name]) => name as string).filter((name) => !moment.test(name))
  return typeof template === 'object' && template !== null ? Object.values(template).flatMap(namesIn) : []
}

const moment = /^now(?:([+-])(\d+)([smhd]))?$/
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function lookUp(name: string, values: Values, nowMs: number): unknown {
  if (values.has(name)) return values.get(name)
  const found = moment.exec(name)
  if (found === null) throw new UnknownValueError(`\${${name}} is not known: no step before has saved it`)
  const [, sign, amount = '0', unit = 's'] = found
  const offsetMs = Number(amount) * (unitMs[unit] as number)
  return new Date(nowMs + (sign === '-' ? -offsetMs : offsetMs)).toISOString()
}

/** Sets a value at a dotted path, in a copy; missing objects on the way are made. */
export function setAt(target: object, path: string, value: unknown): object {
  const copy = structuredClone(target)
  const names = path.split('.')
  let at = copy as Record<string, unknown>
  for (const name of names.slice(0, -1)) {
    if (typeof at[name] !== 'object' || at[name] === null) at[name] = {}
    at = at[name] as Record<string, unknown>
  }
  at[names.at(-1) as string] = value
  return copy
}

/** Fields of a payload that a value saved under the same name belongs into, e.g. `transactionId`. */
export function carry(payload: object, values: Values, names: readonly string[]): object {
  let carried = payload
  for (const path of names) {
    const name = path.slice(path.lastIndexOf('.') + 1)
    if (values.has(name) && valueAt(carried, path) !== undefined) carried = setAt(carried, path, values.get(name))
  }
  return carried
}
