import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Where each version's schemas lie in the pinned package; structurally identical to the official set. */
const files = { 1.6: 'ocpp1_6.json', '2.0.1': 'ocpp2_0_1.json', 2.1: 'ocpp2_1.json' }

export const versions = /** @type {const} */ (['1.6', '2.0.1', '2.1'])

/** The source schemas of a version, one per message, under `<Action>Request` and `<Action>Response`. */
export function sourceSchemas(version) {
  const entry = createRequire(import.meta.url).resolve('ocpp-rpc')
  const list = JSON.parse(readFileSync(new URL(`lib/schemas/${files[version]}`, `file://${entry}`), 'utf8'))
  return new Map(list.map((schema) => [messageName(schema.$id), schema]))
}

/** `urn:Authorize.req` and `urn:AuthorizeRequest` are both `AuthorizeRequest`. */
const messageName = (id) =>
  id
    .replace(/^urn:/, '')
    .replace(/\.req$/, 'Request')
    .replace(/\.conf$/, 'Response')
