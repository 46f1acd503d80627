import { names16 } from './names16.mjs'

/**
 * Moves the types that 1.6 writes out in place into `definitions`. Equal content becomes one type, except where the specification
 * gives two names to the same list (six statuses are just Accepted and Rejected).
 */
export function hoist(messages) {
  const definitions = new Map()
  const namesByContent = new Map()

  const nameOf = (path, content) => names16[path] ?? namesByContent.get(content)

  const visit = (schema, path, isMessage) => {
    const inner = { ...schema }
    const here = JSON.stringify(schema)
    const isNamed = !isMessage && (schema.enum !== undefined || schema.type === 'object')
    if (isNamed && names16[path] !== undefined && !namesByContent.has(here)) namesByContent.set(here, names16[path])
    if (schema.properties !== undefined) {
      inner.properties = Object.fromEntries(
        Object.entries(schema.properties).map(([key, value]) => [key, visit(value, `${path}.${key}`, false)]),
      )
    }
    if (schema.items !== undefined) inner.items = visit(schema.items, `${path}[]`, false)
    if (!isNamed) return inner
    const name = nameOf(path, here)
    if (name === undefined) throw new Error(`${path}: no name for ${here}; add it to names16`)
    const known = definitions.get(name)
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(inner)) throw new Error(`${path}: ${name} has two meanings`)
    definitions.set(name, inner)
    return { $ref: `#/definitions/${name}` }
  }

  // Two passes: a type may be met in place before the message that names it.
  for (const [name, schema] of messages) visitNames(schema, name, namesByContent)
  return { messages: new Map([...messages].map(([name, schema]) => [name, visit(schema, name, true)])), definitions }
}

function visitNames(schema, path, namesByContent) {
  const name = names16[path]
  const content = JSON.stringify(schema)
  if (name !== undefined && !namesByContent.has(content)) namesByContent.set(content, name)
  for (const [key, value] of Object.entries(schema.properties ?? {})) visitNames(value, `${path}.${key}`, namesByContent)
  if (schema.items !== undefined) visitNames(schema.items, `${path}[]`, namesByContent)
}
