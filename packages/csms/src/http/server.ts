import cors from '@fastify/cors'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Protocol } from '@ocpp-kit/rpc'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify'
import { createAudit } from '../audit/audit.js'
import type { Csms } from '../csms.js'
import { probeRoutes, systemRoutes } from '../observability/routes.js'
import { knownActorOf } from './actor.js'
import { checkAccess } from './authentication.js'
import type { ApiContext } from './context.js'
import { addCursors } from './cursors.js'
import { docsPage } from './docs-page.js'
import { documentOptions } from './document.js'
import { addApiHeaders, addHeaders } from './headers.js'
import { createIdempotency } from './idempotency.js'
import { readJsonBodies } from './json-body.js'
import { createMethods } from './methods.js'
import type { ResolvedApiOptions } from './options.js'

import { problemOf, sendProblem } from './problem.js'
import { limitRate } from './rate-limit.js'
import { requestIdOf, routeOf } from './request.js'
import { blocks } from './routes.js'
import { publicRoutes } from './scope.js'
import { compileValidator } from './validator.js'
import { checkStationOfPath } from './visibility.js'

/** The longest id in a path: a transactionId or an idToken in percent-encoding is far below. */
const maxParamLength = 1024

/** The server with all routes, not listening yet. */
export async function createServer<P extends Protocol>(
  csms: Csms<P>,
  context: ApiContext,
  options: ResolvedApiOptions,
): Promise<FastifyInstance> {
  const { core } = context
  const failed = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const found = problemOf(error)
    if (found.status === 500) core.failed(error, `api ${routeOf(request)} (request ${request.id})`)
    return sendProblem(reply, found)
  }
  const app = fastify({
    bodyLimit: options.maxBodyBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => {
      void addHeaders(request, reply)
      failed(error, request, reply)
    },
    genReqId: requestIdOf,
    routerOptions: { maxParamLength },
    ...(options.trustedProxies.length > 0 && { trustProxy: [...options.trustedProxies] }),
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(compileValidator)
  // The types vouch for the answers; compiled serialisers would leave out what a schema does not name.
  app.setSerializerCompiler(() => JSON.stringify)
  app.setErrorHandler(failed)
  app.removeContentTypeParser('text/plain')
  readJsonBodies(app)
  const methods = createMethods()
  app.addHook('onRoute', methods.note)
  app.setNotFoundHandler(methods.notFound)
  app.addHook('onRequest', addHeaders)
  app.addHook('onRequest', limitRate(options.rateLimit, core.clock))
  app.addHook('onResponse', async (request, reply) => options.onAnswer?.(answerRecordOf(request, reply)))

  if (options.corsOrigins.length > 0) await app.register(cors, corsOptions(options.corsOrigins))
  await app.register(swagger, documentOptions)
  await app.register(swaggerUi, docsPage)
  await app.register(probeRoutes(csms))
  await app.register(v1(csms, context), { prefix: '/v1' })
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'))
  return app as unknown as FastifyInstance
}

/** Who asks and whether they may, then whether the station is theirs, then the request itself; what changes something is done once and written down. */
const v1 =
  <P extends Protocol>(csms: Csms<P>, context: ApiContext) =>
  async (app: FastifyInstance) => {
    const audit = createAudit(context.core)
    const idempotency = createIdempotency(context.core)
    app.addHook('onRoute', checkScope)
    app.addHook('onRequest', addApiHeaders)
    app.addHook('onRequest', checkAccess(context.identity.authenticate))
    app.addHook('onRequest', checkStationOfPath(context.visibility))
    addCursors(app)
    app.addHook('preHandler', idempotency.begin)
    app.addHook('preHandler', audit.begin)
    app.addHook('onSend', async (request, reply, payload) => {
      await audit.complete(request, reply)
      await idempotency.finish(request, reply, payload)
      return payload
    })
    for (const block of blocks) await app.register(block(context))
    await app.register(systemRoutes(csms))
    app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  }

/** A route that nobody thought about is not opened to everybody. */
function checkScope({ method, url, config }: RouteOptions): void {
  const name = `${String(method)} ${url}`
  if (config?.scope === undefined && !publicRoutes.includes(name)) throw new Error(`${name} needs a scope: config: { scope: '…' }`)
}

const corsOptions = (origins: readonly string[]) => ({
  origin: [...origins],
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'prefer', 'x-request-id'],
  exposedHeaders: ['idempotency-replayed', 'location', 'retry-after', 'x-request-id'],
})

const answerRecordOf = (request: FastifyRequest, reply: FastifyReply) => ({
  requestId: request.id,
  method: request.method,
  route: request.routeOptions?.url,
  status: reply.statusCode,
  tookMs: reply.elapsedTime,
  address: request.ip,
  actorId: knownActorOf(request)?.id,
})
