/** The JSON schemas of a version, by name. */
export type Definitions = Readonly<Record<string, Schema>>

export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly minimum?: number
  readonly minItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** The least that a request of an action may be: what is required, with the first value that each field allows. */
export const minimalRequest = (definitions: Definitions, action: string): object =>
  minimal(definitions, definitions[`${action}Request`] ?? {}) as object

function minimal(definitions: Definitions, schema: Schema): unknown {
  if (schema.$ref !== undefined) return minimal(definitions, definitions[schema.$ref.replace('#/definitions/', '')] ?? {})
  if (schema.enum !== undefined) return schema.enum[0]
  switch (schema.type) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, minimal(definitions, schema.properties?.[name] ?? {})]))
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => minimal(definitions, schema.items ?? {}))
    case 'string':
      return schema.format === 'date-time' ? '2026-01-01T00:00:00.000Z' : schema.format === 'uri' ? 'http://files.example/' : 'x'
    case 'boolean':
      return false
    default:
      return schema.minimum ?? 0
  }
}
