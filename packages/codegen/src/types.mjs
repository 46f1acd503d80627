import { compile } from 'json-schema-to-typescript'

/** Enumerations lose a final `Type` in TypeScript; everything else keeps the specification's name. */
const typeName = (name) => (name.endsWith('EnumType') ? name.slice(0, -'Type'.length) : name)

const rename = (value) => {
  if (Array.isArray(value)) return value.map(rename)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => (key === '$ref' ? [key, inner.replace(/[^/]+$/, typeName)] : [key, rename(inner)])),
  )
}

/** The TypeScript types of a bundle: one per definition. */
export async function typesModule(bundle) {
  const definitions = Object.fromEntries(Object.entries(bundle.definitions).map(([name, schema]) => [typeName(name), rename(schema)]))
  const code = await compile({ definitions, type: 'object', additionalProperties: false }, 'Bundle', {
    bannerComment: '',
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    format: false,
    additionalProperties: false,
  })
  return (
    code
      .replace(/\/\*\*\n(?: \*[^\n]*\n)*? \*\/\n/g, '')
      .replace(/export interface Bundle \{\s*\}\n/, '')
      .replace(/^export type (\w+) = \((.*)\)$/gm, 'export type $1 = $2')
      // An absent field may be written as undefined: the checks take it as absent, and so does JSON.
      .replace(/^(\w+)\?: (.*)$/gm, '$1?: $2 | undefined')
  )
}

/** A run-time list beside each enumeration: `chargePointStatusValues` for `ChargePointStatus`. */
export function enumsModule(bundle) {
  const lists = Object.entries(bundle.definitions)
    .filter(([, schema]) => schema.enum !== undefined)
    .map(([name, schema]) => `export const ${listName(typeName(name))} = ${JSON.stringify(schema.enum)} as const`)
  return `/* Every value of every enumeration. */\n${lists.join('\n')}\n`
}

const listName = (type) => `${type.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (start) => start.toLowerCase())}Values`
