import type { Definitions, Schema } from '../runtime/violations.js'

/** A payload with one thing changed, and the keyword the change aims at. It may still be valid: the validators only have to agree. */
export interface Mutation {
  readonly keyword: string
  readonly payload: unknown
}

type Put = (value: unknown) => unknown

/** Everything that can be broken in a payload, one place and one keyword at a time. */
export function mutationsOf(definitions: Definitions, name: string, payload: unknown): Mutation[] {
  const found: Mutation[] = []
  visit(definitions, { $ref: `#/definitions/${name}` }, payload, (value) => value, found)
  return found
}

const wrongTypes: readonly unknown[] = [null, 'text', 12, 1.5, true, [], {}, ['x']]

function visit(definitions: Definitions, reference: Schema, value: unknown, put: Put, found: Mutation[]): void {
  const schema = reference.$ref === undefined ? reference : (definitions[reference.$ref.slice('#/definitions/'.length)] as Schema)
  if (schema.$ref !== undefined) return visit(definitions, schema, value, put, found)
  const add = (keyword: string, changed: unknown): void => void found.push({ keyword, payload: put(changed) })

  for (const wrong of wrongTypes) add('type', wrong)
  if (schema.enum !== undefined) {
    for (const wrong of ['', 'NoSuchValue', `${schema.enum[0]} `, String(schema.enum[0]).toLowerCase()]) add('enum', wrong)
  }
  if (schema.type === 'string') visitString(schema, add)
  if (schema.type === 'number' || schema.type === 'integer') visitNumber(schema, add)
  if (Array.isArray(value)) {
    if (schema.minItems !== undefined) add('minItems', value.slice(0, schema.minItems - 1))
    if (schema.maxItems !== undefined)
      add(
        'maxItems',
        Array.from({ length: schema.maxItems + 1 }, () => value[0]),
      )
    const last = value.length - 1
    if (last >= 0 && schema.items !== undefined)
      visit(definitions, schema.items, value[last], (changed) => put(value.with(last, changed)), found)
  } else if (typeof value === 'object' && value !== null) {
    visitObject(definitions, schema, value as Readonly<Record<string, unknown>>, put, found)
  }
}

function visitObject(
  definitions: Definitions,
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  put: Put,
  found: Mutation[],
): void {
  const without = (key: string): object => Object.fromEntries(Object.entries(value).filter(([other]) => other !== key))
  for (const key of schema.required ?? []) found.push({ keyword: 'required', payload: put(without(key)) })
  for (const key of ['extra', 'toString', 'constructor', '__proto__', 'a/b~c']) {
    // JSON.parse makes an own property even of __proto__, as the wire does.
    const more = JSON.parse(`{${JSON.stringify(key)}:1}`) as object
    found.push({ keyword: 'additionalProperties', payload: put(withOwn(value, more)) })
  }
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (Object.hasOwn(value, key)) visit(definitions, property, value[key], (changed) => put({ ...value, [key]: changed }), found)
  }
}

function withOwn(value: object, more: object): object {
  const copy = { ...value }
  for (const key of Object.keys(more)) Object.defineProperty(copy, key, { value: 1, enumerable: true, writable: true, configurable: true })
  return copy
}

const badDates = [
  '',
  '2026',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:00',
  '2026-01-01 00:00:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T23:59:60Z',
  '2026-01-01T00:59:60+01:00',
  '2026-01-01T00:00:00.Z',
  '2026-01-01T00:00:00+0100',
  '2026-01-01T00:00:00+01',
  '2026-01-01T00:00:00+24:00',
  '2026-01-01T00:00:00+01:60',
  '2026-01-01X00:00:00Z',
  '2026-1-1T00:00:00Z',
  ' 2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00Zjunk',
  '2026-01-01T00:00:00z',
  '2026-00-10T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-01T00:00:61Z',
]
const badUris = [
  '',
  'no scheme',
  '/path',
  'http://a b',
  'http://[zz]/',
  'http://a/%zz',
  '1http://a',
  'http:',
  'http://',
  'mailto:a@b',
  'http://a#b#c',
  'http://ü',
  'x:',
  'http://a:port/',
  'http://a:80:80/',
]

function visitString({ minLength, maxLength, format }: Schema, add: (keyword: string, value: unknown) => void): void {
  if (maxLength !== undefined) {
    for (const text of ['x'.repeat(maxLength + 1), '🚗'.repeat(maxLength), '🚗'.repeat(maxLength + 1), '\ud800'.repeat(maxLength)])
      add('maxLength', text)
  }
  if (minLength !== undefined) for (const text of ['x'.repeat(Math.max(0, minLength - 1)), '🚗'.repeat(minLength)]) add('minLength', text)
  if (format === 'date-time') for (const text of badDates) add('format', text)
  if (format === 'uri') for (const text of badUris) add('format', text)
}

function visitNumber({ type, minimum, maximum, multipleOf }: Schema, add: (keyword: string, value: unknown) => void): void {
  if (minimum !== undefined) for (const value of [minimum, minimum - 1, minimum - 0.001]) add('minimum', value)
  if (maximum !== undefined) for (const value of [maximum, maximum + 1, maximum + 0.001]) add('maximum', value)
  if (multipleOf !== undefined) for (const value of [16.1, 0.3, 21.4, 16.15, 16.01, 1.05, -0.1]) add('multipleOf', value)
  if (type === 'integer') for (const value of [0.5, 1e21, -0]) add('type', value)
}
