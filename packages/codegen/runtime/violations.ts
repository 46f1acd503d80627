import { codePoints, isArray, isDateTime, isMultiple, isObject, isUri } from './values.js'

/* Walks a payload along its schema and names everything that is wrong. Copied into each version package. */

export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly string[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly multipleOf?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
}

export type Definitions = Readonly<Record<string, Schema>>

/** One broken rule: where, which keyword, and what was expected. */
export interface Finding {
  readonly pointer: string
  readonly keyword: string
  readonly message: string
}

type Report = (pointer: string, keyword: string, message: string) => void

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** All findings, in the order of the schema. Nothing of the payload is quoted but the names of its keys. */
export function findViolations(definitions: Definitions, name: string, payload: unknown): Finding[] {
  const findings: Finding[] = []
  const report: Report = (pointer, keyword, message) => findings.push({ pointer, keyword, message })
  walk(definitions, definitions[name] as Schema, payload, '', report)
  return findings
}

function walk(definitions: Definitions, schema: Schema, value: unknown, pointer: string, report: Report): void {
  if (schema.$ref !== undefined) {
    return walk(definitions, definitions[schema.$ref.slice('#/definitions/'.length)] as Schema, value, pointer, report)
  }
  if (schema.enum !== undefined) return walkEnum(schema.enum, value, pointer, report)
  switch (schema.type) {
    case 'object':
      return walkObject(definitions, schema, value, pointer, report)
    case 'array':
      return walkArray(definitions, schema, value, pointer, report)
    case 'string':
      return walkString(schema, value, pointer, report)
    case 'integer':
    case 'number':
      return walkNumber(schema, value, pointer, report)
    case 'boolean':
      if (typeof value !== 'boolean') report(pointer, 'type', 'must be true or false')
  }
}

function walkEnum(values: readonly string[], value: unknown, pointer: string, report: Report): void {
  if (typeof value !== 'string') report(pointer, 'type', 'must be a string')
  else if (!values.includes(value)) report(pointer, 'enum', `must be one of ${values.join(', ')}`)
}

/** What is expected where no object stands, or something that only looks like one. */
export const expectedObject = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? 'must be a plain object, not an instance of a class nor one with toJSON'
    : 'must be an object'

function walkObject(definitions: Definitions, schema: Schema, value: unknown, pointer: string, report: Report): void {
  if (!isObject(value)) return report(pointer, 'type', expectedObject(value))
  const { properties = {}, required = [] } = schema
  const keys = Object.keys(value).filter((key) => value[key] !== undefined)
  for (const key of required) {
    if (!keys.includes(key)) report(pointer, 'required', `must have "${key}"`)
  }
  for (const key of keys) {
    const here = `${pointer}/${escapePointer(key)}`
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (property !== undefined) walk(definitions, property, value[key], here, report)
    else if (schema.additionalProperties === false) report(here, 'additionalProperties', 'is not a property of this message')
  }
}

function walkArray(definitions: Definitions, { items, minItems, maxItems }: Schema, value: unknown, pointer: string, report: Report): void {
  if (!isArray(value)) return report(pointer, 'type', 'must be a list')
  if (minItems !== undefined && value.length < minItems) report(pointer, 'minItems', `must have at least ${minItems} items`)
  if (maxItems !== undefined && value.length > maxItems) report(pointer, 'maxItems', `must have at most ${maxItems} items`)
  if (items === undefined) return
  for (const [index, item] of value.entries()) walk(definitions, items, item, `${pointer}/${index}`, report)
}

const formats: Readonly<Record<string, { readonly test: (text: string) => boolean; readonly message: string }>> = {
  'date-time': { test: isDateTime, message: 'must be an RFC 3339 date-time with a zone, such as 2026-01-31T12:00:00Z' },
  uri: { test: isUri, message: 'must be a URI (RFC 3986)' },
}

function walkString({ minLength, maxLength, format }: Schema, value: unknown, pointer: string, report: Report): void {
  if (typeof value !== 'string') return report(pointer, 'type', 'must be a string')
  if (maxLength !== undefined && codePoints(value) > maxLength) report(pointer, 'maxLength', `must have at most ${maxLength} characters`)
  if (minLength !== undefined && codePoints(value) < minLength) report(pointer, 'minLength', `must have at least ${minLength} characters`)
  const rule = format === undefined ? undefined : formats[format]
  if (rule !== undefined && !rule.test(value)) report(pointer, 'format', rule.message)
}

function walkNumber({ type, minimum, maximum, multipleOf }: Schema, value: unknown, pointer: string, report: Report): void {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return report(pointer, 'type', `must be ${type === 'integer' ? 'an integer' : 'a number'}`)
  if (type === 'integer' && !Number.isInteger(value)) return report(pointer, 'type', 'must be an integer')
  if (minimum !== undefined && value < minimum) report(pointer, 'minimum', `must be at least ${minimum}`)
  if (maximum !== undefined && value > maximum) report(pointer, 'maximum', `must be at most ${maximum}`)
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) report(pointer, 'multipleOf', `must be a multiple of ${multipleOf}`)
}
