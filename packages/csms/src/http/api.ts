import type { AddressInfo } from 'node:net'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { Protocol } from '@ocpp-kit/rpc'
import fastify, { type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify'
import type { Csms } from '../csms.js'
import { insidesOf } from '../insides.js'
import { probeRoutes, systemRoutes } from '../observability/routes.js'
import { openPort } from '../open-port.js'
import { checkAccess, presetToken } from './authentication.js'
import { documentOptions } from './document.js'
import { type ApiOptions, resolveApiOptions } from './options.js'
import { notFound, problemOf, sendProblem } from './problem.js'
import { blocks } from './routes.js'
import './route-config.js'
import { publicRoutes } from './scope.js'

/** The operator API of a csms over HTTP. */
export interface Api {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  readonly port: number
  /** Stops listening and ends what is open; the csms goes on. */
  close(): Promise<void>
}

/** The longest id in a path: a transactionId or an idToken in percent-encoding is far below. */
const maxParamLength = 1024

/**
 * Opens the operator API of a csms: routes under `/v1`, described by `/v1/openapi.json` (OpenAPI 3.1) and `/docs`.
 * @throws CsmsError `PORT_TAKEN`
 * @throws TypeError naming the option that is wrong
 */
export async function startApi<P extends Protocol>(csms: Csms<P>, options: ApiOptions = {}): Promise<Api> {
  const { port, host, adminToken } = resolveApiOptions(options)
  const context = insidesOf(csms)

  const failed = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const found = problemOf(error)
    if (found.status === 500) context.core.failed(error, `api ${request.method} ${request.routeOptions?.url ?? ''}`)
    return sendProblem(reply, found)
  }
  const app = fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength },
    frameworkErrors: failed,
  }).withTypeProvider<TypeBoxTypeProvider>()
  // Refuses what is not known, and takes no text for a number but in a URL.
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  // The types vouch for the answers; compiled serialisers would leave out what a schema does not name.
  app.setSerializerCompiler(() => JSON.stringify)
  app.setErrorHandler(failed)
  app.setNotFoundHandler(notFound)

  await app.register(swagger, documentOptions)
  await app.register(swaggerUi, { routePrefix: '/docs', uiConfig: { validatorUrl: null } })
  await app.register(probeRoutes(csms))
  await app.register(
    async (v1) => {
      v1.addHook('onRoute', checkScope)
      v1.addHook('onRequest', checkAccess(presetToken(adminToken)))
      for (const block of blocks) await v1.register(block(context))
      await v1.register(systemRoutes(csms))
      v1.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
    },
    { prefix: '/v1' },
  )
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'))

  const url = await openPort(() => app.listen({ port, host }))
  return { url, port: (app.server.address() as AddressInfo).port, close: () => app.close() }
}

/** A route that nobody thought about is not opened to everybody. */
function checkScope({ method, url, config }: RouteOptions): void {
  const name = `${String(method)} ${url}`
  if (config?.scope === undefined && !publicRoutes.includes(name)) throw new Error(`${name} needs a scope: config: { scope: '…' }`)
}
