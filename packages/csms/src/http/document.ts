import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'

const description = `Operates charging stations of OCPP 1.6, 2.0.1 and 2.1.

Callers name themselves with \`Authorization: Bearer …\`; each operation says which scope it needs (\`x-scope\`).
Lists are \`{ items, nextCursor }\`, with \`limit\` and \`cursor\` in the query. Errors are problems as RFC 9457 has them.`

/** What the OpenAPI document says beside the routes. */
export const documentOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'ocpp-csms', version: '1', description },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  },
  transform: ({ schema, url, route }) => {
    const scope = route.config?.scope
    if (scope === undefined) return { schema, url }
    return { schema: { ...schema, security: [{ bearer: [] }], 'x-scope': scope } as typeof schema, url }
  },
}
