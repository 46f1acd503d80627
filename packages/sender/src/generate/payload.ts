import { randomInteger } from '@ocpp-kit/rpc'
import { choices, goodStatus } from './fields/choices.js'
import { makerFor, type Place } from './fields/field.js'
import { numbers } from './fields/numbers.js'
import { shapes } from './fields/shapes.js'
import { texts } from './fields/texts.js'
import { times } from './fields/times.js'
import { truths } from './fields/truths.js'
import type { Definitions, Schema } from './schema.js'
import { pick } from './story.js'

/* One step per kind of schema, each of which gives a value that the schema accepts. */

const refersTo = (reference: string): string => reference.slice('#/definitions/'.length)

/** Makes what a schema by name asks for. */
export function makeNamed(definitions: Definitions, name: string, place: Place): unknown {
  const schema = definitions[name]
  if (schema === undefined) throw new TypeError(`no schema is called "${name}"`)
  return schema.type === 'object' ? makeObject(definitions, name, schema, place) : make(definitions, schema, place)
}

function make(definitions: Definitions, schema: Schema, place: Place): unknown {
  if (schema.$ref !== undefined) return makeNamed(definitions, refersTo(schema.$ref), place)
  if (schema.enum !== undefined) return makeChoice(schema.enum, place)
  switch (schema.type) {
    case 'object':
      return makeObject(definitions, place.owner, schema, place)
    case 'array':
      return makeArray(definitions, schema, place)
    case 'integer':
    case 'number':
      return fitNumber(schema, makerFor(numbers, place)?.(place) ?? randomInteger(place.story.random, 0, 100))
    case 'boolean':
      return makerFor(truths, place)?.(place) ?? place.story.random() < 0.5
    case 'string':
      return schema.format === 'date-time' ? makeTime(place) : fitText(schema, makerFor(texts, place)?.(place) ?? `${place.field}-1`)
    default:
      // A schema that allows anything, such as DataTransfer's data in 2.x.
      return makerFor(texts, place)?.(place) ?? place.field
  }
}

function makeObject(definitions: Definitions, owner: string, schema: Schema, place: Place): object {
  const known = shapes[owner]?.(place) ?? {}
  const made: Record<string, unknown> = {}
  for (const [field, property] of Object.entries(schema.properties ?? {})) {
    if (!place.isWhole && schema.required?.includes(field) !== true) continue
    const value = Object.hasOwn(known, field) ? known[field] : make(definitions, property, { ...place, owner, field })
    if (value !== undefined) made[field] = value
  }
  return made
}

/** One element, or up to three where everything is asked for. */
function makeArray(definitions: Definitions, { items = {}, minItems = 0, maxItems = 3 }: Schema, place: Place): unknown[] {
  const wanted = place.isWhole ? randomInteger(place.story.random, 1, 3) : 1
  const length = Math.max(minItems, Math.min(maxItems, wanted))
  const outerIndex = place.index
  const elements = Array.from({ length }, (_, index) => make(definitions, items, { ...place, index, count: length, outerIndex }))
  // A list of names or numbers does not say one twice.
  return elements.some((element) => typeof element === 'object') ? elements : [...new Set(elements)]
}

function makeChoice(names: readonly string[], place: Place): string {
  const wanted = makerFor(choices, place)?.(place)
  if (wanted !== undefined && names.includes(wanted)) return wanted
  const isStatus = place.field === 'status' || place.field.endsWith('Status')
  if (place.kind === 'response' && isStatus && names.includes(goodStatus)) return goodStatus
  return pick(place.story.random, names)
}

const makeTime = (place: Place): string => new Date(place.story.nowMs + (makerFor(times, place)?.(place) ?? 0)).toISOString()

/** Length counts code points, as JSON schema does. */
function fitText({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema, text: string): string {
  const points = [...text]
  return points.length > maxLength ? points.slice(0, maxLength).join('') : text.padEnd(minLength, '0')
}

function fitNumber({ type, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: Schema, value: number): number {
  const rounded = type === 'integer' ? Math.round(value) : Math.round(value * 100) / 100
  return Math.min(maximum, Math.max(minimum, rounded))
}
