import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import fastify from 'fastify'
import { refuseForeign } from './guard.js'
import type { StationHost } from './host.js'
import { notFound, problemOf, sendProblem } from './problem.js'
import { routes } from './routes.js'

export interface ControlOptions {
  /** Port to listen on; 0 takes any that is free. */
  readonly port: number
  /** Default `127.0.0.1`: for this machine alone. There is no password. */
  readonly host?: string | undefined
  /** Told of what went wrong in here, and is nobody's input. Default: nobody. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** The control over HTTP. */
export interface Control {
  readonly url: string
  close(): Promise<void>
}

/**
 * Opens the control of stations over HTTP: everything that can be done to a station, its state, the newest messages and a stream
 * of events; `/docs` describes it, `/openapi.json` is OpenAPI 3.1.
 * @throws Error of the operating system, e.g. `EADDRINUSE`
 */
export async function startControl(stations: StationHost, { port, host = '127.0.0.1', onError }: ControlOptions): Promise<Control> {
  const app = fastify({ forceCloseConnections: true }).withTypeProvider<TypeBoxTypeProvider>()
  // Refuses what is not known, and takes no text for a number but in a URL.
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  // The types vouch for the answers; compiled serialisers would leave out what a schema does not name.
  app.setSerializerCompiler(() => JSON.stringify)
  app.addHook('onRequest', refuseForeign(['127.0.0.1', '::1', 'localhost'].includes(host)))
  app.setNotFoundHandler(notFound)
  app.setErrorHandler((error, _request, reply) => {
    const found = problemOf(error)
    if (found.status === 500) onError?.(error)
    return sendProblem(reply, found)
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'ocpp-charge-point', version: '1', description: 'Control of virtual charging stations.' },
    },
  })
  await app.register(swaggerUi, { routePrefix: '/docs', uiConfig: { validatorUrl: null } })
  await app.register(routes(stations))
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'))
  const url = await app.listen({ port, host })
  return { url, close: () => app.close() }
}
