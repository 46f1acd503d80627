import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify from 'fastify'
import type { MockServer } from '../mock-server.js'
import { refuseForeign } from './guard.js'
import { notFound, problemOf, sendProblem } from './problem.js'
import { routes } from './routes.js'

export interface ControlOptions {
  readonly port: number
  readonly host: string
  /** Told of what went wrong in here. */
  readonly onError: (error: unknown) => void
}

/** The control over HTTP. */
export interface Control {
  readonly url: string
  close(): Promise<void>
}

/** @throws Error of the operating system, e.g. `EADDRINUSE` */
export async function startControl(server: MockServer, { port, host, onError }: ControlOptions): Promise<Control> {
  const app = fastify({
    forceCloseConnections: true,
    // What is not known is refused, not left out.
    ajv: { customOptions: { removeAdditional: false, allErrors: true, coerceTypes: true } },
  }).withTypeProvider<TypeBoxTypeProvider>()
  // The types vouch for the answers; compiled serialisers would leave out what a schema does not name.
  app.setSerializerCompiler(() => JSON.stringify)
  app.addHook('onRequest', refuseForeign(['127.0.0.1', '::1', 'localhost'].includes(host)))
  app.setNotFoundHandler(notFound)
  app.setErrorHandler((error, _request, reply) => {
    const found = problemOf(error)
    if (found.status === 500) onError(error)
    return sendProblem(reply, found)
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'ocpp-mock-server', version: '1', description: 'Control of a stand-in for a csms, for those who test stations.' },
    },
  })
  await app.register(swaggerUi, { routePrefix: '/docs', uiConfig: { validatorUrl: null } })
  await app.register(routes(server))
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'))
  const url = await app.listen({ port, host })
  return { url, close: () => app.close() }
}
