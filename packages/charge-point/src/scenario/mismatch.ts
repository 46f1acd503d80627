/** Where something is not as expected. */
export interface Mismatch {
  /** Dotted path into the actual value; empty for the value itself. */
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The first place where a value is not as expected. Of an object only the members that are expected count, of a list only as many
 * elements as are expected; `null` expects that there is nothing.
 */
export function findMismatch(expected: unknown, actual: unknown, path = ''): Mismatch | undefined {
  const inside = (key: string): string => (path === '' ? key : `${path}.${key}`)
  if (expected === null) return actual === undefined || actual === null ? undefined : { path, expected, actual }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return { path, expected, actual }
    return firstOf(expected, (element, index) => findMismatch(element, actual[index], inside(String(index))))
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return { path, expected, actual }
    return firstOf(Object.entries(expected), ([key, value]) => findMismatch(value, actual[key], inside(key)))
  }
  return expected === actual ? undefined : { path, expected, actual }
}

function firstOf<T, R>(items: readonly T[], find: (item: T, index: number) => R | undefined): R | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index)
    if (found !== undefined) return found
  }
  return undefined
}

export const describeMismatch = ({ path, expected, actual }: Mismatch): string =>
  `${path === '' ? 'it' : path} is ${show(actual)}, not ${show(expected)}`

const show = (value: unknown): string => (value === undefined ? 'missing' : value === null ? 'nothing' : JSON.stringify(value))
