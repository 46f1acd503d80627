import { hoist } from './hoist.mjs'
import { normalise } from './normal-form.mjs'
import { sourceSchemas } from './sources.mjs'

const sorted = (map) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))

/** One draft-07 bundle: messages and shared types side by side in `definitions`, facts only. */
export function bundle(version) {
  const definitions = new Map()
  const messages = new Map()
  for (const [name, schema] of sourceSchemas(version)) {
    for (const [type, definition] of Object.entries(schema.definitions ?? {})) {
      const normal = normalise(definition, type)
      const known = definitions.get(type)
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(normal))
        throw new Error(`${name}: ${type} differs from another message's`)
      definitions.set(type, normal)
    }
    messages.set(name, normalise(schema, name))
  }
  const named = version === '1.6' ? hoist(messages) : { messages, definitions: new Map() }
  for (const [type, definition] of named.definitions) {
    if (definitions.has(type)) throw new Error(`${type}: a name for two types`)
    definitions.set(type, definition)
  }
  for (const [name, schema] of named.messages) definitions.set(name, schema)
  return { $schema: 'http://json-schema.org/draft-07/schema#', definitions: sorted(definitions) }
}

export const bundleText = (version) => `${JSON.stringify(bundle(version), null, 2)}\n`
