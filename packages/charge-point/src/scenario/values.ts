/** What steps have saved, by name. */
export type Values = ReadonlyMap<string, unknown>

const whole = /^\$\{([^}]+)\}$/
const part = /\$\{([^}]+)\}/g

/**
 * Puts saved values in the place of `${name}`. A text that is nothing else becomes the value itself, a number for instance.
 * @throws TypeError nothing was saved under the name
 */
export function fillIn(template: unknown, values: Values): unknown {
  if (typeof template === 'string') {
    const alone = whole.exec(template)?.[1]
    if (alone !== undefined) return lookUp(alone, values)
    return template.replace(part, (_, name: string) => String(lookUp(name, values)))
  }
  if (Array.isArray(template)) return template.map((element) => fillIn(element, values))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillIn(value, values)]))
}

function lookUp(name: string, values: Values): unknown {
  if (!values.has(name)) throw new TypeError(`\${${name}}: no step before has saved it`)
  return values.get(name)
}

/** The value at a dotted path, e.g. `transactionInfo.transactionId`; undefined where there is none. */
export const valueAt = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Readonly<Record<string, unknown>>)[key] : undefined,
      value,
    )
