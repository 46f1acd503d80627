import type { Definitions, Schema } from '../runtime/violations.js'
import { below, pick, type Random } from './random.js'

/* Payloads that are valid by construction, made along a schema; for tests that ask several validators the same question. */

const dates = [
  '2026-01-31T12:00:00Z',
  '2024-02-29T23:59:60Z',
  '2026-11-21T03:13:00.123+01:00',
  '2026-11-21t03:13:00z',
  '0001-01-01T00:00:00.5-23:59',
]
const uris = ['https://example.org/firmware.bin', 'ftp://user:secret@example.org:21/logs/?a=b#c', 'urn:x:y', 'http://[::1]:80/']
const letters = ['a', 'Z', '0', ' ', '-', '_', 'ß', '漢', '🚗', '"', '\\', '\u0000']

export function validPayload(definitions: Definitions, name: string, random: Random): unknown {
  return makeValue(definitions, { $ref: `#/definitions/${name}` }, random, 0)
}

const resolve = (definitions: Definitions, schema: Schema): Schema =>
  schema.$ref === undefined ? schema : resolve(definitions, definitions[schema.$ref.slice('#/definitions/'.length)] as Schema)

function makeValue(definitions: Definitions, reference: Schema, random: Random, depth: number): unknown {
  const schema = resolve(definitions, reference)
  if (schema.enum !== undefined) return pick(random, schema.enum)
  switch (schema.type) {
    case 'object':
      return objectOf(definitions, schema, random, depth)
    case 'array': {
      const min = schema.minItems ?? 0
      const count = min + below(random, Math.max(1, Math.min((schema.maxItems ?? min + 3) - min + 1, 3)))
      return Array.from({ length: count }, () => makeValue(definitions, schema.items as Schema, random, depth + 1))
    }
    case 'string':
      return stringOf(schema, random)
    case 'integer':
    case 'number':
      return numberOf(schema, random)
    case 'boolean':
      return random() < 0.5
    default:
      return pick<unknown>(random, ['text', 5, true, { any: 1 }, [1]])
  }
}

function objectOf(
  definitions: Definitions,
  { properties = {}, required = [], additionalProperties }: Schema,
  random: Random,
  depth: number,
): object {
  const chance = depth > 4 ? 0.1 : 0.5
  const entries = Object.entries(properties)
    .filter(([key]) => required.includes(key) || random() < chance)
    .map(([key, schema]): [string, unknown] => [key, makeValue(definitions, schema, random, depth + 1)])
  if (additionalProperties !== false && random() < 0.3) entries.push(['vendorThing', { nested: [1, 'two'] }])
  return Object.fromEntries(entries)
}

function stringOf({ format, minLength = 0, maxLength }: Schema, random: Random): string {
  if (format === 'date-time') return pick(random, dates)
  if (format === 'uri') return pick(random, uris)
  const most = Math.min(maxLength ?? 20, 40)
  const length = random() < 0.1 && maxLength !== undefined ? maxLength : minLength + below(random, Math.max(1, most - minLength + 1))
  return Array.from({ length }, () => pick(random, letters)).join('')
}

function numberOf({ type, minimum, maximum, multipleOf }: Schema, random: Random): number {
  const low = minimum ?? -1_000
  const high = maximum ?? Math.max(low + 1, 1_000_000)
  const value = low + random() * (high - low)
  if (type === 'integer') return Math.min(high, Math.max(Math.ceil(low), Math.round(value)))
  if (multipleOf !== undefined) return Math.round(value / multipleOf) * multipleOf
  return random() < 0.2 ? low : value
}
