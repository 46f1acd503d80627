import type { Operation } from './document.js'

interface Schema {
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly minLength?: number
  readonly minimum?: number
}

/** The least that fits a schema; with `isFull` every member that it names. */
function exampleOf(schema: Schema, isFull = false): unknown {
  const { anyOf, properties = {}, required = [], items = {}, minItems = 0, minLength = 1, minimum = 1 } = schema
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (anyOf?.[0] !== undefined) return exampleOf(anyOf[0], isFull)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(properties)
          .filter(([name]) => isFull || required.includes(name))
          .map(([name, member]) => [name, exampleOf(member, isFull)]),
      )
    case 'array':
      return Array.from({ length: Math.max(minItems, isFull ? 1 : 0) }, () => exampleOf(items, isFull))
    case 'string':
      return 'x'.repeat(Math.max(1, minLength))
    case 'integer':
    case 'number':
      return minimum
    case 'boolean':
      return false
    default:
      return null
  }
}

/** What a route cannot do without in its query, with the `?`. */
export function requiredQuery({ parameters = [] }: Operation): string {
  const needed = parameters.filter((one) => one.in === 'query' && one.required === true)
  return needed.map(({ name, schema }, at) => `${at === 0 ? '?' : '&'}${name}=${String(exampleOf(schema))}`).join('')
}

const jsonBody = (operation: Operation): Schema | undefined => operation.requestBody?.content['application/json']?.schema

/** A request that an operation takes, with one value for everything in its path that is free. */
export function exampleRequest(operation: Operation, value: string, isFull = false): { readonly path: string; readonly body: unknown } {
  const path = operation.path.replace(/\{([^}]+)\}/g, (_whole, name: string) => {
    const schema = operation.parameters?.find((one) => one.in === 'path' && one.name === name)?.schema as Schema | undefined
    const fixed = schema?.enum?.[0] ?? (schema?.type === 'integer' ? 1 : undefined)
    return encodeURIComponent(String(fixed ?? value))
  })
  const schema = jsonBody(operation)
  return { path: path + requiredQuery(operation), body: schema === undefined ? undefined : exampleOf(schema, isFull) }
}
