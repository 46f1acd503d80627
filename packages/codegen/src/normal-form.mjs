/** Keywords that say something about a payload. Any other, but the prose ones, stops the run: nothing is lost unseen. */
const kept = new Set([
  '$ref',
  'type',
  'format',
  'enum',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'items',
  'minItems',
  'maxItems',
  'properties',
  'required',
  'additionalProperties',
  'default',
])
/** Prose, names for other languages, and what has no effect (`additionalItems` beside a single `items` schema). */
const dropped = new Set(['$id', '$schema', 'title', 'description', 'comment', 'javaType', 'definitions', 'additionalItems'])

/** The one type that vendors may extend (2.0.1 and 2.1 part 2, CustomDataType). */
const openType = 'CustomDataType'

const byKey = ([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)

/** Keys sorted, `required` and `enum` sorted, prose gone, `additionalProperties` explicit. */
export function normalise(schema, name) {
  const entries = []
  for (const [keyword, value] of Object.entries(schema)) {
    if (dropped.has(keyword)) continue
    if (!kept.has(keyword)) throw new Error(`${name}: keyword "${keyword}" is not known; decide whether it is a fact`)
    entries.push([keyword, normaliseValue(keyword, value, name)])
  }
  if (schema.type === 'object' && schema.additionalProperties === undefined) entries.push(['additionalProperties', isOpen(name)])
  return Object.fromEntries(entries.sort(byKey))
}

const isOpen = (name) => {
  if (name === openType) return true
  throw new Error(`${name}: an object without additionalProperties; only ${openType} is open`)
}

function normaliseValue(keyword, value, name) {
  if (keyword === 'properties') {
    return Object.fromEntries(
      Object.entries(value)
        .sort(byKey)
        .map(([key, schema]) => [key, normalise(schema, `${name}.${key}`)]),
    )
  }
  if (keyword === 'items') return normalise(value, `${name}[]`)
  if (keyword === 'enum' || keyword === 'required') return [...value].sort()
  return value
}
