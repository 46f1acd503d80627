import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { type Document, finished } from './finished-document.js'

const description = `Operates charging stations of OCPP 1.6, 2.0.1 and 2.1.

Callers name themselves with \`Authorization: Bearer …\`: the token of a login (\`POST /v1/sessions\`), an API key, or the token that the program
shows at its first start. Each operation says which scope it needs, here and as \`x-scope\`.

Lists are \`{ items, nextCursor }\`: ask again with \`cursor\` until \`nextCursor\` is null. What changes something may carry an \`Idempotency-Key\`,
and is then done once however often it is sent. Errors are problems as RFC 9457 has them; programs look at \`type\` and \`code\`.
Times are ISO 8601 in UTC, energy is in Wh.`

/** In the order in which they are shown. */
const tags = [
  ['stations', 'Who may connect, what is known of them, and what they are wanted to be'],
  ['commands', 'Messages to stations: durable ones, which end in exactly one state, and raw ones'],
  ['transactions', 'The ledger: sessions, their events and samples, why they are what they are, and what is missing of them'],
  ['tokens', 'Who may charge, where, when and how often at one time'],
  ['events', 'What happens, as it happens (server-sent events)'],
  ['webhooks', 'What happens, sent to a server of yours, signed and in order (Standard Webhooks)'],
  ['sessions', 'Log in and out, and who one is'],
  ['users', 'People, with a role and, if wanted, some stations only'],
  ['api-keys', 'Programs, with scopes and, if wanted, some stations only'],
  ['audit', 'Who changed what, when, and from where'],
  ['system', 'How the csms fares. `GET /healthz` and `GET /readyz` ask for less, and for no token'],
] as const

/** What the OpenAPI document says beside the routes. */
export const documentOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'ocpp-csms operator API', version: '1', description, license: { name: 'MIT', identifier: 'MIT' } },
    tags: tags.map(([name, words]) => ({ name, description: words })),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'Of a session, of a key, or of the first start' } },
    },
  },
  transform: ({ schema, url, route }) => {
    const scope = route.config?.scope
    if (scope === undefined) return { schema, url }
    const needs = scope === 'self' ? 'Whoever is known may do this.' : `Needs \`${scope}\`.`
    const words = [schema['description'], needs].filter((one) => one !== undefined).join('\n\n')
    return { schema: { ...schema, description: words, security: [{ bearer: [] }], 'x-scope': scope } as typeof schema, url }
  },
  transformObject: (found) => ('openapiObject' in found ? finished(found.openapiObject as Document) : found.swaggerObject),
}
